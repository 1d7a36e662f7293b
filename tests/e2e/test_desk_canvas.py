"""The canvas on a real engine: several tiles are one command, templates are kept, nothing is
invented about cameras."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from tests.e2e.test_desk_engine import CTRL, Shift, Story, work
from ui.common.command_button import State
from wallctl.domain.commands import PtzMove
from wallctl.domain.entities import Template
from wallctl.domain.geometry import Rect

__all__ = ["work"]  # the fixture

SHIFT = Qt.KeyboardModifier.ShiftModifier
pytestmark = pytest.mark.qt_log_ignore("PulseAudioService", extend=True)


def _rects(shift: Shift) -> dict[str, Rect]:
    return {t.source: t.rect for t in shift.window.hub.show.preview_tiles("hall-wall")}


async def _three(shift: Shift) -> None:
    for n, source in enumerate("abc"):
        rect = {"x": 40 + 400 * n, "y": 30 + 100 * n, "w": 320, "h": 180}
        await shift.ask("tile.add", wall="hall-wall", source=source, rect=rect)
    await shift.until("three tiles", lambda: len(shift.window.centre.preview.tiles) == 3)
    shift.window.centre.preview.setFocus()
    await shift.key(Qt.Key.Key_A, CTRL)


def test_several_tiles_are_one_command_and_one_undo(work: Callable[[Story], None]) -> None:
    async def story(shift: Shift) -> None:
        await _three(shift)
        before, revision = _rects(shift), shift.window.hub.show.revision
        await shift.key(Qt.Key.Key_Up, CTRL | SHIFT)
        await shift.until("aligned", lambda: len({r.y for r in _rects(shift).values()}) == 1)
        assert shift.window.hub.show.revision == revision + 1
        await shift.key(Qt.Key.Key_Z, CTRL)
        await shift.until("all back", lambda: _rects(shift) == before)
        undo = shift.window.centre.undo
        await shift.until("answered too", lambda: undo.state is not State.PENDING)
        await shift.key(Qt.Key.Key_Delete)
        await shift.until("all gone", lambda: not _rects(shift))
        await shift.key(Qt.Key.Key_Z, CTRL)
        await shift.until("all back again", lambda: _rects(shift) == before)

    work(story)


def test_a_template_of_ones_own_outlives_the_engine(work: Callable[[Story], None]) -> None:
    async def story(shift: Shift) -> None:
        window = shift.window
        await _three(shift)
        before = _rects(shift)
        await shift.key(Qt.Key.Key_T, CTRL | SHIFT)
        window.sheets.templates.name.setText("三窗")
        await shift.key(Qt.Key.Key_Return)
        await shift.until("kept", lambda: window.hub.show.all(Template))
        window.sheets.templates.shut()
        await shift.ask("layout.apply", wall="hall-wall", template="1x1", tiles=None)
        await shift.until("one is left", lambda: len(_rects(shift)) == 1)
        shift.engine.kill()
        await shift.until("the engine is lost", lambda: not window.hub.connected)
        shift.engine.start()
        await shift.until("it is back", lambda: window.hub.connected)
        (own,) = window.hub.show.all(Template).values()
        assert own.name == "三窗"
        for source in "bc":
            rect = {"x": 0, "y": 0, "w": 480, "h": 270}
            await shift.ask("tile.add", wall="hall-wall", source=source, rect=rect)
        await shift.until("three again", lambda: len(_rects(shift)) == 3)
        window.sheets.toggle("templates")
        window.sheets.templates.own[0].press()
        await shift.until("laid out as kept", lambda: _rects(shift) == before)

    work(story)


def test_no_camera_is_invented(work: Callable[[Story], None]) -> None:
    async def story(shift: Shift) -> None:
        window = shift.window
        await _three(shift)
        window.selection.choose_tile(window.hub.show.preview_tiles("hall-wall")[0].id)
        assert window.ptz_row.said.text() == "云台 · 单兵 07 · 不支持"
        window.actions_.ask(PtzMove("a", 0.5))
        await shift.until("refused and said why", lambda: "不支持云台" in window.log.text)

    work(story)
