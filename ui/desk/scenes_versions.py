"""A scene's former versions: who made each and when, what differs, and back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.common.command_button import CommandButton
from ui.desk.kit import Kit
from ui.desk.scenes_words import difference_lines, made_words
from wallctl.domain.commands import SceneRevert
from wallctl.domain.differs import scene_difference
from wallctl.domain.entities import Scene, SceneVersion
from wallctl.domain.versions import made, versions_of

_NUMBER = Qt.ItemDataRole.UserRole
_LINES = 6


class SceneVersions(QWidget):
    """One chosen version is compared with the scene as it is now, two with one another."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._scene: Scene | None = None
        self._versions: tuple[SceneVersion, ...] = ()
        self.list = QListWidget()
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemSelectionChanged.connect(self._tell)
        self.difference = QLabel()
        self.difference.setProperty("role", "small")
        self.difference.setWordWrap(True)
        self.difference.setTextFormat(Qt.TextFormat.PlainText)
        self.revert = CommandButton(kit.words, kit.scale, "scene.revert")
        self.revert.fired.connect(self._revert)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, kit.scale.gap, 0, 0)
        layout.setSpacing(kit.scale.mm(1.2))
        layout.addWidget(self.list, 1)
        layout.addWidget(self.difference)
        layout.addWidget(self.revert)

    def show_scene(self, scene: Scene | None) -> None:
        """The newest first; the scene as it is now on top."""
        show, words = self._kit.hub.show, self._kit.words
        chosen = self._numbers() if scene and self._scene and scene.id == self._scene.id else []
        self._scene = scene
        self._versions = versions_of(show, scene.id) if scene is not None else ()
        makers = made(self._versions)
        self.list.blockSignals(True)
        self.list.clear()
        if scene is not None:
            rows = [(0, words("scene.now"), makers[-1])]
            rows += [
                (v.number, words("scene.version", n=v.number, name=v.name), who)
                for v, who in reversed(list(zip(self._versions, makers[:-1], strict=True)))
            ]
            for number, title, who in rows:
                item = QListWidgetItem(f"{title}  ·  {made_words(who, words)}")
                item.setData(_NUMBER, number)
                self.list.addItem(item)
                item.setSelected(number in chosen)
        self.list.blockSignals(False)
        self.list.setAccessibleName(words("scene.versions"))
        self._tell()

    def _numbers(self) -> list[int]:
        """The chosen versions, 0 for the scene as it is now, oldest first."""
        numbers = [int(item.data(_NUMBER)) for item in self.list.selectedItems()]
        return sorted(numbers, key=lambda n: n or float("inf"))

    def _one(self, number: int) -> Scene | SceneVersion | None:
        if number == 0:
            return self._scene
        return next((v for v in self._versions if v.number == number), None)

    def _tell(self) -> None:
        self.difference.setText(self.said())
        self._offer()

    def said(self) -> str:
        """What differs between what is chosen."""
        kit, numbers = self._kit, self._numbers()
        if not self._versions:
            return kit.words("scene.no_versions")
        if len(numbers) == 1 and numbers[0]:
            numbers = [numbers[0], 0]
        if len(numbers) != 2:
            return kit.words("scene.choose_version")
        before, after = self._one(numbers[0]), self._one(numbers[1])
        if before is None or after is None:
            return ""
        lines = difference_lines(scene_difference(before, after), kit.hub.show, kit.words)
        if not lines:
            return kit.words("scene.same")
        more = len(lines) - _LINES
        shown = lines[:_LINES] + ([kit.words("scene.more_lines", n=more)] if more > 0 else [])
        return "\n".join(shown)

    def _offer(self) -> None:
        numbers = [n for n in self._numbers() if n]
        locked = self._scene is not None and self._scene.locked
        self.revert.setVisible(self._kit.rights.now("scene.revert"))
        self.revert.setEnabled(len(numbers) == 1 and not locked)

    def _revert(self) -> None:
        numbers = [n for n in self._numbers() if n]
        if self._scene is not None and len(numbers) == 1:
            command = SceneRevert(self._scene.id, numbers[0])
            self._kit.actions.ask(command, self.revert, what=self._scene.name)
            self._kit.rights.touched()
