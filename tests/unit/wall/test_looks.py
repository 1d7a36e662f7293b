"""What a tile says in each state, and that visit mode says no word of a fault."""

from __future__ import annotations

import time

import pytest

from ui.common.words import Words
from ui.wall.looks import Face, Look, TileFacts, ago, look_of
from wallctl.domain.entities import Medium, Tile
from wallctl.domain.geometry import Rect
from wallctl.domain.observed import FeedFigures, Picture, Reason
from wallctl.domain.plan import FeedSpec

NOW = time.mktime((2026, 7, 1, 10, 24, 7, 0, 0, -1))
TILE = Tile("t", "w", "s", Rect(0, 0, 10, 10))
SPEC = FeedSpec("s", "单兵 07", Medium.STREAM, "rtsp://x", name_en="Body 07", place="白龙桥")


def look(
    picture: Picture,
    reason: Reason = Reason.NONE,
    *,
    frame_s: float | None = 0.0,
    tile: Tile = TILE,
    spec: FeedSpec | None = SPEC,
    lang: str = "zh",
    labels: bool = True,
    visit: bool = False,
) -> Look:
    feed = FeedFigures("s", "main", picture, reason, since=NOW - 147)
    has = frame_s is not None
    facts = TileFacts(tile, spec, feed, has, NOW - (frame_s or 0.0), NOW - 1)
    words = Words("wall", lang="en" if lang == "en" else "zh")
    return look_of(facts, words, now=NOW, labels=labels, visit=visit)


def test_live_says_name_place_and_the_time_of_its_frame() -> None:
    live = look(Picture.LIVE)
    assert (live.face, live.label, live.clock) == (Face.PICTURE, "单兵 07 · 白龙桥", "10:24:07")
    assert not (live.badge or live.state or live.lines)


def test_stale_says_since_when() -> None:
    stale = look(Picture.STALE, Reason.SILENT, frame_s=9)
    assert stale.face is Face.STALE
    assert stale.badge == "画面停在 10:23:58 · 9 秒前"
    assert stale.clock == ""


def test_slate_says_name_reason_and_since_when() -> None:
    slate = look(Picture.SLATE, Reason.UNREACHABLE, frame_s=None)
    assert slate.face is Face.CARD
    assert slate.lines == ("单兵 07 · 白龙桥", "无法连接 · 设备无应答", "自 10:21:40 起 · 正在重试")


def test_a_source_that_is_gone_is_named_as_such() -> None:
    gone = look(Picture.LIVE, spec=None, tile=Tile("t", "w", "s", TILE.rect, title="主画面"))
    assert (gone.face, gone.reason) == (Face.CARD, Reason.NO_SOURCE)
    assert gone.lines[0] == "主画面"


@pytest.mark.parametrize("picture", [Picture.LIVE, Picture.STALE, Picture.HELD])
def test_nothing_counts_without_a_frame(picture: Picture) -> None:
    assert look(picture, frame_s=None).picture is Picture.OPENING


def test_held_is_marked_but_not_grey() -> None:
    held = look(Picture.HELD, Reason.DAMAGED, frame_s=3)
    assert held.face is Face.PICTURE
    assert held.badge == "信号受损 · 保持 10:24:04 的画面"


def test_without_labels_only_the_marks_stay() -> None:
    assert look(Picture.LIVE, labels=False).label == ""
    assert look(Picture.STALE, frame_s=9, labels=False).badge


def test_english() -> None:
    assert (
        look(Picture.STALE, frame_s=9, lang="en").badge == "Picture stopped at 10:23:58 · 9 s ago"
    )
    assert look(Picture.LIVE, lang="en").label == "Body 07 · 白龙桥"


@pytest.mark.parametrize("picture", list(Picture))
@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("frame_s", [None, 9.0])
def test_visit_mode_never_says_a_fault(
    picture: Picture, reason: Reason, frame_s: float | None
) -> None:
    said = look(picture, reason, frame_s=frame_s, visit=True)
    assert said.face in (Face.PICTURE, Face.BACKGROUND)
    assert not (said.badge or said.state or said.lines or said.clock)
    if picture is Picture.STALE and frame_s:
        assert said.small == "10:23"


def test_both_languages_have_words_for_every_reason() -> None:
    words = Words("wall")
    assert words.keys("zh") == words.keys("en")
    assert {f"reason.{r.value}" for r in Reason} <= words.keys("zh")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-3, "0 秒前"), (119, "119 秒前"), (120, "2 分钟前"), (7200, "2 小时前"), (200_000, "2 天前")],
)
def test_ages(seconds: float, said: str) -> None:
    assert ago(seconds, Words("wall")) == said
