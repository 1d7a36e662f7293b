"""A button that sends a command and says what came of it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.common import glyphs
from ui.common.glyphs import Glyph
from ui.common.scale import Scale
from ui.common.tokens import DARK, REPEAT_MS
from ui.common.words import Words


class State(StrEnum):
    IDLE = "idle"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    SENT = "sent"  # no read-back exists: never a tick
    PART = "part"
    FAILED = "failed"
    STALE = "stale"
    OFFLINE = "offline"
    LOCKED = "locked"
    INHIBITED = "inhibited"


class Dress(StrEnum):
    PLAIN = "plain"
    TAKE = "take"  # preview's own command
    QUIET = "quiet"  # without an edge until used


_GLYPH = {
    State.IDLE: Glyph.NONE,
    State.PENDING: Glyph.PENDING,
    State.CONFIRMED: Glyph.CHECK,
    State.SENT: Glyph.SENT,
    State.PART: Glyph.PART,
    State.FAILED: Glyph.CROSS,
    State.STALE: Glyph.STALE,
    State.OFFLINE: Glyph.OFFLINE,
    State.LOCKED: Glyph.LOCK,
    State.INHIBITED: Glyph.STOP,
}
_COLOUR = {
    State.PENDING: DARK.pending,
    State.CONFIRMED: DARK.text,
    State.SENT: DARK.text,
    State.PART: DARK.pending,
    State.FAILED: DARK.fault,
    State.STALE: DARK.stale,
    State.OFFLINE: DARK.muted,
    State.LOCKED: DARK.locked,
    State.INHIBITED: DARK.muted,
}
_CLOSED = frozenset({State.PENDING, State.OFFLINE, State.LOCKED, State.INHIBITED})
_SETTLE_MS = {State.CONFIRMED: 4000, State.SENT: 4000, State.PART: 9000, State.FAILED: 9000}
_DROPPED_MS = 1200


class CommandButton(QAbstractButton):
    """Acts on release inside. `fired` is one accepted press; a repeat is dropped and shown.

    `label` is asked again whenever the language changes; `live` buttons act on the wall and
    therefore ignore Space and Enter: they have a key of their own.
    """

    fired = Signal()
    dropped = Signal()

    def __init__(
        self,
        words: Words,
        scale: Scale,
        label: str | Callable[[], str],
        *,
        live: bool = False,
        dress: Dress = Dress.PLAIN,
        repeat_ms: int = REPEAT_MS,
    ) -> None:
        """`repeat_ms`: two presses closer than this are one."""
        super().__init__()
        self._repeat_ms = repeat_ms
        self._words, self._scale, self._label = words, scale, label
        self._live, self._dress = live, dress
        self._state, self._note, self._detail = State.IDLE, "", ""
        self._closed: tuple[State, str] | None = None
        self._drop_shown = False
        self._calm: QTimer | None = None  # made when first needed: a desk has a hundred buttons
        self._fresh: QTimer | None = None  # runs while a further press is still the same
        self._undrop: QTimer | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.press)
        words.changed.connect(self.say)
        self.say()

    # -- what it says -------------------------------------------------------------------------

    @property
    def state(self) -> State:
        return self._closed[0] if self._closed else self._state

    @property
    def detail(self) -> str:
        return self._detail

    def say(self) -> None:
        label = self._label if callable(self._label) else lambda: self._words(str(self._label))
        self.setText(label())
        self._name()
        self.updateGeometry()
        self.update()

    def set_detail(self, text: str) -> None:
        """Small words beside the label."""
        if text != self._detail:
            self._detail = text
            self._name()
            self.updateGeometry()
            self.update()

    def show_state(self, state: State, note: str = "") -> None:
        """The state of the last command and its words; confirmed and sent settle by themselves."""
        if self._calm is not None:
            self._calm.stop()
        self._state, self._note = state, note
        if settle := _SETTLE_MS.get(state, 0) if self.settles(state) else 0:
            if self._calm is None:
                self._calm = QTimer(self, singleShot=True)
                self._calm.timeout.connect(self._settle)
            self._calm.start(settle)
        self._name()
        self.updateGeometry()
        self.update()

    def close_for(self, state: State, reason: str) -> None:
        """Keeps it from acting, saying why: offline, locked or inhibited."""
        if self._closed != (state, reason):
            self._closed = (state, reason)
            self.setToolTip(reason)
            self._name()
            self.update()

    def reopen(self) -> None:
        if self._closed is not None:
            self._closed = None
            self.setToolTip("")
            self._name()
            self.update()

    def note(self) -> str:
        """The words of the present state, without the label."""
        if self._drop_shown:
            return self._words("button.dropped")
        if self._closed:
            return self._closed[1]
        return self._note

    def settles(self, state: State) -> bool:
        """Whether the outcome fades by itself; the button is idle again then."""
        return True

    def _name(self) -> None:
        said = [self.text(), self._detail]
        if self.state is not State.IDLE:
            said += [self._words(f"button.{self.state.value}"), self.note()]
        self.setAccessibleName(" ".join(part for part in said if part))

    def _settle(self) -> None:
        self.show_state(State.IDLE)

    def _hide_drop(self) -> None:
        self._drop_shown = False
        self.update()

    # -- what it does -------------------------------------------------------------------------

    def press(self) -> None:
        """One press by mouse, touch or key."""
        if self.state is State.PENDING or self._is_fresh():
            self._drop_shown = True
            if self._undrop is None:
                self._undrop = QTimer(self, singleShot=True)
                self._undrop.timeout.connect(self._hide_drop)
            self._undrop.start(_DROPPED_MS)
            self.update()
            self.dropped.emit()
            return
        if self.state in _CLOSED or not self.isEnabled():
            self.update()
            return
        if self._fresh is None:
            self._fresh = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._fresh.start(self._repeat_ms)
        self.fired.emit()

    def _is_fresh(self) -> bool:
        """Whether it fired a moment ago. A timer that is due counts as run out: while the screen
        was busy a press may have come before it."""
        return (
            self._fresh is not None and self._fresh.isActive() and self._fresh.remainingTime() > 0
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._live:
            if not event.isAutoRepeat():
                self.press()
            return
        if self._live and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select):
            event.ignore()
            return
        super().keyPressEvent(event)

    # -- how it looks -------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """With the glyph of a state there is still clear room at either end."""
        return QSize(self._wide(marked=True) + 2 * self._scale.mm(2.2), self._scale.row)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._wide(marked=True) + 2 * self._pad(), self._scale.row)

    def _pad(self) -> int:
        """Least clear room at either end, px."""
        return self._scale.mm(1.2)

    def _wide(self, *, marked: bool) -> int:
        """Width of its words, with or without a state's glyph: room for one is always kept."""
        width = self.fontMetrics().horizontalAdvance(self.text())
        if self._detail:
            width += self._scale.gap + self.fontMetrics().horizontalAdvance(self._detail)
        glyph = round(self._scale.body * 0.82) + self._scale.mm(0.9)
        return width + (glyph if marked else 0)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        fill, edge, ink = self._colours()
        pen = QPen(QColor(edge), 1.4)
        if self.state is State.PENDING:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(fill))
        radius = self._scale.mm(0.9)
        painter.drawRoundedRect(box, radius, radius)
        self.paint_under(painter, box)
        if self.state is State.STALE:
            painter.fillRect(box, glyphs.hatch(DARK.stale, 60))
        self.paint_words(painter, box, ink)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(DARK.window), 1))
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), radius, radius)
            painter.setPen(QPen(QColor(DARK.focus), 2))
            painter.drawRoundedRect(box.adjusted(0, 0, 0, 0), radius, radius)

    def paint_under(self, painter: QPainter, box: QRectF) -> None:
        """For buttons that show progress below their words."""

    def paint_words(self, painter: QPainter, box: QRectF, ink: str) -> None:
        glyph = self.mark()
        said = self.text()
        side, gap = round(self._scale.body * 0.82), self._scale.mm(0.9)
        left = box.left() + max(self._pad(), (box.width() - self._wide(marked=bool(glyph))) / 2)
        if glyph is not Glyph.NONE:
            square = QRectF(left, box.center().y() - side / 2, side, side)
            glyphs.draw(painter, glyph, square.adjusted(1, 1, -1, -1), self.mark_colour())
            left += side + gap
        painter.setPen(QColor(ink))
        painter.setFont(self.font())
        room = QRectF(left, box.top(), box.right() - left - 2, box.height())
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        if self._drop_shown:
            said = self._words("button.dropped")
        painter.drawText(room, align, said)
        if self._detail and not self._drop_shown:
            used = painter.fontMetrics().horizontalAdvance(said) + self._scale.gap
            painter.setPen(QColor(DARK.body))
            painter.drawText(room.adjusted(used, 0, 0, 0), align, self._detail)

    def mark(self) -> Glyph:
        """The glyph of the present state."""
        return _GLYPH[self.state]

    def mark_colour(self) -> str:
        return _COLOUR.get(self.state, DARK.text)

    def _colours(self) -> tuple[str, str, str]:
        if self.state in (State.OFFLINE, State.INHIBITED) or not self.isEnabled():
            return DARK.surface, DARK.disabled, DARK.muted
        pressed, hover = self.isDown(), self.underMouse()
        if self._dress is Dress.QUIET:
            fill = DARK.window if pressed else DARK.raised if hover else DARK.surface
            edge = DARK.text if pressed else fill
        elif self._dress is Dress.TAKE:
            fill = DARK.preview_press if pressed else DARK.preview_fill
            edge = DARK.preview
        else:
            fill = DARK.window if pressed else DARK.input if hover else DARK.raised
            edge = DARK.text if pressed else DARK.edge
            if self.isChecked():
                fill = DARK.window if pressed else DARK.select_fill
                edge = DARK.text if pressed else DARK.select
        if self.state in (State.PENDING, State.PART, State.FAILED, State.LOCKED):
            edge = self.mark_colour()
        return fill, edge, DARK.text
