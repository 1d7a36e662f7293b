"""人员: who may work here, as what, and who is signed in. For engineers."""

from __future__ import annotations

import contextlib

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.common.command_button import CommandButton
from ui.common.labels import age_words, clock_words, name_of
from ui.common.parts import Elided, Said, line
from ui.desk.answers import code_words
from ui.desk.kit import Kit
from ui.desk.page import Page
from ui.desk.people.card import RoleBox, UserCard
from ui.desk.sign_in import LONGEST_NAME, LONGEST_PASSWORD, Entry, Telling
from wallctl.domain.commands import Answer, Result, UserAdd
from wallctl.domain.entities import Kind
from wallctl.domain.errors import WallctlError
from wallctl.domain.people import Role, User
from wallctl.wire.desk import SessionOut

LOOK_MS = 5000


class UsersPage(Page):
    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        words, scale = kit.words, kit.scale
        self.cards: dict[str, UserCard] = {}
        self._sessions: tuple[SessionOut, ...] = ()
        self._rows: list[SessionRow] = []
        self.note = Said(words, "users.roles", "muted")
        self.first = Said(words, "users.first", "small")
        self.locked = Said(words, "users.show_mode", "small")
        for label in (self.note, self.first, self.locked):
            label.setWordWrap(True)
        self.name = Entry(words, "users.name", LONGEST_NAME)
        self.name_en = Entry(words, "users.name_en", LONGEST_NAME)
        self.password = Entry(words, "users.password", LONGEST_PASSWORD, secret=True)
        self.role = RoleBox(words)
        self.role.choose(Role.OPERATOR)
        self.told = Telling(words)
        self.add = CommandButton(words, scale, "users.add")
        self.add.fired.connect(self._add)
        self.password.returnPressed.connect(self.add.press)
        self.form = self._form()
        self._list, self._signed = _column(scale.gap), _column(scale.mm(1))
        self._nobody = Said(words, "users.no_sessions", "muted")
        self._signed.addWidget(self._nobody)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, scale.mm(1), 0)
        column.setSpacing(scale.gap)
        column.addLayout(self._list)
        column.addWidget(self.first)
        column.addWidget(self.locked)
        column.addWidget(self.form)
        column.addWidget(line())
        column.addWidget(Said(words, "users.sessions"))
        column.addLayout(self._signed)
        column.addWidget(self.note)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.body.addWidget(scroll, 1)
        self.setFocusProxy(self.name)
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._ask_sessions)
        kit.hub.show_changed.connect(self._show_changed)
        kit.rights.changed.connect(self._refresh)
        words.changed.connect(self._refresh)
        self._refresh()

    def _form(self) -> QFrame:
        form, scale = QFrame(), self.kit.scale
        row = QHBoxLayout()
        row.setSpacing(scale.mm(1.2))
        row.addWidget(self.role)
        row.addStretch(1)
        row.addWidget(self.add)
        layout = QVBoxLayout(form)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.mm(1.2))
        layout.addWidget(line())
        layout.addWidget(Said(self.kit.words, "users.new"))
        for part in (self.name, self.name_en, self.password, self.told):
            layout.addWidget(part)
        layout.addLayout(row)
        return form

    def opened(self) -> None:
        self._refresh()
        self._ask_sessions()
        self._look.start()

    def shut(self) -> None:
        self._look.stop()
        self.password.clear()

    # -- what is shown ------------------------------------------------------------------------

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if Kind.USER in kinds:
            self._refresh()
            if self.isVisible():
                self._ask_sessions()

    def _refresh(self) -> None:
        hub, words = self.kit.hub, self.kit.words
        users = sorted(hub.show.all(User).values(), key=lambda u: (u.disabled, u.name))
        room = name_of(next(iter(hub.show.rooms.values()), None), words)
        editing = self.kit.rights.now("user.update")
        for id in set(self.cards) - {u.id for u in users}:
            _drop(self.cards.pop(id))
        for at, user in enumerate(users):
            card = self.cards.get(user.id)
            if card is None:
                card = self.cards[user.id] = UserCard(self.kit, user)
            if self._list.indexOf(card) != at:
                self._list.insertWidget(at, card)
            there = sum(s.user == user.id for s in self._sessions)
            card.show_user(user, there, room)
            card.allow(editing)
        self.first.setVisible(not users)
        self.locked.setVisible(not editing)
        self.form.setVisible(editing)
        if not users:
            self.role.choose(Role.ENGINEER)  # the first has to be one
        self._show_sessions(editing)

    def _show_sessions(self, editing: bool) -> None:
        now = self.kit.hub.now()
        while len(self._rows) > len(self._sessions):
            _drop(self._rows.pop())
        while len(self._rows) < len(self._sessions):
            row = SessionRow(self.kit)
            row.end.fired.connect(lambda r=row: self._end(r))
            self._rows.append(row)
            self._signed.addWidget(row)
        for row, session in zip(self._rows, self._sessions, strict=True):
            row.show_session(session, now, editing)
        self._nobody.setVisible(not self._rows)

    # -- acts ---------------------------------------------------------------------------------

    def _ask_sessions(self) -> None:
        if self.kit.hub.connected:
            self.kit.spawn(self._fetch())

    async def _fetch(self) -> None:
        with contextlib.suppress(WallctlError):
            self._sessions = await self.kit.hub.room.sessions()
            self._refresh()

    def _end(self, row: SessionRow) -> None:
        if row.session is not None:
            self.kit.spawn(self._end_one(row.session.id))

    async def _end_one(self, id: str) -> None:
        with contextlib.suppress(WallctlError):
            await self.kit.hub.room.end_session(id)
        await self._fetch()

    def _add(self) -> None:
        name = self.name.text().strip()
        if not name:
            self.told.say(self.kit.words("hint.no_name"))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        command = UserAdd(
            name, self.role.role, self.name_en.text().strip(), password=self.password.text()
        )
        self.kit.actions.ask(command, self.add, self._added, name)

    def _added(self, answer: Answer | None) -> None:
        if answer is not None and answer.result is Result.DONE:
            for field in (self.name, self.name_en, self.password):
                field.clear()
            self.role.choose(Role.OPERATOR)
            self.told.say("")
        elif answer is not None:
            self.told.say(code_words(answer, self.kit.words))


class SessionRow(QFrame):
    """Where somebody is signed in, since when, and the end of it."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.session: SessionOut | None = None
        self.said = Elided("small")
        self.mine = QLabel()
        self.mine.setProperty("role", "muted")
        self.end = CommandButton(kit.words, kit.scale, "users.end")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.said, 1)
        layout.addWidget(self.mine)
        layout.addWidget(self.end)

    def show_session(self, session: SessionOut, now: float, editing: bool) -> None:
        words = self._kit.words
        self.session = session
        used = age_words(max(0.0, now - session.used_at), words)
        told = words(
            "users.session",
            name=session.name,
            peer=session.peer,
            at=clock_words(session.at)[:5],
            used=used,
        )
        self.said.say(" · ".join(part for part in (told, session.reason) if part))
        self.mine.setText(words("users.mine") if session.mine else "")
        self.mine.setVisible(session.mine)
        self.end.setVisible(editing and not session.mine)


def _column(spacing: int) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing)
    return column


def _drop(widget: QWidget) -> None:
    parent = widget.parentWidget()
    layout: QLayout | None = parent.layout() if parent is not None else None
    if layout is not None:
        layout.removeWidget(widget)
    widget.hide()
    widget.deleteLater()
