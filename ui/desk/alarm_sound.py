"""The desk's sounds: alarms until they are answered, a chime for requests. Silence is local."""

from __future__ import annotations

import logging
import math
import sys
from array import array
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from ui.common.hub import Hub
from ui.common.settings import Settings
from wallctl.domain.alarm_rules import DUTY_CALL
from wallctl.domain.alarm_state import calls_for
from wallctl.domain.alarms import Alarm, AlarmMark, Priority

log = logging.getLogger(__name__)

RATE = 48_000
VOLUMES = (0.25, 0.55, 1.0)  # low, middle, high
LOST_MS = 5_000
"""An engine that is away longer is an alarm of its own: it tells of no other any more."""


class Tune(StrEnum):
    """What is heard. The gap is how soon it comes again, ms."""

    CALL = "call"
    CRITICAL = "critical"
    WARNING = "warning"
    REQUEST = "request"


GAP_MS: Mapping[Tune, int] = {Tune.CALL: 2_500, Tune.CRITICAL: 4_000, Tune.WARNING: 12_000}
_NOTES: Mapping[Tune, tuple[tuple[float, float], ...]] = {
    Tune.CALL: ((784, 0.30), (988, 0.45), (0, 0.10), (784, 0.30), (988, 0.45)),
    Tune.CRITICAL: ((880, 0.14), (0, 0.08)) * 3 + ((0, 0.16), (988, 0.14), (0, 0.08), (988, 0.14)),
    Tune.WARNING: ((660, 0.22), (0, 0.12), (554, 0.30)),
    Tune.REQUEST: ((587, 0.18), (740, 0.18), (880, 0.40)),
}
"""(Hz, s); 0 Hz is a pause."""


class Player(Protocol):
    """Something that can be heard. `ready` is False on a machine without sound."""

    @property
    def ready(self) -> bool: ...
    def play(self, tune: Tune, volume: float) -> None: ...
    def stop(self) -> None: ...


class Mute:
    """Plays nothing, and says so."""

    ready = False

    def play(self, tune: Tune, volume: float) -> None: ...
    def stop(self) -> None: ...


def samples(tune: Tune) -> array[int]:
    """The tune, 16 bit mono at `RATE`."""
    made = array("h")
    for hertz, seconds in _NOTES[tune]:
        count = int(seconds * RATE)
        edge = max(1, int(0.012 * RATE))
        for n in range(count):
            soft = min(1.0, n / edge, (count - n) / edge)  # no click at either end
            wave = math.sin(2 * math.pi * hertz * n / RATE) + 0.3 * math.sin(
                4 * math.pi * hertz * n / RATE
            )
            made.append(int(22_000 * soft * wave / 1.3) if hertz else 0)
    if sys.byteorder == "big":
        made.byteswap()
    return made


class QtPlayer(QObject):
    """Plays through Qt Multimedia; without a device the system's bell is all there is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices

        self._sink_of, self._devices = QAudioSink, QMediaDevices(self)
        self._format = QAudioFormat()
        self._format.setSampleRate(RATE)
        self._format.setChannelCount(1)
        self._format.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._tunes = {tune: QByteArray(samples(tune).tobytes()) for tune in Tune}
        self._sink: QAudioSink | None = None
        self._buffer: QBuffer | None = None

    @property
    def ready(self) -> bool:
        return not self._devices.defaultAudioOutput().isNull()

    def play(self, tune: Tune, volume: float) -> None:
        self.stop()
        if not self.ready:
            QApplication.beep()
            return
        buffer = QBuffer(self._tunes[tune], self)
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        sink = self._sink_of(self._devices.defaultAudioOutput(), self._format, self)
        sink.setVolume(volume)
        sink.stateChanged.connect(lambda _: self._ended(sink))
        self._buffer, self._sink = buffer, sink
        sink.start(buffer)

    def stop(self) -> None:
        sink, self._sink = self._sink, None
        buffer, self._buffer = self._buffer, None
        if sink is not None:
            sink.stop()
            sink.deleteLater()
        if buffer is not None:
            buffer.deleteLater()

    def _ended(self, sink: QObject) -> None:
        """A sink that has nothing left to play is let go: it would keep the device awake."""
        buffer = self._buffer
        if sink is self._sink and buffer is not None and buffer.atEnd():
            QTimer.singleShot(0, self.stop)


def open_player() -> Player:
    """The machine's sound; none where Qt was installed without it."""
    try:
        return QtPlayer()
    except ImportError as exc:
        log.warning("this machine has no sound: %s", exc)
        return Mute()


class AlarmSound(QObject):
    """Sounds while an alarm calls. At the duty room (`duty`) only while nobody is at the desk,
    and for calls. `changed` says that sounding or silence turned."""

    changed = Signal()

    def __init__(
        self,
        hub: Hub,
        player: Player,
        settings: Settings,
        *,
        duty: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._hub, self._player, self._settings, self._duty = hub, player, settings, duty
        self._silenced: set[tuple[str, float]] = set()
        self._tune: Tune | None = None
        self._again = QTimer(self)
        self._again.timeout.connect(self._play)
        self._shelves = QTimer(self, singleShot=True)
        self._shelves.timeout.connect(self._look)
        self._lost = self._lost_silenced = self._ever = False
        self._losing = QTimer(self, singleShot=True, interval=LOST_MS)
        self._losing.timeout.connect(self._engine_lost)
        hub.observed_changed.connect(self._look)
        hub.show_changed.connect(self._look)
        hub.connection_changed.connect(self._connection)

    @property
    def sounding(self) -> bool:
        return self._tune is not None

    @property
    def tune(self) -> Tune | None:
        """What sounds now."""
        return self._tune

    @property
    def silent_machine(self) -> bool:
        return not self._player.ready

    @property
    def duty(self) -> bool:
        return self._duty

    @property
    def level(self) -> int:
        """0 low, 1 middle, 2 high."""
        return self._settings.values.volume

    def set_level(self, level: int) -> None:
        """There is no level at which alarms cannot be heard."""
        self._settings.update(volume=max(0, min(level, len(VOLUMES) - 1)))
        self.changed.emit()

    def silence(self) -> bool:
        """Ends the sound here until something new calls; whether there was any. Nothing is
        acknowledged by it."""
        calling = {(a.key, a.raised_at) for a in self._calling()}
        had = self.sounding
        self._silenced = calling
        self._lost_silenced = self._lost
        self._look()
        return had

    def test(self) -> None:
        self._player.play(Tune.WARNING, VOLUMES[self.level])

    def chime(self) -> None:
        """A request came; an alarm that sounds is not talked over."""
        if not self.sounding:
            self._player.play(Tune.REQUEST, VOLUMES[self.level])

    def _calling(self) -> list[Alarm]:
        observed = self._hub.observed
        if not self._hub.connected:
            return []  # what is known of alarms is old
        marks, now = self._hub.show.all(AlarmMark), self._hub.now()
        away = not observed.presence.attended
        return [
            alarm
            for alarm in observed.alarms
            if calls_for(alarm, marks.get(alarm.key), now)
            and (not self._duty or away or alarm.code == DUTY_CALL)
        ]

    def _look(self) -> None:
        calling = self._calling()
        keys = {(a.key, a.raised_at) for a in calling}
        self._silenced &= keys
        heard = tune_of(a for a in calling if (a.key, a.raised_at) not in self._silenced)
        if self._lost and not self._lost_silenced:
            heard = Tune.CRITICAL
        self._turn(heard)
        self._wake(self._hub.show.all(AlarmMark).values())

    def _connection(self) -> None:
        if self._hub.connected:
            self._ever = True
            self._losing.stop()
            self._lost = self._lost_silenced = False
        elif self._ever and not self._lost:
            self._losing.start()
        self._look()

    def _engine_lost(self) -> None:
        self._lost = True
        self._look()

    def _wake(self, marks: Iterable[AlarmMark]) -> None:
        """A shelf that ends is nobody's news: it is waited for."""
        now = self._hub.now()
        ends = [m.shelved_until - now for m in marks if m.shelved_until > now]
        if ends:
            self._shelves.start(int(min(min(ends) + 0.05, 3600.0) * 1000))
        else:
            self._shelves.stop()

    def _turn(self, tune: Tune | None) -> None:
        if tune is self._tune:
            return
        self._tune = tune
        if tune is None:
            self._again.stop()
            self._player.stop()
        else:
            self._again.start(GAP_MS[tune])
            self._play()
        self.changed.emit()

    def _play(self) -> None:
        if self._tune is not None:
            self._player.play(self._tune, VOLUMES[self.level])


def tune_of(alarms: Iterable[Alarm]) -> Tune | None:
    """The most urgent tune of those that call."""
    found: Tune | None = None
    for one in alarms:
        if one.code == DUTY_CALL:
            return Tune.CALL
        if one.priority is Priority.CRITICAL:
            found = Tune.CRITICAL
        elif found is None:
            found = Tune.WARNING
    return found
