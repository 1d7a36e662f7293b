"""The log page: who did what and what came of it, newest first, searched and read back."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit

from ui.common.command_button import CommandButton
from ui.common.glyphs import Glyph
from ui.common.labels import when
from ui.common.tokens import DARK
from ui.desk.kit import Kit
from ui.desk.log_words import MARKS, did, lines_of, result_of, what_of
from ui.desk.page import Page
from ui.desk.rows_view import Row, RowsView
from wallctl.domain.commands import KINDS
from wallctl.domain.errors import WallctlError
from wallctl.wire.history import LOG, LogPage, LogRow

PAGE = 100
_TYPED_MS = 300
_MOVED_MS = 400


class LogListPage(Page):
    """New rows come by themselves while the newest are in sight."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._rows: list[LogRow] = []
        self._next = 0
        self._asked = 0  # each reading has a number: an older one that comes late is dropped
        words, scale = kit.words, kit.scale
        self.find = QLineEdit()
        self.find.setMaxLength(100)
        self.find.setClearButtonEnabled(True)
        self.list = RowsView(scale, words("journal.list"))
        self.said = QLabel()
        self.said.setProperty("role", "muted")
        self.said.setWordWrap(True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.detail = QLabel()
        self.detail.setWordWrap(True)
        self.detail.setTextFormat(Qt.TextFormat.PlainText)
        self.detail.setProperty("role", "body")
        self.more = CommandButton(words, scale, "journal.more")
        self.more.fired.connect(self._older)
        self.body.addWidget(self.find)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.said)
        self.body.addWidget(self.detail)
        self.body.addWidget(self.more)
        self.setFocusProxy(self.find)
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._typed.timeout.connect(self._load)
        self._moved = QTimer(self, singleShot=True, interval=_MOVED_MS)
        self._moved.timeout.connect(self._load)
        self.find.textChanged.connect(lambda _: self._typed.start())
        self.list.chosen.connect(lambda _: self._show())
        self.list.ended.connect(self._older)
        kit.hub.show_changed.connect(self._show_changed)
        kit.hub.connection_changed.connect(self._show_changed)
        words.changed.connect(self._say)
        self._say()

    def opened(self) -> None:
        self._load()

    def shut(self) -> None:
        self._typed.stop()
        self._moved.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.find.hasFocus():
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    # -- reading ------------------------------------------------------------------------------

    def _show_changed(self, _: object = None) -> None:
        """Something was done: what is read further back stays as it is."""
        if self.isVisible() and not self.list.verticalScrollBar().value():
            self._moved.start()

    def _load(self) -> None:
        self._asked += 1
        self.kit.spawn(self._read(0, self._asked))

    def _older(self) -> None:
        if self._next:
            before, self._next = self._next, 0
            self._asked += 1
            self.more.hide()
            self.kit.spawn(self._read(before, self._asked))

    async def _read(self, before: int, number: int) -> None:
        sought = self.find.text().strip()
        try:
            page = await self.kit.hub.room.fetch(
                LOG, LogPage, before=before, limit=PAGE, q=sought, kinds=self._kinds(sought)
            )
        except WallctlError as error:
            if number == self._asked:
                self._next = before
                self._say(self.kit.words("journal.failed", why=error.code))
            return
        if number != self._asked:
            return
        kept = self._rows if before else []
        self._rows = [*kept, *page.rows]
        self._next = page.next
        self._say()

    def _kinds(self, sought: str) -> str:
        """Kinds of commands whose words hold what is looked for."""
        if not sought:
            return ""
        words, wanted = self.kit.words, sought.casefold()
        known = (k for k in KINDS if words.has(f"did.{k}"))
        return ",".join(k for k in known if wanted in words(f"did.{k}").casefold())

    # -- what is seen -------------------------------------------------------------------------

    def _say(self, trouble: str = "") -> None:
        words = self.kit.words
        self.find.setPlaceholderText(words("journal.search"))
        self.find.setAccessibleName(words("journal.search"))
        self.list.setAccessibleName(words("journal.list"))
        self.list.put([self._row(one) for one in self._rows])
        told = trouble
        if not told and not self._rows:
            told = "" if self._next else words("journal.none")
        if not told and self._next and self.find.text().strip():
            oldest = self._rows[-1].at if self._rows else 0.0
            if oldest:
                told = words("journal.scanned", at=when(oldest, self.kit.hub.now()))
        self.said.setText(told)
        self.said.setVisible(bool(told))
        self.more.setVisible(bool(self._next))
        self._show()

    def _row(self, row: LogRow) -> Row:
        words, show = self.kit.words, self.kit.hub.show
        glyph, colour = MARKS.get(row.result, (Glyph.NONE, DARK.muted))
        what = what_of(row, show, words)
        parts = (row.by, did(row, words), what)
        return Row(
            str(row.row),
            "  ".join(part for part in parts if part),
            result_of(row, words) if row.result != "done" else "",
            when(row.at, self.kit.hub.now()),
            glyph,
            colour,
        )

    def _show(self) -> None:
        words, key = self.kit.words, self.list.key
        row = next((r for r in self._rows if str(r.row) == key), None)
        self.detail.setVisible(row is not None)
        if row is None:
            return
        head = "  ".join(
            (
                words("journal.number", n=row.revision),
                when(row.at, 0.0) if row.at else "",
                row.by,
                did(row, words),
                result_of(row, words),
            )
        )
        lines = list(lines_of(row, self.kit.hub.show, words))[:8]
        self.detail.setText("\n".join([head, *lines]))
