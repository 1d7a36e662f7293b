"""One source's own sound, and the room's microphones and far ends."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.desk.audio.fader import SETTLED_MS
from ui.desk.kit import Kit
from wallctl.domain.audio import AudioInput, Bus
from wallctl.domain.audio_plan import sound_of
from wallctl.domain.audio_state import InputState
from wallctl.domain.commands import AudioInputSet, AudioSource

_MOST_DELAY_MS = 1_000


class SourceRow(QWidget):
    """The chosen source: listened to on the monitor, muted, held back for lip sync."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.name = QLabel()
        self.name.setWordWrap(True)
        self.listen = CommandButton(kit.words, kit.scale, "audio.listen")
        self.mute = CommandButton(kit.words, kit.scale, "audio.source_mute")
        self.delay = QSlider(Qt.Orientation.Horizontal)
        self.delay.setRange(0, _MOST_DELAY_MS)
        self.delay.setSingleStep(10)
        self.delay.setPageStep(40)
        self.delayed = QLabel()
        self._later = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._later.timeout.connect(self._send_delay)
        self.delay.valueChanged.connect(lambda _: self._later.start())
        self.listen.fired.connect(self._listen)
        self.mute.fired.connect(self._mute)
        acts = QHBoxLayout()
        acts.setSpacing(kit.scale.mm(1.2))
        for button in (self.listen, self.mute):
            button.setCheckable(True)
            acts.addWidget(button)
        acts.addStretch(1)
        held = QHBoxLayout()
        held.setSpacing(kit.scale.mm(1.2))
        held.addWidget(self.delayed)
        held.addWidget(self.delay, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(kit.scale.mm(1.2))
        layout.addWidget(self.name)
        layout.addLayout(acts)
        layout.addLayout(held)

    def look(self) -> None:
        hub, words, id = self._kit.hub, self._kit.words, self._kit.selection.source
        known = hub.show.sources.get(id)
        for part in (self.listen, self.mute, self.delay, self.delayed):
            part.setVisible(known is not None)
        if known is None:
            self.name.setText(words("audio.no_source"))
            return
        self.name.setText(words("audio.of_source", name=name_of(known, words, id)))
        sound = sound_of(hub.show, id)
        self.listen.setChecked(Bus.MONITOR in sound.open)
        self.mute.setChecked(sound.muted)
        if not self._later.isActive() and not self.delay.isSliderDown():
            self.delay.blockSignals(True)
            self.delay.setValue(sound.delay_ms)
            self.delay.blockSignals(False)
        self.delayed.setText(words("audio.delay", ms=self.delay.value()))
        self.delay.setAccessibleName(self.delayed.text())

    def _listen(self) -> None:
        """On the monitor alone: nobody else hears it."""
        id = self._kit.selection.source
        open_ = set(sound_of(self._kit.hub.show, id).open) ^ {Bus.MONITOR}
        self.look()
        what = AudioSource(id, open=tuple(bus for bus in Bus if bus in open_))
        self._kit.actions.ask(what, self.listen)

    def _mute(self) -> None:
        id = self._kit.selection.source
        muted = sound_of(self._kit.hub.show, id).muted
        self.look()
        self._kit.actions.ask(AudioSource(id, muted=not muted), self.mute)

    def _send_delay(self) -> None:
        id, delay = self._kit.selection.source, self.delay.value()
        if id and delay != sound_of(self._kit.hub.show, id).delay_ms:
            self._kit.actions.ask(AudioSource(id, delay_ms=delay))


class InputRows(QWidget):
    """A button for each microphone and far end: its mute as read back."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.buttons: dict[str, CommandButton] = {}
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(kit.scale.mm(1.2))

    def look(self) -> None:
        known = self._kit.hub.show.all(AudioInput)
        for gone in [one for one in self.buttons if one not in known]:
            self.buttons.pop(gone).deleteLater()
        for one in known:
            button = self.buttons.get(one)
            if button is None:
                button = self.buttons[one] = self._made(one)
            seen = self._seen(one)
            button.setChecked(seen is not None and seen.there and seen.muted)
            if button.text() != self._words(one):
                button.say()
        self.setVisible(bool(known))

    def _made(self, one: str) -> CommandButton:
        button = CommandButton(self._kit.words, self._kit.scale, lambda: self._words(one))
        button.setCheckable(True)
        button.fired.connect(lambda: self._turn(one))
        self._rows.addWidget(button)
        return button

    def _seen(self, one: str) -> InputState | None:
        inputs = self._kit.hub.observed.audio.inputs
        return next((state for state in inputs if state.input == one), None)

    def _words(self, one: str) -> str:
        words, seen = self._kit.words, self._seen(one)
        state = "away" if seen is None or not seen.there else "muted" if seen.muted else "open"
        name = name_of(self._kit.hub.show.get(AudioInput, one), words, one)
        return words(f"audio.input.{state}", name=name)

    def _turn(self, one: str) -> None:
        seen = self._seen(one)
        self.look()
        muted = seen is not None and seen.muted
        self._kit.actions.ask(AudioInputSet(one, muted=not muted), self.buttons[one])
