"""The code strip survives what a wall does to a picture, and is not seen where there is none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.e2e.counters import read_picture, read_tile
from wallctl.simulators.cards import Card
from wallctl.simulators.code import CARD, CORNER, Reading, cells_of, check_of, draw, read


@pytest.mark.parametrize(
    "size",
    [
        pytest.param((1920, 1080), marks=pytest.mark.matrix),
        pytest.param((640, 360), marks=pytest.mark.matrix),
        pytest.param((480, 270), marks=pytest.mark.matrix),
        (213, 120),
        (160, 90),
    ],
)
@pytest.mark.parametrize("how", [cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_NEAREST])
def test_a_card_is_read_at_any_tile_size(size: tuple[int, int], how: int) -> None:
    luma = Card(7, 1920, 1080).frame(1234).y
    small = cv2.resize(luma, size, interpolation=how).astype(np.uint8)
    assert read(small, CARD) == Reading(7, 1234)


def test_every_frame_number_is_told_apart() -> None:
    seen = {cells_of(9, frame).tobytes() for frame in range(4096)}
    assert len(seen) == 4096


def test_a_corner_strip_is_read_on_a_tile_of_480() -> None:
    luma = np.full((720, 1280), 90, np.uint8)
    draw(luma, CORNER, 201, 77)
    small = cv2.resize(luma, (480, 270), interpolation=cv2.INTER_LINEAR).astype(np.uint8)
    assert read(small, CORNER) == Reading(201, 77)


@pytest.mark.parametrize("level", [0, 16, 128, 255])
def test_an_even_picture_is_no_card(level: int) -> None:
    assert read(np.full((360, 640), level, np.uint8), CARD) is None


def test_noise_is_no_card() -> None:
    noise = np.random.default_rng(3)
    pictures = noise.integers(0, 256, (50, 90, 160), dtype=np.uint8)
    assert [read(p, CARD) for p in pictures] == [None] * 50


def test_a_blend_of_two_frames_is_no_frame() -> None:
    a, b = (Card(3, 640, 360).frame(n).y.astype(int) for n in (100, 355))
    assert read(((a + b) // 2).astype(np.uint8), CARD) is None


def test_one_turned_cell_is_noticed() -> None:
    card = Card(5, 640, 360)
    luma = card.frame(42).y
    step_x, step_y = 640 * CARD.w / 16, 360 * CARD.h / 2
    for column in range(2, 16):
        broken = luma.copy()
        x, y = int(640 * CARD.x + column * step_x), int(360 * CARD.y)
        part = broken[y : y + int(step_y), x : x + int(step_x)]
        part[:] = 251 - part
        assert read(broken, CARD) is None


def test_numbers_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        cells_of(256, 0)
    assert 0 <= check_of(255, 4095) < 256


def test_a_tile_is_read_from_a_larger_glass_at_a_fractional_place() -> None:
    glass = np.zeros((1080, 1920, 3), np.uint8)
    card = cv2.resize(Card(11, 1280, 720).frame(9).y, (333, 187))
    glass[401 : 401 + 187, 700 : 700 + 333] = card[:, :, None]

    def look(x: int, y: int, w: int, h: int) -> np.ndarray:
        return glass[y : y + h, x : x + w]

    assert read_tile(look, (700.4, 400.8, 333, 187)) == Reading(11, 9)
    assert read_tile(look, (100, 100, 333, 187)) is None
    assert read_picture(glass[401:588, 700:1033]) == Reading(11, 9)
