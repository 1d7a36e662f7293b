"""The audio strip: what was read back, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.unit.desk.conftest import Desk, Make
from tests.unit.desk.fake_room import feed
from tests.unit.desk.test_seat import CTRL_ALT
from ui.common.command_button import State
from ui.desk.audio.meter import HOLD_MS
from wallctl.domain.audio import Bus, FollowRule, InputKind
from wallctl.domain.audio_state import AudioState, BusState, InputState, Level
from wallctl.domain.commands import (
    AudioClear,
    AudioFollowSet,
    AudioInputSet,
    AudioMute,
    AudioSet,
    AudioSource,
)
from wallctl.domain.observed import FeedFigures

ALT = Qt.KeyboardModifier.AltModifier
ALT_SHIFT = ALT | Qt.KeyboardModifier.ShiftModifier


def hear(
    desk: Desk,
    *muted: Bus,
    reason: str = "",
    following: str = "",
    feeds: Iterable[FeedFigures] | None = None,
    **peaks: float,
) -> None:
    """The sound server reports: these buses are muted, these peaks go through (clipping at 0)."""
    buses = tuple(BusState(bus, True, bus in muted, 0.0, True) for bus in Bus)
    state = AudioState(reason, 0.0, () if reason else buses, (), following)
    levels = tuple(Level(Bus(n), peak, peak >= 0) for n, peak in peaks.items())
    told = {"audio": state, "levels": levels}
    if feeds is not None:
        told["feeds"] = tuple(feeds)
    desk.room.observed = desk.room.observed.model_copy(update=told)
    desk.hub.moved()
    desk.settle()


def cell(desk: Desk, bus: Bus):
    return desk.window.audio.cells[bus]


def key(desk: Desk, code: Qt.Key, modifiers: Qt.KeyboardModifier = ALT) -> None:
    QTest.keyClick(desk.window, code, modifiers)
    desk.settle()


def test_a_level_its_highest_and_a_clip_that_stays(desk: Desk) -> None:
    hear(desk, pa=-18.0)
    pa = cell(desk, Bus.PA)
    assert pa.level.text() == "-18 dB"
    hear(desk, pa=-40.0)
    assert pa.level.text() == "-18 dB", "the highest of the last seconds"
    desk.pass_time(HOLD_MS / 1000 + 0.1)
    hear(desk, pa=-41.0)
    assert pa.level.text() == "-41 dB"
    hear(desk, pa=0.0)
    assert pa.meter.clipped
    desk.window.audio.clear()
    assert desk.room.asked[-1] == AudioClear()


def test_a_mute_is_shown_once_it_is_read_back(desk: Desk) -> None:
    hear(desk)
    button = cell(desk, Bus.PA).mute
    assert button.text() == "扩声静音"
    button.press()
    desk.settle()
    assert desk.room.asked[-1] == AudioMute((Bus.PA,))
    assert not button.isChecked(), "asked for is not done"
    assert button.text() == "扩声静音"
    hear(desk, Bus.PA)
    assert button.isChecked()
    assert button.text() == "扩声已静音"


def test_pressed_again_it_turns_what_is_read_back(desk: Desk) -> None:
    """Somebody muted it at the device: the show knows nothing of it."""
    hear(desk, Bus.PA)
    cell(desk, Bus.PA).mute.press()
    desk.settle()
    assert desk.room.asked[-1] == AudioMute((Bus.PA,), muted=False)


def test_one_mute_alone_says_who_still_hears(desk: Desk) -> None:
    hear(desk, Bus.PA)
    assert cell(desk, Bus.PA).foot.text() == "扩声已静音·远端仍可听到我方"
    hear(desk, Bus.FAR)
    assert cell(desk, Bus.FAR).foot.text() == "话筒已闭·本室扩声仍开"
    hear(desk, Bus.PA, Bus.FAR)
    assert desk.window.audio.both.isChecked()
    assert "仍" not in cell(desk, Bus.PA).foot.text() + cell(desk, Bus.FAR).foot.text()


def test_the_source_that_follows_is_named_and_its_silence_explained(desk: Desk) -> None:
    hear(desk)
    assert cell(desk, Bus.PA).foot.text() == "音频跟随：无"
    name = desk.room.show.sources["body-7"].name
    hear(desk, following="body-7")
    assert cell(desk, Bus.PA).foot.text() == f"音频跟随：{name}"
    mute = replace(feed("body-7"), sound="no_track")
    hear(desk, following="body-7", feeds=(mute,))
    assert cell(desk, Bus.PA).foot.text() == f"音频跟随：{name} · 没有声音"
    hear(desk, following="map")
    assert "没有声音" in cell(desk, Bus.PA).foot.text(), "a page is never heard"


@pytest.mark.parametrize("reason", ["none", "unreachable"])
def test_without_a_sound_server_it_says_so_and_shows_no_silence(desk: Desk, reason: str) -> None:
    hear(desk, pa=-18.0)
    hear(desk, reason=reason, pa=-90.0)
    pa = cell(desk, Bus.PA)
    assert pa.meter.held is None
    assert pa.level.text() == "未测到"
    assert "音频服务" in pa.foot.text()
    assert not pa.mute.isChecked()
    closed = pa.mute.state is State.INHIBITED
    assert closed is (reason == "none"), "what is away may still be asked for"


def test_the_monitor_alters_nothing_else(desk: Desk) -> None:
    hear(desk)
    key(desk, Qt.Key.Key_L)
    assert desk.room.asked[-1] == AudioMute((Bus.MONITOR,))
    assert cell(desk, Bus.MONITOR).foot.text() == "监听不影响扩声"


def test_every_mute_has_a_key(desk: Desk) -> None:
    hear(desk)
    key(desk, Qt.Key.Key_M)
    assert desk.room.asked[-1] == AudioMute((Bus.PA,))
    key(desk, Qt.Key.Key_K)
    assert desk.room.asked[-1] == AudioMute((Bus.FAR,))
    key(desk, Qt.Key.Key_M, ALT_SHIFT)
    assert desk.room.asked[-1] == AudioMute((Bus.PA, Bus.FAR))


def test_the_chosen_tile_is_followed_and_asked_again_nothing_is(desk: Desk) -> None:
    hear(desk)
    desk.window.actions_.place("body-7")
    desk.window.centre.take.button.press()
    desk.settle()
    tile = desk.room.show.program("hall").tiles[0]
    desk.window.selection.choose_tile(tile.id)
    key(desk, Qt.Key.Key_F)
    assert desk.room.asked[-1] == AudioFollowSet(FollowRule.FOCUS, wall="hall", tile=tile.id)
    desk.pass_time(1)
    key(desk, Qt.Key.Key_F)
    assert desk.room.asked[-1] == AudioFollowSet(FollowRule.OFF)


def test_a_locked_desk_still_mutes(desk: Desk) -> None:
    hear(desk)
    QTest.keyClick(desk.window, Qt.Key.Key_L, CTRL_ALT)
    assert desk.window.seat.lock.locked
    button = cell(desk, Bus.PA).mute
    centre = button.mapTo(desk.window, button.rect().center())
    QTest.mouseClick(desk.window.childAt(centre), Qt.MouseButton.LeftButton)
    assert desk.room.asked[-1] == AudioMute((Bus.PA,))
    QTest.keyClick(desk.window, Qt.Key.Key_K, ALT)
    assert desk.room.asked[-1] == AudioMute((Bus.FAR,))
    asked = len(desk.room.asked)
    QTest.keyClick(desk.window, Qt.Key.Key_F, ALT)
    assert len(desk.room.asked) == asked


def test_two_sounds_at_once_are_told_before_the_take(desk: Desk) -> None:
    desk.window.actions_.ask(AudioSource("map", open=(Bus.PA,)))
    desk.window.actions_.ask(AudioFollowSet(FollowRule.SOURCE, source="body-7"))
    desk.window.actions_.place("body-7")
    desk.settle()
    assert [said for said in desk.window.checks.said() if "2 路声音" in said]


def test_nothing_is_drawn_while_nothing_sounds(desk: Desk) -> None:
    hear(desk, pa=-90.0)
    desk.pass_time(3)
    meter = cell(desk, Bus.PA).meter
    assert not meter.put(-90.0, clipped=False)


def test_on_a_small_screen_it_has_a_tab(make_desk: Make) -> None:
    desk = make_desk((1366, 768), "zh", 1366 / 310)
    window = desk.window
    assert not window.audio.isVisible()
    window.arrangement.show_panel(window.audio)
    assert window.audio.isVisible()
    hear(desk, Bus.PA)
    assert cell(desk, Bus.PA).mute.text() == "扩声已静音"


def page(desk: Desk):
    desk.window.drawer.open_page("audio")
    desk.settle()
    return desk.window.drawer.page("audio")


def test_a_fader_sends_once_its_hand_rests_and_says_what_is_read_back(desk: Desk) -> None:
    hear(desk)
    fader = page(desk).faders[Bus.PA]
    asked = len(desk.room.asked)
    for gain in (-3, -6, -9):
        fader.slider.setValue(gain)
    assert len(desk.room.asked) == asked
    desk.pass_time(0.5)
    desk.settle()
    assert desk.room.asked[asked:] == [AudioSet(Bus.PA, gain_db=-9.0)]
    assert fader.read.text() == "回读 +0 dB", "not before it is so"
    assert fader.slider.value() == -9


def test_listening_opens_the_monitor_alone(desk: Desk) -> None:
    hear(desk)
    desk.window.selection.choose_source("body-7")
    row = page(desk).source
    row.listen.press()
    desk.settle()
    assert desk.room.asked[-1] == AudioSource("body-7", open=(Bus.MONITOR,))
    assert row.listen.isChecked()


def test_a_rule_is_chosen_and_what_it_follows_is_named(desk: Desk) -> None:
    hear(desk)
    sound = page(desk)
    desk.window.selection.choose_source("body-7")
    sound.rules[FollowRule.SOURCE].press()
    desk.settle()
    assert desk.room.asked[-1] == AudioFollowSet(FollowRule.SOURCE, source="body-7")
    assert sound.rules[FollowRule.SOURCE].isChecked()
    assert not sound.rules[FollowRule.FOCUS].isChecked()


def test_a_microphone_shows_its_mute_as_read_back(desk: Desk) -> None:
    hear(desk)
    mic = AudioInputSet("m1", "主席", kind=InputKind.MIC, device="mic1")
    desk.window.actions_.ask(mic)
    desk.settle()
    rows = page(desk).inputs
    assert rows.buttons["m1"].text() == "主席 · 未接入"
    state = desk.room.observed.audio
    told = replace(state, inputs=(InputState("m1", True, False, (Bus.FAR,)),))
    desk.room.observed = desk.room.observed.model_copy(update={"audio": told})
    desk.hub.moved()
    desk.settle()
    assert rows.buttons["m1"].text() == "主席 · 开"
    rows.buttons["m1"].press()
    desk.settle()
    assert desk.room.asked[-1] == AudioInputSet("m1", muted=True)
    assert not rows.buttons["m1"].isChecked()
