"""The fields of a form, drawn from what a driver declares; each says itself what is wrong."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.desk.devices.controls import number_of
from ui.desk.devices.words import choice_words, number_words, said
from ui.desk.kit import Kit
from ui.desk.sources.fields import Choice, Editor, LongField, SecretField, Switch, TextField
from wallctl.domain.devices.options import Option, OptionKind
from wallctl.domain.devices.points import Value

_NUMBERS = frozenset({OptionKind.PORT, OptionKind.INTEGER, OptionKind.NUMBER})
_LATIN = _NUMBERS | {OptionKind.HOST, OptionKind.URL}


class FieldBox(QWidget):
    """A field with its name above, and below what it is for and what is wrong with it."""

    changed = Signal()

    def __init__(self, kit: Kit, editor: Editor) -> None:
        super().__init__()
        self.kit, self.editor = kit, editor
        self.name, self.hint, self.wrong = QLabel(), QLabel(), QLabel()
        for label, role in ((self.name, "small"), (self.hint, "muted"), (self.wrong, "fault")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.name.setBuddy(editor)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(kit.scale.mm(0.5))
        for part in (self.name, editor, self.hint, self.wrong):
            self.column.addWidget(part)
        self.hint.hide()
        self.wrong.hide()
        if isinstance(editor, Switch):
            self.name.hide()
            editor.toggled.connect(lambda _: self._edited())
        elif isinstance(editor, Choice):
            editor.picked.connect(self._edited)
        elif isinstance(editor, LongField):
            editor.setFixedHeight(editor.fontMetrics().height() * 8)
            editor.textChanged.connect(self._edited)
        else:
            editor.textEdited.connect(lambda _: self._edited())

    def say(self, name: str, hint: str = "") -> None:
        if isinstance(self.editor, Switch):
            self.editor.setText(name)
        else:
            self.name.setText(name)
        self.editor.setAccessibleName(name)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))

    def mark(self, why: str) -> None:
        """What is wrong with it; "" for nothing."""
        self.wrong.setText(f"▲ {why}" if why else "")
        self.wrong.setVisible(bool(why))

    def _edited(self) -> None:
        self.mark("")
        self.changed.emit()


class OptionBox(FieldBox):
    """`kept` says that a secret is there already: it can be typed anew or taken away."""

    def __init__(self, kit: Kit, option: Option) -> None:
        super().__init__(kit, _editor(kit, option))
        self.option = option
        self.kept = False
        self.forget: CommandButton | None = None
        self.forgotten = False
        if option.kind in _LATIN:
            self.editor.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        if option.kind is OptionKind.SECRET:
            self.forget = CommandButton(kit.words, kit.scale, "devices.forget", repeat_ms=0)
            self.forget.fired.connect(self._forget)
            self.forget.hide()
            self.column.insertWidget(2, self.forget, 0, Qt.AlignmentFlag.AlignLeft)
        self.say_all()

    @property
    def is_secret(self) -> bool:
        return self.option.kind is OptionKind.SECRET

    def put(self, value: Value | None, *, kept: bool = False) -> None:
        """What is saved, or nothing: then the default. A secret is never shown."""
        self.kept, self.forgotten = kept, False
        shown = self.option.default if value is None else value
        number = isinstance(shown, int | float) and not isinstance(shown, bool)
        self.editor.put(number_words(float(shown)) if number else shown)
        self.mark("")
        self.say_all()

    def value(self) -> Value:
        """As typed; what has to be a number and is none stays text, and is refused as such."""
        raw = self.editor.value()
        if self.option.kind not in _NUMBERS or isinstance(raw, bool):
            return raw
        if not raw.strip() and not self.option.required:
            return self.option.default
        number = number_of(raw)
        return raw if number is None else number

    def secret(self) -> str | None:
        """What was typed; "" takes the kept one away; None leaves it as it is."""
        typed = str(self.editor.value())
        if typed:
            return typed
        return "" if self.forgotten else None

    def say_all(self) -> None:
        words, option = self.kit.words, self.option
        name = said(option.text, words)
        if option.unit:
            name = words("devices.with_unit", name=name, unit=option.unit)
        if option.required:
            name = words("devices.required", name=name)
        self.say(name, said(option.hint, words))
        if isinstance(self.editor, SecretField):
            key = "devices.secret_forgotten" if self.forgotten else "devices.secret_kept"
            self.editor.setPlaceholderText(words(key) if self.kept else "")
        if self.forget is not None:
            self.forget.setVisible(self.kept and not self.forgotten)

    def _forget(self) -> None:
        self.forgotten = True
        self.editor.put("")
        self.say_all()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)


def _editor(kit: Kit, option: Option) -> Editor:
    match option.kind:
        case OptionKind.SECRET:
            return SecretField()
        case OptionKind.LONG:
            return LongField()
        case OptionKind.SWITCH:
            return Switch()
        case OptionKind.CHOICE:
            codes = [choice.value for choice in option.choices]
            return Choice(kit.words, codes, lambda v: choice_words(option.choices, v, kit.words))
        case _:
            return TextField()


def is_shown(option: Option, values: Mapping[str, Value]) -> bool:
    """Whether it is asked for, given the others."""
    return option.shown_if is None or str(values.get(option.shown_if[0])) == option.shown_if[1]
