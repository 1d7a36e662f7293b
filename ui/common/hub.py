"""The room as the widgets see it: the client's mirror, turned into Qt signals."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel
from PySide6.QtCore import QObject, QTimer, Signal

from wallctl.domain.commands import Answer, Command
from wallctl.domain.show import Show
from wallctl.wire.desk import Me, ObservedState, SessionOut
from wallctl.wire.importing import ImportPreview
from wallctl.wire.node import Wanted

M = TypeVar("M", bound=BaseModel)


class RoomFiles(Protocol):
    """Lists of sources in and out. Raise EngineUnreachable, SignInNeeded, FileRefused."""

    async def preview(self, data: bytes) -> ImportPreview: ...
    async def apply(self, digest: str, id: str = "") -> Answer: ...
    async def fetch(self, path: str, *, ids: Sequence[str] = (), **query: str) -> bytes: ...


class Room(Protocol):
    """What a screen needs of the client's mirror of a room."""

    @property
    def show(self) -> Show: ...
    @property
    def observed(self) -> ObservedState: ...
    @property
    def connected(self) -> bool: ...
    @property
    def lost_since(self) -> float | None: ...
    @property
    def refused(self) -> str: ...
    @property
    def me(self) -> Me: ...
    def now(self) -> float: ...
    async def send(
        self,
        kind: str,
        args: Mapping[str, Any] | Command,
        *,
        id: str | None = None,
        expect: int | None = None,
    ) -> Answer: ...
    def watch(self, wanted: Sequence[Wanted]) -> None: ...
    @property
    def files(self) -> RoomFiles: ...
    async def sign_in(self, user: str, password: str) -> Me: ...
    async def emergency(self, name: str, reason: str) -> Me: ...
    async def sign_out(self) -> None: ...
    async def sessions(self) -> tuple[SessionOut, ...]: ...
    async def end_session(self, id: str) -> None: ...
    async def fetch(self, path: str, model: type[M], **query: object) -> M: ...
    def present(self, idle_s: float) -> None: ...


class Hub(QObject):
    """Tells the views what changed, at most once a turn of the loop.

    `show_changed` carries the kinds of entities that differ from what the views saw last.
    """

    show_changed = Signal(frozenset)
    observed_changed = Signal()
    connection_changed = Signal()
    me_changed = Signal()

    def __init__(
        self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock`: monotonic s."""
        super().__init__(parent)
        self._clock = clock
        self._room: Room | None = None
        self._show = Show()
        self._observed = ObservedState()
        self._connected = False
        self._refused = ""
        self._me = Me()
        self._lost_at: float | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._tell)

    def attach(self, room: Room) -> None:
        self._room = room
        self._lost_at = None if room.connected else self._clock()
        self._soon.start()

    @property
    def room(self) -> Room:
        if self._room is None:
            raise RuntimeError("the hub has no room yet")
        return self._room

    @property
    def show(self) -> Show:
        return self._show

    @property
    def observed(self) -> ObservedState:
        return self._observed

    @property
    def connected(self) -> bool:
        return self._connected

    @property
    def refused(self) -> str:
        """Why the engine does not want this screen: "sign_in", "protocol", or nothing."""
        return self._refused

    @property
    def me(self) -> Me:
        """Whom the engine takes this screen for."""
        return self._me

    def lost_s(self) -> float:
        """Seconds since the engine was last heard, 0 while it is."""
        return 0.0 if self._lost_at is None else self._clock() - self._lost_at

    def now(self) -> float:
        """The engine's clock, epoch s."""
        return self._room.now() if self._room is not None else time.time()

    def moved(self, _: object = None) -> None:
        """Something in the mirror changed; called by the client."""
        if not self._soon.isActive():
            self._soon.start()

    def _tell(self) -> None:
        room = self.room
        if room.me != self._me:
            self._me = room.me
            self.me_changed.emit()
        if room.connected != self._connected or room.refused != self._refused:
            self._refused = room.refused
            if room.connected != self._connected:
                self._connected = room.connected
                self._lost_at = None if room.connected else self._clock()
            self.connection_changed.emit()
        old, new = self._show, room.show
        if new is not old:
            self._show = new
            kinds = frozenset(k for k in new.table if new.table[k] is not old.table[k])
            self.show_changed.emit(kinds)
        if room.observed is not self._observed:
            self._observed = room.observed
            self.observed_changed.emit()
