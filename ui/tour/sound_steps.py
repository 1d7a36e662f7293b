"""Sound: a source on the wall is heard, both mutes, and what the others still hear."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.tour.walk import HALL_WALL, Walk, check
from wallctl.domain.audio import Bus
from wallctl.domain.audio_state import AudioState

ALT = Qt.KeyboardModifier.AltModifier
HEARD_DB = -50.0
SPEAKER = "dw07"
SETTLED_S = 8.0


async def sound(walk: Walk) -> None:
    """The chosen source's sound goes with the picture; each mute by its key, as read back."""
    window, strip = walk.window, walk.window.audio

    def state() -> AudioState:
        return window.hub.observed.audio

    def level(bus: Bus) -> float:
        levels = {one.bus: one.peak_db for one in window.hub.observed.levels}
        return levels.get(bus, -90.0)

    if state().reason == "none":
        check("音频服务" in strip.cells[Bus.PA].foot.text(), "it is said that there is no sound")
        walk.desk_shot("sound-none", "本机没有音频服务: 音频条如实写明")
        return
    await walk.until("the PA is read back", lambda: state().bus(Bus.PA).measured, SETTLED_S)
    await walk.ask("audio.follow", {"rule": "source", "source": SPEAKER})
    await walk.until("the source is heard", lambda: level(Bus.PA) > HEARD_DB, SETTLED_S)
    await walk.until("it is named", lambda: "单兵 07" in strip.cells[Bus.PA].foot.text())
    walk.desk_shot("sound-strip", "音频条: 电平, 音频跟随 单兵 07, 扩声静音, 话筒闭麦")
    walk.key(Qt.Key.Key_M, ALT)
    await walk.until("the PA is muted", lambda: state().bus(Bus.PA).muted)
    await walk.until("nothing goes to the PA", lambda: level(Bus.PA) < HEARD_DB)
    check(level(Bus.RECORD) > HEARD_DB, "the record goes on")
    walk.desk_shot("sound-pa-muted", "扩声已静音: 远端仍可听到我方, 写在下面")
    await walk.rest(0.6)
    walk.key(Qt.Key.Key_K, ALT)
    await walk.until("the far end is muted, too", lambda: state().bus(Bus.FAR).muted)
    check(strip.both.isChecked(), "both mutes are on")
    await walk.ask("audio.mute", {"buses": ["pa", "far"], "muted": False})
    await walk.until("both are lifted", lambda: not state().bus(Bus.PA).muted)
    await walk.ask("audio.follow", {"rule": "focus"})
    check(HALL_WALL in window.hub.show.walls, "the wall is untouched")


STEPS = (sound,)
