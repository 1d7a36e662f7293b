"""What the page of settings sets, it sets at once; keys are taken as they are pressed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox

from tests.unit.desk.conftest import Desk
from ui.desk.card_ruler import CARD_MM
from ui.desk.pages.settings import SettingsPage

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(desk: Desk) -> SettingsPage:
    QTest.keyClick(desk.window, Qt.Key.Key_F10)
    assert desk.window.drawer.name == "settings"
    found = desk.window.drawer.page("settings")
    assert isinstance(found, SettingsPage)
    return found


def test_writing_and_language(desk: Desk, page: SettingsPage) -> None:
    QTest.mouseClick(page.fonts[2], Qt.MouseButton.LeftButton)
    assert desk.window.settings.values.font == 1.3
    assert page.fonts[2].isChecked()
    assert not page.fonts[0].isChecked()
    QTest.mouseClick(page.languages[1], Qt.MouseButton.LeftButton)
    assert desk.words.lang == "en"
    assert page.languages[1].isChecked()


def test_the_second_monitors_choice_is_whole_in_either_language(
    desk: Desk, page: SettingsPage
) -> None:
    for lang in ("zh", "en", "zh"):
        desk.words.switch(lang)
        QTest.qWait(0)
        for at in range(page.second.count()):
            page.second.setCurrentIndex(at)
            option = QStyleOptionComboBox()
            page.second.initStyleOption(option)
            field = page.second.style().subControlRect(
                QStyle.ComplexControl.CC_ComboBox,
                option,
                QStyle.SubControl.SC_ComboBoxEditField,
                page.second,
            )
            said = page.second.currentText()
            assert page.second.fontMetrics().horizontalAdvance(said) <= field.width() + 1, said


def test_a_key_is_changed_by_pressing_it(desk: Desk, page: SettingsPage) -> None:
    page.choose("lock")
    page.field.setFocus()
    QTest.keyClick(page.field, Qt.Key.Key_Control)  # alone it is nothing yet
    QTest.keyClick(page.field, Qt.Key.Key_F9, CTRL)
    assert desk.window.keymap.shown("lock") == "Ctrl+F9"
    assert "Ctrl+F9" in page.key_said.text()
    sheet = desk.window.sheets.keys
    desk.window.sheets.toggle("keys")
    sheet.open()
    assert {said.text() for said, name in sheet._captions if name == "lock"} == {"Ctrl+F9"}
    page.reset.press()
    assert desk.window.keymap.shown("lock") == "Ctrl+L"


def test_takes_key_pressed_into_the_field_takes_nothing(desk: Desk, page: SettingsPage) -> None:
    page.choose("lock")
    page.field.setFocus()
    QTest.keyClick(page.field, Qt.Key.Key_Return, CTRL)
    assert "上屏" in page.key_said.text()
    assert desk.window.keymap.shown("lock") == "Ctrl+L"
    assert desk.room.asked == []


def test_escape_leaves_the_field_and_not_the_page(desk: Desk, page: SettingsPage) -> None:
    page.choose("lock")
    page.field.setFocus()
    QTest.keyClick(page.field, Qt.Key.Key_Escape)
    assert page.keys.hasFocus()
    assert desk.window.drawer.name == "settings"


def test_fixed_keys_cannot_be_chosen(page: SettingsPage) -> None:
    page.choose("recall_1")
    assert not page.field.isEnabled()
    page.choose("undo")
    assert page.field.isEnabled()


def test_a_card_measures_the_screen(desk: Desk, page: SettingsPage) -> None:
    before = page.ruler.px_per_mm
    page.ruler.setFocus()
    for _ in range(10):
        QTest.keyClick(page.ruler, Qt.Key.Key_Right)
    assert page.ruler.px_per_mm == pytest.approx(before + 10 / CARD_MM[0])
    QTest.mouseClick(page.measured, Qt.MouseButton.LeftButton)
    (told,) = desk.window.settings.values.px_per_mm.values()
    assert told == pytest.approx(before + 10 / CARD_MM[0], abs=0.001)
    QTest.mouseClick(page.unmeasured, Qt.MouseButton.LeftButton)
    assert desk.window.settings.values.px_per_mm == {}


def test_a_note_is_said(desk: Desk, page: SettingsPage) -> None:
    assert not page.note.isVisible()
    desk.window.settings._say("unsaved")
    assert page.note.isVisible()
    assert "▲" in page.note.text()
