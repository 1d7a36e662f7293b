"""Alarms in the status line: how many, the one that matters most, and the key to answer it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.common import glyphs
from ui.common.command_button import CommandButton
from ui.common.glyphs import Glyph
from ui.common.labels import when
from ui.common.parts import Elided
from ui.common.scale import Scale
from ui.common.theme import font
from ui.common.tokens import DARK
from ui.desk.alarm_sound import AlarmSound
from ui.desk.alarm_words import alarm_words
from ui.desk.kit import Kit
from wallctl.domain.alarm_state import Folded, Standing, folded
from wallctl.domain.alarms import AlarmMark, Priority
from wallctl.domain.commands import AlarmAck
from wallctl.domain.entities import Kind

_READ_MS = 500
"""Nobody has read an alarm sooner: what is pressed was meant for the one before."""


class Counts(QWidget):
    """▲ critical and ◆ warnings that stand; grey while there are none."""

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self._scale = scale
        self._numbers = (0, 0)
        self.setFont(font(scale.body, bold=True))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def put(self, critical: int, warnings: int, said: str) -> None:
        if (critical, warnings) != self._numbers:
            self._numbers = (critical, warnings)
            self.updateGeometry()
            self.update()
        if said != self.accessibleName():
            self.setAccessibleName(said)
            self.setToolTip(said)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        wide = sum(metrics.horizontalAdvance(str(n)) for n in self._numbers)
        side, gap = self._side(), self._scale.mm(0.8)
        return QSize(wide + 2 * (side + gap) + self._scale.mm(2.4), metrics.height())

    def _side(self) -> int:
        return round(self._scale.body * 0.8)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        side, gap, left = self._side(), self._scale.mm(0.8), 0
        for glyph, n in zip((Glyph.FAULT, Glyph.WARN), self._numbers, strict=True):
            colour = DARK.fault if n else DARK.muted
            box = QRectF(left, (self.height() - side) / 2, side, side)
            glyphs.draw(painter, glyph, box, colour)
            left += side + gap
            painter.setPen(QColor(colour))
            wide = painter.fontMetrics().horizontalAdvance(str(n))
            flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
            painter.drawText(left, 0, wide + 2, self.height(), flags, str(n))
            left += wide + self._scale.mm(2.4)


class AckButton(CommandButton):
    """Edged as a fault: it answers one."""

    def _colours(self) -> tuple[str, str, str]:
        fill, edge, ink = super()._colours()
        return fill, DARK.fault if edge == DARK.edge else edge, ink


class AlarmBar(QWidget):
    """`top_changed` says that an alarm came into the line or none is there any more."""

    page_wanted = Signal()
    top_changed = Signal()

    def __init__(self, kit: Kit, sound: AlarmSound) -> None:
        super().__init__()
        self._kit, self._sound = kit, sound
        self._top: Folded | None = None
        self._narrow = False
        words, scale = kit.words, kit.scale
        self.counts = Counts(scale)
        self.text = Elided("fault")
        self.at = QLabel()
        self.at.setProperty("role", "small")
        self.ack = AckButton(words, scale, "alarms.ack_key")
        self.ack.fired.connect(self._ack)
        self.silence = CommandButton(words, scale, "alarms.silence")
        self.silence.fired.connect(self.be_silent)
        self.badge = QLabel()
        self.badge.setProperty("role", "fault")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.mm(2))
        layout.addWidget(self.counts)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.at)
        layout.addWidget(self.ack)
        layout.addWidget(self.silence)
        layout.addWidget(self.badge)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._unread = QTimer(self, singleShot=True, interval=_READ_MS)
        self._shelves = QTimer(self, interval=5_000)  # one that ends is nobody's news
        self._shelves.timeout.connect(self.refresh)
        kit.hub.show_changed.connect(self._show_changed)
        kit.hub.observed_changed.connect(self.refresh)
        kit.hub.connection_changed.connect(self.refresh)
        kit.rights.changed.connect(self.refresh)
        sound.changed.connect(self.refresh)
        words.changed.connect(self.refresh)
        self.refresh()

    @property
    def buttons(self) -> tuple[CommandButton, ...]:
        """Those that work without the engine."""
        return (self.silence,)

    @property
    def top(self) -> Folded | None:
        """The alarm in the line."""
        return self._top

    def acknowledge(self) -> None:
        """The key: the alarm in the line was seen."""
        if self._top is None or self._top.standing is not Standing.NEW:
            self._kit.actions.hinted.emit("hint.no_alarm")
        else:
            self.ack.press()

    def be_silent(self) -> None:
        had = self._sound.silence()
        self._kit.actions.hinted.emit("hint.silenced" if had else "hint.no_sound")

    def make_narrow(self, narrow: bool) -> None:
        """On a narrow screen the words have the room of the time and of the button that ends the
        sound: that has its key, and its place on the page."""
        if narrow != self._narrow:
            self._narrow = narrow
            self.refresh()

    # -- following ----------------------------------------------------------------------------

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & {Kind.ALARM, Kind.SOURCE, Kind.WALL, Kind.OUTPUT}:
            self.refresh()

    def refresh(self) -> None:
        hub, words = self._kit.hub, self._kit.words
        marks = hub.show.all(AlarmMark)
        folds = folded(hub.observed.alarms, marks, hub.now())
        mine = [f for f in folds if f.standing is not Standing.SHELVED]
        grave = [f.alarm.priority for f in mine if not f.alarm.cleared_at or f.alarm.chattering]
        critical, warnings = (grave.count(p) for p in (Priority.CRITICAL, Priority.WARNING))
        said = f"{words('priority.critical')} {critical}  {words('priority.warning')} {warnings}"
        self.counts.put(critical, warnings, said)
        self._put(mine[0] if mine else None)
        self._put_badge()
        shelved = any(f.standing is Standing.SHELVED for f in folds)
        if shelved != self._shelves.isActive():
            (self._shelves.start if shelved else self._shelves.stop)()
        heard = self._sound.sounding and not self._sound.silent_machine
        self.silence.setVisible(heard and not self._narrow)

    def _put(self, top: Folded | None) -> None:
        words, before = self._kit.words, self._top
        known = before is not None and top is not None
        if top is not None and not (known and _same(before, top)):
            self._unread.start()
        self._top = top
        new = top is not None and top.standing is Standing.NEW
        self.ack.setVisible(new and self._kit.rights.may("alarm.ack"))
        self.at.setVisible(top is not None and not self._narrow)
        if top is None:
            self.text.say("")
        else:
            alarm = top.alarm
            said = alarm_words(alarm, self._kit.hub.show, words)
            # Where there is little room, what is wrong comes first: its mark says how grave.
            parts = [] if self._narrow else [words(f"priority.{alarm.priority.value}")]
            parts.append(said.line)
            if alarm.count > 1:
                parts.append(words("alarms.times", n=alarm.count))
            if top.children:
                parts.append(words("alarms.more", n=len(top.children)))
            self.text.say("  ".join(parts))
            self.at.setText(when(alarm.raised_at, self._kit.hub.now(), seconds=False))
            role = "fault" if new else "body"
            if self.text.property("role") != role:
                self.text.setProperty("role", role)
                self.text.style().unpolish(self.text)
                self.text.style().polish(self.text)
        if (before is None) != (top is None):
            self.top_changed.emit()

    def _put_badge(self) -> None:
        hub, words = self._kit.hub, self._kit.words
        presence = hub.observed.presence
        said = [words("alarms.duty")] if self._sound.duty else []
        # One at a time: what is not heard where it should be matters more.
        if self._sound.silent_machine and self._sound.sounding:
            said.append("◆ " + words("alarms.silent"))
        elif presence.since and not presence.attended:
            said.append("◆ " + words("alarms.unattended"))
        self.badge.setText("  ".join(said))
        self.badge.setVisible(bool(said))

    # -- acts ---------------------------------------------------------------------------------

    def _ack(self) -> None:
        top = self._top
        if top is None or top.standing is not Standing.NEW:
            return
        if self._unread.isActive():
            self._kit.actions.hinted.emit("hint.alarm_changed")
            return
        said = alarm_words(top.alarm, self._kit.hub.show, self._kit.words).what
        self._kit.actions.ask(AlarmAck(top.alarm.key, top.alarm.raised_at), self.ack, what=said)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.page_wanted.emit()


def _same(one: Folded | None, other: Folded) -> bool:
    return one is not None and (one.alarm.key, one.alarm.raised_at) == (
        other.alarm.key,
        other.alarm.raised_at,
    )
