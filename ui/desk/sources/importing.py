"""The import wizard: a file, what it would change, done, and the rows that failed as a file."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
)

from ui.common.command_button import CommandButton, State
from ui.desk.actions import succeeded
from ui.desk.answers import Report, code_words
from ui.desk.kit import Kit
from ui.desk.sources import paths
from ui.desk.sources.import_rows import PreviewRows, preview_table
from ui.desk.sources.view import SubView
from wallctl.client.errors import EngineUnreachable, FileRefused, SignInNeeded
from wallctl.domain.commands import Answer
from wallctl.domain.errors import WallctlError
from wallctl.wire.importing import IMPORT_PATH, TEMPLATE_PATH, ImportPreview

_PATH = int(Qt.ItemDataRole.UserRole)


class ImportView(SubView):
    """Nothing changes before the button that names how many would."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        words, scale = kit.words, kit.scale
        self._preview: ImportPreview | None = None
        self._file = ""
        self.setAcceptDrops(True)
        self.path = QLineEdit()
        self.path.returnPressed.connect(self._typed)
        self.files = QListWidget()
        self.files.itemActivated.connect(self._chosen)
        self.read = CommandButton(words, scale, "import.read")
        self.read.fired.connect(self._typed)
        self.counts = QLabel()
        self.counts.setWordWrap(True)
        self.rows = PreviewRows(words)
        self.table = preview_table(self.rows, scale)
        self.detail = QLabel()
        self.detail.setProperty("role", "small")
        self.detail.setWordWrap(True)
        self.table.selectionModel().currentRowChanged.connect(
            lambda now, _: self.detail.setText(self.rows.said(now.row()))
        )
        line = QHBoxLayout()
        line.addWidget(self.path, 1)
        line.addWidget(self.read)
        layout = QVBoxLayout(self.inner)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.gap)
        layout.addLayout(line)
        layout.addWidget(self.files, 1)
        layout.addWidget(self.counts)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.detail)
        self.template = CommandButton(words, scale, "import.template")
        self.template.fired.connect(self._template)
        self.failed = CommandButton(words, scale, "import.failed_file")
        self.failed.fired.connect(self._failed_rows)
        self.apply = CommandButton(words, scale, self._apply_words)
        self.apply.fired.connect(self._apply)
        self.buttons.addWidget(self.back)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.template)
        self.buttons.addWidget(self.failed)
        self.buttons.addWidget(self.apply)
        words.changed.connect(self._say_all)
        self._say_all()

    def open(self) -> None:
        """From the start: no file yet."""
        self._preview = None
        self.path.clear()
        self.say("")
        self._say_all()
        self.path.setFocus()
        self.kit.spawn(self._look_for_files())

    # -- the file -----------------------------------------------------------------------------

    async def _look_for_files(self) -> None:
        found = await asyncio.to_thread(paths.candidates, paths.places())
        self.files.clear()
        for path in found:
            item = QListWidgetItem(f"{path.name}\n{path.parent}")
            item.setData(_PATH, str(path))
            self.files.addItem(item)

    def _chosen(self, item: QListWidgetItem) -> None:
        self.read_file(Path(str(item.data(_PATH))))

    def _typed(self) -> None:
        text = self.path.text().strip().removeprefix("file://")
        item = self.files.currentItem()
        if text:
            self.read_file(Path(text).expanduser())
        elif item is not None:
            self._chosen(item)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if local:
            self.read_file(Path(local[0]))

    def read_file(self, path: Path) -> None:
        """Sends it to be read; nothing is changed by that."""
        self._file = path.name
        self.say(self.words("import.reading", name=path.name))
        self.read.show_state(State.PENDING, self.words("button.pending"))
        self.kit.spawn(self._read(path))

    async def _read(self, path: Path) -> None:
        try:
            data = await asyncio.to_thread(paths.read, path)
        except OSError as exc:
            self._wrong(self.words("import.no_file", why=exc.strerror or path.name))
            return
        except ValueError:
            self._wrong(self.words("import.file.too_large"))
            return
        await self.look(data)

    async def look(self, data: bytes) -> None:
        """What a file of this content would do."""
        try:
            self._preview = await self.kit.hub.room.files.preview(data)
        except WallctlError as exc:
            self._wrong(self._trouble(exc))
            return
        self.read.show_state(State.IDLE)
        self.say("")
        self._say_all()
        self.table.setFocus()

    # -- what came of it ----------------------------------------------------------------------

    def _apply_words(self) -> str:
        preview = self._preview
        count = preview.new + preview.changed if preview is not None else 0
        return self.words("import.apply", n=count)

    def _apply(self) -> None:
        if self._preview is not None:
            self.apply.show_state(State.PENDING, self.words("button.pending"))
            self.kit.spawn(self._applied(self._preview))

    async def _applied(self, preview: ImportPreview) -> None:
        try:
            answer = await self.kit.hub.room.files.apply(preview.digest)
        except WallctlError as exc:
            self.apply.show_state(State.FAILED, self._trouble(exc))
            self.say(self._trouble(exc), wrong=True)
            return
        self._answered(preview, answer)

    def _answered(self, preview: ImportPreview, answer: Answer) -> None:
        report = Report(time.time(), "", "source.import", answer, what=self._file)
        self.kit.actions.reported.emit(report)
        if not succeeded(answer):
            why = code_words(answer, self.words)
            self.apply.show_state(State.FAILED, why)
            self.say(self.words("import.not_done", why=why), wrong=True)
            return
        self.apply.show_state(State.CONFIRMED, self.words("answer.done"))
        self._preview = preview.model_copy(update={"new": 0, "changed": 0})
        done = self.words("import.done", new=preview.new, changed=preview.changed)
        rest = self.words("import.some_failed", n=preview.failed) if preview.failed else ""
        self._show()
        self.say(done + rest)

    def _template(self) -> None:
        self.kit.spawn(self._kept(self.template, TEMPLATE_PATH, "import.template_name", "xlsx"))

    def _failed_rows(self) -> None:
        preview = self._preview
        if preview is not None:
            ending = "xlsx" if preview.format == "xlsx" else "csv"
            where = f"{IMPORT_PATH}/{preview.digest}/failed"
            self.kit.spawn(self._kept(self.failed, where, "import.failed_name", ending))

    async def _kept(self, button: CommandButton, where: str, name: str, ending: str) -> None:
        try:
            data = await self.kit.hub.room.files.fetch(where, lang=self.words.lang)
            path = await asyncio.to_thread(paths.write, self.words(name), ending, data)
        except WallctlError as exc:
            self.say(self._trouble(exc), wrong=True)
        except OSError as exc:
            self.say(self.words("import.no_file", why=exc.strerror), wrong=True)
        else:
            button.show_state(State.CONFIRMED, str(path))
            self.say(self.words("import.kept", path=path))

    # -- words --------------------------------------------------------------------------------

    def _trouble(self, exc: WallctlError) -> str:
        words = self.words
        if isinstance(exc, FileRefused):
            key = f"import.file.{exc.fields.get('reason')}"
            if words.has(key):
                return words(key, got=exc.fields.get("got", ""))
            refusal = f"refusal.{exc.fields.get('reason')}"
            return words(refusal) if words.has(refusal) else words("refusal.invalid")
        if isinstance(exc, EngineUnreachable):
            return words("import.unreachable")
        if isinstance(exc, SignInNeeded):
            return words("refusal.not_allowed")
        return words("answer.internal")

    def _wrong(self, why: str) -> None:
        self.read.show_state(State.FAILED, why)
        self.say(why, wrong=True)

    def _say_all(self) -> None:
        words = self.words
        self.path.setPlaceholderText(words("import.path"))
        self.path.setAccessibleName(words("import.path"))
        self.files.setAccessibleName(words("import.files"))
        self.table.setAccessibleName(words("import.rows"))
        self._show()

    def _show(self) -> None:
        """The file's step or the preview's."""
        preview, words = self._preview, self.words
        for widget in (self.path, self.read, self.files, self.template):
            widget.setVisible(preview is None)
        for widget in (self.counts, self.table, self.detail, self.apply):
            widget.setVisible(preview is not None)
        self.failed.setVisible(preview is not None and preview.failed > 0)
        if preview is None:
            self.title.say(words("import.title"))
            return
        self.title.say(words("import.title_of", name=self._file))
        self.counts.setText(
            words(
                "import.counts",
                new=sum(row.state == "new" for row in preview.rows),
                changed=sum(row.state == "changed" for row in preview.rows),
                same=preview.same,
                failed=preview.failed,
            )
        )
        self.rows.show(preview)
        self.table.selectRow(0)
        self.apply.setEnabled(preview.new + preview.changed > 0)
        self.apply.say()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.files.hasFocus() and self.files.currentItem() is not None:
            self._chosen(self.files.currentItem())
        elif event.key() == Qt.Key.Key_Escape and self._preview is not None:
            self.open()
        else:
            super().keyPressEvent(event)
