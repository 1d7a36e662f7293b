"""The multiviewer: thumbnails of chosen sources, side by side; one press puts one into preview."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit

from ui.common.command_button import CommandButton
from ui.common.parts import Elided
from ui.desk.kit import Kit
from ui.desk.page import Page
from ui.desk.sources.fields import Choice
from ui.desk.sources.thumb_grid import ThumbGrid
from wallctl.domain.entities import Kind, Source, SourceKind

OWNER = "multiviewer"
COLUMNS = ("2", "3", "4", "5", "6")
_CELL_MM = 52.0


class MultiviewerPage(Page):
    """Its thumbnails share the source list's budget, and nothing is asked for while it is out of
    sight."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        words, scale = kit.words, kit.scale
        self._page = 0
        self._picked = False  # the person's own number of columns stays
        self.find = QLineEdit()
        self.kind = Choice(
            words,
            ("", *SourceKind),
            lambda code: words(f"kind.{code}") if code else words("views.all"),
        )
        self.columns = Choice(words, COLUMNS, lambda n: words("views.size", n=n))
        self.columns.put("3")
        self.columns.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.kind.setMinimumContentsLength(7)
        self.grid = ThumbGrid(kit)
        self.count = Elided("muted")
        self.before = CommandButton(words, scale, "views.before")
        self.next = CommandButton(words, scale, "views.next")
        top = QHBoxLayout()
        top.setSpacing(scale.mm(1.2))
        top.addWidget(self.find, 2)
        top.addWidget(self.kind, 1)
        top.addWidget(self.columns)
        bottom = QHBoxLayout()
        bottom.setSpacing(scale.mm(1.2))
        bottom.addWidget(self.count, 1)
        bottom.addWidget(self.before)
        bottom.addWidget(self.next)
        self.body.addLayout(top)
        self.body.addWidget(self.grid, 1)
        self.body.addLayout(bottom)
        self._soon = QTimer(self, singleShot=True, interval=60)
        self._soon.timeout.connect(self._fill)
        self.find.textChanged.connect(lambda _: self._again())
        self.kind.picked.connect(self._again)
        self.columns.picked.connect(self._pick_columns)
        self.before.fired.connect(lambda: self._turn(-1))
        self.next.fired.connect(lambda: self._turn(1))
        self.grid.moved.connect(self._soon.start)
        self.grid.chosen.connect(kit.selection.choose_source)
        self.grid.placed.connect(self._place)
        kit.hub.show_changed.connect(self._show_changed)
        words.changed.connect(self._say)
        self.setFocusProxy(self.grid)
        self._say()

    def opened(self) -> None:
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._picked:
            wide = round(self.width() / self.kit.scale.mm(_CELL_MM))
            self.columns.put(str(min(max(wide, int(COLUMNS[0])), int(COLUMNS[-1]))))
            self.grid.set_columns(int(self.columns.value()))

    def _pick_columns(self) -> None:
        self._picked = True
        self.grid.set_columns(int(self.columns.value()))

    def shut(self) -> None:
        self.kit.pictures.want(OWNER, {})

    def _again(self) -> None:
        self._page = 0
        self._soon.start()

    def _turn(self, by: int) -> None:
        self._page += by
        self._fill()

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if Kind.SOURCE in kinds:
            self._soon.start()

    def found(self) -> list[Source]:
        """The sources of the filter, by kind and name."""
        terms = self.find.text().strip().casefold().replace("＃", "#").split()
        kind = self.kind.value()
        order = list(SourceKind)
        found = [
            s
            for s in self.kit.hub.show.sources.values()
            if (not kind or s.kind == kind) and all(term in self._straw(s) for term in terms)
        ]
        return sorted(found, key=lambda s: (order.index(s.kind), s.name, s.id))

    def _straw(self, s: Source) -> str:
        tags = (f"#{tag}" for tag in s.tags)
        return " ".join((s.name, s.name_en, s.department, s.place, *tags)).casefold()

    def _fill(self) -> None:
        if not self.isVisible():
            return
        found = self.found()
        self.grid.make_room(found)
        most = self.grid.capacity()
        pages = max(1, -(-len(found) // most))
        self._page = min(max(0, self._page), pages - 1)
        self.grid.show_sources(found[self._page * most : (self._page + 1) * most])
        self.kit.pictures.want(OWNER, self.grid.wants())
        words = self.kit.words
        key = "views.count" if found else "views.none"
        self.count.say(words(key, n=len(found), page=self._page + 1, pages=pages))
        self.before.setEnabled(self._page > 0)
        self.next.setEnabled(self._page < pages - 1)

    def _place(self, source: str) -> None:
        if self.kit.rights.may("tile.add"):
            self.kit.selection.choose_source(source)
            self.kit.actions.place_here()

    def _say(self) -> None:
        words = self.kit.words
        self.find.setPlaceholderText(words("views.find"))
        self.find.setAccessibleName(words("views.find"))
        self.kind.setAccessibleName(words("column.kind"))
        self.columns.setAccessibleName(words("views.columns"))
        self.grid.setAccessibleName(words("views.grid"))
        self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_PageDown and self.next.isEnabled():
            self._turn(1)
        elif event.key() == Qt.Key.Key_PageUp and self.before.isEnabled():
            self._turn(-1)
        elif event.key() == Qt.Key.Key_Escape and self.find.text():
            self.find.clear()
        elif event.key() == Qt.Key.Key_Down and self.find.hasFocus():
            self.grid.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)
