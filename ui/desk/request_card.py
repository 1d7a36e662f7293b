"""A leader's request beside TAKE: who asks for what, how long it still waits, yes or no."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from ui.common.command_button import CommandButton
from ui.common.hub import Hub
from ui.common.labels import name_of
from ui.common.parts import Elided
from ui.common.scale import Scale
from ui.common.tokens import DARK
from ui.common.words import Words
from ui.desk.actions import Actions
from ui.desk.rights import Rights
from wallctl.domain.commands import RequestAccept, RequestDecline
from wallctl.domain.entities import Kind
from wallctl.domain.shift import Request, RequestState

LEAST_MM, MOST_MM = 70.0, 132.0
SHARE = 0.55
"""Of the row that it has in common with TAKE, at most."""
_TOLD_MS = 8000
"""So long an expired request stays in sight."""
_READ_MS = 500
"""Nobody has read a request sooner: what is pressed was meant for the one before."""


class RequestCard(QFrame):
    """The request that waits longest; the others are counted. `came` says that there is a new
    one."""

    came = Signal()

    def __init__(self, hub: Hub, actions: Actions, words: Words, scale: Scale) -> None:
        super().__init__()
        self._hub, self._actions, self._words, self._scale = hub, actions, words, scale
        self._rights: Rights | None = None
        self._request: Request | None = None
        self._known: frozenset[str] | None = None
        self._waiting: tuple[Request, ...] = ()
        self._title, self._rest = Elided(), Elided("muted")
        self.accept = CommandButton(words, scale, "request.accept", live=True)
        self.decline = CommandButton(words, scale, "request.decline")
        self.accept.fired.connect(self._accept)
        self.decline.fired.connect(self._decline)
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addStretch(1)
        told.addWidget(self._title)
        told.addWidget(self._rest)
        told.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(scale.mm(2.2), scale.mm(0.8), scale.mm(2.2), scale.mm(0.8))
        layout.setSpacing(scale.mm(1.4))
        layout.addLayout(told, 1)
        layout.addWidget(self.accept)
        layout.addWidget(self.decline)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._second = QTimer(self, interval=500)
        self._second.timeout.connect(self._tell)
        self._gone = QTimer(self, singleShot=True, interval=_TOLD_MS)
        self._gone.timeout.connect(self._refresh)
        self._unread = QTimer(self, singleShot=True, interval=_READ_MS)
        hub.show_changed.connect(self._show_changed)
        words.changed.connect(self._tell)
        self.hide()

    @property
    def request(self) -> Request | None:
        """What is in sight, waiting or expired."""
        return self._request

    def follow(self, rights: Rights) -> None:
        """Buttons only for whoever may answer."""
        self._rights = rights
        rights.changed.connect(self._tell)
        self._tell()

    def sizeHint(self) -> QSize:
        """As wide as its words need, within its share of the row."""
        words = max(_wide(self._title, self._title.text()), _wide(self._rest, self._rest.text()))
        wide = min(words + self._beside(), self._most())
        return QSize(max(self._scale.mm(LEAST_MM), wide), super().sizeHint().height())

    def _most(self) -> int:
        row, most = self.parentWidget(), self._scale.mm(MOST_MM)
        return min(most, round(row.width() * SHARE)) if row is not None and row.width() else most

    def _beside(self) -> int:
        """The width that is not for words, px."""
        gap = self._scale.mm(1.4)
        shown = [b for b in (self.accept, self.decline) if not b.isHidden()]
        return sum(b.sizeHint().width() + gap for b in shown) + 2 * self._scale.mm(2.2) + 4

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    # -- following ----------------------------------------------------------------------------

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & {Kind.REQUEST, Kind.SCENE}:
            self._refresh()

    def _refresh(self) -> None:
        table = self._hub.show.all(Request)
        waiting = [r for r in table.values() if r.state is RequestState.OPEN]
        self._waiting = tuple(sorted(waiting, key=lambda r: (r.at, r.id)))
        known = frozenset(r.id for r in waiting)
        new = known - self._known if self._known is not None else known
        self._known = known
        before = self._request
        last = table.get(before.id) if before is not None else None
        if self._waiting:
            self._gone.stop()
            self._request = self._waiting[0]
        elif last is not None and last.state is RequestState.EXPIRED:
            if before is not None and before.state is RequestState.OPEN:
                self._gone.start()
            self._request = last if self._gone.isActive() else None
        else:
            self._request = None
        if self._request is not None and (before is None or before.id != self._request.id):
            self._unread.start()
        if self._request is None:
            self._second.stop()
            self.hide()
        else:
            self._tell()
            if self._waiting:
                self._second.start()
            else:
                self._second.stop()
            self.show()
        if new:
            self.came.emit()

    def _open(self) -> bool:
        return self._request is not None and self._request.state is RequestState.OPEN

    def _tell(self) -> None:
        request, words = self._request, self._words
        if request is None:
            return
        who = request.panel or request.by
        scene = name_of(self._hub.show.scenes.get(request.scene), words, request.scene)
        rights = self._rights
        for button, kind in ((self.accept, "request.accept"), (self.decline, "request.decline")):
            button.setVisible(self._open() and (rights is None or rights.may(kind)))
        title = words("request.asks", who=who, scene=scene)
        rest = [words("request.expired")]
        if self._open():
            rest = [words("request.left", n=max(0, round(request.expires_at - self._hub.now())))]
            if len(self._waiting) > 1:
                rest.append(words("request.more", n=len(self._waiting) - 1))
        self.setAccessibleName(f"{title} {' · '.join(rest)}")
        if _wide(self._title, title) > self._most() - self._beside():
            title = words("request.scene", scene=scene)  # what is asked for is never cut
            rest.insert(1, who)
        self._title.say(title)
        self._rest.say(" · ".join(rest))
        if self.width() != self.sizeHint().width():
            self.updateGeometry()
        self.update()

    # -- acts ---------------------------------------------------------------------------------

    def _accept(self) -> None:
        self._answer(RequestAccept, self.accept)

    def _decline(self) -> None:
        self._answer(RequestDecline, self.decline)

    def _answer(
        self, made: Callable[[str], RequestAccept | RequestDecline], button: CommandButton
    ) -> None:
        request = self._request
        if request is None or not self._open() or not button.isVisibleTo(self):
            return
        if self._unread.isActive():
            self._actions.hinted.emit("hint.request_new")
            return
        scene = self._hub.show.scenes.get(request.scene)
        self._actions.ask(made(request.id), button, what=name_of(scene, self._words, request.scene))

    # -- how it looks -------------------------------------------------------------------------

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        waits = self._open()
        pen = QPen(QColor(DARK.pending if waits else DARK.edge), 2)
        pen.setStyle(Qt.PenStyle.DashLine if waits else Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(QColor(DARK.pending_fill if waits else DARK.surface))
        radius = self._scale.mm(0.9)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), radius, radius)


def _wide(label: QLabel, text: str) -> int:
    return label.fontMetrics().horizontalAdvance(text)
