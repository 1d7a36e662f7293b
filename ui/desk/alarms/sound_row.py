"""How alarms are heard at this desk: silence, how loud, and a try."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton, State
from ui.desk.alarm_sound import VOLUMES, AlarmSound
from ui.desk.kit import Kit

_LEVELS = ("low", "middle", "high")


class SoundRow(QWidget):
    def __init__(self, kit: Kit, sound: AlarmSound) -> None:
        super().__init__()
        self._kit, self._sound = kit, sound
        words, scale = kit.words, kit.scale
        self.silence = CommandButton(words, scale, "alarms.silence")
        self.volume = CommandButton(words, scale, self._volume_words)
        self.test = CommandButton(words, scale, "alarms.test_sound")
        self.silence.fired.connect(self._silence)
        self.volume.fired.connect(lambda: sound.set_level((sound.level + 1) % len(VOLUMES)))
        self.test.fired.connect(sound.test)
        self.none = QLabel()
        self.none.setProperty("role", "fault")
        self.none.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(scale.mm(1.6))
        for button in (self.silence, self.volume, self.test):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.mm(1))
        layout.addLayout(row)
        layout.addWidget(self.none)
        sound.changed.connect(self._look)
        words.changed.connect(self._look)
        self._look()

    def _volume_words(self) -> str:
        words = self._kit.words
        return words("alarms.volume", level=words(f"alarms.volume.{_LEVELS[self._sound.level]}"))

    def _silence(self) -> None:
        key = "hint.silenced" if self._sound.silence() else "hint.no_sound"
        self._kit.actions.hinted.emit(key)

    def _look(self) -> None:
        silent = self._sound.silent_machine
        self.none.setText("◆ " + self._kit.words("alarms.silent_why"))
        self.none.setVisible(silent)
        for button in (self.silence, self.volume, self.test):
            button.setVisible(not silent)
        if self._sound.sounding:
            self.silence.reopen()
        else:
            self.silence.close_for(State.INHIBITED, self._kit.words("hint.no_sound"))
        self.volume.say()
