"""Tab comes to everything on every page and sheet: what it leaves out, no keyboard has."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.unit.desk.conftest import Desk, Make
from ui.desk.pages import PAGES, PageRow


@pytest.mark.parametrize("row", PAGES, ids=[row.name for row in PAGES])
def test_tab_comes_to_all_of_a_page(make_desk: Make, row: PageRow) -> None:
    desk = make_desk()
    window = desk.window
    window.drawer.open_page(row.name)
    desk.qtbot.wait(10)
    page = window.drawer.page(row.name)
    assert not missed(desk, page)


def test_tab_comes_to_all_of_a_sheet(make_desk: Make) -> None:
    desk = make_desk()
    window = desk.window
    window.actions_.recall_scene("s3")
    desk.settle()
    window.selection.choose_tile(desk.room.show.preview_tiles("hall")[0].id)
    for name in window.sheets.names():
        window.sheets.toggle(name)
        desk.qtbot.wait(10)
        sheet = window.sheets.sheet(name)
        assert not missed(desk, sheet), name
        sheet.shut()


def missed(desk: Desk, part: QWidget) -> list[str]:
    """What of a page or sheet Tab never comes to."""
    wanted, first = stops(part), QApplication.focusWidget()
    reached: set[QWidget] = set()
    # Both ways: the canvas keeps Tab for its tiles.
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        if first is not None:
            first.setFocus()
        for _ in range(120):
            focus = QApplication.focusWidget()
            if focus is not None:
                reached.add(focus)
            QTest.keyClick(focus or desk.window, key)
    return [_named(one) for one in wanted if one not in reached]


def stops(part: QWidget) -> list[QWidget]:
    """What of it takes part in Tab and can be used now."""
    tab = Qt.FocusPolicy.TabFocus
    return [
        one
        for one in part.findChildren(QWidget)
        if one.isVisible()
        and one.isEnabled()
        and (one.focusPolicy() & tab) == tab
        and one.focusProxy() is None
        and not one.visibleRegion().isEmpty()
    ]


def _named(one: QWidget) -> str:
    return f"{type(one).__name__} {one.accessibleName()}"
