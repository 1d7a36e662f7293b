"""A field unit that was away and is live again is told once, and is quiet after half a minute."""

from __future__ import annotations

import time
from typing import Any

import pytest
from PySide6.QtCore import QTimer

from tests.unit.desk.fake_room import feed, node, picture, portrait, slate
from tests.unit.desk.sources_page.conftest import Seat
from ui.desk.sources.coming_card import SHOWN_MS, ComingCard
from ui.desk.sources.comings import OFF_S, Comings
from wallctl.domain.observed import FeedFigures, Picture
from wallctl.domain.show import apply, change


def away(source: str, seconds: float = 60.0) -> FeedFigures:
    return feed(source, Picture.SLATE, since=time.time() - seconds)


class Watched:
    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.comings = Comings(seat.hub, seat.pictures)
        self.card = ComingCard(seat.hub, self.comings, seat.words, seat.scale)
        seat.show(self.card)
        seat.hub.moved()
        self.came: list[str] = []
        self.wanted: list[str] = []
        self.comings.came.connect(self.came.append)
        self.card.wanted.connect(self.wanted.append)

    def sees(self, *feeds: Any) -> None:
        self.seat.room.observe(feeds=feeds)
        self.seat.settle()
        self.comings.look()


@pytest.fixture
def watched(seat: Seat) -> Watched:
    return Watched(seat)


def test_what_was_away_and_is_live_has_come_once(watched: Watched) -> None:
    watched.sees(away("body-7"))
    watched.sees(feed("body-7"))
    watched.sees(feed("body-7"))
    assert watched.came == ["body-7"]
    assert watched.comings.recent[0].source == "body-7"


def test_what_is_seen_live_for_the_first_time_has_not_come(watched: Watched) -> None:
    watched.sees(feed("body-7"), feed("drone-1", Picture.OPENING))
    watched.sees(feed("body-7"), feed("drone-1"))
    assert watched.came == []


def test_a_blip_is_no_coming(watched: Watched) -> None:
    watched.sees(away("body-7", OFF_S / 2))
    watched.sees(feed("body-7"))
    watched.sees(feed("body-7", Picture.STALE))
    watched.sees(feed("body-7"))
    assert watched.came == []


def test_other_kinds_are_not_told(watched: Watched) -> None:
    watched.sees(away("look-2"), away("river"))
    watched.sees(feed("look-2"), feed("river"))
    assert watched.came == []


def test_a_thumbnail_of_one_that_nobody_plays_counts_too(watched: Watched) -> None:
    watched.sees(away("body-9"))
    watched.sees()
    watched.seat.pictures.put(*picture("thumbnail", "body-9", portrait("body-9", 64, 36)))
    watched.comings.look()
    assert watched.came == ["body-9"]


def test_opened_for_a_thumbnail_in_vain_is_away(watched: Watched) -> None:
    opening = feed("body-9", Picture.OPENING)
    watched.sees(opening)
    watched.sees()
    watched.comings._off["body-9"] -= OFF_S  # time passes
    watched.sees(feed("body-9"))
    assert watched.came == ["body-9"]


def test_what_a_lost_node_was_opening_is_not_away(watched: Watched) -> None:
    watched.seat.room.observe(nodes=(node(),))
    watched.sees(feed("body-9", Picture.OPENING))
    watched.seat.room.observe(nodes=())
    watched.sees()
    assert watched.comings._off == {}


def test_the_list_and_the_page_tell_of_the_same(watched: Watched) -> None:
    seat = watched.seat
    one = Comings.of(seat.hub, seat.pictures)
    assert Comings.of(seat.hub, seat.pictures) is one


def test_after_the_engine_was_away_nothing_floods_in(watched: Watched) -> None:
    watched.sees(away("body-7"), away("body-9"), away("drone-1"))
    watched.seat.room.lose()
    watched.seat.settle()
    watched.seat.room.come_back()
    watched.seat.settle()
    watched.sees(feed("body-7"), feed("body-9"), feed("drone-1"))
    assert watched.came == []


def test_one_press_places_the_newest_then_the_one_before(watched: Watched) -> None:
    watched.sees(away("body-7"), away("drone-1"))
    watched.sees(feed("body-7"), away("drone-1"))
    watched.sees(feed("body-7"), feed("drone-1"))
    card = watched.card
    assert card.source == "drone-1"
    assert not card.isHidden()
    assert "无人机 1" in card._name.text()
    assert card._more.text() == "另有 1 个"
    card.press()
    assert watched.wanted == ["drone-1"]
    assert card.source == "body-7"
    card.place.fired.emit()  # half a second later
    assert watched.wanted == ["drone-1", "body-7"]
    assert card.isHidden()
    card.press()
    assert len(watched.wanted) == 2, "with nothing in sight its key does nothing"


def test_quiet_after_half_a_minute(watched: Watched) -> None:
    watched.sees(away("body-7"))
    watched.sees(feed("body-7"))
    (quiet,) = [t for t in watched.card.findChildren(QTimer) if t.interval() == SHOWN_MS]
    assert quiet.isActive()
    quiet.timeout.emit()
    assert watched.card.isHidden()
    assert watched.comings.recent, "the sources page still lists it"


def test_a_viewer_is_offered_nothing(watched: Watched) -> None:
    watched.card.allow(False)
    watched.sees(away("body-7"))
    watched.sees(feed("body-7"))
    assert watched.card.isHidden()
    watched.card.press()
    assert watched.wanted == []


def test_a_removed_source_goes_from_the_card(watched: Watched) -> None:
    watched.sees(away("body-7"))
    watched.sees(feed("body-7"))
    show = watched.seat.room.show
    watched.seat.room.show = apply(show, [change(show.sources["body-7"], None)])
    watched.seat.hub.moved()
    watched.seat.settle()
    assert watched.card.isHidden()


def test_a_slate_tells_since_when(watched: Watched) -> None:
    watched.sees(slate("body-7"))
    watched.sees(feed("body-7"))
    assert watched.came == [], "eight seconds are a blip"
