"""Signing in at the desk: a form, and the sheet that holds it. The wall goes on meanwhile."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton, State
from ui.common.parts import Said, line
from ui.common.words import Words
from ui.desk.answers import code_words
from ui.desk.kit import Kit
from ui.desk.sheets import Sheet
from wallctl.client.errors import EngineUnreachable
from wallctl.client.sign_in import SignInRefused
from wallctl.domain.commands import Answer, Result, UserPassword
from wallctl.domain.errors import WallctlError
from wallctl.domain.people import User

LONGEST_PASSWORD = 256
LONGEST_NAME, LONGEST_REASON = 40, 200


def trouble_words(error: WallctlError, words: Words) -> str:
    """Why signing in did not go, and what to do."""
    if isinstance(error, EngineUnreachable):
        return words("answer.unreachable")
    reason = str(error.fields.get("reason", ""))
    for code in (error.code, reason):
        for key in (f"sign_in.{code}", f"refusal.{code}"):
            if words.has(key):
                return words(key)
    return words("answer.internal")


def me_words(kit: Kit) -> str:
    """Who is signed in here, and as what."""
    me, words = kit.hub.me, kit.words
    user = kit.hub.show.get(User, me.user)
    name = (user.name_en if user is not None and words.lang == "en" else "") or me.name
    role = words(f"role.{me.role}") if words.has(f"role.{me.role}") else me.role
    return words("sign_in.who", name=name, role=role)


class Entry(QLineEdit):
    """A field that says what belongs into it, in the language of the screen."""

    def __init__(self, words: Words, key: str, longest: int, *, secret: bool = False) -> None:
        super().__init__()
        self._words, self._key = words, key
        self.setMaxLength(longest)
        if secret:
            self.setEchoMode(QLineEdit.EchoMode.Password)
        words.changed.connect(self._say)
        self._say()

    def _say(self) -> None:
        self.setPlaceholderText(self._words(self._key))
        self.setAccessibleName(self._words(self._key))


class Telling(QLabel):
    """What went wrong, in a few lines; a wait counts down by itself."""

    over = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words, self._until = words, 0.0
        self.setProperty("role", "fault")
        self.setWordWrap(True)
        self._tick = QTimer(self, interval=250)
        self._tick.timeout.connect(self._count)
        self.hide()

    @property
    def waiting(self) -> bool:
        return self._tick.isActive()

    def say(self, text: str) -> None:
        self._tick.stop()
        self.setText(f"▲ {text}" if text else "")
        self.setVisible(bool(text))

    def wait(self, seconds: int) -> None:
        self._until = time.monotonic() + seconds
        self._tick.start()
        self.show()
        self._count()

    def _count(self) -> None:
        left = round(self._until - time.monotonic() + 0.5)
        if left <= 0:
            self.say("")
            self.over.emit()
        else:
            self.setText("▲ " + self._words("sign_in.locked_out", s=left))


class SignInForm(QWidget):
    """Name and password. `done` once somebody is signed in."""

    done = Signal()

    def __init__(self, kit: Kit, label: str | Callable[[], str] = "sign_in.go") -> None:
        super().__init__()
        self._kit = kit
        words, scale = kit.words, kit.scale
        self.user = Entry(words, "sign_in.user", LONGEST_NAME)
        self.password = Entry(words, "sign_in.password", LONGEST_PASSWORD, secret=True)
        self.go = CommandButton(words, scale, label)
        self.told = Telling(words)
        self.user.returnPressed.connect(self._to_password)
        self.password.returnPressed.connect(self.go.press)
        self.go.fired.connect(self._go)
        self.told.over.connect(self.go.reopen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.gap)
        for part in (self.user, self.password, self.told, self.go):
            layout.addWidget(part)

    def _to_password(self) -> None:
        self.password.setFocus(Qt.FocusReason.TabFocusReason)

    def begin(self, user: str = "") -> None:
        """Empty but for the name; the focus is where something has to be typed."""
        self.password.clear()
        if user:
            self.user.setText(user)
        if not self.told.waiting:
            self.told.say("")
        field = self.password if self.user.text() else self.user
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self) -> None:
        user, password = self.user.text().strip(), self.password.text()
        if not user or not password:
            self.told.say(self._kit.words("sign_in.both"))
            return
        self._kit.spawn(
            carried_out(
                self._kit,
                self.go,
                self.told,
                lambda: self._kit.hub.room.sign_in(user, password),
                self._signed_in,
            )
        )
        self.password.clear()

    def _signed_in(self) -> None:
        self.told.say("")
        self.done.emit()


async def carried_out(
    kit: Kit,
    button: CommandButton,
    told: Telling,
    work: Callable[[], Awaitable[object]],
    then: Callable[[], None],
) -> None:
    """Asks the engine, with the button's states and words for what went wrong."""
    words = kit.words
    button.show_state(State.PENDING, words("button.pending"))
    try:
        await work()
    except WallctlError as error:
        button.show_state(State.IDLE)
        if isinstance(error, SignInRefused) and error.code == "locked_out" and error.seconds:
            told.wait(error.seconds)
            button.close_for(State.INHIBITED, words("sign_in.wait"))
        else:
            button.show_state(State.FAILED)
            told.say(trouble_words(error, words))
    else:
        button.show_state(State.IDLE)
        then()


class PasswordForm(QWidget):
    """One's own password."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        words, scale = kit.words, kit.scale
        self.old = Entry(words, "sign_in.old", LONGEST_PASSWORD, secret=True)
        self.new = Entry(words, "sign_in.new", LONGEST_PASSWORD, secret=True)
        self.again = Entry(words, "sign_in.again", LONGEST_PASSWORD, secret=True)
        self.go = CommandButton(words, scale, "sign_in.change")
        self.told = Telling(words)
        self.again.returnPressed.connect(self.go.press)
        self.go.fired.connect(self._go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.gap)
        for part in (self.old, self.new, self.again, self.told, self.go):
            layout.addWidget(part)

    def begin(self) -> None:
        for field in (self.old, self.new, self.again):
            field.clear()
        self.told.say("")

    def _go(self) -> None:
        if self.new.text() != self.again.text():
            self.told.say(self._kit.words("sign_in.differ"))
            return
        command = UserPassword(self.old.text(), self.new.text())
        self._kit.actions.ask(command, self.go, self._answered)

    def _answered(self, answer: Answer | None) -> None:
        if answer is not None and answer.result is Result.DONE:
            self.begin()
        elif answer is not None:
            self.told.say(code_words(answer, self._kit.words))


class SignInSheet(Sheet):
    """Who sits here, and somebody else taking over. While the engine wants somebody to sign in
    it cannot be closed."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        words, scale = kit.words, kit.scale
        super().__init__(words, scale, "sign_in.title", parent)
        self._kit = kit
        self.now = QLabel()
        self.now.setWordWrap(True)
        self.form = SignInForm(kit)
        self.form.done.connect(self.shut)
        self.note = Said(words, "sign_in.note", "muted")
        self.note.setWordWrap(True)
        self.leave = CommandButton(words, scale, "sign_in.leave")
        self.leave.fired.connect(self._leave)
        self.change = CommandButton(words, scale, "sign_in.own")
        self.change.fired.connect(self._toggle_own)
        self.own = PasswordForm(kit)
        self.name = Entry(words, "sign_in.name", LONGEST_NAME)
        self.reason = Entry(words, "sign_in.reason", LONGEST_REASON)
        self.emergency = CommandButton(words, scale, "sign_in.emergency")
        self.emergency.fired.connect(self._emergency)
        self.reason.returnPressed.connect(self.emergency.press)
        self.told = Telling(words)
        effect = Said(words, "sign_in.emergency_effect", "muted")
        effect.setWordWrap(True)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, scale.mm(1), 0)
        column.setSpacing(scale.gap)
        for part in (self.now, self.form, self.note, self.change, self.own, self.leave):
            column.addWidget(part)
        column.addSpacing(scale.mm(2))
        for part in (line(), Said(words, "sign_in.emergency_title"), effect):
            column.addWidget(part)
        for part in (self.name, self.reason, self.told, self.emergency):
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.body.addWidget(scroll, 1)
        kit.hub.me_changed.connect(self._say)
        kit.hub.connection_changed.connect(self._say)
        words.changed.connect(self._say)
        self._say()

    @property
    def buttons(self) -> tuple[CommandButton, ...]:
        """What works without the engine being at hand."""
        return (
            *(self.form.go, self.leave, self.change, self.own.go),
            *(self.emergency, self.close_button),
        )

    @property
    def wanted(self) -> bool:
        """Whether the engine wants somebody to sign in first."""
        return self._kit.hub.refused == "sign_in"

    def open(self) -> None:
        self.own.hide()
        self._say()
        super().open()
        self.form.begin()

    def shut(self) -> None:
        if not self.wanted:
            self.form.password.clear()
            self.own.begin()
            super().shut()

    def _say(self) -> None:
        me, words = self._kit.hub.me, self._kit.words
        signed = me.signed_in and not self.wanted
        if self.wanted:
            self.now.setText(words("sign_in.needed"))
        elif signed:
            self.now.setText(words("sign_in.now", who=me_words(self._kit)))
        else:
            self.now.setText(words("sign_in.nobody"))
        self.close_button.setVisible(not self.wanted)
        self.note.setVisible(signed)
        self.leave.setVisible(signed)
        self.change.setVisible(signed and not me.emergency)
        if not signed:
            self.own.hide()

    def _toggle_own(self) -> None:
        self.own.begin()
        self.own.setVisible(not self.own.isVisible())
        if self.own.isVisible():
            self.own.old.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        self._kit.spawn(
            carried_out(
                self._kit, self.leave, self.form.told, self._kit.hub.room.sign_out, lambda: None
            )
        )

    def _emergency(self) -> None:
        name, reason = self.name.text().strip(), self.reason.text().strip()
        if not name or not reason:
            self.told.say(self._kit.words("sign_in.name_and_reason"))
            return
        room = self._kit.hub.room
        self._kit.spawn(
            carried_out(
                self._kit,
                self.emergency,
                self.told,
                lambda: room.emergency(name, reason),
                self._entered,
            )
        )

    def _entered(self) -> None:
        self.told.say("")
        self.reason.clear()
        self.shut()
