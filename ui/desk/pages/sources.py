"""The sources page: all sources, their forms, import and export, and what the network offers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QStackedWidget

from ui.common.command_button import State
from ui.desk.kit import Kit
from ui.desk.page import Page
from ui.desk.sources import paths
from ui.desk.sources.bulk import BulkForm
from ui.desk.sources.comings import Comings
from ui.desk.sources.form import Purpose, SourceForm
from ui.desk.sources.found import FoundView
from ui.desk.sources.importing import ImportView
from ui.desk.sources.list_view import ListView
from ui.desk.sources.view import View
from wallctl.domain.entities import Medium, Source
from wallctl.domain.errors import WallctlError
from wallctl.wire.importing import EXPORT_PATH

FORMATS = ("xlsx", "csv", "m3u", "xspf")


class SourcesPage(Page):
    """One view at a time; Esc leads back to the table, and from there closes the page."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.list = ListView(kit, Comings.of(kit.hub, kit.pictures))
        self.form, self.bulk = SourceForm(kit), BulkForm(kit)
        self.importing, self.found = ImportView(kit), FoundView(kit)
        self.stack = QStackedWidget()
        for view in (self.list, self.form, self.bulk, self.importing, self.found):
            self.stack.addWidget(view)
            view.done.connect(self._back)
        self.body.addWidget(self.stack)
        listed = self.list
        listed.add_wanted.connect(self.add)
        listed.edit_wanted.connect(lambda s: self._form(Purpose.EDIT, s))
        listed.replace_wanted.connect(lambda s: self._form(Purpose.REPLACE, s))
        listed.bulk_wanted.connect(self._bulk)
        listed.import_wanted.connect(self.open_import)
        listed.export_wanted.connect(self._choose_format)
        listed.find_wanted.connect(self._find)
        self.found.accepted.connect(lambda s: self._form(Purpose.ADD, s))
        kit.rights.changed.connect(self._check)
        self.setFocusProxy(listed.table)

    def opened(self) -> None:
        self.list.rows.wake(True)

    def shut(self) -> None:
        self.list.rows.wake(False)

    def add(self) -> None:
        """The form of a new source."""
        self._form(Purpose.ADD, Source("", "", Medium.STREAM))

    def open_import(self) -> None:
        """The import wizard, from its first step."""
        self._to(self.importing)
        self.importing.open()

    def _form(self, purpose: Purpose, source: Source) -> None:
        self._to(self.form)
        self.form.open_for(purpose, source)

    def _bulk(self, ids: Sequence[str]) -> None:
        self._to(self.bulk)
        self.bulk.open_for(ids)

    def _find(self) -> None:
        self._to(self.found)
        self.found.search()

    def _to(self, view: View) -> None:
        self.stack.setCurrentWidget(view)

    def _back(self) -> None:
        if self.stack.currentWidget() is self.list:
            self.close_wanted.emit()
            return
        self.stack.setCurrentWidget(self.list)
        self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _check(self) -> None:
        """Back in show mode: what was being configured is let go."""
        if self.stack.currentWidget() is not self.list and not self.kit.rights.now("source.update"):
            self.stack.setCurrentWidget(self.list)

    # -- export -------------------------------------------------------------------------------

    def _choose_format(self, ids: Sequence[str]) -> None:
        button = self.list.export
        menu = QMenu(self)
        for format in FORMATS:
            action = menu.addAction(self.kit.words(f"export.{format}"))
            action.triggered.connect(lambda _=False, f=format: self.export(f, ids))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def export(self, format: str, ids: Sequence[str] = ()) -> None:
        """Writes those sources, or all, into a file of the user's."""
        self.list.export.show_state(State.PENDING, self.kit.words("button.pending"))
        self.kit.spawn(self._export(format, ids))

    async def _export(self, format: str, ids: Sequence[str]) -> None:
        words, button, said = self.kit.words, self.list.export, self.list.said
        files = self.kit.hub.room.files
        try:
            data = await files.fetch(EXPORT_PATH, ids=ids, format=format, lang=words.lang)
            path = await asyncio.to_thread(paths.write, words("export.name"), format, data)
        except WallctlError:
            button.show_state(State.FAILED, words("import.unreachable"))
            said.say(words("import.unreachable"))
        except OSError as exc:
            button.show_state(State.FAILED, str(exc.strerror))
            said.say(words("import.no_file", why=exc.strerror))
        else:
            button.show_state(State.CONFIRMED, words("answer.done"))
            said.say(words("import.kept", path=path))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._back()
        else:
            super().keyPressEvent(event)
