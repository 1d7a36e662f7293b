"""What is remembered of feeds, how long, and what is asked anew."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from ui.wall.known import FeedNotes, usual
from wallctl.domain.geometry import Size
from wallctl.domain.observed import FeedFigures, Picture
from wallctl.feeds.keys import FeedKey

KEY = FeedKey("a", "main")


@dataclass
class Feeds:
    """What the feeds say of themselves, and how often they were asked."""

    told: list[FeedFigures] = field(default_factory=list)
    asked: int = 0

    def figures(self) -> tuple[FeedFigures, ...]:
        self.asked += 1
        return tuple(self.told)


@pytest.fixture
def feeds() -> Feeds:
    return Feeds([FeedFigures("a", "main", Picture.LIVE, fps=24.6, codec="h265")])


@pytest.fixture
def notes(feeds: Feeds) -> FeedNotes:
    return FeedNotes(feeds.figures, lambda key: key == KEY)


def test_figures_are_asked_once_until_they_moved(feeds: Feeds, notes: FeedNotes) -> None:
    assert notes.known.codec(KEY) == "h265"
    assert not notes.known.lost(KEY)
    feeds.told = [FeedFigures("a", "main", Picture.SLATE)]
    assert not notes.known.lost(KEY)
    assert feeds.asked == 1
    notes.moved()
    assert notes.known.lost(KEY)
    assert not notes.known.lost(FeedKey("b", "main"))


def test_the_highest_rate_stays(feeds: Feeds, notes: FeedNotes) -> None:
    assert notes.known.fps(KEY) == 0.0
    for fps, known in ((24.6, 25.0), (3.0, 25.0), (29.97, 30.0), (58.0, 60.0)):
        feeds.told = [FeedFigures("a", "main", Picture.LIVE, fps=fps)]
        notes.second()
        assert notes.known.fps(KEY) == known


def test_a_rate_that_trembles_is_one() -> None:
    assert {usual(fps) for fps in (23.2, 24.9, 25.0, 25.3, 26.9)} == {25.0}


def test_a_size_is_news_once(notes: FeedNotes) -> None:
    assert notes.known.native(KEY) is None
    assert notes.seen(KEY, Size(640, 360))
    assert not notes.seen(KEY, Size(640, 360))
    assert notes.seen(KEY, Size(1280, 720))
    assert notes.known.native(KEY) == Size(1280, 720)


def test_what_nobody_wants_is_forgotten(notes: FeedNotes) -> None:
    other = FeedKey("b", "sub")
    for key in (KEY, other):
        notes.seen(key, Size(640, 360))
    notes.second()
    notes.keep(lambda key: key == other)
    assert notes.known.native(KEY) is None
    assert notes.known.fps(KEY) == 0.0
    assert notes.known.native(other) == Size(640, 360)
