"""The multiviewer: filter, keys, one press places; no picture is asked for out of sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.unit.desk.fake_room import feed
from tests.unit.desk.sources_page.conftest import Make, Seat
from ui.common.lint import findings
from ui.desk.pages.multiviewer import MultiviewerPage
from wallctl.domain import commands as c
from wallctl.domain.observed import Picture

Key = Qt.Key


@pytest.fixture
def page(seat: Seat) -> MultiviewerPage:
    made: MultiviewerPage = seat.page(MultiviewerPage)
    return made


def test_all_sources_by_kind_and_name(seat: Seat, page: MultiviewerPage) -> None:
    assert len(page.found()) == len(seat.hub.show.sources)
    assert page.found()[0].id == "body-7"


def test_filter_by_kind_and_tag(seat: Seat, page: MultiviewerPage) -> None:
    page.kind.put("body")
    page._fill()
    assert {s.id for s in page.found()} == {"body-7", "body-9"}
    page.find.setText("#没有")
    page._fill()
    assert page.found() == []
    assert page.count.text() == "没有符合的信号源"
    assert seat.pictures.wanted() == {}


def test_it_wants_only_what_is_in_sight(seat: Seat, page: MultiviewerPage) -> None:
    page.grid.set_columns(2)
    page._fill()
    capacity = page.grid.capacity()
    assert 0 < capacity < len(page.found())
    assert set(seat.pictures.wanted()) == {s.id for s in page.found()[:capacity]}
    page.hide()
    assert seat.pictures.wanted() == {}
    page.show()
    assert len(seat.pictures.wanted()) == capacity


def test_pages_turn_by_key(seat: Seat, page: MultiviewerPage) -> None:
    page.grid.set_columns(2)
    page._fill()
    first = set(seat.pictures.wanted())
    page.grid.setFocus()
    QTest.keyClick(page.grid, Key.Key_PageDown)
    assert not first & set(seat.pictures.wanted())
    QTest.keyClick(page.grid, Key.Key_PageUp)
    assert set(seat.pictures.wanted()) == first


async def test_enter_and_a_double_click_place(seat: Seat, page: MultiviewerPage) -> None:
    page.grid.setFocus()
    QTest.keyClick(page.grid, Key.Key_Right)
    QTest.keyClick(page.grid, Key.Key_Return)
    await seat.done()
    assert isinstance(seat.room.asked[-1], c.TileAdd)
    assert seat.room.asked[-1].source == "body-9"
    at = page.grid.box(0).center().toPoint()
    QTest.mouseDClick(page.grid, Qt.MouseButton.LeftButton, pos=at)
    await seat.done()
    assert seat.room.asked[-1].source == "body-7"


def test_a_press_beside_chooses_nothing(seat: Seat, page: MultiviewerPage) -> None:
    QTest.mouseClick(page.grid, Qt.MouseButton.LeftButton, pos=QPoint(1, page.grid.height() - 1))
    assert page.grid.current() == "body-7"
    assert seat.selection.source == ""


def test_states_are_said(seat: Seat, page: MultiviewerPage) -> None:
    stale = next(s for s in page.found() if s.id == "ball-3")
    assert [chip.text for chip in page.grid._chips(stale)] == ["画面停滞 8 秒"]
    seat.room.observe(feeds=(feed("ball-3", Picture.LIVE),))
    seat.settle()
    assert page.grid._chips(stale) == []


def test_what_does_not_change_is_not_drawn_again(seat: Seat, page: MultiviewerPage) -> None:
    QApplication.processEvents()
    drawn: list[object] = []
    page.grid.update = drawn.append  # type: ignore[method-assign]
    seat.room.observe(feeds=seat.room.observed.feeds[:])
    seat.settle()
    assert drawn == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("size", "px"), [((463, 640), 4.41), ((560, 960), 3.6131), ((640, 1240), 4.288)]
)
def test_nothing_is_clipped(make_seat: Make, lang: str, size: tuple[int, int], px: float) -> None:
    seat = make_seat(lang, px)
    page = seat.page(MultiviewerPage, size)
    assert not findings(page)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_names_are_whole_in_narrow_columns(make_seat: Make, lang: str) -> None:
    """Three columns beside the canvases of the smallest screen."""
    seat = make_seat(lang=lang, px=1366 / 309.9)
    page: MultiviewerPage = seat.page(MultiviewerPage, (480, 700))
    page.grid.set_columns(3)
    page._fill()
    for source in page.found():
        said = page.grid.said(source)
        assert "…" not in "".join(said), said
    assert page.grid.box(page.grid.capacity() - 1).bottom() <= page.grid.height()
