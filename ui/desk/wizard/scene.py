"""Step 4, 首个场景: a template, sources into it, preview, take, save."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QWidget

from ui.common.command_button import CommandButton, Dress
from ui.common.labels import name_of
from ui.common.parts import Said
from ui.desk.kit import Kit
from ui.desk.wizard.progress import Step, shows_serial, tiles_live
from ui.desk.wizard.step import StepPanel, field, row
from wallctl.domain.commands import Answer, LayoutApply, Result, SceneSave, WallTake
from wallctl.domain.entities import Tile, Wall
from wallctl.domain.geometry import Rect, whole
from wallctl.domain.templates import cells

EACH, WHOLE = "each", "whole"
TEMPLATES = (EACH, WHOLE, "2x1", "2x2", "3x3", "1+5")
SHOWN = 500
"""Sources in the list: a first scene is made of a few; thousands are found on the sources page."""


class SceneStep(StepPanel):
    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, Step.SCENE)
        words, scale = kit.words, kit.scale
        self.template = QComboBox()
        self.template.currentIndexChanged.connect(lambda _: self._tell())
        self.list = QListWidget()
        self.list.setMinimumHeight(scale.row * 3)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.itemChanged.connect(lambda _: self._tell())
        self.prepare = self.button("wizard.prepare", self._prepare)
        self.take = CommandButton(words, scale, "wizard.take", live=True, dress=Dress.TAKE)
        self.take.fired.connect(self._take)
        self.name = field(words, "wizard.scene_name")
        self.name.returnPressed.connect(self._save)
        self.save = self.button("wizard.save_scene", self._save)
        self._listed: tuple[tuple[str, str], ...] = ()
        self._say()
        words.changed.connect(self._say)
        template_words = Said(words, "wizard.template")
        self.column.addLayout(row(scale, template_words, self.template, stretch=True))
        self.column.addWidget(self.list, 1)
        self.column.addLayout(row(scale, self.prepare, self.take, stretch=True))
        self.column.addLayout(row(scale, self.name, self.save))
        self.finish(stretch=False)

    def first(self) -> QWidget:
        return self.template

    def refresh(self) -> None:
        words = self.kit.words
        sources = list(self.kit.hub.show.sources.values())[:SHOWN]
        listed = tuple((one.id, name_of(one, words)) for one in sources)
        if listed != self._listed:
            self._fill(listed)
        if not self.name.text() and not self.name.isModified():
            self.name.setText(words("wizard.scene_usual"))
        self._tell()

    def _fill(self, listed: tuple[tuple[str, str], ...]) -> None:
        """As many sources are chosen as there are cells, until somebody chooses others."""
        chosen, first = set(self.chosen()), not self._listed
        self._listed = listed
        count = len(self._cells())
        self.list.blockSignals(True)
        self.list.clear()
        for n, (id, name) in enumerate(listed):
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.UserRole, id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = n < count if first else id in chosen
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        if self.list.count():
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)

    def chosen(self) -> list[str]:
        """The sources ticked, in the order of the list."""
        items = [self.list.item(n) for n in range(self.list.count())]
        return [
            str(i.data(Qt.ItemDataRole.UserRole))
            for i in items
            if i.checkState() is Qt.CheckState.Checked
        ]

    def _cells(self) -> tuple[Rect, ...]:
        wall = self.wall()
        if wall is None:
            return ()
        rects = [o.rect for o in self.kit.hub.show.outputs_of(wall.id)]
        match self.template.currentData():
            case None:
                return tuple(rects)
            case "each":
                return tuple(sorted(rects, key=lambda r: (r.y, r.x))) or (whole(wall.canvas),)
            case "whole":
                return (whole(wall.canvas),)
            case name:
                return cells(str(name), wall.canvas, rects)

    def _prepare(self) -> None:
        wall = self.wall()
        if wall is None:
            return
        pairs = zip(self._cells(), self.chosen(), strict=False)
        tiles = tuple(
            Tile("", wall.id, source, rect, z=n) for n, (rect, source) in enumerate(pairs)
        )
        self.kit.actions.ask(LayoutApply(wall.id, tiles), self.prepare, self._then("layout.apply"))

    def _take(self) -> None:
        wall = self.wall()
        if wall is not None:
            self.kit.actions.ask(WallTake(wall.id), self.take)

    def _save(self) -> None:
        wall, name = self.wall(), self.name.text().strip()
        if wall is None or not name:
            return
        show = self.kit.hub.show
        before = next((s for s in show.scenes.values() if s.name == name), None)
        used = {s.number for s in show.scenes.values()}
        number = None if before else next((n for n in range(1, 10) if n not in used), None)
        command = SceneSave(name, before.id if before else "", number=number, walls=(wall.id,))
        self.kit.actions.ask(command, self.save, self._then("scene.save"), name)

    def _then(self, kind: str) -> Callable[[Answer | None], None]:
        def then(answer: Answer | None) -> None:
            if answer is None or answer.result is not Result.DONE:
                self.say_if_refused(kind, answer)

        return then

    def _say(self) -> None:
        at = max(0, self.template.currentIndex())
        self.template.blockSignals(True)
        self.template.clear()
        for name in TEMPLATES:
            known = name in (EACH, WHOLE)
            shown = self.kit.words(f"wizard.template_{name}") if known else name.replace("x", "×")
            self.template.addItem(shown, name)
        self.template.setCurrentIndex(at)
        self.template.blockSignals(False)
        self.template.setAccessibleName(self.kit.words("wizard.template"))
        self.list.setAccessibleName(self.kit.words("wizard.choose_sources"))

    def _tell(self) -> None:
        """What is in preview, on the glass, and saved."""
        words, hub, wall = self.kit.words, self.kit.hub, self.wall()
        may = self.kit.rights.may
        tiles = hub.show.preview_tiles(wall.id) if wall else ()
        self.prepare.setEnabled(bool(wall and self.chosen()) and may("layout.apply"))
        self.take.setEnabled(bool(tiles) and may("wall.take"))
        self.save.setEnabled(bool(tiles) and may("scene.save"))
        if wall is None:
            self.told.setText(words("wizard.no_wall"))
            return
        parts = [words("wizard.scene.preview", n=len(tiles), cells=len(self._cells()))]
        parts.append(self._on_glass(wall))
        names = [name_of(s, words) for s in hub.show.scenes.values()]
        parts.append(words("wizard.scene.saved", n=len(names)) if names else "")
        self.told.setText("\n".join(p for p in parts if p))

    def _on_glass(self, wall: Wall) -> str:
        hub, words = self.kit.hub, self.kit.words
        program = hub.show.program(wall.id)
        if wall.testcard:
            return words("wizard.scene.covered")
        if not program.tiles:
            return words("wizard.scene.nothing")
        if not shows_serial(hub.show, hub.observed, wall.id):
            return words("wizard.scene.waits")
        live = tiles_live(hub.observed, wall.id)
        return words("wizard.scene.live", m=live, n=len(program.tiles))
