"""The board on which screens are put into their places, by mouse or by arrows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.common.scale import Scale
from ui.common.theme import font
from ui.common.tokens import DARK
from ui.common.words import Words
from ui.desk.wizard.seats import Name, Piece, Seat, moved

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_KEYS = frozenset({*_ARROWS, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Delete})
MOST = 16  # columns, and rows


class ScreenBoard(QWidget):
    """Cells with the screens in them; those without a place lie in a row below.

    PgUp and PgDn choose a screen, arrows move it a cell, Del takes it out of the wall. `changed`
    follows each move, `chosen_changed` each choice.
    """

    changed = Signal()
    chosen_changed = Signal()

    def __init__(self, words: Words, scale: Scale) -> None:
        super().__init__()
        self._words, self._scale = words, scale
        self._pieces: tuple[Piece, ...] = ()
        self._seats: dict[Name, Seat] = {}
        self._chosen: Name | None = None
        self._grab: tuple[Name, QPointF] | None = None
        self._at: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(scale.mm(36))
        words.changed.connect(self._say)
        self._say()

    @property
    def seats(self) -> dict[Name, Seat]:
        return dict(self._seats)

    @property
    def chosen(self) -> Name | None:
        return self._chosen

    def show_pieces(self, pieces: tuple[Piece, ...], seats: dict[Name, Seat]) -> None:
        """The screens there are and where they stand."""
        self._pieces, self._seats = pieces, dict(seats)
        names = [p.name for p in self._free()]
        if self._chosen not in names:
            self._chosen = names[0] if names else None
            self.chosen_changed.emit()
        self._say()
        self.update()

    def rotate(self) -> None:
        """Turns the chosen screen by a quarter, clockwise."""
        seat = self._seats.get(self._chosen) if self._chosen else None
        if self._chosen is not None and seat is not None:
            turned = Seat(seat.column, seat.row, (seat.rotation + 90) % 360)
            self._seats[self._chosen] = turned
            self._settle()

    # -- keys ---------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _KEYS
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or key not in _KEYS:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._choose_next(1 if key == Qt.Key.Key_PageDown else -1)
        elif self._chosen is not None:
            if key == Qt.Key.Key_Delete:
                self._seats.pop(self._chosen, None)
                self._settle()
            else:
                self._push(*_ARROWS[key])

    def _choose_next(self, step: int) -> None:
        names = [p.name for p in self._free()]
        if not names:
            return
        at = names.index(self._chosen) + step if self._chosen in names else 0
        self._choose(names[at % len(names)])

    def _choose(self, name: Name) -> None:
        if name != self._chosen:
            self._chosen = name
            self._say()
            self.update()
            self.chosen_changed.emit()

    def _push(self, across: int, down: int) -> None:
        assert self._chosen is not None
        seat = self._seats.get(self._chosen)
        if seat is None:
            columns = [s.column for s in self._seats.values() if s.row == 0]
            to = Seat(max(columns, default=-1) + 1, 0)
        else:
            to = Seat(seat.column + across, seat.row + down, seat.rotation)
        self._put(self._chosen, to)

    def _put(self, name: Name, to: Seat) -> None:
        """Left or above of the first cell moves all others on."""
        seats = self._seats
        left, up = min(0, to.column), min(0, to.row)
        if left or up:
            seats = {n: Seat(s.column - left, s.row - up, s.rotation) for n, s in seats.items()}
            to = Seat(to.column - left, to.row - up, to.rotation)
        if max(to.column, to.row) < MOST:
            self._seats = moved(seats, name, to)
            self._settle()

    def _settle(self) -> None:
        """Empty columns and rows before the first close up."""
        if self._seats:
            left = min(s.column for s in self._seats.values())
            up = min(s.row for s in self._seats.values())
            self._seats = {
                n: Seat(s.column - left, s.row - up, s.rotation) for n, s in self._seats.items()
            }
        self._say()
        self.update()
        self.changed.emit()

    # -- mouse --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        for piece in self._free():
            if self._box(piece).contains(at):
                self._choose(piece.name)
                self._grab, self._at = (piece.name, at - self._box(piece).topLeft()), at
                self.update()
                return

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grab is not None:
            self._at = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        grab, self._grab = self._grab, None
        if grab is None:
            return
        name, at = grab[0], event.position()
        if at.y() >= self._tray_top():
            if self._seats.pop(name, None) is not None:
                self._settle()
        elif self.rect().contains(at.toPoint()):
            cell = self._cell()
            column, row = int(at.x() // cell.width()), int(at.y() // cell.height())
            seat = self._seats.get(name)
            if seat is None or (seat.column, seat.row) != (column, row):
                self._put(name, Seat(column, row))
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    # -- picture ------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(self._scale.mm(90), self._scale.mm(56))

    def _free(self) -> list[Piece]:
        return [p for p in self._pieces if not p.own and not p.taken]

    def _grid(self) -> QSize:
        """Cells shown: those in use and one more to either side, to have somewhere to go."""
        columns = max((s.column for s in self._seats.values()), default=0) + 2
        rows = max((s.row for s in self._seats.values()), default=0) + 2
        return QSize(min(columns, MOST), min(rows, MOST))

    def _tray_top(self) -> float:
        waiting = any(p.name not in self._seats for p in self._pieces)
        return self.height() - (self._scale.mm(17) if waiting else self._scale.mm(6))

    def _cell(self) -> QRectF:
        grid = self._grid()
        w = self.width() / grid.width()
        h = (self._tray_top() - self._scale.mm(1)) / grid.height()
        return QRectF(0, 0, w, min(h, w * 0.75))

    def _box(self, piece: Piece) -> QRectF:
        gap = self._scale.mm(0.8)
        seat = self._seats.get(piece.name)
        if seat is not None:
            cell = self._cell()
            return cell.translated(seat.column * cell.width(), seat.row * cell.height()).adjusted(
                gap, gap, -gap, -gap
            )
        waiting = [p.name for p in self._pieces if p.name not in self._seats]
        wide = min(self._scale.mm(30), self.width() / max(1, len(waiting)))
        top = self._tray_top() + self._scale.mm(5)
        at = QRectF(waiting.index(piece.name) * wide, top, wide, self.height() - top)
        return at.adjusted(gap, 0, -gap, -gap)

    def paintEvent(self, _: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell, grid = self._cell(), self._grid()
        p.setPen(QPen(QColor(DARK.hairline), 1, Qt.PenStyle.DotLine))
        for column in range(grid.width()):
            for row in range(grid.height()):
                p.drawRect(
                    cell.translated(column * cell.width(), row * cell.height()).adjusted(
                        1, 1, -1, -1
                    )
                )
        p.setPen(QColor(DARK.muted))
        p.setFont(font(self._scale.small))
        tray = QRectF(0, self._tray_top(), self.width(), self._scale.mm(5))
        waiting = any(one.name not in self._seats for one in self._pieces)
        key = "wizard.tray" if waiting else "wizard.all_in" if self._pieces else "wizard.none"
        p.drawText(tray, int(Qt.AlignmentFlag.AlignVCenter), self._words(key))
        for piece in self._pieces:
            if self._grab is None or piece.name != self._grab[0]:
                self._paint_piece(p, piece, self._box(piece))
        if self._grab is not None and self._at is not None:
            piece = next(q for q in self._pieces if q.name == self._grab[0])
            box = self._box(piece)
            box.moveTopLeft(self._at - self._grab[1])
            self._paint_piece(p, piece, box)
        if self.hasFocus():
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.setPen(QPen(QColor(DARK.focus), 2))
            p.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        p.end()

    def _paint_piece(self, p: QPainter, piece: Piece, box: QRectF) -> None:
        closed = piece.own or piece.taken
        chosen = piece.name == self._chosen and not closed
        p.setBrush(QColor(DARK.surface if closed else DARK.select_fill if chosen else DARK.raised))
        p.setPen(QPen(QColor(DARK.select if chosen else DARK.edge), 3 if chosen else 1))
        p.drawRoundedRect(box, self._scale.mm(0.8), self._scale.mm(0.8))
        seat = self._seats.get(piece.name)
        room = box.adjusted(self._scale.mm(1), 0, -self._scale.mm(1), 0)
        number = str(piece.number) if piece.number else "–"
        if seat is not None and seat.rotation:
            number += f" ↻{seat.rotation}°"
        small = font(self._scale.small)
        tall = p.fontMetrics().height() if room.height() < self._scale.mm(12) else 0
        big = min(self._scale.mm(10), round(room.height() * 0.5))
        p.setPen(QColor(DARK.muted if closed else DARK.text))
        p.setFont(font(max(self._scale.small, big), bold=True))
        top = QRectF(room.left(), room.top(), room.width(), room.height() - (tall or 0))
        lines = () if room.height() < self._scale.mm(12) else self._lines(piece)
        if lines:
            top.setHeight(room.height() * 0.55)
        p.drawText(top, int(Qt.AlignmentFlag.AlignCenter), number)
        p.setFont(small)
        p.setPen(QColor(DARK.body))
        step = p.fontMetrics().height()
        for n, line in enumerate(lines):
            at = QRectF(room.left(), top.bottom() + n * step, room.width(), step)
            if at.bottom() <= room.bottom() + 2:
                said = p.fontMetrics().elidedText(
                    line, Qt.TextElideMode.ElideMiddle, int(at.width())
                )
                p.drawText(at, int(Qt.AlignmentFlag.AlignCenter), said)

    def _lines(self, piece: Piece) -> tuple[str, ...]:
        if piece.own:
            return (self._words("wizard.own_screen"),)
        if piece.taken:
            return (self._words("wizard.other_wall"),)
        if piece.missing:
            return piece.name[1], self._words("wizard.missing")
        nodes = {p.name[0] for p in self._pieces}
        name = " · ".join(piece.name) if len(nodes) > 1 else piece.name[1]
        return name, f"{piece.size.w}×{piece.size.h}"

    def _say(self) -> None:
        """For those who cannot see the board."""
        seat = self._seats.get(self._chosen) if self._chosen else None
        said = self._words("wizard.board")
        if self._chosen is not None:
            where = (
                self._words("wizard.seat", column=seat.column + 1, row=seat.row + 1)
                if seat is not None
                else self._words("wizard.tray")
            )
            said = f"{said} {self._chosen[1]} {where}"
        self.setAccessibleName(said)
