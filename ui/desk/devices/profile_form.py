"""A profile of one's own by filling a form: what is typed becomes lines of the profile's text,
which stays to be seen and changed. What is wrong in it the driver says by its line."""

from __future__ import annotations

import json
import re
from importlib.resources import files

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.desk.devices.controls import number_of
from ui.desk.devices.flow import FlowLayout
from ui.desk.devices.option_fields import FieldBox
from ui.desk.kit import Kit
from ui.desk.sources.fields import Choice, Switch, TextField

PROFILE = "profile_text"
"""The option that holds a profile."""
KINDS = ("power", "switch", "mute", "level")
ENDS = {"cr": "\r", "crlf": "\r\n", "lf": "\n", "none": ""}
_FIELDS = ("kind", "name", "set", "on", "off", "low", "high", "query", "reply")


def house_profiles() -> tuple[str, ...]:
    """Those that come with the software, by name."""
    found = (files("resources") / "profiles").iterdir()
    texts = (one for one in found if one.name.endswith(".toml"))
    return tuple(sorted(one.name[:-5] for one in texts if "[[points]]" in one.read_text("utf-8")))


def head(end: str, *, hex: bool) -> str:
    """How commands end and whether they are bytes: the beginning of a profile."""
    lines = ["[line]", 'kinds = ["tcp", "udp", "serial"]', f"end = {_quoted(end)}"]
    return "\n".join([*lines, *(["hex = true"] if hex else [])]) + "\n"


def point(values: dict[str, str], known: str) -> str:
    """A point's lines; its key is one that `known` has not yet. Raises ValueError: the field."""
    kind = values["kind"]
    for need in ("name", "set"):
        if not values[need].strip():
            raise ValueError(need)
    if values["query"].strip() and not values["reply"].strip():
        raise ValueError("reply")
    lines = [
        "[[points]]",
        f"key = {_quoted(_key(kind, known))}",
        f"capability = {_quoted(kind)}",
        *(f"{lang} = {_quoted(values['name'].strip())}" for lang in ("zh", "en")),
    ]
    if kind == "level":
        for bound in ("low", "high"):
            number = number_of(values[bound])
            if number is None:
                raise ValueError(bound)
            lines.append(f"{bound} = {number}")
        lines.append("step = 1")
    else:
        for word in ("on", "off"):
            if not values[word].strip():
                raise ValueError(word)
        on, off = ("on", "off") if kind == "power" else ("true", "false")
        told = f"{on} = {_quoted(values['on'])}, {off} = {_quoted(values['off'])}"
        lines.append(f"values = {{ {told} }}")
    lines += [f"{key} = {_quoted(values[key])}" for key in ("set", "query", "reply") if values[key]]
    return "\n".join(lines) + "\n"


def _key(kind: str, known: str) -> str:
    taken = set(re.findall(r'^key\s*=\s*"([^"]*)"', known, re.MULTILINE))
    if kind not in taken:
        return kind
    return next(f"{kind}.{n}" for n in range(2, 2000) if f"{kind}.{n}" not in taken)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


class ProfileForm(QWidget):
    """Below the text, which it adds to; nothing that stands there is replaced."""

    def __init__(self, kit: Kit, text: QPlainTextEdit) -> None:
        super().__init__()
        self.kit, self.text = kit, text
        words, scale = kit.words, kit.scale
        names = house_profiles()
        self.start = FieldBox(kit, Choice(words, names or ("",), str))
        self.copy = CommandButton(words, scale, "devices.profile.copy", repeat_ms=0)
        self.end = FieldBox(kit, Choice(words, tuple(ENDS), self._end_said))
        self.hex = FieldBox(kit, Switch())
        self.fields = {key: FieldBox(kit, self._editor(key)) for key in _FIELDS}
        self.add = CommandButton(words, scale, "devices.profile.add", repeat_ms=0)
        self.said = QLabel()
        self.said.setProperty("role", "small")
        self.said.setWordWrap(True)
        self.said.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.mm(3), 0, 0, 0)
        column.setSpacing(scale.mm(1))
        column.addWidget(self.start)
        column.addLayout(_line(scale.mm(1.2), self.copy))
        for box in (self.end, self.hex, *self.fields.values()):
            column.addWidget(box)
        column.addLayout(_line(scale.mm(1.2), self.add))
        column.addWidget(self.said)
        self.copy.fired.connect(self._copy)
        self.add.fired.connect(self._add)
        self.fields["kind"].changed.connect(self._lay)
        words.changed.connect(self._say)
        self._say()
        self._lay()

    def _editor(self, key: str) -> Choice | TextField:
        if key != "kind":
            return TextField()
        words = self.kit.words
        return Choice(words, KINDS, lambda kind: words(f"devices.profile.kind.{kind}"))

    def _end_said(self, code: str) -> str:
        return self.kit.words(f"devices.profile.end.{code}")

    def _say(self) -> None:
        words = self.kit.words
        self.start.say(words("devices.profile.start"))
        self.end.say(words("devices.profile.end"))
        self.hex.say(words("devices.profile.hex"))
        for key, box in self.fields.items():
            hint = f"devices.profile.hint.{key}"
            hinted = words(hint) if words.has(hint) else ""
            box.say(words(f"devices.profile.field.{key}"), hinted)

    def _lay(self) -> None:
        level = self.fields["kind"].editor.value() == "level"
        for key in ("low", "high"):
            self.fields[key].setVisible(level)
        for key in ("on", "off"):
            self.fields[key].setVisible(not level)

    def _copy(self) -> None:
        """A house's profile to start from; where something stands already it is not replaced."""
        if self.text.toPlainText().strip():
            self._tell("devices.profile.not_empty")
            return
        name = str(self.start.editor.value())
        if name in house_profiles():
            place = files("resources") / "profiles" / f"{name}.toml"
            self.text.setPlainText(place.read_text("utf-8"))
            self._tell("devices.profile.copied")

    def _add(self) -> None:
        known = self.text.toPlainText()
        values = {key: str(box.editor.value()) for key, box in self.fields.items()}
        try:
            made = point(values, known)
        except ValueError as wrong:
            box = self.fields[str(wrong)]
            box.mark(self.kit.words("devices.wrong.empty"))
            box.editor.setFocus()
            return
        if not known.strip():
            known = head(ENDS[str(self.end.editor.value())], hex=bool(self.hex.editor.value()))
        self.text.setPlainText(f"{known.rstrip()}\n\n{made}")
        for key in ("name", "set", "query", "reply"):
            self.fields[key].editor.put("")
        self._tell("devices.profile.added")

    def _tell(self, key: str) -> None:
        self.said.setText(self.kit.words(key))
        self.said.show()


def _line(gap: int, button: CommandButton) -> FlowLayout:
    line = FlowLayout(gap)
    line.addWidget(button)
    return line
