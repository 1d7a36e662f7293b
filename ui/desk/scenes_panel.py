"""Scene cards: drawn layouts with their key, and where each is now."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.common import glyphs
from ui.common.command_button import CommandButton
from ui.common.glyphs import Glyph
from ui.common.hub import Hub
from ui.common.labels import name_of
from ui.common.parts import Elided, Said
from ui.common.scale import Scale
from ui.common.theme import font
from ui.common.tokens import DARK
from ui.common.words import Words
from ui.desk import chips
from ui.desk.actions import Actions
from ui.desk.chips import Chip, Tone
from ui.desk.layout_glyph import draw_layout
from ui.desk.scenes_find import found
from ui.desk.selection import Selection
from wallctl.domain.differs import preview_differs_from_scene, program_differs_from_scene
from wallctl.domain.entities import Kind, Scene, Wall

COLUMNS = 2
KEYS = 9
"""So many scenes have a key of their own; with more there is something to be found."""


class SceneCard(QAbstractButton):
    """One scene. A press recalls it to preview; its key with Ctrl takes it live."""

    def __init__(self, words: Words, scale: Scale) -> None:
        super().__init__()
        self._words, self._scale = words, scale
        self._scene: Scene | None = None
        self._wall: Wall | None = None
        self._chips: tuple[Chip, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def scene(self) -> Scene | None:
        return self._scene

    @property
    def badges(self) -> tuple[Chip, ...]:
        return self._chips

    def show_scene(self, scene: Scene, wall: Wall | None, badges: tuple[Chip, ...]) -> None:
        name = name_of(scene, self._words)
        if (scene, wall, badges, name) == (self._scene, self._wall, self._chips, self.text()):
            return
        self._scene, self._wall, self._chips = scene, wall, badges
        self.setText(name)
        said = [name, *(c.text for c in badges), str(scene.number or "")]
        self.setAccessibleName(" ".join(part for part in said if part))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._scale.mm(34), self._scale.mm(25.5))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._scale.mm(30), self._scale.mm(25.5))

    def paintEvent(self, _: QPaintEvent) -> None:
        if self._scene is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mm = self._scale.mm
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        fill = DARK.window if self.isDown() else DARK.input if self.underMouse() else DARK.raised
        painter.setBrush(QColor(fill))
        painter.setPen(QPen(QColor(DARK.hairline), 1.2))
        painter.drawRoundedRect(box, 4, 4)
        name, small = font(self._scale.body), font(self._scale.small)
        painter.setFont(name)
        tall = painter.fontMetrics().height()
        inner = box.adjusted(mm(1.4), mm(1.4), -mm(1.4), -mm(0.8))
        badge = chips.height(small)
        picture = QRectF(
            inner.left(), inner.top(), inner.width(), inner.height() - tall - badge - mm(0.8)
        )
        if self._wall is not None:
            tiles = next((x.tiles for x in self._scene.layouts if x.wall == self._wall.id), ())
            draw_layout(painter, picture, self._wall.canvas, tiles)
        line = QRectF(inner.left(), picture.bottom() + mm(0.5), inner.width(), tall)
        painter.setPen(QColor(DARK.text if self.isEnabled() else DARK.muted))
        left = line.left()
        if self._scene.locked:
            side = tall * 0.7
            at = QRectF(left, line.center().y() - side / 2, side, side)
            glyphs.draw(painter, Glyph.LOCK, at, DARK.locked)
            left += side + 4
        mode = Qt.TextElideMode.ElideRight
        if painter.fontMetrics().horizontalAdvance(self.text()) > line.right() - left:
            painter.setFont(small)  # a long name is better small than cut
        said = painter.fontMetrics().elidedText(self.text(), mode, int(line.right() - left))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line.adjusted(left - line.left(), 0, 0, 0), middle, said)
        left += painter.fontMetrics().horizontalAdvance(said) + 6
        below = QRectF(inner.left(), line.bottom(), inner.width() - mm(4), badge)
        for chip in self._chips:
            wide = chips.width(chip, small)
            if wide > below.width() and wide <= line.right() - left:
                beside = QRectF(left, line.top(), line.right() - left, tall)
                chips.draw(painter, beside, chip, small)  # the row below is full
            else:
                below.setLeft(below.left() + chips.draw(painter, below, chip, small) + 4)
        if self._scene.number:
            painter.setFont(small)
            painter.setPen(QColor(DARK.muted))
            last = QRectF(inner.left(), line.bottom(), inner.width(), badge)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(last, right, str(self._scene.number))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(DARK.focus), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)


class SceneField(QLineEdit):
    """`left`: Esc was pressed in it."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class ScenesPanel(QWidget):
    save_wanted = Signal()

    def __init__(
        self,
        hub: Hub,
        selection: Selection,
        actions: Actions,
        words: Words,
        scale: Scale,
    ) -> None:
        super().__init__()
        self._hub, self._selection, self._actions = hub, selection, actions
        self._words, self._scale = words, scale
        self.cards: list[SceneCard] = []
        title = Said(words, "scenes.title")
        self._hint = Elided("muted")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.save = CommandButton(words, scale, "scenes.save")
        self.save.fired.connect(self.save_wanted)
        head = QHBoxLayout()
        head.setSpacing(scale.gap)
        head.addWidget(title)
        head.addWidget(self._hint, 1)
        head.addWidget(self.save)
        self.find = SceneField()
        self.find.textChanged.connect(lambda _: self._refresh())
        self.find.returnPressed.connect(self._recall_first)
        self.find.left.connect(self._leave_find)
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, scale.mm(1), 0)
        self._grid.setSpacing(scale.mm(1.4))
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.mm(1.4))
        layout.addLayout(head)
        layout.addWidget(self.find)
        layout.addWidget(self._scroll, 1)
        hub.show_changed.connect(self._show_changed)
        hub.connection_changed.connect(self._refresh)
        selection.wall_changed.connect(self._refresh)
        words.changed.connect(self._refresh)
        self._refresh()

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & {Kind.SCENE, Kind.PROGRAM, Kind.PREVIEW, Kind.TILE, Kind.WALL}:
            self._refresh()

    def ordered(self) -> list[Scene]:
        """What is found, by key first, then by name."""
        return found(self._hub.show.scenes.values(), self.find.text(), self._words)

    def focus_find(self) -> None:
        """Finding by name, for the scenes that no key recalls."""
        self.find.show()
        self.find.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.find.selectAll()
        self._refresh()

    def _recall_first(self) -> None:
        """Enter: the first that is found, to preview."""
        if self.find.text().strip() and self.cards:
            self._recall(self.cards[0])
            self.find.clear()

    def _leave_find(self) -> None:
        self.find.clear()
        if self.cards:
            self.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self._refresh()

    def _refresh(self) -> None:
        self._hint.say(self._words("scenes.keys"))
        words = self._words
        self.find.setPlaceholderText(words("scenes.find"))
        self.find.setAccessibleName(words("scenes.find"))
        many = len(self._hub.show.scenes) > KEYS
        self.find.setVisible(many or self.find.hasFocus() or bool(self.find.text()))
        scenes = self.ordered()
        while len(self.cards) < len(scenes):
            card = SceneCard(self._words, self._scale)
            card.clicked.connect(lambda _=False, c=card: self._recall(c))
            self.cards.append(card)
            at = len(self.cards) - 1
            self._grid.addWidget(card, at // COLUMNS, at % COLUMNS)
        while len(self.cards) > len(scenes):
            card = self.cards.pop()
            self._grid.removeWidget(card)
            card.deleteLater()
        rows = -(-len(scenes) // COLUMNS)
        high = rows * self._scale.mm(25.5) + max(0, rows - 1) * self._grid.verticalSpacing()
        high = max(high, self._scale.mm(25.5)) + 2
        self._scroll.setMaximumHeight(high)
        head = max(self.save.sizeHint().height(), self._hint.sizeHint().height())
        if not self.find.isHidden():
            head += self._layout.spacing() + self.find.sizeHint().height()
        self.setMaximumHeight(head + self._layout.spacing() + high)
        wall = self._hub.show.walls.get(self._selection.wall)
        for card, scene in zip(self.cards, scenes, strict=True):
            card.show_scene(scene, wall, self._badges(scene))
            card.setEnabled(self._hub.connected)
            card.setToolTip(card.text() if self._hub.connected else self._words("lost.why"))

    def _badges(self, scene: Scene) -> tuple[Chip, ...]:
        show, wall = self._hub.show, self._selection.wall
        badges = []
        if show.program(wall).scene == scene.id:
            changed = program_differs_from_scene(show, wall)
            key = "scenes.live_changed" if changed else "scenes.live"
            badges.append(Chip(self._words(key), Tone.PROGRAM))
        if show.preview(wall).scene == scene.id:
            changed = preview_differs_from_scene(show, wall)
            key = "scenes.preview_changed" if changed else "scenes.preview"
            badges.append(Chip(self._words(key), Tone.PREVIEW))
        return tuple(badges)

    def _recall(self, card: SceneCard) -> None:
        if card.scene is not None:
            self._actions.recall_scene(card.scene.id)
