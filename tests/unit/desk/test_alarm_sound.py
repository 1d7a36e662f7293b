"""What is heard, when, and by whom: alarms until they are answered; silence is this desk's own."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.unit.desk.conftest import Desk
from tests.unit.desk.test_alarms import BACKUP, NODE, TILES, alarm, observe
from tests.unit.timers import elapse
from ui.common.settings import Settings, SettingsFile
from ui.desk.alarm_sound import GAP_MS, LOST_MS, AlarmSound, Tune, open_player
from wallctl.domain.alarms import Alarm, AlarmMark, Priority
from wallctl.domain.observed import Presence
from wallctl.domain.show import apply, change

CALL = alarm("duty_call", "大厅面板", fields={"by": "领导", "panel": "大厅面板"})
NOTICE = alarm("clock_offset", "hall-1", Priority.NOTICE)


@dataclass
class Recorder:
    """A player that writes down what it was asked."""

    ready: bool = True
    heard: list[Tune] = field(default_factory=list)
    volumes: list[float] = field(default_factory=list)
    stops: int = 0

    def play(self, tune: Tune, volume: float) -> None:
        self.heard.append(tune)
        self.volumes.append(volume)

    def stop(self) -> None:
        self.stops += 1


@dataclass
class Ear:
    desk: Desk
    player: Recorder
    sound: AlarmSound

    def mark(self, mark: AlarmMark) -> None:
        show = self.desk.room.show
        self.desk.room.show = apply(show, [change(show.get(AlarmMark, mark.id), mark)])
        self.desk.room.on_change(None)
        self.desk.settle()

    def ack(self, one: Alarm) -> None:
        self.mark(AlarmMark(one.key, acked_raise=one.raised_at))


def listen(desk: Desk, *, duty: bool = False) -> Ear:
    player = Recorder()
    sound = AlarmSound(desk.hub, player, Settings(), duty=duty, parent=desk.window)
    return Ear(desk, player, sound)


def test_an_alarm_sounds_again_and_again_until_it_is_acknowledged(desk: Desk) -> None:
    ear = listen(desk)
    observe(desk, NODE)
    assert ear.player.heard == [Tune.CRITICAL]
    elapse(ear.sound, 2 * GAP_MS[Tune.CRITICAL])
    assert ear.player.heard == [Tune.CRITICAL] * 2
    ear.ack(NODE)
    assert not ear.sound.sounding
    elapse(ear.sound, 2 * GAP_MS[Tune.CRITICAL])
    assert len(ear.player.heard) == 2


def test_what_is_folded_and_what_is_a_notice_makes_no_sound(desk: Desk) -> None:
    ear = listen(desk)
    observe(desk, NOTICE)
    assert ear.player.heard == []
    observe(desk, NODE, *TILES)
    ear.ack(NODE)
    assert not ear.sound.sounding


def test_the_most_urgent_is_heard(desk: Desk) -> None:
    ear = listen(desk)
    observe(desk, BACKUP)
    observe(desk, BACKUP, NODE)
    observe(desk, BACKUP, NODE, CALL)
    assert ear.player.heard == [Tune.WARNING, Tune.CRITICAL, Tune.CALL]


def test_silence_answers_nothing_and_ends_with_the_next_alarm(desk: Desk) -> None:
    ear = listen(desk)
    observe(desk, NODE)
    assert ear.sound.silence()
    assert not ear.sound.sounding
    assert desk.room.asked == []
    assert not ear.sound.silence()
    observe(desk, NODE, BACKUP)
    assert ear.sound.tune is Tune.WARNING  # what was silenced stays so
    again = alarm(ago=0.0)
    observe(desk, again, BACKUP)
    assert ear.sound.tune is Tune.CRITICAL  # raised anew


def test_what_comes_back_from_the_shelf_is_heard(desk: Desk) -> None:
    ear = listen(desk)
    ear.mark(AlarmMark(NODE.key, shelved_until=time.time() + 0.3))
    observe(desk, NODE)
    assert not ear.sound.sounding
    desk.qtbot.waitUntil(lambda: ear.sound.sounding, timeout=3000)  # by the clock of the marks


def test_the_duty_room_hears_alarms_only_while_nobody_is_at_the_desk(desk: Desk) -> None:
    ear = listen(desk, duty=True)
    desk.room.observe(presence=Presence(True, 1.0, ("wang",)))
    observe(desk, NODE)
    assert not ear.sound.sounding
    desk.room.observe(presence=Presence(False, 2.0, ()))
    desk.settle()
    assert ear.sound.tune is Tune.CRITICAL
    desk.room.observe(presence=Presence(True, 3.0, ("wang",)))
    desk.settle()
    assert not ear.sound.sounding


def test_a_call_is_heard_in_the_duty_room_whoever_is_at_the_desk(desk: Desk) -> None:
    ear = listen(desk, duty=True)
    desk.room.observe(presence=Presence(True, 1.0, ("wang",)))
    observe(desk, CALL)
    assert ear.sound.tune is Tune.CALL
    ear.ack(CALL)
    assert not ear.sound.sounding


def test_an_engine_that_is_away_is_an_alarm_of_its_own(desk: Desk) -> None:
    ear = listen(desk)
    desk.room.lose()
    desk.settle()
    assert not ear.sound.sounding
    desk.room.come_back()
    desk.settle()
    desk.room.lose()
    desk.settle()
    elapse(ear.sound, 2 * LOST_MS)
    assert ear.sound.tune is Tune.CRITICAL
    ear.sound.silence()
    assert not ear.sound.sounding
    desk.room.come_back()
    desk.settle()
    assert not ear.sound.sounding


def test_old_alarms_do_not_sound_while_the_engine_is_away(desk: Desk) -> None:
    ear = listen(desk)
    observe(desk, BACKUP)
    desk.room.lose()
    desk.settle()
    assert not ear.sound.sounding


@pytest.mark.parametrize("level", [-1, 0, 1, 2, 3])
def test_no_volume_is_silence(desk: Desk, level: int) -> None:
    ear = listen(desk)
    ear.sound.set_level(level)
    observe(desk, NODE)
    assert ear.player.volumes[-1] >= 0.2


def test_a_request_chimes_but_not_over_an_alarm(desk: Desk) -> None:
    ear = listen(desk)
    ear.sound.chime()
    assert ear.player.heard == [Tune.REQUEST]
    observe(desk, NODE)
    ear.sound.chime()
    assert ear.player.heard == [Tune.REQUEST, Tune.CRITICAL]


def test_a_machine_without_sound_says_so(desk: Desk) -> None:
    assert desk.window.sound.silent_machine  # tests have no player
    observe(desk, NODE)
    assert "本机无声" in desk.window.alarms.badge.text()
    assert not desk.window.alarms.silence.isVisible()


def test_an_unattended_desk_says_so(desk: Desk) -> None:
    desk.room.observe(presence=Presence(False, time.time(), ()))
    desk.settle()
    assert "无人值守" in desk.window.alarms.badge.text()
    desk.room.observe(presence=Presence(True, time.time(), ("desk",)))
    desk.settle()
    assert not desk.window.alarms.badge.isVisible()


@pytest.mark.qt_log_ignore(".*")
def test_the_real_player_is_silent_or_sounds_but_never_fails() -> None:
    player = open_player()
    for tune in Tune:
        player.play(tune, 0.5)
    player.stop()
    assert player.ready in (True, False)


@pytest.mark.parametrize(("kept", "level"), [("2", 2), ("0", 0), ("7", 1), ('"x"', 1), ("null", 1)])
def test_the_volume_is_remembered(desk: Desk, tmp_path: Path, kept: str, level: int) -> None:
    file = tmp_path / "desk.json"
    file.write_text(f'{{"volume": {kept}}}')
    settings = Settings(SettingsFile(file))
    sound = AlarmSound(desk.hub, Recorder(), settings, parent=desk.window)
    assert sound.level == level
    sound.set_level(0)
    settings.flush()
    assert Settings(SettingsFile(file)).values.volume == 0
