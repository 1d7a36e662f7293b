"""A bus's fader: where it shall stand, and beside it what was read back."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.parts import Said
from ui.desk.audio.meter import Meter
from ui.desk.kit import Kit
from wallctl.domain.audio import MOST_DB, SILENCE_DB, Bus
from wallctl.domain.audio_plan import bus_of
from wallctl.domain.commands import AudioMute, AudioSet

STEP_DB = 1
SETTLED_MS = 250  # a hand that goes on moving is one command


class Fader(QWidget):
    def __init__(self, kit: Kit, bus: Bus) -> None:
        super().__init__()
        self._kit, self.bus = kit, bus
        words, scale = kit.words, kit.scale
        self.meter = Meter(words, scale)
        self.name = Said(words, f"audio.bus.{bus.value}")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(SILENCE_DB), round(MOST_DB))
        self.slider.setSingleStep(STEP_DB)
        self.slider.setPageStep(3)
        self.read = QLabel()
        self.read.setProperty("role", "small")
        self.read.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.mute = CommandButton(words, scale, self._label)
        self.mute.setCheckable(True)
        self._later = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._later.timeout.connect(self._send)
        self.slider.valueChanged.connect(lambda _: self._later.start())
        self.mute.fired.connect(self._toggle)
        head = QHBoxLayout()
        head.addWidget(self.name)
        head.addWidget(self.read, 1)
        left = QVBoxLayout()
        left.setSpacing(scale.mm(0.6))
        left.addLayout(head)
        left.addWidget(self.meter)
        left.addWidget(self.slider)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.gap)
        row.addLayout(left, 1)
        row.addWidget(self.mute)

    def look(self) -> None:
        """The slider stands where it shall be, the words say what is."""
        kit = self._kit
        seen = kit.hub.observed.audio.bus(self.bus)
        if not self._later.isActive() and not self.slider.isSliderDown():
            self._put(round(bus_of(kit.hub.show, self.bus).gain_db))
        key = "audio.gain" if seen.there else "audio.gain_unknown"
        self.read.setText(kit.words(key, db=f"{seen.gain_db:+.0f}"))
        name = kit.words("audio.fader", bus=self.name.text())
        self.slider.setAccessibleName(f"{name} {self.read.text()}")
        muted = seen.there and seen.muted
        if self.mute.isChecked() is not muted:
            self.mute.setChecked(muted)
        if self.mute.text() != self._label():
            self.mute.say()
        self.measure()

    def measure(self) -> None:
        observed = self._kit.hub.observed
        level = next((one for one in observed.levels if one.bus is self.bus), None)
        measured = observed.audio.bus(self.bus).measured
        peak = level.peak_db if level is not None and measured else None
        self.meter.put(peak, clipped=level is not None and level.clipped)

    def _label(self) -> str:
        muted = self._kit.hub.observed.audio.bus(self.bus).muted
        return self._kit.words("audio.muted" if muted else "audio.mute")

    def _toggle(self) -> None:
        seen = self._kit.hub.observed.audio.bus(self.bus)
        self.mute.setChecked(seen.muted)
        self._kit.actions.ask(AudioMute((self.bus,), muted=not seen.muted), self.mute)

    def _send(self) -> None:
        gain = float(self.slider.value())
        if gain != bus_of(self._kit.hub.show, self.bus).gain_db:
            self._kit.actions.ask(AudioSet(self.bus, gain_db=gain))

    def _put(self, gain: int) -> None:
        if gain != self.slider.value():
            self.slider.blockSignals(True)
            self.slider.setValue(gain)
            self.slider.blockSignals(False)
