"""Keys can be changed, but never so that one does two things or a sleeve takes the wall."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.common.settings import Settings, SettingsFile
from ui.desk.functions import FUNCTIONS
from ui.desk.keymap import FIXED, KeyMap, Trouble, normal
from ui.desk.keys import Keys

pytestmark = pytest.mark.usefixtures("qapp")
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def keymap() -> KeyMap:
    settings = Settings()
    made = KeyMap(settings)
    settings.setParent(made)
    return made


def test_as_made_no_key_does_two_things() -> None:
    owner: dict[str, str] = {}
    for function in FUNCTIONS:
        for sequence in function.sequences:
            key = normal(sequence) or sequence
            assert owner.setdefault(key, function.name) == function.name, key


def test_as_made_nothing_breaks_its_own_rules(keymap: KeyMap) -> None:
    for function in FUNCTIONS:
        if function.name not in FIXED:
            assert keymap.trouble(function.name, function.sequences[0]) is None, function.name


@pytest.mark.parametrize(
    ("name", "key", "trouble"),
    [
        ("lock", "Ctrl+Return", Trouble("taken", "take")),
        ("lock", "Ctrl+Z", Trouble("taken", "undo")),
        ("take", "F9", Trouble("taken", "page_handover")),
        ("take", "Space", Trouble("reserved")),
        ("take", "T", Trouble("live")),
        ("restore", "Shift+T", Trouble("live")),
        ("live_3", "F12", Trouble("fixed")),
        ("restore", "Esc", Trouble("reserved")),
        ("find", "Tab", Trouble("reserved")),
        ("find", "Ctrl+C", Trouble("reserved")),
        ("find", "", Trouble("none")),
        ("find", "Ctrl+Q, Ctrl+B", Trouble("none")),
        ("recall_1", "Ctrl+F9", Trouble("fixed")),
        ("keys", "Ctrl+F9", Trouble("fixed")),
        ("nothing", "Ctrl+F9", Trouble("fixed")),
    ],
)
def test_what_stands_in_the_way_is_named_and_nothing_changes(
    keymap: KeyMap, name: str, key: str, trouble: Trouble
) -> None:
    before = {f.name: keymap.sequences(f.name) for f in FUNCTIONS}
    assert keymap.set(name, key) == trouble
    assert {f.name: keymap.sequences(f.name) for f in FUNCTIONS} == before


def test_a_changed_key_frees_its_old_one_and_is_remembered(tmp_path: Path) -> None:
    settings = Settings(SettingsFile(tmp_path / "desk.json"))
    keymap = KeyMap(settings, settings)
    assert keymap.set("take", "Ctrl+F12") is None
    assert keymap.sequences("take") == ("Ctrl+F12",)
    assert keymap.set("lock", "Ctrl+Return") is None
    assert keymap.reset("take") == Trouble("taken", "lock")
    settings.flush()
    again = KeyMap(Settings(SettingsFile(tmp_path / "desk.json")))
    assert again.shown("take") == "Ctrl+F12"
    assert again.shown("lock") == "Ctrl+Enter"
    keymap.reset_all()
    assert keymap.shown("take") == "Ctrl+Enter"
    assert not keymap.is_own("take")


def test_settings_that_break_the_rules_are_as_if_not_there() -> None:
    settings = Settings()
    settings.update(
        keys={
            "take": ("T",),
            "lock": ("Ctrl+Z",),
            "undo": ("Ctrl+F9",),
            "gone": ("Ctrl+Q",),
            "find": (),
        }
    )
    keymap = KeyMap(settings)
    assert keymap.shown("take") == "Ctrl+Enter"
    assert keymap.shown("undo") == "Ctrl+F9"
    assert keymap.shown("lock") == "Ctrl+Z"  # free since undo left it
    settings.update(keys={"lock": ("Ctrl+Z",)})
    assert keymap.shown("lock") == "Ctrl+L"


def test_a_change_binds_at_once(qtbot: QtBot, keymap: KeyMap) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    done: list[str] = []
    keys = Keys(window, {"undo": lambda: done.append("undo")}, {}, keymap)
    keys.watch(QApplication.instance())
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    keymap.set("undo", "Ctrl+F9")
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert done == ["undo"]
    QTest.keyClick(window, Qt.Key.Key_F9, CTRL)
    assert done == ["undo", "undo"]
