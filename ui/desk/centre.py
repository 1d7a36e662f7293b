"""The middle of the desk: preview above, TAKE between, the echo below; both always in sight."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSpacerItem, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.hold_button import HoldButton
from ui.common.hub import Hub
from ui.common.labels import age_words, clock_words, name_of
from ui.common.parts import Elided, Said
from ui.common.pictures import Pictures
from ui.common.scale import Scale
from ui.common.words import Words
from ui.desk.actions import Actions
from ui.desk.behind_looks import GOOD
from ui.desk.functions import shown_for
from ui.desk.patrols import PatrolButton, Patrols
from ui.desk.preview_canvas import PreviewCanvas
from ui.desk.program_view import ProgramView
from ui.desk.selection import Selection
from ui.desk.stage import LEAST_HEIGHT
from ui.desk.take_bar import TakeBar
from ui.desk.tile_menu import Menus
from ui.desk.tools import Tools
from wallctl.domain.entities import Kind


class Centre(QWidget):
    """`width_wanted` carries the width, px, at which the canvases fill the height."""

    width_wanted = Signal(int)
    templates_wanted = Signal()
    template_save_wanted = Signal()

    def __init__(
        self,
        hub: Hub,
        pictures: Pictures,
        selection: Selection,
        actions: Actions,
        *,
        words: Words,
        scale: Scale,
    ) -> None:
        super().__init__()
        self._hub, self._selection, self._actions = hub, selection, actions
        self._words, self._scale = words, scale
        self.tools = Tools(hub, selection, actions)
        self.key_of: Callable[[str], str] = shown_for
        self.preview = PreviewCanvas(
            hub, pictures, selection, actions, self.tools, words=words, scale=scale
        )
        self.program = ProgramView(hub, pictures, selection, words, scale)
        self.take = TakeBar(hub, selection, actions, words, scale)
        self.patrols = Patrols(hub, selection, actions, self)
        self.patrol = PatrolButton(self.patrols, hub, words, scale)
        self.program.turn_wanted.connect(self.patrols.turn)
        self._preview_said = Elided("muted")
        self._program_said = Elided("muted")
        # Each of these takes back another step: only while one is under way is the next dropped.
        self.undo = CommandButton(words, scale, "preview.undo", repeat_ms=0)
        self.redo = CommandButton(words, scale, "preview.redo", repeat_ms=0)
        self.snap = CommandButton(words, scale, "preview.snap")
        self.crop = CommandButton(words, scale, "tile.crop_mode")
        self.align = CommandButton(words, scale, "preview.align")
        self.template = CommandButton(words, scale, "preview.template")
        self.full = CommandButton(words, scale, self._full_label, live=True)
        self.restore = CommandButton(words, scale, "program.restore", live=True)
        self.safe = HoldButton(words, scale, self._safe_label)
        self.snap.setCheckable(True)
        self.snap.setChecked(True)
        self.crop.setCheckable(True)
        self.local_buttons = (self.snap, self.crop, self.align, self.template)
        preview_head = self._head(
            Said(words, "preview.title", "preview"),
            self._preview_said,
            (self.undo, self.redo, self.snap, self.crop, self.align, self.template),
        )
        program_head = self._head(
            Said(words, "program.title", "program"),
            self._program_said,
            (self.patrol, self.full, self.restore, self.safe),
        )
        self._above_take, self._below_take = QSpacerItem(0, 0), QSpacerItem(0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(scale.gap, scale.mm(1.4), scale.gap, scale.mm(1.4))
        layout.setSpacing(scale.mm(1.4))
        layout.addLayout(preview_head)
        layout.addWidget(self.preview)
        layout.addItem(self._above_take)
        layout.addWidget(self.take)
        layout.addItem(self._below_take)
        layout.addLayout(program_head)
        layout.addWidget(self.program)
        layout.addStretch(1)
        self._connect(pictures)

    def _connect(self, pictures: Pictures) -> None:
        hub, selection, actions = self._hub, self._selection, self._actions
        self.undo.fired.connect(lambda: actions.undo(self.undo))
        self.redo.fired.connect(lambda: actions.redo(self.redo))
        self.snap.fired.connect(self.toggle_snap)
        self.crop.fired.connect(self._toggle_crop)
        self.align.fired.connect(self.open_align)
        self.template.fired.connect(self.templates_wanted)
        self.tools.cropping_changed.connect(self._crop_changed)
        self.full.fired.connect(self._toggle_full)
        self.restore.fired.connect(lambda: actions.restore(self.restore))
        self.safe.fired.connect(self._toggle_safe)
        self.preview.menu_wanted.connect(self._open_menu)
        self._second = QTimer(self, interval=500)
        self._second.timeout.connect(self._tell_program)
        self._second.start()
        hub.show_changed.connect(self._show_changed)
        hub.observed_changed.connect(self._tell_program)
        hub.connection_changed.connect(self._tell_program)
        pictures.arrived.connect(
            lambda kind, _: self._tell_program() if kind == "program" else None
        )
        selection.wall_changed.connect(self._tell)
        selection.target_changed.connect(self.full.say)
        self._words.changed.connect(self._tell)

    def _head(self, title: QLabel, said: Elided, buttons: tuple[CommandButton, ...]) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(self._scale.mm(1.4))
        head.addWidget(title)
        head.addSpacing(self._scale.mm(1.5))
        head.addWidget(said, 1)
        for button in buttons:
            head.addWidget(button)
        return head

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_canvases()

    def margin_width(self) -> int:
        """What lies left and right of the canvases, px."""
        margins = self.contentsMargins()
        layout = self.layout()
        inner = layout.contentsMargins() if layout is not None else margins
        return inner.left() + inner.right()

    def fit_canvases(self) -> None:
        """Both canvases as large as the wall's shape and the height allow, and equally large."""
        layout = self.layout()
        if layout is None:
            return
        margins = layout.contentsMargins()
        heads = 2 * self._scale.row + self.take.least_height()
        room = self.height() - margins.top() - margins.bottom() - heads - 4 * layout.spacing()
        full = max(stage.width_for_height(room // 2) for stage in (self.preview, self.program))
        self.width_wanted.emit(full + margins.left() + margins.right())
        wide = self.width() - margins.left() - margins.right()
        used = 0
        for stage in (self.preview, self.program):
            height = max(LEAST_HEIGHT, min(stage.heightForWidth(wide), room // 2))
            stage.setFixedHeight(height)
            used += height
        spare = max(0, room - used)
        spare = (spare - self.take.grow(spare // 4)) // 3
        for gap in (self._above_take, self._below_take):
            gap.changeSize(0, spare)
        layout.invalidate()

    # -- words --------------------------------------------------------------------------------

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & {Kind.TILE, Kind.PREVIEW, Kind.PROGRAM, Kind.SCENE, Kind.WALL}:
            self._tell()
        if Kind.WALL in kinds:
            self.fit_canvases()

    def _tell(self) -> None:
        show, wall, words = self._hub.show, self._selection.wall, self._words
        scene = show.scenes.get(show.preview(wall).scene)
        said = [name_of(scene, words)] if scene else []
        said.append(words("preview.tiles", n=len(show.preview_tiles(wall))))
        self._preview_said.say("  ·  ".join(said))
        known = show.walls.get(wall)
        self.safe.setChecked(known is not None and known.safe)
        for button in (self.safe, self.full):
            button.say()
        self.restore.setEnabled(bool(show.program(wall).history or show.program(wall).full))
        self.fit_canvases()
        self._tell_program()

    def _tell_program(self) -> None:
        words, show = self._words, self._hub.show
        shot = self.program.shot()
        program = show.program(self._selection.wall)
        said = []
        if old := self.program.old_words():
            said.append(old)
        if shot is not None:
            said.append(words("echo.age", age=age_words(shot.age_s(), words)))
        told = self.program.reports()
        if told and not old:
            live = sum(t.picture.value == "live" for t in told.values())
            key = "echo.all_live" if live == len(told) else "echo.live"
            said.append(words(key, n=live, all=len(told)))
        if by_devices := self.program.by_devices():
            bad = sum(one.known not in GOOD for one in by_devices)
            key = "echo.by_devices_open" if bad else "echo.by_devices"
            said.append(words(key, n=len(by_devices), bad=bad))
        if program.serial:
            said.append(words("echo.taken", at=clock_words(program.at), by=program.by))
        self._program_said.say("  ·  ".join(said))

    def _full_label(self) -> str:
        full = self._hub.show.program(self._selection.wall).full
        return self._words("program.unfull" if full else "program.full")

    def _safe_label(self) -> str:
        wall = self._hub.show.walls.get(self._selection.wall)
        on = wall is not None and wall.safe
        return self._words("program.unsafe" if on else "program.safe")

    # -- acts ---------------------------------------------------------------------------------

    def _toggle_crop(self) -> None:
        self.crop.setChecked(self.tools.cropping)
        self.tools.do(self.tools.shapes[1])

    def toggle_snap(self) -> None:
        self.preview.snapping = not self.preview.snapping
        self.snap.setChecked(self.preview.snapping)

    def _toggle_safe(self) -> None:
        wall = self._hub.show.walls.get(self._selection.wall)
        if wall is not None:
            self._actions.safe(not wall.safe, self.safe)

    def _toggle_full(self) -> None:
        """The tile chosen in the echo, else the one of preview that is on the wall; the same press
        goes back."""
        program = self._hub.show.program(self._selection.wall)
        if program.full:
            self._actions.full("", self.full)
            return
        there = {t.id for t in program.tiles}
        chosen = next((t for t in (self._selection.live, self._selection.tile) if t in there), "")
        if chosen:
            self._actions.full(chosen, self.full)
        else:
            self._actions.hinted.emit("hint.no_program_tile")

    def open_align(self) -> None:
        """What puts several tiles in order, below its button."""
        menu = self._menus().of_alignment(self)
        self._pop(menu, self.align.mapToGlobal(QPoint(0, self.align.height())))

    def _menus(self) -> Menus:
        return Menus(self.tools, self._words, self.key_of)

    def _open_menu(self, at: QPointF) -> None:
        if self._selection.tiles:
            menu = self._menus().of_tiles(self)
        else:
            rows = (
                ("select_all", "tile.select_all", self.tools.select_all, bool(self.preview.tiles)),
                ("undo", "preview.undo", self.undo.press, True),
                ("redo", "preview.redo", self.redo.press, True),
                ("templates", "preview.template", self.templates_wanted.emit, True),
                ("save_template", "templates.save_preview", self.template_save_wanted.emit, True),
                ("snap", "preview.snap", self.toggle_snap, True),
            )
            menu = self._menus().of_canvas(self, rows)
        self._pop(menu, at.toPoint())

    def _crop_changed(self) -> None:
        self.crop.setChecked(self.tools.cropping)

    def _pop(self, menu: QMenu, at: QPoint) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
