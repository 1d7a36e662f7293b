"""字幕与观摩: what lies above the tiles and survives takes, visitors, response and warning."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.common.parts import Said, line
from ui.common.situation import LAW
from ui.desk.kit import Kit
from ui.desk.overlay_strips import (
    CORNERS,
    HEIGHTS,
    SPEEDS,
    Choice,
    Strip,
    corner_of,
    corner_rect,
    nearest,
    notice_of,
    text_field,
)
from ui.desk.page import Page
from ui.desk.ticks import put_back
from wallctl.domain.commands import SceneUpdate, SituationSet
from wallctl.domain.entities import Edge, Kind, Situation, Wall
from wallctl.domain.geometry import Size

_LEVELS = tuple(LAW)
_EDGES = ("edge.bottom", "edge.top")
_CORNERS = tuple(f"corner.{c}" for c in CORNERS)
_SHOWN = frozenset({Kind.WALL, Kind.OVERLAY, Kind.SITUATION, Kind.SCENE, Kind.PROGRAM})


class OverlaysPage(Page):
    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        words, scale = kit.words, kit.scale
        self.response = text_field(kit, "situation.response")
        self.warning = text_field(kit, "situation.warning")
        self.level = Choice(kit, "situation.level", [f"level.{one}" for one in _LEVELS])
        self.set_response = CommandButton(words, scale, "situation.set")
        self.end_response = CommandButton(words, scale, "situation.end")
        self.set_warning = CommandButton(words, scale, "situation.set")
        self.end_warning = CommandButton(words, scale, "situation.end")
        self.wall_name = QLabel()
        self.edge = Choice(kit, "overlay.edge", _EDGES)
        self.speed = Choice(kit, "overlay.speed", [f"speed.{n}" for n in range(len(SPEEDS))])
        self.height_ = Choice(kit, "overlay.height", [f"height.{n}" for n in range(len(HEIGHTS))])
        self.banner_edge = Choice(kit, "overlay.edge", _EDGES)
        self.logo_corner = Choice(kit, "overlay.corner", _CORNERS)
        self.clock_corner = Choice(kit, "overlay.corner", _CORNERS)
        text = text_field(kit, "notice.text")
        self.notice = Strip(
            kit, "overlay.notice", (self.edge, self.speed, self.height_), text, self._send_notice
        )
        text = text_field(kit, "overlay.banner_text")
        self.banner = Strip(kit, "overlay.banner", (self.banner_edge,), text, self._send_banner)
        text = text_field(kit, "overlay.logo_file")
        self.logo = Strip(kit, "overlay.logo", (self.logo_corner,), text, self._send_logo)
        self.clock = Strip(kit, "overlay.clock", (self.clock_corner,), None, self._send_clock)
        self.visit = CommandButton(words, scale, self._visit_label)
        self.visit.setCheckable(True)
        self.scenes = QListWidget()
        self.scenes.itemChanged.connect(self._ticked)
        self._lay_out()
        self.response.returnPressed.connect(self._say_response)
        self.warning.returnPressed.connect(self._say_warning)
        self.set_response.fired.connect(self._say_response)
        self.set_warning.fired.connect(self._say_warning)
        self.end_response.fired.connect(
            lambda: kit.actions.ask(SituationSet(response=""), self.end_response)
        )
        self.end_warning.fired.connect(
            lambda: kit.actions.ask(SituationSet(warning="", warning_level=""), self.end_warning)
        )
        self.visit.fired.connect(self._toggle_visit)
        self.setFocusProxy(self.response)
        kit.hub.show_changed.connect(self._changed)
        kit.selection.wall_changed.connect(self._refresh)
        kit.rights.changed.connect(self._refresh)
        words.changed.connect(self._refresh)
        self._refresh()

    def _lay_out(self) -> None:
        kit, words = self.kit, self.kit.words
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, kit.scale.mm(1), 0)
        column.setSpacing(kit.scale.gap)
        column.addWidget(Said(words, "situation.title"))
        for row in (
            (self.response, self.set_response, self.end_response),
            (self.warning, self.level, self.set_warning, self.end_warning),
        ):
            layout = QHBoxLayout()
            layout.setSpacing(kit.scale.mm(1.4))
            layout.addWidget(row[0], 1)
            for widget in row[1:]:
                layout.addWidget(widget)
            column.addLayout(layout)
        column.addWidget(line())
        column.addWidget(self.wall_name)
        for strip in (self.notice, self.banner, self.logo, self.clock):
            column.addWidget(strip)
        column.addWidget(line())
        column.addWidget(self.visit)
        said = Said(words, "visit.rule", "muted")
        said.setWordWrap(True)
        column.addWidget(said)
        column.addWidget(self.scenes, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.scenes.setMinimumHeight(kit.scale.row * 3)
        self.body.addWidget(scroll, 1)

    # -- what is said -------------------------------------------------------------------------

    def _wall(self) -> Wall | None:
        return self.kit.hub.show.walls.get(self.kit.selection.wall)

    def _changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & _SHOWN:
            self._refresh()

    def _refresh(self) -> None:
        show, words, wall = self.kit.hub.show, self.kit.words, self._wall()
        self.wall_name.setText(name_of(wall, words))
        situation = next(iter(show.all(Situation).values()), Situation(""))
        for field, text in ((self.response, situation.response), (self.warning, situation.warning)):
            _fill(field, text)
        if situation.warning_level in _LEVELS:
            self.level.put(_LEVELS.index(situation.warning_level))
        self.end_response.setEnabled(bool(situation.response))
        self.end_warning.setEnabled(bool(situation.warning))
        self.visit.setChecked(wall is not None and wall.visit)
        self.visit.say()
        if wall is not None:
            self._refresh_strips(wall)
        self._refresh_scenes()

    def _refresh_strips(self, wall: Wall) -> None:
        overlay, canvas = self.kit.hub.show.overlay(wall.id), wall.canvas
        notice, banner = overlay.notice, overlay.banner
        self.edge.put(int(notice.edge is Edge.TOP))
        self.speed.put(nearest(SPEEDS, notice.speed * 2160 / canvas.h))
        self.height_.put(nearest(HEIGHTS, notice.height / canvas.h))
        self.banner_edge.put(int(banner.edge is Edge.TOP))
        self.logo_corner.put(corner_of(canvas, overlay.logo.rect))
        self.clock_corner.put(corner_of(canvas, overlay.clock.rect))
        for strip, part, text in (
            (self.notice, notice, notice.text),
            (self.banner, banner, banner.text),
            (self.logo, overlay.logo, overlay.logo.file),
            (self.clock, overlay.clock, ""),
        ):
            strip.put(part.on)
            if strip.field is not None:
                _fill(strip.field, text)

    def _refresh_scenes(self) -> None:
        rights, words = self.kit.rights, self.kit.words
        may = rights.may("scene.update")
        self.scenes.blockSignals(True)
        row = self.scenes.currentRow()
        self.scenes.clear()
        scenes = self.kit.hub.show.scenes.values()
        for scene in sorted(scenes, key=lambda s: (s.number or 99, s.name)):
            item = QListWidgetItem(name_of(scene, words))
            item.setData(Qt.ItemDataRole.UserRole, scene.id)
            item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
            if may and rights.editing:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            shown = Qt.CheckState.Checked if scene.sensitive else Qt.CheckState.Unchecked
            item.setCheckState(shown)
            self.scenes.addItem(item)
        self.scenes.setCurrentRow(min(row, self.scenes.count() - 1))
        self.scenes.setAccessibleName(words("visit.scenes"))
        self.scenes.blockSignals(False)

    def _visit_label(self) -> str:
        wall = self._wall()
        on = wall is not None and wall.visit
        return self.kit.words("wall.visit_on" if on else "wall.visit_off")

    # -- acts ---------------------------------------------------------------------------------

    def _say_response(self) -> None:
        text = self.response.text().strip()
        if text:
            self.response.setModified(False)
            self.kit.actions.ask(SituationSet(response=text), self.set_response)

    def _say_warning(self) -> None:
        text, level = self.warning.text().strip(), _LEVELS[self.level.currentIndex()]
        if text:
            self.warning.setModified(False)
            command = SituationSet(warning=text, warning_level=level)
            self.kit.actions.ask(command, self.set_warning)

    def _toggle_visit(self) -> None:
        wall = self._wall()
        if wall is not None:
            self.visit.setChecked(wall.visit)
            self.kit.actions.wall(self.visit, visit=not wall.visit)

    def _ticked(self, item: QListWidgetItem) -> None:
        """The tick is the engine's to set: until it says so the box stays as it was."""
        on, name = item.checkState() is Qt.CheckState.Checked, item.text()
        scene = str(item.data(Qt.ItemDataRole.UserRole))
        put_back(item)
        self.kit.actions.ask(SceneUpdate(scene, sensitive=on), what=name)

    def _send_notice(self, on: bool, button: CommandButton | None) -> None:
        wall = self._wall()
        if wall is None or self.notice.field is None:
            return
        self.notice.field.setModified(False)
        part = notice_of(
            self.kit.hub.show.overlay(wall.id).notice,
            wall,
            text=self.notice.field.text().strip(),
            edge=self.edge.currentIndex(),
            speed=self.speed.currentIndex(),
            height=self.height_.currentIndex(),
        )
        self.kit.actions.overlay(button, notice=replace(part, on=on))

    def _send_banner(self, on: bool, button: CommandButton | None) -> None:
        wall = self._wall()
        if wall is None or self.banner.field is None:
            return
        self.banner.field.setModified(False)
        part = replace(
            self.kit.hub.show.overlay(wall.id).banner,
            text=self.banner.field.text().strip(),
            edge=(Edge.BOTTOM, Edge.TOP)[self.banner_edge.currentIndex()],
            height=max(8, wall.canvas.h // 16),
            on=on,
        )
        self.kit.actions.overlay(button, banner=part)

    def _send_logo(self, on: bool, button: CommandButton | None) -> None:
        wall = self._wall()
        if wall is None or self.logo.field is None:
            return
        self.logo.field.setModified(False)
        size = Size(wall.canvas.h // 5, wall.canvas.h // 10)
        part = replace(
            self.kit.hub.show.overlay(wall.id).logo,
            file=self.logo.field.text().strip(),
            rect=corner_rect(wall.canvas, CORNERS[self.logo_corner.currentIndex()], size),
            on=on,
        )
        self.kit.actions.overlay(button, logo=part)

    def _send_clock(self, on: bool, button: CommandButton | None) -> None:
        wall = self._wall()
        if wall is None:
            return
        size = Size(wall.canvas.h // 4, wall.canvas.h // 16)
        part = replace(
            self.kit.hub.show.overlay(wall.id).clock,
            rect=corner_rect(wall.canvas, CORNERS[self.clock_corner.currentIndex()], size),
            on=on,
        )
        self.kit.actions.overlay(button, clock=part)


def _fill(field: QLineEdit, text: str) -> None:
    """The words from elsewhere, unless somebody is writing there."""
    if not field.isModified() and field.text() != text:
        field.setText(text)
        field.setCursorPosition(0)
