"""Sheets: panels laid over a side of the desk, never over the wall, never modal."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ui.common.command_button import CommandButton
from ui.common.glyphs import Glyph
from ui.common.hub import Hub
from ui.common.labels import name_of
from ui.common.parts import Said
from ui.common.scale import Scale
from ui.common.words import Words
from ui.desk.first_focus import FirstFocus
from ui.desk.functions import FUNCTIONS, shown
from ui.desk.keymap import KeyMap
from ui.desk.selection import Selection
from wallctl.domain.entities import Scene


class Sheet(FirstFocus):
    """Closed by Esc or its button; the focus goes back to where it was."""

    closed = Signal()

    def __init__(self, words: Words, scale: Scale, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._words, self._scale = words, scale
        self._back: QWidget | None = None
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.close_button = CommandButton(words, scale, "sheet.close")
        self.close_button.fired.connect(self.shut)
        head = QHBoxLayout()
        head.addWidget(Said(words, title, "title"))
        head.addStretch(1)
        head.addWidget(self.close_button)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(scale.mm(3), scale.mm(2), scale.mm(3), scale.mm(3))
        self.body.setSpacing(scale.gap)
        self.body.addLayout(head)
        self.hide()

    def open(self) -> None:
        window = self.window()
        self._back = window.focusWidget()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def shut(self) -> None:
        if self.isVisible():
            self.hide()
            self.closed.emit()
            if self._back is not None:
                self._back.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)


class NumberButton(CommandButton):
    """One digit: needs no room for a state, and shows none."""

    def mark(self) -> Glyph:
        return Glyph.NONE

    def sizeHint(self) -> QSize:
        return QSize(self._scale.mm(6.5), self._scale.row)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class SaveSheet(Sheet):
    """Asks for the name under which preview is saved. An existing name is replaced, and says so."""

    wanted = Signal(str, int, str)  # name, key 1..9 or 0, id of the scene it replaces

    def __init__(
        self, hub: Hub, selection: Selection, words: Words, scale: Scale, parent: QWidget
    ) -> None:
        super().__init__(words, scale, "save.title", parent)
        self._hub, self._selection = hub, selection
        self.name = QLineEdit()
        self.name.setMaxLength(40)
        self.name.textChanged.connect(self._tell)
        self.name.returnPressed.connect(self._save)
        self._number, self._picked = 0, False
        self._numbers = [self._number_button(n) for n in range(1, 10)]
        numbers = QHBoxLayout()
        numbers.setSpacing(scale.mm(0.8))
        for button in self._numbers:
            numbers.addWidget(button, 1)
        self._effect = QLabel()
        self._effect.setProperty("role", "small")
        self._effect.setWordWrap(True)
        self.save = CommandButton(words, scale, self._label)
        self.save.fired.connect(self._save)
        self.body.addWidget(self.name)
        self.body.addWidget(Said(words, "save.key", "muted"))
        self.body.addLayout(numbers)
        self.body.addWidget(self._effect)
        self.body.addWidget(self.save)
        self.body.addStretch(1)
        words.changed.connect(self._tell)
        self._tell()

    def open(self) -> None:
        scene = self._hub.show.scenes.get(self._hub.show.preview(self._selection.wall).scene)
        self.name.setText(scene.name if scene is not None else "")
        self._picked = False
        self._tell()
        super().open()
        self.name.setFocus(Qt.FocusReason.PopupFocusReason)
        self.name.selectAll()

    def _number_button(self, number: int) -> CommandButton:
        button = NumberButton(self._words, self._scale, lambda: str(number))
        button.setCheckable(True)
        button.fired.connect(lambda: self._pick(0 if self._number == number else number))
        return button

    def _pick(self, number: int) -> None:
        """The person's own choice; it stays while the name is typed."""
        self._number, self._picked = number, True
        self._tell()

    def _settle_number(self) -> None:
        """A number that another scene has is nobody's choice: the replaced scene's own, else the
        first free one, else none."""
        mine = self._replaced()
        used = {s.number for s in self._hub.show.scenes.values() if s is not mine}
        if self._picked and self._number not in used - {0}:
            return
        self._picked = False
        self._number = (mine.number if mine else 0) or next(
            (n for n in range(1, 10) if n not in used), 0
        )

    def _replaced(self) -> Scene | None:
        name = self.name.text().strip()
        return next((s for s in self._hub.show.scenes.values() if s.name == name), None)

    def _label(self) -> str:
        return self._words("save.replace" if self._replaced() else "save.save")

    def _tell(self) -> None:
        words = self._words
        self._settle_number()
        self.name.setPlaceholderText(words("save.name"))
        self.name.setAccessibleName(words("save.name"))
        used = {s.number: s for s in self._hub.show.scenes.values()}
        mine = self._replaced()
        for number, button in enumerate(self._numbers, 1):
            button.setChecked(number == self._number)
            other = used.get(number)
            taken = other is not None and other is not mine
            button.setEnabled(not taken)
            button.setToolTip(name_of(other, words) if taken else "")
        known = self._hub.show.preview_tiles(self._selection.wall)
        key = "save.replaces" if mine else "save.effect"
        self._effect.setText(words(key, name=self.name.text().strip(), n=len(known)))
        self.save.setEnabled(bool(self.name.text().strip()))
        self.save.say()

    def _save(self) -> None:
        name = self.name.text().strip()
        if name:
            self._settle_number()  # another operator may have taken it meanwhile
            mine = self._replaced()
            self.wanted.emit(name, self._number, mine.id if mine else "")
            self.shut()


class KeysSheet(Sheet):
    """All keys on one page."""

    def __init__(self, words: Words, scale: Scale, parent: QWidget, keymap: KeyMap) -> None:
        super().__init__(words, scale, "keys.title", parent)
        self._keymap = keymap
        self._captions: list[tuple[QLabel, str]] = []
        keymap.changed.connect(self._say)

    def open(self) -> None:
        if not self._captions:  # a fifth of all that a desk is made of, and seldom asked for
            self._make()
        super().open()

    def _make(self) -> None:
        words, scale = self._words, self._scale
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, scale.mm(1), 0)
        grid.setHorizontalSpacing(scale.mm(3))
        grid.setVerticalSpacing(scale.mm(0.5))
        grid.setColumnStretch(1, 1)
        for group in ("live", "scenes", "preview", "pages", "go"):
            title = Said(words, f"keys.{group}", "preview" if group == "preview" else "")
            title.setContentsMargins(0, scale.mm(1.6), 0, 0)
            grid.addWidget(title, grid.rowCount(), 0, 1, 2)
            for keys, word in _rows(group):
                row = grid.rowCount()
                caption = QLabel(keys)
                self._captions.append((caption, word.removeprefix("key.")))
                caption.setProperty("role", "small")
                grid.addWidget(caption, row, 0)
                said = Said(words, word, "small")
                said.setWordWrap(True)
                grid.addWidget(said, row, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.body.addWidget(scroll, 1)
        self._say()

    def _say(self) -> None:
        """The keys as this person has them."""
        for caption, name in self._captions:
            keys = self._keymap.sequences(name)
            if keys:
                caption.setText(" / ".join(dict.fromkeys(shown(s) for s in keys if s != "？")))


_CANVAS = (
    ("Tab", "key.canvas_tab"),
    ("Enter", "key.canvas_enter"),
    ("← → ↑ ↓", "key.canvas_arrows"),
    ("Shift+←…", "key.canvas_shift"),
    ("Ctrl+←…", "key.canvas_ctrl"),
    ("Alt+←…", "key.canvas_alt"),
    ("PgUp  PgDn", "key.canvas_layer"),
    ("Shift+PgUp  PgDn", "key.canvas_ends"),
    ("Del", "key.canvas_delete"),
    ("Ins", "key.canvas_keep"),
    ("Menu  Shift+F10", "key.canvas_menu"),
    ("Ctrl / Shift / Alt", "key.canvas_drag"),
    ("Esc", "key.canvas_esc"),
)


def _rows(group: str) -> list[tuple[str, str]]:
    rows = [
        (" / ".join(dict.fromkeys(shown(s) for s in f.sequences if s != "？")), f"key.{f.name}")
        for f in FUNCTIONS
        if f.group == group and not f.name.startswith(("recall_", "live_"))
    ]
    if group == "live":
        rows.append(("← →", "key.patrol_turn"))
    if group == "scenes":
        rows = [("1 – 9", "key.recall"), ("Ctrl+1 – 9", "key.live"), *rows]
    if group == "preview":
        rows += _CANVAS
    return rows


class HelpSheet(Sheet):
    """The offline page of help in the language of the screen."""

    def __init__(self, words: Words, scale: Scale, parent: QWidget) -> None:
        super().__init__(words, scale, "help.title", parent)
        self._page = QTextBrowser()
        self._page.setOpenExternalLinks(False)
        self._page.setFrameShape(QFrame.Shape.NoFrame)
        self.body.addWidget(self._page, 1)
        self._lang = ""
        words.changed.connect(self._follow)

    def open(self) -> None:
        self._read()
        super().open()

    def _follow(self) -> None:
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        if self._lang == self._words.lang:
            return
        self._lang = self._words.lang
        name = f"desk.{self._words.lang}.md"
        self._page.setMarkdown((files("resources") / "help" / name).read_text("utf-8"))
