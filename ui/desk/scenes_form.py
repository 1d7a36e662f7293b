"""What a scene is called, its key, category, lock and note."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.common.parts import Elided, Said
from ui.desk.kit import Kit
from ui.desk.scenes_words import untouched_words
from wallctl.domain.commands import SceneRemove, SceneUpdate
from wallctl.domain.entities import Scene

_FIELDS = ("name", "name_en", "category", "note")


class SceneForm(QWidget):
    """Nothing is changed before it is saved. In show mode it only tells."""

    recalled = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        words, scale = kit.words, kit.scale
        self._scene: Scene | None = None
        self.title = Elided()
        self.untouched = QLabel()
        self.untouched.setProperty("role", "small")
        self.untouched.setWordWrap(True)
        self.note_said = QLabel()
        self.note_said.setProperty("role", "muted")
        self.note_said.setWordWrap(True)
        self.fields = {name: QLineEdit() for name in _FIELDS}
        for name, field in self.fields.items():
            field.setMaxLength(1000 if name == "note" else 40)
            field.textEdited.connect(lambda _: self._edited())
            field.returnPressed.connect(self._save)
        self.number = QComboBox()
        self.number.activated.connect(lambda _: self._edited())
        self.save = CommandButton(words, scale, "scene.save")
        self.lock = CommandButton(words, scale, self._lock_label)
        self.recall = CommandButton(words, scale, "scene.recall")
        self.sensitive = CommandButton(words, scale, "scene.sensitive")
        self.sensitive.setCheckable(True)
        self.sensitive.fired.connect(self._mark_sensitive)
        self.remove = CommandButton(words, scale, "scene.remove")
        self._consequence = QLabel()
        self._consequence.setProperty("role", "muted")
        self._consequence.setWordWrap(True)
        self.save.fired.connect(self._save)
        self.lock.fired.connect(self._lock)
        self.recall.fired.connect(self._recall)
        self.remove.fired.connect(self._remove)
        self._editor = self._made_editor()
        row = QHBoxLayout()
        row.setSpacing(scale.mm(1.2))
        row.addWidget(self.recall, 1)
        row.addWidget(self.lock, 1)
        row.addWidget(self.remove, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, scale.gap, 0, 0)
        layout.setSpacing(scale.mm(1.2))
        for widget in (self.title, self.untouched, self.note_said, self._editor):
            layout.addWidget(widget)
        layout.addLayout(row)
        layout.addWidget(self._consequence)
        layout.addStretch(1)
        kit.rights.changed.connect(self._tell)
        words.changed.connect(self._say)
        self._say()

    def _made_editor(self) -> QWidget:
        editor, scale = QWidget(), self._kit.scale
        grid = QGridLayout(editor)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(scale.mm(1.2))
        for row, name in enumerate(("name", "name_en", "category", "note")):
            grid.addWidget(Said(self._kit.words, f"scene.{name}", "muted"), row, 0)
            grid.addWidget(self.fields[name], row, 1, 1, 1 if name == "category" else 3)
        grid.addWidget(Said(self._kit.words, "scene.number", "muted"), 2, 2)
        grid.addWidget(self.number, 2, 3)
        grid.addWidget(self.sensitive, 4, 0, 1, 2)
        grid.addWidget(self.save, 4, 2, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        return editor

    # -- what it says -------------------------------------------------------------------------

    @property
    def scene(self) -> Scene | None:
        return self._scene

    def show_scene(self, scene: Scene | None) -> None:
        """What is being typed stays while the same scene changes elsewhere."""
        other = (scene and scene.id) != (self._scene and self._scene.id)
        dirty = not other and self._wanted() is not None
        self._scene = scene
        if not dirty:
            self._fill()
        self._tell()

    def _fill(self) -> None:
        scene = self._scene
        for name, field in self.fields.items():
            field.setText(getattr(scene, name) if scene is not None else "")
            field.setCursorPosition(0)
        self.number.setCurrentIndex(scene.number if scene is not None else 0)

    def _say(self) -> None:
        words, at = self._kit.words, max(0, self.number.currentIndex())
        self.number.clear()
        self.number.addItem(words("scene.no_number"))
        self.number.addItems([str(n) for n in range(1, 10)])
        self.number.setCurrentIndex(at)
        self.number.setAccessibleName(words("scene.number"))
        for name, field in self.fields.items():
            field.setAccessibleName(words(f"scene.{name}"))
        self._tell()

    def _tell(self) -> None:
        kit, scene = self._kit, self._scene
        words, rights = kit.words, kit.rights
        there = scene is not None
        free = there and scene is not None and not scene.locked
        self.title.say(name_of(scene, words, words("scene.none_chosen")))
        self.untouched.setText(untouched_words(kit.hub.show, scene, words) if scene else "")
        self.untouched.setVisible(there)
        changing = rights.now("scene.update")
        self._editor.setVisible(there and changing)
        for field in (*self.fields.values(), self.number):
            field.setEnabled(bool(free))
        self.note_said.setText(scene.note if scene else "")
        self.note_said.setVisible(bool(scene and scene.note) and not changing)
        self.save.setEnabled(bool(free) and self._wanted() is not None)
        self.sensitive.setEnabled(bool(free))
        self.sensitive.setChecked(bool(scene and scene.sensitive))
        self.recall.setVisible(rights.may("scene.recall"))
        self.recall.setEnabled(there)
        self.lock.setVisible(changing)
        self.lock.setEnabled(there)
        self.lock.say()
        self.remove.setVisible(rights.now("scene.remove"))
        self.remove.setEnabled(bool(free))
        self._consequence.setVisible(there and rights.now("scene.remove"))
        if scene is not None:
            key = "scene.locked_why" if scene.locked else "scene.remove_effect"
            self._consequence.setText(words(key, name=name_of(scene, words)))

    def _lock_label(self) -> str:
        scene = self._scene
        return self._kit.words("scene.unlock" if scene and scene.locked else "scene.lock")

    # -- acts ---------------------------------------------------------------------------------

    def _edited(self) -> None:
        self._kit.rights.touched()
        self._tell()

    def _wanted(self) -> SceneUpdate | None:
        """What was typed and differs from the scene; None for nothing."""
        scene = self._scene
        if scene is None:
            return None
        given = {
            name: field.text().strip()
            for name, field in self.fields.items()
            if field.text().strip() != getattr(scene, name)
        }
        number = self.number.currentIndex()
        changed = number if number != scene.number else None
        if not given and changed is None:
            return None
        return SceneUpdate(scene.id, number=changed, **given)

    def _save(self) -> None:
        wanted = self._wanted()
        if wanted is not None and self._scene is not None and self.save.isEnabled():
            self._kit.actions.ask(wanted, self.save, what=self._scene.name)

    def _mark_sensitive(self) -> None:
        scene = self._scene
        if scene is not None:
            self.sensitive.setChecked(scene.sensitive)
            command = SceneUpdate(scene.id, sensitive=not scene.sensitive)
            self._kit.actions.ask(command, self.sensitive, what=scene.name)

    def _lock(self) -> None:
        scene = self._scene
        if scene is not None:
            command = SceneUpdate(scene.id, locked=not scene.locked)
            self._kit.actions.ask(command, self.lock, what=scene.name)

    def _recall(self) -> None:
        if self._scene is not None:
            self._kit.actions.recall_scene(self._scene.id, button=self.recall)

    def _remove(self) -> None:
        if self._scene is not None:
            self._kit.actions.ask(SceneRemove(self._scene.id), self.remove, what=self._scene.name)
