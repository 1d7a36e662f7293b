"""设置: size of the writing, language, monitors, true millimetres, keys. For this machine alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.common.command_button import CommandButton
from ui.common.parts import Said
from ui.common.settings import FONTS
from ui.common.words import Lang
from ui.desk.card_ruler import CardRuler
from ui.desk.functions import shown
from ui.desk.key_field import KeyField
from ui.desk.keymap import FIXED, Trouble
from ui.desk.kit import Kit
from ui.desk.page import Page

LANGUAGES: tuple[tuple[Lang, str], ...] = (("zh", "中文"), ("en", "English"))
_NAME = Qt.ItemDataRole.UserRole


class SettingsPage(Page):
    local = True

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        words, scale = kit.words, kit.scale
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, scale.mm(1), 0)
        self.column.setSpacing(scale.gap)
        self.fonts = [self._choice(f"{round(f * 100)} %", lambda f=f: self._font(f)) for f in FONTS]
        self.languages = [
            self._choice(name, lambda lang=lang: words.switch(lang)) for lang, name in LANGUAGES
        ]
        self.second = QComboBox()
        self.second.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.second.activated.connect(lambda _: self._second())
        self.ruler = CardRuler(words, scale)
        self.ruler.changed.connect(self._say_ruler)
        self.ruler_said = QLabel()
        self.ruler_said.setProperty("role", "body")
        self.ruler_said.setWordWrap(True)
        self.narrower = self._choice("−", lambda: self.ruler.widen(-1))
        self.wider = self._choice("+", lambda: self.ruler.widen(1))
        self.measured = CommandButton(words, scale, "settings.measured")
        self.measured.fired.connect(self._measured)
        self.unmeasured = CommandButton(words, scale, "settings.unmeasured")
        self.unmeasured.fired.connect(self._unmeasured)
        self.keys = self._make_keys()
        self.field = KeyField(words)
        self.field.pressed.connect(self._press)
        self.field.given_up.connect(self.keys.setFocus)
        self.key_said = QLabel()
        self.key_said.setProperty("role", "body")
        self.key_said.setWordWrap(True)
        self.reset = CommandButton(words, scale, "settings.key_reset")
        self.reset.fired.connect(self._reset)
        self.reset_all = CommandButton(words, scale, "settings.keys_reset")
        self.reset_all.fired.connect(self._reset_all)
        self.note = QLabel()
        self.note.setProperty("role", "fault")
        self.note.setWordWrap(True)
        self._lay()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        self.body.addWidget(area, 1)
        self.setFocusProxy(self.fonts[0])
        words.changed.connect(self._say)
        kit.settings.changed.connect(self._say)
        kit.settings.note_changed.connect(self._say)
        kit.keymap.changed.connect(self._say_keys)
        self._say()

    def opened(self) -> None:
        self._say()

    # -- parts --------------------------------------------------------------------------------

    def _choice(self, said: str, act: object) -> CommandButton:
        made = CommandButton(self.kit.words, self.kit.scale, lambda: said)
        made.fired.connect(act)
        return made

    def _make_keys(self) -> QTableWidget:
        table = QTableWidget(0, 2)
        table.verticalHeader().hide()
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setTabKeyNavigation(False)
        table.setMinimumHeight(self.kit.scale.mm(52))
        header = table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        table.itemSelectionChanged.connect(self._can)
        table.itemActivated.connect(lambda _: self.field.setFocus())
        return table

    def _lay(self) -> None:
        words = self.kit.words
        for title, widgets in (
            ("settings.font", self.fonts),
            ("settings.language", self.languages),
            ("settings.second", [self.second]),
        ):
            self.column.addWidget(Said(words, title))
            self.column.addLayout(self._row(*widgets))
        hint = Said(words, "settings.ruler_hint", "muted")
        hint.setWordWrap(True)
        self.column.addWidget(Said(words, "settings.ruler"))
        self.column.addWidget(hint)
        self.column.addWidget(self.ruler)
        self.column.addLayout(self._row(self.narrower, self.wider, self.measured))
        self.column.addWidget(self.ruler_said)
        self.column.addLayout(self._row(self.unmeasured))
        self.column.addWidget(Said(words, "settings.keys"))
        self.column.addWidget(self.keys, 1)
        self.column.addWidget(self.field)
        self.column.addLayout(self._row(self.reset, self.reset_all))
        self.column.addWidget(self.key_said)
        self.column.addWidget(self.note)

    def _row(self, *widgets: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.kit.scale.mm(1.4))
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        return row

    # -- what is set --------------------------------------------------------------------------

    def _font(self, factor: float) -> None:
        self.kit.settings.update(font=factor)

    def _second(self) -> None:
        self.kit.settings.update(second=str(self.second.currentData()))

    def _screen_name(self) -> str:
        screen = self.screen()
        return str(screen.name()) if screen is not None else ""

    def _measured(self) -> None:
        told = dict(self.kit.settings.values.px_per_mm)
        told[self._screen_name()] = round(self.ruler.px_per_mm, 4)
        self.kit.settings.update(px_per_mm=told)

    def _unmeasured(self) -> None:
        told = dict(self.kit.settings.values.px_per_mm)
        if told.pop(self._screen_name(), None) is not None:
            self.kit.settings.update(px_per_mm=told)

    def chosen(self) -> str:
        """The function whose key is to be changed."""
        row = self.keys.currentRow()
        item = self.keys.item(row, 0) if row >= 0 else None
        return str(item.data(_NAME)) if item is not None else ""

    def choose(self, name: str) -> None:
        for row in range(self.keys.rowCount()):
            if self.keys.item(row, 0).data(_NAME) == name:
                self.keys.setCurrentCell(row, 0)

    def _press(self, sequence: str) -> None:
        name = self.chosen()
        if not name:
            return
        trouble = self.kit.keymap.set(name, sequence)
        self._tell(trouble, name, shown(sequence))
        if trouble is None:
            self.keys.setFocus()

    def _reset(self) -> None:
        name = self.chosen()
        if name:
            trouble = self.kit.keymap.reset(name)
            self._tell(trouble, name, self.kit.keymap.shown(name))

    def _reset_all(self) -> None:
        self.kit.keymap.reset_all()
        self.key_said.setText(self.kit.words("settings.keys_as_made"))

    def _tell(self, trouble: Trouble | None, name: str, key: str) -> None:
        words = self.kit.words
        if trouble is None:
            self.key_said.setText(words("settings.key_set", what=self._function(name), pressed=key))
            return
        other = self._function(trouble.other) if trouble.other else ""
        said = words(f"keymap.{trouble.reason}", other=other)
        self.key_said.setText(words("settings.key_refused", pressed=key, why=said))

    # -- what it says -------------------------------------------------------------------------

    def _function(self, name: str) -> str:
        """The words of a function; scenes by number share theirs."""
        words = self.kit.words
        for kind in ("recall", "live"):
            if name.startswith(f"{kind}_"):
                return f"{words(f'key.{kind}')} {name.rpartition('_')[2]}"
        return words(f"key.{name}") if words.has(f"key.{name}") else name

    def _say(self) -> None:
        values, words = self.kit.settings.values, self.kit.words
        for factor, button in zip(FONTS, self.fonts, strict=True):
            button.setCheckable(True)
            button.setChecked(values.font == factor)
        for (lang, _), button in zip(LANGUAGES, self.languages, strict=True):
            button.setCheckable(True)
            button.setChecked(words.lang == lang)
        self.narrower.setAccessibleName(words("settings.narrower"))
        self.wider.setAccessibleName(words("settings.wider"))
        self._say_second()
        if not self.ruler.hasFocus():
            self.ruler.put(self.kit.scale.px_per_mm)
        self._say_ruler()
        self._say_keys()
        note = self.kit.settings.note
        self.note.setText(words(f"settings.{note}") if note else "")
        self.note.setVisible(bool(note))

    def _say_second(self) -> None:
        words, wish = self.kit.words, self.kit.settings.values.second
        rows = [("auto", words("settings.second_auto")), ("off", words("settings.second_off"))]
        rows += [(s.name(), s.name()) for s in QApplication.screens()]
        if wish not in dict(rows):
            rows.append((wish, words("settings.second_missing", screen=wish)))
        self.second.blockSignals(True)
        self.second.clear()
        for value, said in rows:
            self.second.addItem(said, value)
        self.second.setCurrentIndex([value for value, _ in rows].index(wish))
        self.second.blockSignals(False)
        self.second.setAccessibleName(words("settings.second"))

    def _say_ruler(self) -> None:
        known = self._screen_name() in self.kit.settings.values.px_per_mm
        key = "settings.px_measured" if known else "settings.px_told"
        self.ruler_said.setText(self.kit.words(key, px=f"{self.ruler.px_per_mm:.2f}"))
        self.unmeasured.setEnabled(known)

    def _say_keys(self) -> None:
        words, keymap, chosen = self.kit.words, self.kit.keymap, self.chosen()
        functions = keymap.functions
        self.keys.setHorizontalHeaderLabels([words("settings.function"), words("settings.key")])
        self.keys.setAccessibleName(words("settings.keys"))
        self.keys.blockSignals(True)
        self.keys.setRowCount(len(functions))
        for row, function in enumerate(functions):
            said = self._function(function.name) + (" *" if keymap.is_own(function.name) else "")
            what = QTableWidgetItem(said)
            what.setData(_NAME, function.name)
            what.setToolTip(said)
            self.keys.setItem(row, 0, what)
            keys = dict.fromkeys(shown(s) for s in keymap.sequences(function.name))
            self.keys.setItem(row, 1, QTableWidgetItem(" / ".join(keys)))
            self.keys.setRowHeight(row, self.kit.scale.row)
        self.keys.blockSignals(False)
        self.choose(chosen or functions[0].name)
        self._can()

    def _can(self) -> None:
        name = self.chosen()
        self.field.setEnabled(bool(name) and name not in FIXED)
        self.reset.setEnabled(self.kit.keymap.is_own(name))
