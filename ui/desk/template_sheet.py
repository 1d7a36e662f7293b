"""Templates: any grid by one press, the mixed ones, one's own; and keeping preview as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.common import glyphs
from ui.common.command_button import CommandButton
from ui.common.glyphs import Glyph
from ui.common.labels import name_of
from ui.common.parts import Said
from ui.desk.kit import Kit
from ui.desk.layout_glyph import draw_layout
from ui.desk.sheets import Sheet
from ui.desk.template_grid import TemplateGrid
from wallctl.domain import templates
from wallctl.domain.entities import Kind, Template, Tile
from wallctl.domain.geometry import Rect, Size

MIXED = ("1+5", "1+7", "2+8")


class LayoutButton(CommandButton):
    """A template with its cells drawn beside its name."""

    def __init__(
        self, kit: Kit, label: str | Callable[[], str], canvas: Size, cells: Sequence[Rect]
    ) -> None:
        self._cells = tuple(Tile(str(n), "", "", r, n) for n, r in enumerate(cells))
        self._canvas = canvas
        super().__init__(kit.words, kit.scale, label)

    def _room(self) -> int:
        return self._scale.mm(12)

    def sizeHint(self) -> QSize:
        return QSize(self._room() + self._scale.mm(14), self._scale.row)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._room() + self._scale.mm(9), self._scale.row)

    def paint_words(self, painter: QPainter, box: QRectF, ink: str) -> None:
        """A long name is shortened; it is whole in the tool tip."""
        room, pad = self._room(), self._pad()
        at = QRectF(box.left() + pad, box.top() + 4, room, box.height() - 8)
        draw_layout(painter, at, self._canvas, self._cells)
        side = round(self._scale.body * 0.82) if self.mark() is not Glyph.NONE else 0
        left = at.right() + pad
        if side:
            square = QRectF(left, box.center().y() - side / 2, side, side)
            glyphs.draw(painter, self.mark(), square.adjusted(1, 1, -1, -1), self.mark_colour())
            left += side + pad
        said = self._words("button.dropped") if self._drop_shown else self.text()
        painter.setFont(self.font())
        painter.setPen(QColor(ink))
        inner = QRectF(left, box.top(), box.right() - pad - left, box.height())
        mode = Qt.TextElideMode.ElideRight
        said = painter.fontMetrics().elidedText(said, mode, int(inner.width()))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, said)


class TemplateSheet(Sheet):
    """A press lays the tiles of preview out; the wall stays. It stays open: one may try several."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit.words, kit.scale, "templates.title", parent)
        self._kit = kit
        words, scale = kit.words, kit.scale
        self.grid = TemplateGrid(words, scale)
        self.grid.chosen.connect(self._apply)
        self.grid.looked.connect(self._tell)
        self._effect = QLabel()
        self._effect.setProperty("role", "small")
        self._effect.setWordWrap(True)
        self._effect.setMinimumHeight(2 * self._effect.fontMetrics().height())
        self._effect.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.mixed: list[LayoutButton] = []
        self._mixed_row = QHBoxLayout()
        self._mixed_row.setSpacing(scale.mm(1.2))
        self.own: list[LayoutButton] = []
        self.removers: list[CommandButton] = []
        self._own = QVBoxLayout()
        self._own.setSpacing(scale.mm(1.2))
        inner = QWidget()
        inner.setLayout(self._own)
        self._own.setContentsMargins(0, 0, scale.mm(0.6), 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.name = QLineEdit()
        self.name.setMaxLength(40)
        self.name.returnPressed.connect(self._save)
        self.name.textChanged.connect(self._name_changed)
        self.save = CommandButton(words, scale, self._save_label)
        self.save.fired.connect(self._save)
        for part in (self.grid, self._effect):
            self.body.addWidget(part)
        self.body.addLayout(self._mixed_row)
        self.body.addWidget(Said(words, "templates.own", "muted"))
        self.body.addWidget(scroll, 1)
        self.body.addWidget(self.name)
        self.body.addWidget(self.save)
        self.setFocusProxy(self.grid)
        kit.hub.show_changed.connect(self._show_changed)
        kit.selection.wall_changed.connect(self._rebuild)
        kit.rights.changed.connect(self._rebuild)
        words.changed.connect(self._rebuild)
        self._rebuild()

    def open_to_save(self) -> None:
        """With the name to be typed."""
        self.open()
        self.name.setFocus(Qt.FocusReason.PopupFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._rebuild()

    # -- what there is ------------------------------------------------------------------------

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if self.isVisible() and kinds & {Kind.TEMPLATE, Kind.WALL, Kind.OUTPUT}:
            self._rebuild()
        elif Kind.TILE in kinds:
            self._tell("")

    def _canvas(self) -> Size:
        wall = self._kit.hub.show.walls.get(self._kit.selection.wall)
        return wall.canvas if wall is not None else Size(16, 9)

    def _cells(self, name: str) -> tuple[Rect, ...]:
        show, wall = self._kit.hub.show, self._kit.selection.wall
        own = show.get(Template, name)
        if own is not None:
            return templates.fitted(own.cells, own.canvas, self._canvas())
        return templates.cells(name, self._canvas(), (o.rect for o in show.outputs_of(wall)))

    def templates(self) -> tuple[Template, ...]:
        known = self._kit.hub.show.all(Template).values()
        return tuple(sorted(known, key=lambda t: (t.name, t.id)))

    def _rebuild(self) -> None:
        kit, canvas = self._kit, self._canvas()
        for row in (self._mixed_row, self._own):
            while (item := row.takeAt(0)) is not None:
                if (old := item.widget()) is not None:
                    old.hide()
                    old.deleteLater()
        self.mixed = [LayoutButton(kit, lambda n=n: n, canvas, self._cells(n)) for n in MIXED]
        for name, button in zip(MIXED, self.mixed, strict=True):
            button.fired.connect(lambda n=name: self._apply(n))
            self._mixed_row.addWidget(button, 1)
        self.own, self.removers = [], []
        may_remove = kit.rights.may("template.remove") and kit.rights.editing
        for one in self.templates():
            self._own.addWidget(self._own_row(one, canvas, may_remove))
        self._own.addStretch(1)
        for field in (self.name, self.save):
            field.setVisible(kit.rights.may("template.save"))
        self.name.setPlaceholderText(kit.words("templates.name"))
        self.name.setAccessibleName(kit.words("templates.name"))
        self._name_changed()
        self._tell("")

    def _own_row(self, one: Template, canvas: Size, may_remove: bool) -> QWidget:
        kit = self._kit
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(kit.scale.mm(1.2))
        apply = LayoutButton(kit, lambda: name_of(one, kit.words), canvas, self._cells(one.id))
        apply.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        apply.setToolTip(name_of(one, kit.words))
        apply.fired.connect(lambda: self._apply(one.id, name_of(one, kit.words)))
        layout.addWidget(apply, 1)
        self.own.append(apply)
        if may_remove:
            remove = CommandButton(kit.words, kit.scale, "templates.remove")
            remove.fired.connect(lambda: kit.actions.remove_template(one.id, one.name))
            layout.addWidget(remove)
            self.removers.append(remove)
        return row

    # -- what it does -------------------------------------------------------------------------

    def _apply(self, name: str, what: str = "") -> None:
        self._kit.actions.template(name, self._cells(name), what)

    def _tell(self, name: str) -> None:
        """What the grid under the pointer would do to the tiles of preview."""
        words = self._kit.words
        tiles = len(self._kit.hub.show.preview_tiles(self._kit.selection.wall))
        if not name:
            self._effect.setText(words("templates.effect", n=tiles))
            return
        cells = len(self._cells(name))
        said = words("template.item", name=name.replace("x", " × "), n=cells)
        if tiles > cells:
            said += "\n" + words("templates.drops", n=tiles - cells)
        self._effect.setText(said)

    def _name_changed(self) -> None:
        self.save.setEnabled(bool(self.name.text().strip()))
        self.save.say()

    def _replaced(self) -> str:
        name = self.name.text().strip()
        return next((t.id for t in self.templates() if t.name == name), "")

    def _save_label(self) -> str:
        return self._kit.words("templates.replace" if self._replaced() else "templates.save")

    def _save(self) -> None:
        name = self.name.text().strip()
        if not name:
            return
        if not self._kit.hub.show.preview_tiles(self._kit.selection.wall):
            self._kit.actions.hinted.emit("hint.template_empty")
            return
        self._kit.actions.save_template(name, self._replaced())
        self.name.clear()
        if self.name.hasFocus():  # there Ctrl+Z would be the field's
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
