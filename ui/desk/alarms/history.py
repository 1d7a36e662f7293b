"""What happened to alarms, newest first; more is read as one goes back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.glyphs import Glyph
from ui.common.labels import when
from ui.common.tokens import DARK
from ui.desk.alarm_words import alarm_words
from ui.desk.alarms.active import GLYPH
from ui.desk.kit import Kit
from ui.desk.rows_view import Row, RowsView
from wallctl.domain.alarms import AlarmEvent, Happened
from wallctl.domain.errors import WallctlError
from wallctl.wire.history import ALARM_HISTORY, AlarmLine, AlarmPage

PAGE = 100


class AlarmHistory(QWidget):
    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._lines: list[AlarmLine] = []
        self._next = 0
        self._reading = False
        words, scale = kit.words, kit.scale
        self.list = RowsView(scale, words("alarms.tab.history"))
        self.none = QLabel()
        self.none.setProperty("role", "muted")
        self.none.setWordWrap(True)
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.older = CommandButton(words, scale, "alarms.older")
        self.older.fired.connect(self._older)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.gap)
        layout.addWidget(self.none, 1)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.older)
        self.list.ended.connect(self._older)
        words.changed.connect(self._say)
        self._say()

    def load(self) -> None:
        """The newest page anew."""
        self._kit.spawn(self._read(0))

    def _older(self) -> None:
        if self._next and not self._reading:
            self._kit.spawn(self._read(self._next))

    async def _read(self, before: int) -> None:
        if self._reading:
            return
        self._reading = True
        try:
            page = await self._kit.hub.room.fetch(
                ALARM_HISTORY, AlarmPage, before=before, limit=PAGE
            )
        except WallctlError as error:
            self.none.setText(self._kit.words("alarms.no_history", why=error.code))
            self.none.setVisible(not self._lines)
            return
        finally:
            self._reading = False
        self._lines = [*(self._lines if before else ()), *page.lines]
        self._next = page.next
        self._say()

    def _say(self) -> None:
        words = self._kit.words
        self.list.put([self._row(one) for one in self._lines])
        self.list.setVisible(bool(self._lines))
        self.none.setVisible(not self._lines)
        self.none.setText(words("alarms.none_history"))
        self.older.setVisible(bool(self._next))
        self.list.setAccessibleName(words("alarms.tab.history"))

    def _row(self, line: AlarmLine) -> Row:
        event = line.event
        raised = event.what is Happened.RAISED
        return Row(
            str(line.number),
            alarm_words(event, self._kit.hub.show, self._kit.words).what,
            self._happened(event),
            when(event.at, self._kit.hub.now()),
            GLYPH[event.priority] if raised else Glyph.NONE,
            DARK.fault if raised and not event.cause else DARK.muted,
            depth=1 if event.cause else 0,
        )

    def _happened(self, event: AlarmEvent) -> str:
        words = self._kit.words
        return words(f"happened.{event.what.value}", by=event.by, note=event.note)
