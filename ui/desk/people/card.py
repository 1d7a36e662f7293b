"""One person on the page: name, role, and what an engineer may change of them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from ui.common.command_button import CommandButton
from ui.common.parts import Elided
from ui.common.words import Words
from ui.desk.answers import code_words
from ui.desk.kit import Kit
from ui.desk.sign_in import LONGEST_PASSWORD, Entry, Telling
from wallctl.domain.commands import Answer, Result, UserRemove, UserUpdate
from wallctl.domain.people import Role, User

ROLES = (Role.VIEWER, Role.OPERATOR, Role.ENGINEER, Role.LEADER)


class RoleBox(QComboBox):
    """The four roles, in words."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for role in ROLES:
            self.addItem("", role)
        words.changed.connect(self._say)
        self._say()

    @property
    def role(self) -> Role:
        return Role(self.currentData())

    def choose(self, role: Role) -> None:
        self.blockSignals(True)
        self.setCurrentIndex(ROLES.index(role))
        self.blockSignals(False)

    def _say(self) -> None:
        self.setAccessibleName(self._words("users.role"))
        for at, role in enumerate(ROLES):
            self.setItemText(at, self._words(f"role.{role.value}"))


class UserCard(QFrame):
    """What a press would do is said before it is done; the way back is the default."""

    def __init__(self, kit: Kit, user: User) -> None:
        super().__init__()
        self._kit, self.user = kit, user
        words, scale = kit.words, kit.scale
        self.name = Elided("body")
        self.state = QLabel()
        self.state.setProperty("role", "muted")
        self.role = RoleBox(words)
        self.role.activated.connect(self._change_role)
        self.disable = CommandButton(words, scale, self._disable_label)
        self.reset = CommandButton(words, scale, "users.reset")
        self.remove = CommandButton(words, scale, "users.remove")
        self.disable.fired.connect(self._disable)
        self.reset.fired.connect(lambda: self._open(self._resetting))
        self.remove.fired.connect(lambda: self._open(self._removing))
        self.told = Telling(words)
        self.password = Entry(words, "users.new_password", LONGEST_PASSWORD, secret=True)
        self.save = CommandButton(words, scale, "users.save")
        self.password.returnPressed.connect(self.save.press)
        self.save.fired.connect(self._save_password)
        self.effect, self.removal = QLabel(), QLabel()
        for label in (self.effect, self.removal):
            label.setProperty("role", "small")
            label.setWordWrap(True)
        self.remove_go = CommandButton(words, scale, "users.remove_go")
        self.remove_go.fired.connect(self._remove)
        self._resetting = self._ask(self.effect, self.password, self.save)
        self._removing = self._ask(self.removal, None, self.remove_go)
        head, tools = QHBoxLayout(), QGridLayout()
        for one in (head, tools):
            one.setSpacing(scale.mm(1.2))
        head.addWidget(self.name, 1)
        head.addWidget(self.state)
        self._tools = (self.role, self.disable, self.reset, self.remove)
        for at, tool in enumerate(self._tools):
            tools.addWidget(tool, at // 2, at % 2)
            tools.setColumnStretch(at % 2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, scale.mm(1), 0, scale.mm(1))
        layout.setSpacing(scale.mm(1.2))
        layout.addLayout(head)
        layout.addLayout(tools)
        layout.addWidget(self.told)
        layout.addWidget(self._resetting)
        layout.addWidget(self._removing)

    def _ask(self, effect: QLabel, field: QWidget | None, go: CommandButton) -> QFrame:
        frame = QFrame()
        cancel = CommandButton(self._kit.words, self._kit.scale, "users.cancel")
        cancel.fired.connect(lambda: self._open(None))
        row = QHBoxLayout()
        row.setSpacing(self._kit.scale.mm(1.2))
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(go)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(self._kit.scale.mm(1.2))
        layout.addWidget(effect)
        if field is not None:
            layout.addWidget(field)
        layout.addLayout(row)
        frame.hide()
        frame.setProperty("cancel", cancel)
        return frame

    def show_user(self, user: User, sessions: int, room: str) -> None:
        """As it stands now; `sessions` is how often they are signed in."""
        self.user = user
        words = self._kit.words
        said = name_of_user(user, words)
        self.name.say(f"{said}  ·  {words(f'role.{user.role.value}')}")
        state = words("users.disabled") if user.disabled else ""
        if sessions and not user.disabled:
            state = words("users.signed_in", n=sessions)
        self.state.setText(state)
        self.role.choose(user.role)
        self.effect.setText(words("users.reset_effect", name=user.name))
        self.removal.setText(words("users.remove_effect", name=user.name, room=room))
        self.disable.say()

    def allow(self, on: bool) -> None:
        """In edit mode the tools are there."""
        for tool in self._tools:
            tool.setVisible(on)
        if not on:
            self._open(None)

    def _open(self, which: QFrame | None) -> None:
        for frame in (self._resetting, self._removing):
            frame.setVisible(frame is which and not frame.isVisible())
        self.password.clear()
        self.told.say("")
        if self._resetting.isVisible():
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._removing.isVisible():
            self._removing.property("cancel").setFocus(Qt.FocusReason.OtherFocusReason)

    def _disable_label(self) -> str:
        return self._kit.words("users.enable" if self.user.disabled else "users.disable")

    # -- acts ---------------------------------------------------------------------------------

    def _change_role(self) -> None:
        role = self.role.role
        self.role.choose(self.user.role)  # until the engine says so
        if role is not self.user.role:
            command = UserUpdate(self.user.id, role=role)
            self._kit.actions.ask(command, None, self._answered, self.user.name)

    def _disable(self) -> None:
        command = UserUpdate(self.user.id, disabled=not self.user.disabled)
        self._kit.actions.ask(command, self.disable, self._answered, self.user.name)

    def _save_password(self) -> None:
        command = UserUpdate(self.user.id, password=self.password.text())
        self.password.clear()
        self._kit.actions.ask(command, self.save, self._and(self._shut), self.user.name)

    def _remove(self) -> None:
        command = UserRemove(self.user.id)
        self._kit.actions.ask(command, self.remove_go, self._answered, self.user.name)

    def _shut(self) -> None:
        self._open(None)

    def _and(self, then: Callable[[], None]) -> Callable[[Answer | None], None]:
        def answered(answer: Answer | None) -> None:
            if answer is not None and answer.result is Result.DONE:
                then()
            else:
                self._answered(answer)

        return answered

    def _answered(self, answer: Answer | None) -> None:
        bad = answer is not None and answer.result is not Result.DONE
        self.told.say(code_words(answer, self._kit.words) if answer is not None and bad else "")


def name_of_user(user: User, words: Words) -> str:
    return (user.name_en or user.name) if words.lang == "en" else user.name
