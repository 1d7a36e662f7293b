"""The desk's window: its parts, how they are arranged, and what the keys do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.hub import Hub
from ui.common.parts import line
from ui.common.pictures import Pictures
from ui.common.scale import Scale
from ui.common.settings import Settings
from ui.common.words import Words
from ui.desk.actions import Actions, Spawn
from ui.desk.alarm_bar import AlarmBar
from ui.desk.alarm_sound import AlarmSound, Mute, Player
from ui.desk.answers import Report
from ui.desk.arrangement import Arrangement
from ui.desk.attendance import Attendance
from ui.desk.audio.strip import AudioStrip
from ui.desk.centre import Centre
from ui.desk.checks_panel import ChecksPanel
from ui.desk.drawer import Drawer
from ui.desk.functions import FUNCTIONS, LOCKED_TOO
from ui.desk.keymap import KeyMap
from ui.desk.keys import Keys, is_question
from ui.desk.kit import Kit
from ui.desk.log_line import LogLine
from ui.desk.lost_banner import LostBanner
from ui.desk.old_veil import OldVeils
from ui.desk.pages import PAGES, PageRow
from ui.desk.panes import Panes
from ui.desk.patrol_panel import PatrolRow
from ui.desk.ptz import PtzRow
from ui.desk.reach import Reach
from ui.desk.rights import Rights
from ui.desk.scenes_panel import ScenesPanel
from ui.desk.seat import Seat
from ui.desk.second import SecondWindow
from ui.desk.selection import Selection
from ui.desk.sheet_place import Sheets
from ui.desk.source_drag import SourceDrag
from ui.desk.sources_panel import SourcesPanel
from ui.desk.status_line import StatusLine
from ui.desk.tight import Tight
from ui.desk.tile_panel import TilePanel
from ui.desk.wall_panel import WallPanel
from ui.desk.watching import Watching
from ui.desk.wizard.opening import FirstStart
from wallctl.domain.entities import Kind


class DeskWindow(QMainWindow):
    def __init__(
        self,
        hub: Hub,
        pictures: Pictures,
        words: Words,
        scale: Scale,
        spawn: Spawn,
        *,
        user: str = "",
        player: Player | None = None,
        duty: bool = False,
        pages: Sequence[PageRow] = PAGES,
        settings: Settings | None = None,
    ) -> None:
        super().__init__()
        self.hub, self.words, self.scale = hub, words, scale
        self._rows = tuple(pages)
        self._seen = False
        self.selection = Selection(self)
        self.rights = Rights(hub, self)
        self.actions_ = Actions(hub, self.selection, words, spawn, self)
        self.settings = settings or Settings(parent=self)
        self.keymap = KeyMap(self.settings, self)
        self.sound = AlarmSound(hub, player or Mute(), self.settings, duty=duty, parent=self)
        self.kit = Kit(
            hub,
            pictures,
            self.selection,
            self.actions_,
            words,
            scale,
            self.rights,
            spawn,
            user,
            self.settings,
            self.keymap,
            self.sound,
        )
        self.status = StatusLine(hub, self.selection, words, scale)
        self.alarms = AlarmBar(self.kit, self.sound)
        self.attendance = None if duty else Attendance(hub, parent=self)
        self.status.add_alarms(self.alarms)
        self.banner = LostBanner(hub, words, scale)
        self.sources = SourcesPanel(hub, pictures, self.selection, words, scale)
        self.centre = Centre(hub, pictures, self.selection, self.actions_, words=words, scale=scale)
        Tight(
            self.centre,
            (
                (self.centre.align, self.centre.crop, self.centre.snap, self.centre.template),
                (self.centre.full, self.centre.restore),
            ),
        )
        self.scenes = ScenesPanel(hub, self.selection, self.actions_, words, scale)
        self.tile = TilePanel(
            hub, self.selection, self.actions_, self.centre.tools, words=words, scale=scale
        )
        self.checks = ChecksPanel(hub, self.selection, words, scale)
        self.wall = WallPanel(hub, self.selection, self.actions_, words, scale)
        self.audio = AudioStrip(self.kit)
        self.log = LogLine(hub, words, scale, user)
        figures = (self.sources.tree, self.tile, self.checks, self.audio)
        self.veils = OldVeils(hub, figures, words, scale, self)
        self.drawer = Drawer(self.kit, pages)
        self.arrangement = self._arrange()
        self.drag = SourceDrag(self, self.centre.preview, self.actions_)
        self.watching = Watching(hub, self.selection, self.centre, self.sources, pictures)
        self.sheets = Sheets(self.kit, self, self.arrangement)
        self.panes = Panes(
            self.arrangement,
            self.centre,
            sources=self.sources,
            scenes=self.scenes,
            tile=self.tile,
        )
        self.centre.key_of = self.keymap.shown
        self.patrol_row = PatrolRow(self.kit)
        if (below := self.tile.layout()) is not None:
            below.addWidget(self.patrol_row)
        self.ptz_row = PtzRow(self.kit)
        self.tile.add(self.ptz_row)
        self.seat = self._seat()
        self.reach = Reach(self.kit, self, self._local_buttons)
        self._connect()
        self.keys = Keys(self, self._acts(), {"safe": self.centre.safe.cancel}, self.keymap)
        self.first_start = FirstStart(hub, self.rights, self.drawer.open_page, self)
        self._retitle()
        self.reach.look()

    # -- arrangement --------------------------------------------------------------------------

    def _arrange(self) -> Arrangement:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        arrangement = Arrangement(
            self.words,
            self.scale,
            self.centre,
            self.drawer,
            sources=self.sources,
            panels=((self.scenes, 6), (self.tile, 0), (self.checks, 2), (self.wall, 0)),
            tabs=(
                ("tab.sources", (self.sources,)),
                ("tab.scenes", (self.scenes,)),
                ("tab.tile", (self.tile, self.checks)),
                ("tab.wall", (self.wall,)),
                ("tab.audio", (self.audio,)),
            ),
            foot=self.audio,
        )
        layout.addWidget(self.status)
        layout.addWidget(line())
        layout.addWidget(self.banner)
        layout.addWidget(arrangement, 1)
        layout.addWidget(line())
        layout.addWidget(self.log)
        self.setCentralWidget(body)
        self.setMinimumSize(self.scale.mm(200), self.scale.mm(120))
        self.resize(self.scale.mm(520), self.scale.mm(290))  # most are: arranged once, not twice
        arrangement.rearrange()
        return arrangement

    def _seat(self) -> Seat:
        centre = self.centre
        seat = Seat(
            self.kit,
            self,
            self.arrangement,
            seen=(self.status, self.banner, centre.program, self.audio),
            alive=(centre.safe, self.alarms.silence, *self.audio.mutes),
            kinds={
                centre.take: "wall.take",
                centre.undo: "undo",
                centre.redo: "redo",
                centre.crop: "tile.update",
                centre.align: "tile.arrange",
                centre.template: "layout.apply",
                centre.full: "wall.full",
                centre.restore: "wall.restore",
                centre.safe: "wall.safe",
                self.scenes.save: "scene.save",
                self.tile: "tile.update",
                self.wall: "overlay.set",
                **dict.fromkeys(self.audio.mutes, "audio.mute"),
                self.audio.follow: "audio.follow",
            },
            safe_keys=tuple(s for f in FUNCTIONS if f.name in LOCKED_TOO for s in f.sequences),
        )
        self.status.add_seat(seat.mode, seat.who)
        return seat

    # -- connections --------------------------------------------------------------------------

    def _connect(self) -> None:
        self.sources.tree.pulled.connect(self._pull)
        self.sources.tree.placed.connect(self._place)
        self.sources.coming.wanted.connect(self.actions_.place)
        self.sources.coming.announced.connect(lambda _: self.log.hint("coming.hint"))
        self.sources.follow(self.rights)
        self.scenes.save_wanted.connect(self.sheets.open_to_save)
        self.checks.counted.connect(self.centre.take.set_warnings)
        self.centre.take.answered.connect(self.checks.show_answer)
        self.checks.place_wanted.connect(self.drawer.open_page)
        self.centre.take.request.follow(self.rights)
        self.centre.take.request.came.connect(self.sound.chime)
        self.alarms.page_wanted.connect(lambda: self.drawer.toggle("alarms"))
        self.patrol_row.wanted.connect(lambda: self.sheets.toggle("patrol"))
        self.actions_.reported.connect(self._reported)
        self.actions_.hinted.connect(self.log.hint)
        self.log.pages_wanted.connect(lambda: self.drawer.open_menu(self.log.pages_button))
        self.arrangement.moved.connect(self.watching.later)
        self.watching.quick = lambda: self.sheets.is_open("ptz")
        self.sheets.camera_moved.connect(self.watching.later)
        self.ptz_row.wanted.connect(lambda: self.sheets.toggle("ptz"))
        self.centre.templates_wanted.connect(lambda: self.sheets.toggle("templates"))
        self.centre.template_save_wanted.connect(self.sheets.open_template_save)
        self.log.help_wanted.connect(lambda: self.sheets.toggle("help"))
        self.log.keys_wanted.connect(lambda: self.sheets.toggle("keys"))
        self.log.language_wanted.connect(self.switch_language)
        self.hub.show_changed.connect(self._show_changed)
        for signal in (self.sheets.made, self.drawer.shelf.made):
            signal.connect(self.reach.look)
        self.words.changed.connect(self._retitle)

    def _acts(self) -> dict[str, Callable[[], None]]:
        centre, actions, sheets = self.centre, self.actions_, self.sheets
        acts: dict[str, Callable[[], None]] = {
            "take": centre.take.button.press,
            "restore": centre.restore.press,
            "safe": centre.safe.begin,
            **self.audio.acts(),
            "alarm_ack": self.alarms.acknowledge,
            "alarm_silence": self.alarms.be_silent,
            "request_accept": centre.take.request.accept.press,
            "request_decline": centre.take.request.decline.press,
            "undo": centre.undo.press,
            "redo": centre.redo.press,
            **centre.tools.acts(),
            "full": centre.full.press,
            "snap": centre.snap.press,
            "align": centre.open_align,
            "templates": lambda: sheets.toggle("templates"),
            "save_template": sheets.open_template_save,
            "ptz": lambda: sheets.toggle("ptz"),
            "next_warning": self._next_warning,
            "patrol_edit": lambda: sheets.toggle("patrol"),
            "patrol_toggle": centre.patrol.press,
            "coming": self.sources.coming.press,
            "group": self.sources.grouping.next,
            "find": self._find,
            "find_scene": self._find_scene,
            "next_pane": self.panes.next,
            "next_wall": self._next_wall,
            "save": sheets.open_to_save,
            "language": self.switch_language,
            "help": lambda: sheets.toggle("help"),
            "full_screen": self._full_screen,
            **self.seat.acts(),
        }
        acts["pages"] = lambda: self.drawer.open_menu(self.log.pages_button)
        for name in (row.name for row in self._rows):  # who signs in later may see more
            acts[f"page_{name}"] = lambda n=name: self.drawer.toggle(n)
        for n in range(1, 10):
            acts[f"recall_{n}"] = lambda n=n: actions.recall(n)
            acts[f"live_{n}"] = lambda n=n: actions.recall(n, live=True)
        return acts

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if Kind.WALL in kinds and self.selection.wall not in self.hub.show.walls:
            walls = sorted(self.hub.show.walls.values(), key=lambda w: w.name)
            if walls:
                self.selection.choose_wall(walls[0].id)
        if kinds & {Kind.ROOM, Kind.WALL}:
            self._retitle()

    def _retitle(self) -> None:
        room = next(iter(self.hub.show.rooms.values()), None)
        name = (room.name if room else "") or self.words("desk.title")
        self.setWindowTitle(f"{name} · {self.words('desk.title')}" if room else name)

    def _local_buttons(self) -> list[CommandButton]:
        """Those that work without the engine."""
        return [
            *self.log.buttons,
            *self.centre.local_buttons,
            *self.drawer.buttons,
            *(sheet.close_button for sheet in self.sheets.known()),
            *self.seat.buttons,
            *self.alarms.buttons,
            *self.status.wall_buttons.values(),
        ]

    # -- acts ---------------------------------------------------------------------------------

    def _pull(self, source: str) -> None:
        index = self.sources.model.index_of(source)
        self.drag.begin(source, self.sources.tree.ghost(index))

    def _place(self, source: str) -> None:
        self.selection.choose_source(source)
        self.actions_.place_here()

    def _reported(self, report: Report) -> None:
        self.log.report(report)

    def tell_other(self, report: Report) -> None:
        """Somebody else changed something."""
        self.log.report(report)

    def _next_warning(self) -> None:
        self.arrangement.show_panel(self.checks)
        if not self.checks.go_next():
            self.actions_.hinted.emit("hint.no_warning")

    def _find(self) -> None:
        self.arrangement.show_panel(self.sources)
        self.sources.focus_search()

    def _find_scene(self) -> None:
        self.arrangement.show_panel(self.scenes)
        self.scenes.focus_find()

    def _next_wall(self) -> None:
        walls = sorted(self.hub.show.walls.values(), key=lambda w: w.name)
        ids = [w.id for w in walls]
        if self.selection.wall in ids:
            self.selection.choose_wall(ids[(ids.index(self.selection.wall) + 1) % len(ids)])

    def make_second(self) -> SecondWindow:
        """The window for a second monitor: the pages open there from now on, and all keys work
        in it too. What is hidden here is hidden there."""
        second = SecondWindow(self.kit, self._rows, self.keymap)
        Keys(second, self._acts(), {"safe": self.centre.safe.cancel}, self.keymap)
        second.question.connect(lambda: self.sheets.toggle("keys"))
        second.follow(self.seat)
        self.drawer.shut()
        self.drawer.beside = second
        return second

    def drop_second(self, second: SecondWindow) -> None:
        """The pages open beside the canvases again."""
        if self.drawer.beside is second:
            self.drawer.beside = None
        second.leave()

    def switch_language(self) -> None:
        self.words.switch("en" if self.words.lang == "zh" else "zh")

    def _full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    # -- Qt's own -----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no widget wanted."""
        if is_question(event) and not event.isAutoRepeat():
            self.sheets.toggle("keys")
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrangement.rearrange()
        self.seat.lay()
        self.sheets.lay()
        self.watching.later()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.focusWidget() is None or not self._seen:
            self._seen = True
            self.sources.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        self.watching.later()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and hasattr(self, "watching"):
            self.watching.later()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        QApplication.quit()
