"""The writing grows while the desk is at work: same room, same selection, same page, same keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from shiboken6 import isValid

from tests.e2e.test_desk_engine import CTRL, Shift, Story, work
from ui.common.settings import Settings, SettingsFile

__all__ = ["work"]  # the fixture


@pytest.mark.qt_log_ignore("PulseAudioService", extend=True)
def test_the_writing_grows_at_work(work: Callable[[Story], None], tmp_path: Path) -> None:
    async def story(shift: Shift) -> None:
        desk = shift.desk
        await shift.ask("layout.apply", wall="hall-wall", template="2x2", tiles=None)
        await shift.place("a")
        before = desk.window
        tall = before.centre.take.button.height()
        tile = before.hub.show.preview_tiles("hall-wall")[0].id
        before.selection.choose_tile(tile)
        await shift.key(Qt.Key.Key_F10)
        page = before.drawer.page("settings")
        assert before.drawer.name == "settings"
        page.fonts[2].press()  # type: ignore[attr-defined]
        await shift.until("another window", lambda: desk.window is not before)
        shift.window = desk.window
        await shift.until("the page is open again", lambda: desk.window.drawer.name == "settings")
        assert desk.window.scale.factor == 1.3
        assert desk.window.centre.take.button.height() > tall * 1.2
        assert desk.window.selection.tile == tile
        await shift.until("the old one is gone", lambda: not isValid(before))
        await shift.until("connected", lambda: desk.window.hub.connected)
        await shift.key(Qt.Key.Key_Escape)
        await shift.key(Qt.Key.Key_Return, CTRL)
        await shift.until("confirmed", lambda: "已确认 1/1" in desk.window.log.text)
        assert shift.program() == ["a"]
        desk.window.switch_language()
        values = desk.window.settings.values
        assert (values.font, values.lang) == (1.3, "en")

    work(story)


def test_it_is_remembered(tmp_path: Path, qapp: object) -> None:
    file = SettingsFile(tmp_path / "desk.json")
    settings = Settings(file)
    settings.update(font=1.15, lang="en", second="off")
    settings.flush()
    values = Settings(SettingsFile(file.path)).values
    assert (values.font, values.lang, values.second) == (1.15, "en", "off")
