"""Contrast of the tokens: body >= 7:1, muted >= 4.5:1, edges, icons and focus >= 3:1."""

import pytest

from ui.common.situation import LAW
from ui.common.tokens import DARK, contrast

GROUNDS = ("window", "surface", "raised", "input", "select_fill", "tile", "strip", "pending_fill")


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", ["text", "body"])
def test_body_text(ink: str, ground: str) -> None:
    assert contrast(getattr(DARK, ink), getattr(DARK, ground)) >= 7


@pytest.mark.parametrize("ground", GROUNDS)
def test_muted_text(ground: str) -> None:
    assert contrast(DARK.muted, getattr(DARK, ground)) >= 4.5


@pytest.mark.parametrize("ground", ["window", "surface", "raised"])
@pytest.mark.parametrize(
    "mark",
    ["edge", "focus", "select", "program", "preview", "pending", "fault", "locked", "stale"],
)
def test_edges_icons_and_focus(mark: str, ground: str) -> None:
    assert contrast(getattr(DARK, mark), getattr(DARK, ground)) >= 3


@pytest.mark.parametrize("ground", ["preview_fill", "preview_press"])
def test_words_on_take(ground: str) -> None:
    assert contrast(DARK.text, getattr(DARK, ground)) >= 7


def test_words_on_a_program_chip() -> None:
    assert contrast(DARK.focus, DARK.program_fill) >= 4.5


@pytest.mark.parametrize("level", LAW)
def test_words_on_a_warning_badge(level: str) -> None:
    fill, ink = LAW[level]
    assert contrast(ink, fill) >= 7


def test_state_words_in_their_own_colour() -> None:
    for name in ("preview", "program", "fault"):
        assert contrast(getattr(DARK, name), DARK.surface) >= 4.5


def test_black_on_white() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
