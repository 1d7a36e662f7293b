"""The events of a room to all who follow: the state first, then every change, and live pictures."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from wallctl.api.outbox import Outbox
from wallctl.api.pictures import PictureBoard, Watcher
from wallctl.api.state import PARTS, ObservedText, StateText
from wallctl.domain.show import Change
from wallctl.engine.following import EventOut, Lagged
from wallctl.engine.room import RoomEngine
from wallctl.ports.clock import Clock
from wallctl.wire.desk import FROM_CLIENT, ChangeOut, Event, ObservedState, Resync, Watch
from wallctl.wire.entities import entity_out

log = logging.getLogger(__name__)

SETTLE_S = 0.1  # observed changes are told together, at most ten times a second
SEND_S = 30.0  # a client that takes nothing for this long is dropped


class ClientGone(Exception):
    """The client's connection ended."""


class Broadcast:
    def __init__(
        self, engine: RoomEngine, board: PictureBoard, clock: Clock, on_show: Callable[[], None]
    ) -> None:
        self._engine = engine
        self._board = board
        self._clock = clock
        self._on_show = on_show
        self._boxes: set[Outbox] = set()
        self._dirty = asyncio.Event()
        self._texts = StateText(engine.room)
        self._observed = ObservedText(lambda: observed_out(engine))

    @property
    def clients(self) -> int:
        return len(self._boxes)

    def state(self) -> bytes:
        """The whole room now, as JSON."""
        if self._observed.refresh():
            self._tell_observed()
        return self._texts.state(self._engine.show, self._observed.text(), self._clock.now())

    async def run(self) -> None:
        """Follows the engine until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look())
            group.create_task(self._follow())

    async def _follow(self) -> None:
        async with self._engine.follow() as following:
            while True:
                try:
                    one = await anext(following)
                except StopAsyncIteration:
                    return  # the room stops
                except Lagged:
                    log.warning("the API fell behind the engine: all clients get the state again")
                    for box in self._boxes:
                        box.resync()
                    continue
                if one.event is not None:
                    self._tell(one.event)
                if one.observed:
                    self._dirty.set()

    async def _look(self) -> None:
        while True:
            await self._dirty.wait()
            self._dirty.clear()
            if self._observed.refresh():
                self._tell_observed()
            await asyncio.sleep(SETTLE_S)

    def _tell(self, event: EventOut) -> None:
        text = event_out(event).model_dump_json()
        for box in self._boxes:
            if not box.event(event.revision, text):
                log.warning("a client fell behind: it gets the state again")
        self._on_show()

    def _tell_observed(self) -> None:
        for box in self._boxes:
            box.observed()

    async def serve(self, ws: WebSocket) -> None:
        """One client's whole stay."""
        box = Outbox()
        watcher = self._board.watch(box.wake)
        self._boxes.add(box)
        box.wake.set()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._send_all(ws, box, watcher))
                group.create_task(self._read(ws, box, watcher))
        except* ClientGone:
            pass
        finally:
            self._boxes.discard(box)
            self._board.leave(watcher)

    async def _send_all(self, ws: WebSocket, box: Outbox, watcher: Watcher) -> None:
        revision = -1
        seen: dict[str, int] = {}
        while True:
            await box.wake.wait()
            box.wake.clear()
            while True:
                if box.wants_state:
                    box.wants_state = box.observed_moved = False
                    text = self.state().decode()
                    revision, seen = self._engine.show.revision, dict(self._observed.version)
                    await _send(ws, text)
                elif (event := box.next_event()) is not None:
                    if event[0] > revision:
                        await _send(ws, event[1])
                elif box.observed_moved:
                    box.observed_moved = False
                    text, seen = self._observed_since(seen)
                    if text:
                        await _send(ws, text)
                elif (picture := watcher.take()) is not None:
                    await _send(ws, picture)
                else:
                    break

    def _observed_since(self, seen: dict[str, int]) -> tuple[str, dict[str, int]]:
        now = self._observed.version
        parts = tuple(p for p in PARTS if seen.get(p) != now[p])
        if not parts:
            return "", seen
        text = self._observed.text(parts).decode()
        at = self._clock.now()
        return f'{{"type":"observed","at":{at!r},"observed":{text}}}', dict(now)

    async def _read(self, ws: WebSocket, box: Outbox, watcher: Watcher) -> None:
        while True:
            frame = await ws.receive()
            if frame["type"] != "websocket.receive":
                raise ClientGone
            try:
                message = FROM_CLIENT.validate_json(frame.get("text") or b"")
            except ValidationError:
                continue  # a newer client may say what we do not know
            match message:
                case Watch():
                    self._board.want(watcher, message.wanted)
                case Resync():
                    box.resync()


async def _send(ws: WebSocket, message: str | bytes) -> None:
    try:
        async with asyncio.timeout(SEND_S):
            if isinstance(message, str):
                await ws.send_text(message)
            else:
                await ws.send_bytes(message)
    except (WebSocketDisconnect, RuntimeError, OSError, TimeoutError) as exc:
        raise ClientGone from exc


def change_out(change: Change) -> ChangeOut:
    kind = change.key.entity
    return ChangeOut(
        entity=kind.value,
        id=change.key.id,
        before=None if change.before is None else entity_out(kind, change.before),
        after=None if change.after is None else entity_out(kind, change.after),
    )


def event_out(event: EventOut) -> Event:
    return Event(
        revision=event.revision,
        at=event.at,
        by=event.by,
        kind=event.kind,
        changes=tuple(change_out(c) for c in event.changes),
    )


def observed_out(engine: RoomEngine) -> ObservedState:
    seen = engine.observed
    return ObservedState(
        walls=tuple(seen.walls.values()),
        feeds=tuple(seen.feeds.values()),
        nodes=tuple(seen.nodes.values()),
        lost_nodes=tuple(sorted(seen.lost_nodes)),
        faults=tuple(sorted(seen.faults)),
        alarms=seen.alarms,
        patrols=seen.patrols,
        presence=seen.presence,
        proposals=seen.proposals,
        ptz=seen.ptz,
    )
