"""Where the sheets lie: over a side column, one at a time, the pictures always in sight."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from ui.desk.arrangement import Arrangement
from ui.desk.kit import Kit
from ui.desk.patrol_panel import PatrolSheet
from ui.desk.ptz_sheet import PtzSheet
from ui.desk.sheets import HelpSheet, KeysSheet, SaveSheet, Sheet
from ui.desk.template_sheet import TemplateSheet


class Sheets(QObject):
    """The window's sheets, each made when first wanted. `made` says that one came; `camera_moved`
    that the camera's opened or closed."""

    made = Signal()
    camera_moved = Signal()

    def __init__(self, kit: Kit, window: QWidget, area: Arrangement) -> None:
        super().__init__(window)
        self._kit, self._window, self._area = kit, window, area
        self._makers: dict[str, Callable[[], Sheet]] = {
            "ptz": self._make_ptz,
            "save": self._make_save,
            "keys": lambda: KeysSheet(kit.words, kit.scale, window, kit.keymap),
            "help": lambda: HelpSheet(kit.words, kit.scale, window),
            "templates": lambda: TemplateSheet(kit, window),
            "patrol": lambda: PatrolSheet(kit, window),
        }
        self._known: dict[str, Sheet] = {}

    @property
    def ptz(self) -> PtzSheet:
        return cast(PtzSheet, self.sheet("ptz"))

    @property
    def save(self) -> SaveSheet:
        return cast(SaveSheet, self.sheet("save"))

    @property
    def keys(self) -> KeysSheet:
        return cast(KeysSheet, self.sheet("keys"))

    @property
    def help(self) -> HelpSheet:
        return cast(HelpSheet, self.sheet("help"))

    @property
    def templates(self) -> TemplateSheet:
        return cast(TemplateSheet, self.sheet("templates"))

    @property
    def patrol(self) -> PatrolSheet:
        return cast(PatrolSheet, self.sheet("patrol"))

    def names(self) -> tuple[str, ...]:
        return tuple(self._makers)

    def known(self) -> tuple[Sheet, ...]:
        """Those that were wanted so far."""
        return tuple(self._known.values())

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name, made if need be."""
        sheet = self._known.get(name)
        if sheet is None:
            sheet = self._known[name] = self._makers[name]()
            self.made.emit()
        return sheet

    def is_open(self, name: str) -> bool:
        return name in self._known and self._known[name].isVisible()

    def toggle(self, name: str) -> None:
        """Opens a sheet, or shuts it; there is one at a time."""
        was = self.is_open(name)
        for other in self._known.values():
            other.shut()
        if not was:
            self._area.drawer.shut()
            sheet = self.sheet(name)
            self._lay(name, sheet)
            sheet.open()

    def open_to_save(self) -> None:
        """Asks for the name of the scene, where whoever sits here may save one."""
        rights = self._kit.rights
        if rights.now("scene.save"):
            self.toggle("save")
        else:
            mine = rights.may("scene.save")
            self._kit.actions.hinted.emit("hint.show_mode" if mine else "hint.not_allowed")

    def open_template_save(self) -> None:
        if not self.is_open("templates"):
            self.toggle("templates")
        self.templates.open_to_save()

    def lay(self) -> None:
        """To the size that the window has now."""
        for name, sheet in self._known.items():
            if sheet.isVisible():
                self._lay(name, sheet)

    def _lay(self, name: str, sheet: Sheet) -> None:
        area, mm = self._area, self._kit.scale.mm
        side = area.left if area.narrow else area.right
        at = side.mapTo(self._window, QPoint(0, 0))
        height = side.height()
        if name == "save":
            height = min(height, mm(74))
        elif name == "ptz":  # warnings before TAKE stay in sight
            height = min(height, sheet.sizeHint().height())
        elif name == "patrol":  # the list of sources stays in sight
            height = min(height, mm(104 if area.narrow else 132))
            if area.narrow:
                at.setY(at.y() + side.height() - height)
        sheet.setGeometry(at.x(), at.y(), side.width(), height)

    def _make_ptz(self) -> Sheet:
        sheet = PtzSheet(self._kit, self._window)
        sheet.moved.connect(self.camera_moved)
        return sheet

    def _make_save(self) -> Sheet:
        kit = self._kit
        sheet = SaveSheet(kit.hub, kit.selection, kit.words, kit.scale, self._window)
        sheet.wanted.connect(kit.actions.save_scene)
        return sheet
