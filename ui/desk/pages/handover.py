"""交接班: what the next shift must know, confirmed by both, on paper if wanted."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QTextBrowser,
)

from ui.common.command_button import CommandButton
from ui.common.labels import name_of, when
from ui.common.parts import Elided, Said
from ui.common.tokens import DARK
from ui.common.words import Words
from ui.desk.actions import succeeded
from ui.desk.handover.paper import file_name, folder, page_html, write_pdf
from ui.desk.handover.text import Section, lines, sections
from ui.desk.kit import Kit
from ui.desk.page import Page
from ui.desk.ticks import put_back
from wallctl.domain.commands import (
    Answer,
    HandoverAccept,
    HandoverBegin,
    NoteAdd,
    NoteRemove,
    NoteUpdate,
)
from wallctl.domain.entities import Handover, Kind, Note, User
from wallctl.domain.people import can_sign_in

_OF_PAGE = frozenset(
    {Kind.WALL, Kind.PROGRAM, Kind.PREVIEW, Kind.TILE, Kind.SCENE, Kind.OVERLAY, Kind.ALARM}
    | {Kind.NOTE, Kind.HANDOVER, Kind.SITUATION, Kind.REQUEST, Kind.USER}
)
LONGEST = 300


class HandoverPage(Page):
    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        words, scale = kit.words, kit.scale
        self._parts: tuple[Section, ...] = ()
        self.text = QTextBrowser()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.notes = QListWidget()
        self.notes.setMaximumHeight(scale.row * 4)
        self.notes.setWordWrap(True)
        self.notes.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.notes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.notes.itemChanged.connect(self._ticked)
        self.note = _field(self._add_note)
        self.add = CommandButton(words, scale, "handover.note_add")
        self.add.fired.connect(self._add_note)
        self.remove = CommandButton(words, scale, "handover.note_remove")
        self.remove.fired.connect(self._remove_note)
        self.who = _field(self._confirm)
        self.confirm = CommandButton(words, scale, self._confirm_label)
        self.confirm.fired.connect(self._confirm)
        self.print = CommandButton(words, scale, "handover.print")
        self.print.fired.connect(self._print)
        self.said = Elided("muted")
        self.printed = Elided("muted")
        self.body.addWidget(self.text, 1)
        self.body.addWidget(Said(words, "handover.notes_title"))
        self.body.addWidget(self.notes)
        self.body.addLayout(self._row(self.note, self.add, self.remove))
        self.body.addWidget(self.said)
        self.body.addLayout(self._row(self.who, self.confirm, self.print))
        self.body.addWidget(self.printed)
        self.setFocusProxy(self.note)
        self._minute = QTimer(self, interval=10_000)
        self._minute.timeout.connect(self._refresh)
        kit.hub.show_changed.connect(self._show_changed)
        kit.hub.observed_changed.connect(self._refresh_seen)
        words.changed.connect(self._refresh)
        self._refresh()

    def _row(self, field: QLineEdit, *buttons: CommandButton) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.kit.scale.mm(1.4))
        row.addWidget(field, 1)
        for button in buttons:
            row.addWidget(button)
        return row

    def opened(self) -> None:
        self._refresh()
        self._minute.start()

    def shut(self) -> None:
        self._minute.stop()

    # -- what is said -------------------------------------------------------------------------

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & _OF_PAGE:
            self._refresh_seen()

    def _refresh_seen(self) -> None:
        if self.isVisible():
            self._refresh()

    def pending(self) -> Handover | None:
        """The handover that waits for the one who takes over."""
        found = self.kit.hub.show.all(Handover).values()
        return next((one for one in found if not one.incoming), None)

    def _signed_in(self) -> bool:
        return any(can_sign_in(user) for user in self.kit.hub.show.all(User).values())

    def _refresh(self) -> None:
        words = self.kit.words
        parts = sections(self.kit.hub, words)
        if parts != self._parts or not self.text.toPlainText():
            self._parts = parts
            at = self.text.verticalScrollBar().value()
            self.text.setHtml(_html(parts, words, self.kit.scale.small))
            self.text.verticalScrollBar().setValue(at)
        self.text.setAccessibleName(words("page.handover"))
        self._refresh_notes()
        for field, key in (
            (self.note, "handover.note_text"),
            (self.who, "handover.incoming" if self.pending() else "handover.outgoing"),
        ):
            field.setPlaceholderText(words(key))
            field.setAccessibleName(words(key))
        self.who.setVisible(not self._signed_in())
        self.confirm.say()
        self.said.say(self._said())

    def _refresh_notes(self) -> None:
        now = self.kit.hub.now()
        notes = sorted(self.kit.hub.show.all(Note).values(), key=lambda n: n.at)
        self.notes.blockSignals(True)
        chosen = self.notes.currentRow()
        self.notes.clear()
        for note in notes:
            item = QListWidgetItem(f"{when(note.at, now)}  {note.by}  {note.text}")
            item.setData(Qt.ItemDataRole.UserRole, note.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if note.done else Qt.CheckState.Unchecked)
            item.setToolTip(note.text)
            self.notes.addItem(item)
        self.notes.setCurrentRow(min(chosen, self.notes.count() - 1))
        self.notes.setAccessibleName(self.kit.words("handover.notes_title"))
        self.notes.blockSignals(False)
        self.notes.setVisible(bool(notes))
        self.remove.setEnabled(bool(notes))

    def _said(self) -> str:
        words, pending = self.kit.words, self.pending()
        if pending is not None:
            at = when(pending.at, self.kit.hub.now())
            return words("handover.waits", name=pending.outgoing, at=at)
        closed = [h for h in self.kit.hub.show.all(Handover).values() if h.incoming]
        if not closed:
            return words("handover.never")
        last = max(closed, key=lambda h: h.confirmed_at)
        at = when(last.confirmed_at, self.kit.hub.now())
        return words("handover.last", out=last.outgoing, into=last.incoming, at=at)

    def _confirm_label(self) -> str:
        return self.kit.words("handover.accept" if self.pending() else "handover.begin")

    # -- acts ---------------------------------------------------------------------------------

    def _add_note(self) -> None:
        text = self.note.text().strip()
        if text:
            self.kit.actions.ask(NoteAdd(text), self.add, _emptied(self.note))

    def _remove_note(self) -> None:
        item = self.notes.currentItem()
        if item is not None:
            self.kit.actions.ask(NoteRemove(item.data(Qt.ItemDataRole.UserRole)), self.remove)

    def _ticked(self, item: QListWidgetItem) -> None:
        """The tick is the engine's to set: until it says so the box stays as it was."""
        done = item.checkState() is Qt.CheckState.Checked
        note = str(item.data(Qt.ItemDataRole.UserRole))
        put_back(item)
        self.kit.actions.ask(NoteUpdate(note, done=done))

    def _confirm(self) -> None:
        name, pending = self.who.text().strip(), self.pending()
        if not name and not self._signed_in():
            self.kit.actions.hinted.emit("hint.no_name")
            self.who.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if pending is None:
            page = lines(sections(self.kit.hub, self.kit.words), self.kit.words)
            self.kit.actions.ask(HandoverBegin(page, name), self.confirm, _emptied(self.who))
        else:
            accept = HandoverAccept(pending.id, name)
            self.kit.actions.ask(accept, self.confirm, _emptied(self.who))

    def _print(self) -> None:
        """The room as it is now. Whoever confirmed this handover is named; who has not, signs."""
        words, hub, pending = self.kit.words, self.kit.hub, self.pending()
        room = name_of(next(iter(hub.show.rooms.values()), None), words)
        file = folder() / file_name(room, hub.now(), words)
        html = page_html(
            sections(hub, words),
            words,
            room=room,
            at=hub.now(),
            outgoing=pending.outgoing if pending is not None else "",
            said=self._said(),
        )
        try:
            write_pdf(file, html, QFont(self.font()))
        except OSError as error:
            self.printed.say(words("handover.not_printed", why=error.strerror or str(error)))
        else:
            self.printed.say(words("handover.printed", file=str(file)))


def _emptied(field: QLineEdit) -> Callable[[Answer | None], None]:
    """Empties a field once what was typed is taken; what was not stays to be sent again."""

    def then(answer: Answer | None) -> None:
        if succeeded(answer):
            field.clear()

    return then


def _field(entered: object) -> QLineEdit:
    field = QLineEdit()
    field.setMaxLength(LONGEST)
    field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    if callable(entered):
        field.returnPressed.connect(entered)
    return field


def _html(parts: tuple[Section, ...], words: Words, px: int) -> str:
    """The notes are in their own list."""
    out = []
    for part in parts:
        if part.key == "handover.notes":
            continue
        none = "" if part.items else f"  <span style='color:{DARK.muted}'>{_none(words)}</span>"
        out.append(f"<p style='margin-top:{px // 2}px'><b>{escape(words(part.key))}</b>{none}</p>")
        out += [f"<p style='margin-left:{px}px'>{escape(item)}</p>" for item in part.items]
    return "".join(out)


def _none(words: Words) -> str:
    return "&nbsp;&nbsp;" + escape(words("handover.none"))
