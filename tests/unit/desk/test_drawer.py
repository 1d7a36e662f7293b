"""A page opens beside the canvases, takes the place of the columns, and is closed by Esc."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.unit.desk.conftest import Make
from ui.common.parts import Said
from ui.desk.drawer import Drawer
from ui.desk.kit import Kit
from ui.desk.page import Page
from ui.desk.pages import PageRow
from ui.desk.window import DeskWindow


class Watched(Page):
    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.seen = 0
        self.body.addWidget(Said(kit.words, "page.log"))
        self.body.addStretch(1)

    def opened(self) -> None:
        self.seen += 1

    def shut(self) -> None:
        self.seen -= 1


ROWS = (PageRow("log", Watched), PageRow("users", Watched, needs="user.add"))


def canvases(window: DeskWindow) -> float:
    both = (window.centre.preview, window.centre.program)
    return sum(s.area().width() * s.area().height() for s in both)


@pytest.mark.parametrize(
    ("size", "px"),
    [((1366, 768), 4.41), ((1920, 1080), 1920 / 531.4), ((2560, 1440), 2560 / 597.0)],
)
def test_a_page_leaves_the_canvases_their_share(
    make_desk: Make, size: tuple[int, int], px: float
) -> None:
    """Two fifths of the screen, or all that the height gave them before the page."""
    window = make_desk(size, "zh", px, pages=ROWS).window
    before = canvases(window)
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert window.drawer.name == "log"
    assert not window.arrangement.left.isVisible()
    assert not window.arrangement.right.isVisible()
    QTest.qWait(20)
    assert canvases(window) >= min(0.40 * size[0] * size[1], before)
    assert window.drawer.width() >= window.scale.mm(105)


def test_the_same_key_and_escape_close_it_and_the_focus_goes_back(make_desk: Make) -> None:
    window = make_desk(pages=ROWS).window
    window.centre.preview.setFocus()
    page = window.drawer.page("log")
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert isinstance(page, Watched) and page.seen == 1
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert window.drawer.name == "" and page.seen == 0
    assert window.arrangement.left.isVisible()
    assert window.centre.preview.hasFocus()
    QTest.keyClick(window, Qt.Key.Key_F5)
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert window.drawer.name == ""


def test_a_page_is_there_only_for_those_who_may(make_desk: Make) -> None:
    window = make_desk(pages=ROWS).window
    drawer: Drawer = window.drawer
    assert drawer.names() == ("log", "users")
    drawer.toggle("users")
    window.rights.may = lambda kind: kind != "user.add"  # type: ignore[method-assign]
    window.rights.changed.emit()
    assert drawer.names() == ("log",)
    assert drawer.name == ""
    drawer.toggle("users")
    assert drawer.name == ""


def test_a_page_s_key_works_for_who_signs_in_later(make_desk: Make) -> None:
    rows = (PageRow("log", Watched, needs="user.add"),)
    window = make_desk(pages=rows).window
    may = window.rights.may
    window.rights.may = lambda kind: False  # type: ignore[method-assign]
    acts = window._acts()
    acts["page_log"]()
    assert window.drawer.name == ""
    window.rights.may = may  # type: ignore[method-assign]
    acts["page_log"]()
    assert window.drawer.name == "log"


def test_searching_brings_the_sources_back(make_desk: Make) -> None:
    window = make_desk(pages=ROWS).window
    QTest.keyClick(window, Qt.Key.Key_F5)
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.drawer.name == ""
    assert window.sources.isVisible()
