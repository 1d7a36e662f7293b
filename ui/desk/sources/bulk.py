"""Many sources changed in one step, with a preview of each change before it is asked for."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QListWidget

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.common.words import Words
from ui.desk.actions import succeeded
from ui.desk.answers import code_words
from ui.desk.kit import Kit
from ui.desk.sources.bulk_change import Outlook, outlook
from ui.desk.sources.fields import Choice, Editor, SecretField, TextField
from ui.desk.sources.filled import tags_of
from ui.desk.sources.view import SubView
from wallctl.domain.commands import Answer, SourceUpdateMany
from wallctl.domain.entities import Carrier, SourceKind
from wallctl.domain.errors import Refused
from wallctl.domain.show import Show

MOST_SHOWN = 200
AT_ONCE = 300
"""With more sources than this the preview is made beside, so that the desk goes on."""
_KEYS = (
    "kind",
    "department",
    "carrier",
    "tags_add",
    "tags_remove",
    "host_from",
    "host_to",
    "user",
    "password",
)


class BulkForm(SubView):
    """An empty field leaves its value as it is."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        words, scale = kit.words, kit.scale
        self._ids: tuple[str, ...] = ()
        self._command: SourceUpdateMany | None = None
        self._outlook = Outlook((), 0, 0)
        self.editors: dict[str, Editor] = {}
        self._labels: dict[str, QLabel] = {}
        grid = QGridLayout(self.inner)
        grid.setContentsMargins(0, 0, scale.mm(1.6), 0)
        grid.setHorizontalSpacing(scale.mm(2))
        grid.setVerticalSpacing(scale.mm(1.2))
        grid.setColumnStretch(1, 1)
        for row, key in enumerate(_KEYS):
            editor = self.editors[key] = self._editor(key)
            label = self._labels[key] = QLabel()
            label.setProperty("role", "small")
            grid.addWidget(label, row, 0)
            grid.addWidget(editor, row, 1)
        self.preview = QListWidget()
        self.preview.setWordWrap(True)
        self.preview.setMinimumHeight(scale.mm(40))
        grid.addWidget(self.preview, len(_KEYS), 0, 1, 2)
        grid.setRowStretch(len(_KEYS), 1)
        self.apply = CommandButton(words, scale, self._apply_words)
        self.apply.fired.connect(self._apply)
        self.buttons.addWidget(self.back)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.apply)
        self._soon = QTimer(self, singleShot=True, interval=150)
        self._soon.timeout.connect(self._look)
        for editor in self.editors.values():
            if isinstance(editor, Choice):
                editor.picked.connect(self._soon.start)
            elif isinstance(editor, TextField | SecretField):
                editor.textChanged.connect(lambda _: self._soon.start())
        words.changed.connect(self._say_all)
        self._say_all()

    def _editor(self, key: str) -> Editor:
        match key:
            case "kind":
                return self._choice(tuple(SourceKind), "kind")
            case "carrier":
                return self._choice(tuple(Carrier), "carrier")
            case "password":
                return SecretField()
            case _:
                return TextField()

    def _choice(self, codes: Sequence[str], area: str) -> Choice:
        words = self.words
        return Choice(
            words, ("", *codes), lambda code: words(f"{area}.{code}" if code else "bulk.as_is")
        )

    def open_for(self, ids: Sequence[str]) -> None:
        self._ids = tuple(ids)
        for editor in self.editors.values():
            editor.put("")
        self.say("")
        self._say_all()
        self._look()
        self.editors["kind"].setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.editors["password"].put("")

    def command(self) -> SourceUpdateMany:
        """What the fields ask for."""
        text = {key: str(editor.value()) for key, editor in self.editors.items()}
        return SourceUpdateMany(
            self._ids,
            kind=SourceKind(text["kind"]) if text["kind"] else None,
            department=text["department"] or None,
            carrier=Carrier(text["carrier"]) if text["carrier"] else None,
            tags_add=tags_of(text["tags_add"]),
            tags_remove=tags_of(text["tags_remove"]),
            host_from=text["host_from"],
            host_to=text["host_to"],
            user=text["user"] or None,
            password=text["password"] or None,
        )

    def _say_all(self) -> None:
        words = self.words
        for key, label in self._labels.items():
            said = words(f"column.{key}" if words.has(f"column.{key}") else f"bulk.{key}")
            label.setText(said)
            self.editors[key].setAccessibleName(said)
        for key in ("department", "tags_add", "tags_remove", "user", "password"):
            field = self.editors[key]
            if isinstance(field, TextField | SecretField):
                field.setPlaceholderText(words("bulk.as_is"))
        front = self.editors["host_from"]
        if isinstance(front, TextField):
            front.setPlaceholderText(words("bulk.host_example"))
        self.title.say(words("bulk.title", n=len(self._ids)))
        self.preview.setAccessibleName(words("bulk.preview"))
        self._show()

    def _look(self) -> None:
        """The preview, by the engine's own rules over what this desk sees."""
        command = self.command()
        self.say("")
        self._outlook, self._command = Outlook((), len(self._ids), 0), None
        show = self.kit.hub.show
        if command == SourceUpdateMany(self._ids):
            self._show()
        elif len(self._ids) > AT_ONCE:
            self._show()
            self.kit.spawn(self._look_beside(command, show))
        else:
            self._tell(command, _outlook_or_not(command, show, self.words))

    async def _look_beside(self, command: SourceUpdateMany, show: Show) -> None:
        found = await asyncio.to_thread(_outlook_or_not, command, show, self.words)
        if command == self.command():
            self._tell(command, found)

    def _tell(self, command: SourceUpdateMany, found: Outlook | Refused) -> None:
        if isinstance(found, Refused):
            self._say_refused(str(found.fields.get("key", "")), found.fields.get("reason"))
        else:
            self._outlook, self._command = found, command
        self._show()

    def _say_refused(self, key: str, reason: object) -> None:
        words = self.words
        keys = (f"bulk.reason.{reason}", f"import.reason.{reason}", f"refusal.{reason}")
        why = next((words(one) for one in keys if words.has(one)), str(reason))
        of_one = re.fullmatch(r"ids\[(\d+)\]\.?(\w*).*", key)
        if of_one is not None:
            source = self.kit.hub.show.sources.get(self._ids[int(of_one.group(1))])
            why = f"{name_of(source, words)} · {why}"
            key = of_one.group(2)
        known = (f"column.{key}", f"bulk.{key}")
        field = next((words(one) for one in known if words.has(one)), "")
        self.say(f"{field}: {why}" if field else why, wrong=True)

    def _show(self) -> None:
        self.preview.clear()
        lines = self._outlook.lines
        for one in lines[:MOST_SHOWN]:
            self.preview.addItem("\n    ".join((one.name, *one.changes)))
        if len(lines) > MOST_SHOWN:
            self.preview.addItem(self.words("bulk.more", n=len(lines) - MOST_SHOWN))
        if self._outlook.lost:
            self.say(self.words("bulk.lost", n=self._outlook.lost))
        self.apply.setEnabled(bool(lines))
        self.apply.say()

    def _apply_words(self) -> str:
        return self.words("bulk.apply", n=len(self._outlook.lines))

    def _apply(self) -> None:
        if self._command is not None:
            self.kit.actions.ask(self._command, self.apply, self._answered)

    def _answered(self, answer: Answer | None) -> None:
        if succeeded(answer):
            self.done.emit()
        elif answer is not None:
            self.say(code_words(answer, self.words), wrong=True)


def _outlook_or_not(command: SourceUpdateMany, show: Show, words: Words) -> Outlook | Refused:
    try:
        return outlook(command, show, words)
    except Refused as refused:
        return refused
