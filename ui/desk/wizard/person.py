"""Step 5, 首个用户: from then on everybody signs in."""

from __future__ import annotations

import logging
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from ui.desk.kit import Kit
from ui.desk.wizard.progress import Step
from ui.desk.wizard.step import StepPanel, field
from wallctl.domain.commands import Answer, Result, UserAdd
from wallctl.domain.errors import WallctlError
from wallctl.domain.people import Role, User

log = logging.getLogger(__name__)
SHORTEST = 8


class PersonStep(StepPanel):
    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, Step.PERSON)
        words = kit.words
        self.name = field(words, "wizard.user_name")
        self.password = field(words, "wizard.password", 200)
        self.again = field(words, "wizard.password_again", 200)
        for one in (self.password, self.again):
            one.setEchoMode(QLineEdit.EchoMode.Password)
        self.add = self.button("wizard.user_add", self._add)
        for one in (self.name, self.password, self.again):
            one.textEdited.connect(lambda _: self._can())
            one.returnPressed.connect(self._add)
            self.column.addWidget(one)
        self.column.addWidget(self.add)
        self.finish()
        self._can()

    def first(self) -> QWidget:
        return self.name

    def refresh(self) -> None:
        self._can()
        self._tell()

    def _why_not(self) -> str:
        """What is still wrong, as a key of words; empty where nothing is."""
        if not self.name.text().strip():
            return "wizard.person.no_name"
        if len(self.password.text()) < SHORTEST:
            return "wizard.person.short"
        if self.password.text() != self.again.text():
            return "wizard.person.differ"
        return ""

    def _can(self) -> None:
        why = self._why_not()
        self.add.setEnabled(not why and self.kit.rights.may("user.add"))
        typed = any(one.text() for one in (self.name, self.password, self.again))
        if typed:
            key = why or "wizard.person.ready"
            self.told.setText(self.kit.words(key, n=SHORTEST) if why else self.kit.words(key))

    def _add(self) -> None:
        if self._why_not():
            return
        name, password = self.name.text().strip(), self.password.text()

        def then(answer: Answer | None) -> None:
            if answer is None or answer.result is not Result.DONE:
                self.say_if_refused("user.add", answer)
                return
            for one in (self.name, self.password, self.again):
                one.clear()
            self.refresh()
            self.kit.spawn(self._sign_in(name, password))

        self.kit.actions.ask(UserAdd(name, Role.ENGINEER, password=password), self.add, then)

    async def _sign_in(self, name: str, password: str) -> None:
        """Goes on as the person just made: the room asks everybody from now on."""
        room: Any = self.kit.hub.room
        try:
            await room.sign_in(name, password)
        except WallctlError as error:
            log.warning("the first user could not be signed in: %s", error)

    def _tell(self) -> None:
        if any(one.text() for one in (self.name, self.password, self.again)):
            return
        words = self.kit.words
        users = [u for u in self.kit.hub.show.all(User).values() if not u.disabled]
        if not users:
            self.told.setText(words("wizard.person.none"))
            return
        joined = "、" if words.lang == "zh" else ", "
        names = joined.join(u.name for u in users)
        self.told.setText(words("wizard.person.now", n=len(users), names=names))
