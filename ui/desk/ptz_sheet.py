"""The camera of the chosen tile in the hand: pad, zoom, presets."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from ui.common import glyphs
from ui.common.command_button import CommandButton
from ui.common.glyphs import Glyph
from ui.common.hold_button import HoldButton
from ui.common.parts import Elided, Said
from ui.desk.kit import Kit
from ui.desk.ptz import camera_words, source_chosen, state_of
from ui.desk.ptz_drive import PtzDrive
from ui.desk.ptz_pad import PtzPad
from ui.desk.sheets import Sheet
from wallctl.domain.commands import PtzRecall, PtzStore
from wallctl.domain.entities import Kind

PRESETS = range(1, 10)


class ZoomButton(CommandButton):
    """Moves while it is pressed, stops when it is let go or slid off."""

    def __init__(self, kit: Kit, word: str, drive: PtzDrive, way: int) -> None:
        super().__init__(kit.words, kit.scale, word, live=True, repeat_ms=0)
        self._drive, self._way = drive, way

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if self.isDown():
            self._drive.go(zoom=0.6 * self._way)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not self.rect().contains(event.position().toPoint()):
            self._drive.halt()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._drive.halt()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._drive.halt()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._drive.halt()


class PresetButton(CommandButton):
    """As wide as the others of its kind: a long name is shortened, whole in the tool tip."""

    def sizeHint(self) -> QSize:
        return QSize(self._scale.mm(22), self._scale.row)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._scale.mm(16), self._scale.row)

    def paint_words(self, painter: QPainter, box: QRectF, ink: str) -> None:
        mark = self.mark()
        side = round(self._scale.body * 0.82)
        inner = box.adjusted(self._scale.mm(0.8), 0, -self._scale.mm(0.8), 0)
        if mark is not Glyph.NONE:
            square = QRectF(inner.left(), box.center().y() - side / 2, side, side)
            glyphs.draw(painter, mark, square.adjusted(1, 1, -1, -1), self.mark_colour())
            inner.setLeft(inner.left() + side + 2)
        said = self._words("button.dropped") if self._drop_shown else self.text()
        painter.setFont(self.font())
        painter.setPen(QColor(ink))
        metrics = painter.fontMetrics()
        said = metrics.elidedText(said, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, said)


class PtzSheet(Sheet):
    """Follows the chosen tile. What the camera cannot do is not offered; why it cannot be had now
    is said. `moved`: it opened or closed."""

    moved = Signal()

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit.words, kit.scale, "ptz.title", parent)
        self._kit, self._chosen = kit, 1
        words, scale = kit.words, kit.scale
        self.drive = PtzDrive(kit.hub, kit.actions, self)
        self.said = Elided()
        self.pad = PtzPad(self.drive, words, scale)
        self.closer = ZoomButton(kit, "ptz.closer", self.drive, 1)
        self.wider = ZoomButton(kit, "ptz.wider", self.drive, -1)
        zoom = QHBoxLayout()
        zoom.setSpacing(scale.mm(1.2))
        zoom.addWidget(self.wider, 1)
        zoom.addWidget(self.closer, 1)
        grid = QGridLayout()
        grid.setSpacing(scale.mm(1.2))
        self.presets = {n: self._preset_button(n) for n in PRESETS}
        for n, button in self.presets.items():
            grid.addWidget(button, (n - 1) // 3, (n - 1) % 3)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        self.name = QLineEdit()
        self.name.setMaxLength(40)
        self.store = HoldButton(words, scale, self._store_label)
        self.store.fired.connect(self._store)
        for part in (self.said, self.pad):
            self.body.addWidget(part)
        self.body.addLayout(zoom)
        self.body.addWidget(Said(words, "ptz.presets", "muted"))
        self.body.addLayout(grid)
        self.body.addWidget(self.name)
        self.body.addWidget(self.store)
        self.body.addStretch(1)
        self.setFocusProxy(self.pad)
        kit.hub.observed_changed.connect(self._tell)
        kit.hub.show_changed.connect(self._show_changed)
        kit.selection.target_changed.connect(self._follow)
        kit.selection.live_changed.connect(self._follow)
        kit.rights.changed.connect(self._tell)
        words.changed.connect(self._tell)
        self._follow()

    def shut(self) -> None:
        self.pad.let_go()
        super().shut()
        self.moved.emit()

    def open(self) -> None:
        super().open()
        self.moved.emit()

    def recall(self, preset: int) -> None:
        """Also by its key, while the sheet is open."""
        if self.isVisible():
            self.presets[preset].press()

    def _preset_button(self, number: int) -> CommandButton:
        button = PresetButton(self._words, self._scale, partial(self._preset_label, number))
        button.fired.connect(lambda: self._recall(number, button))
        return button

    def _preset_label(self, number: int) -> str:
        state = state_of(self._kit.hub.observed.ptz, self.drive.source)
        known = {p.number: p.name for p in state.presets} if state is not None else {}
        if number not in known:
            return self._words("ptz.no_preset", n=number)
        return f"{number} {known[number]}".strip()

    def _store_label(self) -> str:
        return self._words("ptz.store", n=self._chosen)

    def _recall(self, number: int, button: CommandButton) -> None:
        self._chosen = number
        self.store.say()
        state = state_of(self._kit.hub.observed.ptz, self.drive.source)
        known = {p.number: p.name for p in state.presets} if state is not None else {}
        self.name.setText(known.get(number, ""))
        if number in known:
            self.drive.halt()
            self._kit.actions.ask(PtzRecall(self.drive.source, number), button, what=known[number])

    def _store(self) -> None:
        if self.drive.source:
            self.drive.halt()
            name = self.name.text().strip()
            what = PtzStore(self.drive.source, self._chosen, name)
            self._kit.actions.ask(what, self.store, what=name or str(self._chosen))

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & {Kind.TILE, Kind.PROGRAM, Kind.SOURCE}:
            self._follow()

    def _follow(self) -> None:
        self.drive.choose(source_chosen(self._kit.hub.show, self._kit.selection))
        self._tell()

    def _tell(self) -> None:
        kit, words = self._kit, self._words
        self.said.say(camera_words(kit, self.drive.source))
        state = state_of(kit.hub.observed.ptz, self.drive.source)
        able = state is not None and state.available and kit.hub.connected
        able = able and kit.rights.may("ptz.move")
        if not able:
            self.pad.let_go()
        self.pad.setEnabled(able)
        self.pad.allow(pan_tilt=state is None or state.pan_tilt, zoom=state is None or state.zoom)
        for button in (self.closer, self.wider):
            button.setEnabled(able and state is not None and state.zoom)
        names = {p.number: p.name for p in state.presets} if state is not None else {}
        for number, button in self.presets.items():
            button.setEnabled(able)
            button.setToolTip(names.get(number, ""))
            button.say()
        keeps = kit.rights.may("ptz.store") and kit.rights.editing
        for field in (self.name, self.store):
            field.setVisible(keeps)
            field.setEnabled(able)
        self.name.setPlaceholderText(words("ptz.name"))
        self.name.setAccessibleName(words("ptz.name"))
        self.store.say()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt and a digit: a preset."""
        number = event.key() - Qt.Key.Key_0
        if number in self.presets and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            if not event.isAutoRepeat():
                self.presets[number].press()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowDeactivate:
            self.pad.let_go()
        return super().event(event)
