"""The source list at the left: search, tree, and the start of a drag."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QTreeView, QVBoxLayout

from ui.common.hub import Hub
from ui.common.parts import Elided
from ui.common.pictures import Pictures
from ui.common.scale import Scale
from ui.common.source_model import SourceModel
from ui.common.words import Words
from ui.desk.rights import Rights
from ui.desk.selection import Selection
from ui.desk.source_delegate import SourceDelegate
from ui.desk.sources.coming_card import ComingCard
from ui.desk.sources.comings import Comings
from ui.desk.sources.grouping_bar import GroupingBar

_OPEN_UP_TO = 400
"""With more sources than this the groups start closed; a search opens them."""


class SourceTree(QTreeView):
    """Gives its drags away: `pulled` when a source leaves its row in the hand."""

    pulled = Signal(str)
    placed = Signal(str)

    def __init__(self, model: SourceModel, delegate: SourceDelegate) -> None:
        super().__init__()
        self._sources = model
        self._press: QPoint | None = None
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setExpandsOnDoubleClick(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def ghost(self, index: QModelIndex) -> QPixmap:
        return self.viewport().grab(self.visualRect(index))

    def shown(self) -> list[str]:
        """The sources whose rows are in sight now."""
        if not self.isVisible():
            return []
        found: list[str] = []
        index = self.indexAt(QPoint(4, 4))
        bottom = self.viewport().height()
        while index.isValid() and self.visualRect(index).top() < bottom:
            source = self._sources.source_at(index)
            if source is not None:
                found.append(source.id)
            index = self.indexBelow(index)
        return found

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is not Qt.MouseButton.LeftButton or not index.isValid():
            return
        if self._sources.source_at(index) is None:
            self.setExpanded(index, not self.isExpanded(index))
        else:
            self._press = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        if (event.position().toPoint() - self._press).manhattanLength() > 8:
            source = self._sources.source_at(self.indexAt(self._press))
            self._press = None
            if source is not None:
                self.pulled.emit(source.id)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._press = None
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        source = self._sources.source_at(self.indexAt(event.position().toPoint()))
        if source is not None:
            self.placed.emit(source.id)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Up and Down pass over the heads of open groups."""
        index = super().moveCursor(action, modifiers)
        steps = {
            QAbstractItemView.CursorAction.MoveDown: self.indexBelow,
            QAbstractItemView.CursorAction.MoveUp: self.indexAbove,
        }
        step = steps.get(action)
        if step is None or not index.isValid() or self._sources.source_at(index) is not None:
            return index
        if not self.isExpanded(index):
            return index
        beyond = step(index)
        return beyond if beyond.isValid() else self.currentIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        source = self._sources.source_at(index) if index.isValid() else None
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
            elif source is not None:
                if not event.isAutoRepeat():
                    self.placed.emit(source.id)
            elif index.isValid():
                self.setExpanded(index, not self.isExpanded(index))
        elif (
            event.text()
            and event.text().isprintable()
            and not event.modifiers() & (Qt.KeyboardModifier.ControlModifier)
        ):
            event.ignore()  # no search by typing here: single keys belong to the desk
        else:
            super().keyPressEvent(event)


class SourcesPanel(QFrame):
    """`shown_changed` when other rows are in sight: their thumbnails are wanted."""

    shown_changed = Signal()

    def __init__(
        self,
        hub: Hub,
        pictures: Pictures,
        selection: Selection,
        words: Words,
        scale: Scale,
    ) -> None:
        super().__init__()
        self._words, self._selection = words, selection
        self._shut: set[str] = set()
        self._was = ""
        self._hub = hub
        self.setProperty("role", "side")
        self.model = SourceModel(hub, words, self, stills=lambda: pictures.ages("thumbnail"))
        self.find = QLineEdit()
        self.find.setClearButtonEnabled(False)
        self.find.textChanged.connect(self._search)
        self.find.installEventFilter(self)
        self.grouping = GroupingBar(words, scale)
        self.grouping.chosen.connect(self.model.group_by)
        self.comings = Comings.of(hub, pictures)
        self.coming = ComingCard(hub, self.comings, words, scale)
        delegate = SourceDelegate(self.model, pictures, words, scale, self)
        self.tree = SourceTree(self.model, delegate)
        self._none = Elided("muted")
        self._none.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(scale.gap, scale.gap, scale.mm(0.6), 0)
        layout.setSpacing(scale.mm(1.4))
        find_row = QVBoxLayout()
        find_row.setContentsMargins(0, 0, scale.gap, 0)
        find_row.setSpacing(scale.mm(1.0))
        find_row.addWidget(self.coming)
        find_row.addWidget(self.find)
        find_row.addWidget(self.grouping)
        layout.addLayout(find_row)
        layout.addWidget(self._none)
        layout.addWidget(self.tree, 1)
        self._settle = QTimer(self, singleShot=True, interval=150)
        self._settle.timeout.connect(self.shown_changed)
        self.model.modelAboutToBeReset.connect(self._remember)
        self.model.modelReset.connect(self._after_reset)
        self.tree.verticalScrollBar().valueChanged.connect(lambda _: self._settle.start())
        self.tree.expanded.connect(lambda i: self._opened(i, True))
        self.tree.collapsed.connect(lambda i: self._opened(i, False))
        self.tree.selectionModel().currentChanged.connect(self._chosen)
        pictures.arrived.connect(self._picture_came)
        words.changed.connect(self._say)
        self._say()

    def follow(self, rights: Rights) -> None:
        """What comes on line is offered only to whoever may place it."""

        def look() -> None:
            self.coming.allow(rights.may("tile.add"))

        rights.changed.connect(look)
        look()

    def focus_search(self) -> None:
        self.find.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.find.selectAll()

    def go_to_list(self) -> None:
        """From the search field into what it found."""
        if self.model.source_at(self.tree.currentIndex()) is None:
            self.tree.setCurrentIndex(self.model.first())
        self.tree.setFocus(Qt.FocusReason.TabFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle.start()

    def eventFilter(self, watched: object, event: object) -> bool:
        if (
            watched is self.find
            and isinstance(event, QKeyEvent)
            and (event.type() is QKeyEvent.Type.KeyPress)
        ):
            if event.key() == Qt.Key.Key_Down:
                self.go_to_list()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
                self.go_to_list()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.find.clear()
                self.go_to_list()
                return True
        return False

    def _say(self) -> None:
        self.find.setPlaceholderText(self._words("sources.find"))
        self.find.setAccessibleName(self._words("sources.find"))
        self.tree.setAccessibleName(self._words("sources.list"))
        self._none.say(self._words("sources.none"))

    def _search(self, text: str) -> None:
        self.model.search(text)

    def _remember(self) -> None:
        self._was = self._selection.source

    def _opened(self, index: QModelIndex, is_open: bool) -> None:
        if not self.model.query:
            group = self._group_of(index)
            (self._shut.discard if is_open else self._shut.add)(group)
        self._settle.start()

    def _group_of(self, index: QModelIndex) -> str:
        return f"{self.model.grouping.value} {self.model.group_at(index)}"

    def _after_reset(self) -> None:
        few = len(self._hub.show.sources) <= _OPEN_UP_TO
        self.tree.blockSignals(True)
        for row in range(self.model.rowCount()):
            index = self.model.index(row, 0)
            is_open = bool(self.model.query) or (few and self._group_of(index) not in self._shut)
            self.tree.setExpanded(index, is_open)
        self.tree.blockSignals(False)
        again = self.model.index_of(self._was) if self._was else QModelIndex()
        if again.isValid():
            self.tree.setCurrentIndex(again)
        else:
            self.tree.setCurrentIndex(self.model.first())
        self._none.setVisible(bool(self.model.query) and self.model.found() == 0)
        self._settle.start()

    def _chosen(self, index: QModelIndex, _: QModelIndex) -> None:
        source = self.model.source_at(index)
        if source is not None:
            self._selection.choose_source(source.id)

    def _picture_came(self, kind: str, id: str) -> None:
        if kind == "thumbnail":
            index = self.model.index_of(id)
            if index.isValid():
                box: QRect = self.tree.visualRect(index)
                if not box.isEmpty():
                    self.tree.viewport().update(box)
