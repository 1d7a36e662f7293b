"""The table of all sources with what can be done to the chosen ones."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableView,
)

from ui.common.command_button import CommandButton
from ui.common.labels import clock_words, name_of
from ui.common.parts import Elided
from ui.desk.kit import Kit
from ui.desk.sources.asking import AskingStrip
from ui.desk.sources.comings import Comings
from ui.desk.sources.table import COLUMNS, NameDelegate, SourceTable
from ui.desk.sources.tested import test_good, tested_words
from ui.desk.sources.view import View
from wallctl.domain.commands import Answer, SourceTest
from wallctl.domain.entities import Source

RECENT = 3
_NARROW = 128.0
_WIDTHS = {
    "kind": (28.0, 28.0, 160.0),
    "department": (40.0, 40.0, _NARROW),
    "state": (34.0, 46.0, 0.0),
}
"""Width of a column, in a narrow table and else, mm; and from which width on it is there."""


class ListView(View):
    """Each signal leads to a view of its own; `test` and `remove` are done here."""

    add_wanted = Signal()
    edit_wanted = Signal(object)  # the source
    replace_wanted = Signal(object)
    bulk_wanted = Signal(object)  # ids
    import_wanted = Signal()
    export_wanted = Signal(object)  # ids, none for all
    find_wanted = Signal()

    def __init__(self, kit: Kit, comings: Comings) -> None:
        super().__init__(kit)
        self._comings = comings
        self._was: list[str] = []
        self.find = QLineEdit()
        self._soon = QTimer(self, singleShot=True, interval=60)
        self._soon.timeout.connect(self._search)
        self.find.textChanged.connect(lambda _: self._soon.start())
        self.rows = SourceTable(kit.hub, kit.words)
        self.table = self._made_table()
        self.said = Elided("muted")
        self.asking = AskingStrip(kit)
        self.asking.done.connect(self.table.setFocus)
        self._buttons = {
            name: self._button(f"sources.{name}") for name in ("add", "import", "export", "search")
        }
        self._acts = {
            name: self._button(f"sources.{name}") for name in ("edit", "replace", "test", "remove")
        }
        self.recent = Elided("muted")
        self._lay()
        self._connect()
        self._say()
        self._follow_rights()

    @property
    def export(self) -> CommandButton:
        return self._buttons["export"]

    def _button(self, key: str) -> CommandButton:
        return CommandButton(self.words, self.scale, key)

    def _made_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.rows)
        table.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self.scale.mm(8.0))
        head = table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(COLUMNS.index("name"), QHeaderView.ResizeMode.Stretch)
        head.setHighlightSections(False)
        self._names = NameDelegate(self.rows)
        table.setItemDelegateForColumn(COLUMNS.index("name"), self._names)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        return table

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where room is short the columns go that matter least: the name keeps its own."""
        super().resizeEvent(event)
        mm = self.scale.mm
        for column, (least, width, from_) in _WIDTHS.items():
            at = COLUMNS.index(column)
            self.table.setColumnHidden(at, self.width() < mm(from_))
            self.table.setColumnWidth(at, mm(least if self.width() < mm(_NARROW) else width))

    def _lay(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(self.scale.mm(1.2))
        first.addWidget(self.find, 1)
        tools = QGridLayout()
        tools.setSpacing(self.scale.mm(1.2))
        for n, button in enumerate(self._buttons.values()):
            tools.addWidget(button, 0, n)
        acts = QGridLayout()
        acts.setSpacing(self.scale.mm(1.2))
        for n, button in enumerate(self._acts.values()):
            acts.addWidget(button, 0, n)
        self.column.addLayout(first)
        self.column.addLayout(tools)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.said)
        self.column.addLayout(acts)
        self.column.addWidget(self.asking)
        self.column.addWidget(self.recent)

    def _connect(self) -> None:
        self._buttons["add"].fired.connect(self.add_wanted)
        self._buttons["import"].fired.connect(self.import_wanted)
        self._buttons["export"].fired.connect(lambda: self.export_wanted.emit(self._to_export()))
        self._buttons["search"].fired.connect(self.find_wanted)
        self._acts["edit"].fired.connect(self.edit)
        self._acts["replace"].fired.connect(self._replace)
        self._acts["test"].fired.connect(self._test)
        self._acts["remove"].fired.connect(self._remove)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._chosen())
        self.table.doubleClicked.connect(lambda _: self.edit())
        self.rows.modelAboutToBeReset.connect(self._remember)
        self.rows.modelReset.connect(self._choose_again)
        self._comings.changed.connect(self._say_recent)
        self.kit.rights.changed.connect(self._follow_rights)
        self.words.changed.connect(self._say)

    # -- chosen -------------------------------------------------------------------------------

    def chosen(self) -> list[Source]:
        """The chosen sources, in the table's order."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.rows.at(row) for row in rows]

    def choose(self, *sources: str) -> None:
        """Chooses these rows, as far as the search leaves them in."""
        selection = QItemSelection()
        for id in sources:
            row = self.rows.row_of(id)
            if row >= 0:
                last = self.rows.index(row, self.rows.columnCount() - 1)
                selection.select(self.rows.index(row, 0), last)
        model = self.table.selectionModel()
        model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if selection.indexes():
            model.setCurrentIndex(
                selection.indexes()[0], QItemSelectionModel.SelectionFlag.NoUpdate
            )
            self.table.scrollTo(selection.indexes()[0])

    def _remember(self) -> None:
        self._was = [source.id for source in self.chosen()]

    def _choose_again(self) -> None:
        self.choose(*self._was)
        self._chosen()

    def _search(self) -> None:
        self.rows.search(self.find.text())
        self._chosen()

    def _chosen(self) -> None:
        """What can be done goes with how many are chosen."""
        count = len(self.table.selectionModel().selectedRows())
        self.asking.shut()
        one = count == 1
        self._acts["edit"].setEnabled(count > 0)
        for name in ("replace", "test", "remove"):
            self._acts[name].setEnabled(one)
        key = "sources.chosen" if count else "sources.found"
        self.said.say(self.words(key, n=count or self.rows.rowCount()))

    # -- acts ---------------------------------------------------------------------------------

    def edit(self) -> None:
        """One in its form, several in one step."""
        chosen = self.chosen()
        if not chosen or not self.kit.rights.now("source.update"):
            return
        if len(chosen) == 1:
            self.edit_wanted.emit(chosen[0])
        else:
            self.bulk_wanted.emit([source.id for source in chosen])

    def _replace(self) -> None:
        for source in self.chosen()[:1]:
            self.replace_wanted.emit(source)

    def _test(self) -> None:
        chosen = self.chosen()
        if len(chosen) == 1:
            name = name_of(chosen[0], self.words)
            self.said.say(self.words("test.running"))
            command = SourceTest(chosen[0].id)

            def then(answer: Answer | None) -> None:
                self._tested(name, answer)

            self.kit.actions.ask(command, self._acts["test"], then, what=name)

    def _tested(self, name: str, answer: Answer | None) -> None:
        mark = "" if test_good(answer) else "▲ "
        self.said.say(f"{mark}{name}: {tested_words(answer, self.words)}")

    def _remove(self) -> None:
        for source in self.chosen()[:1]:
            self.asking.open_for(source)

    def _to_export(self) -> list[str]:
        """Those chosen, if more than one; else what was searched for; else all."""
        chosen = [source.id for source in self.chosen()]
        if len(chosen) > 1:
            return chosen
        if self.find.text().strip():
            return [self.rows.at(row).id for row in range(self.rows.rowCount())]
        return []

    # -- words --------------------------------------------------------------------------------

    def _follow_rights(self) -> None:
        now = self.kit.rights.now
        for name, kind in (
            ("add", "source.add"),
            ("import", "source.import"),
            ("search", "source.find"),
        ):
            self._buttons[name].setVisible(now(kind))
        for name, kind in (
            ("edit", "source.update"),
            ("replace", "source.replace"),
            ("test", "source.test"),
            ("remove", "source.remove"),
        ):
            self._acts[name].setVisible(now(kind))
        if not now("source.remove"):
            self.asking.shut()

    def _say(self) -> None:
        words = self.words
        self.find.setPlaceholderText(words("table.find"))
        self.find.setAccessibleName(words("table.find"))
        self.table.setAccessibleName(words("sources.list"))
        self._say_recent()
        self._chosen()

    def _say_recent(self) -> None:
        """The field units that came on line last."""
        known = self.kit.hub.show.sources
        told = [
            f"{clock_words(one.at)[:5]} {name_of(known[one.source], self.words)}"
            for one in self._comings.recent
            if one.source in known
        ][:RECENT]
        self.recent.say(
            self.words("coming.recent", names=self.words("test.comma").join(told)) if told else ""
        )
        self.recent.setVisible(bool(told))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        on_table = self.table.hasFocus()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and on_table:
            self.edit()
        elif event.key() == Qt.Key.Key_Delete and on_table:
            if self._acts["remove"].isVisible() and self._acts["remove"].isEnabled():
                self._remove()
        elif event.key() == Qt.Key.Key_Down and self.find.hasFocus():
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
            if not self.chosen() and self.rows.rowCount():
                self.table.selectRow(0)
        elif event.key() == Qt.Key.Key_Escape and self.asking.isVisible():
            self.asking.shut()
        elif event.key() == Qt.Key.Key_Escape and self.find.text():
            self.find.clear()
        else:
            super().keyPressEvent(event)
