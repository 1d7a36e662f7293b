"""The events of a room to all who follow: the state first, then every change, and live pictures."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from wallctl.api.callers import Caller
from wallctl.api.outbox import Outbox
from wallctl.api.pictures import PictureBoard, Watcher
from wallctl.api.reception import Reception
from wallctl.api.state import PARTS, ObservedText, StateText
from wallctl.domain.entities import Kind
from wallctl.domain.show import Change
from wallctl.engine.following import EventOut, Lagged
from wallctl.engine.room import RoomEngine
from wallctl.ports.clock import Clock
from wallctl.wire.desk import (
    FROM_CLIENT,
    ChangeOut,
    Event,
    Me,
    MeNow,
    ObservedState,
    Present,
    Resync,
    Watch,
)
from wallctl.wire.entities import entity_out

log = logging.getLogger(__name__)

SETTLE_S = 0.1  # observed changes are told together, at most ten times a second
SEND_S = 30.0  # a client that takes nothing for this long is dropped
USED_S = 60.0  # so often whoever follows counts as using the sign-in


class ClientGone(Exception):
    """The client's connection ended."""


class SignedOut(Exception):
    """The client's sign-in is over."""


class Broadcast:
    def __init__(
        self,
        *,
        engine: RoomEngine,
        board: PictureBoard,
        clock: Clock,
        on_show: Callable[[], None],
        on_people: Callable[[], None],
        reception: Reception,
    ) -> None:
        self._engine = engine
        self._board = board
        self._clock = clock
        self._on_show = on_show
        self._on_people = on_people
        self._reception = reception
        self._boxes: set[Outbox] = set()
        self._dirty = asyncio.Event()
        self._texts = StateText(engine.room)
        self._observed = ObservedText(lambda: observed_out(engine))

    @property
    def clients(self) -> int:
        return len(self._boxes)

    def state(self, me: Me) -> bytes:
        """The whole room now, as JSON, for one who asks."""
        if self._observed.refresh():
            self._tell_observed()
        return self._texts.state(
            self._engine.show,
            self._observed.text(),
            self._clock.now(),
            me.model_dump_json().encode(),
        )

    async def run(self) -> None:
        """Follows the engine until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look())
            group.create_task(self._follow())
            group.create_task(self._use())

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
                    self._on_people()
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
        if any(c.key.entity is Kind.USER for c in event.changes):
            self._on_people()
        self._on_show()

    def _tell_observed(self) -> None:
        for box in self._boxes:
            box.observed()

    def look_at_people(self) -> None:
        """Somebody signed in or out, or what someone may do changed."""
        for box in self._boxes:
            box.people()

    async def _use(self) -> None:
        while True:
            await self._clock.sleep(USED_S)
            self.look_at_people()

    async def serve(self, ws: WebSocket, caller: Caller, said: str) -> None:
        """One client's whole stay; it ends with its sign-in."""
        box = Outbox()
        watcher = self._board.watch(box.wake)
        self._boxes.add(box)
        box.wake.set()
        asker = _Asker(caller, said)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._send_all(ws, box, watcher, asker))
                group.create_task(self._read(ws, box, watcher, asker))
        except* ClientGone:
            pass
        except* SignedOut:
            await _close(ws)
        finally:
            self._boxes.discard(box)
            self._board.leave(watcher)
            self._engine.desk_left(box.id)

    async def _send_all(self, ws: WebSocket, box: Outbox, watcher: Watcher, asker: _Asker) -> None:
        revision = -1
        seen: dict[str, int] = {}
        while True:
            await box.wake.wait()
            box.wake.clear()
            while True:
                if box.people_moved:
                    box.people_moved = False
                    await self._tell_me(ws, asker)
                elif box.wants_state:
                    box.wants_state = box.observed_moved = False
                    text = self.state(asker.me()).decode()
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

    async def _tell_me(self, ws: WebSocket, asker: _Asker) -> None:
        """Says who the client is now, where that changed. Raises SignedOut."""
        before, asker.caller = asker.caller, self._reception.again(asker.caller)
        if asker.caller.role is None:
            await _send(ws, MeNow(me=None).model_dump_json())
            raise SignedOut
        if asker.caller != before:
            await _send(ws, MeNow(me=asker.me()).model_dump_json())

    def _observed_since(self, seen: dict[str, int]) -> tuple[str, dict[str, int]]:
        now = self._observed.version
        parts = tuple(p for p in PARTS if seen.get(p) != now[p])
        if not parts:
            return "", seen
        text = self._observed.changes(parts, seen.get("devices", 0)).decode()
        at = self._clock.now()
        return f'{{"type":"observed","at":{at!r},"observed":{text}}}', dict(now)

    async def _read(self, ws: WebSocket, box: Outbox, watcher: Watcher, asker: _Asker) -> None:
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
                case Present():
                    self._engine.present(box.id, asker.me().name, message.idle_s)


async def _send(ws: WebSocket, message: str | bytes) -> None:
    try:
        async with asyncio.timeout(SEND_S):
            if isinstance(message, str):
                await ws.send_text(message)
            else:
                await ws.send_bytes(message)
    except (WebSocketDisconnect, RuntimeError, OSError, TimeoutError) as exc:
        raise ClientGone from exc


async def _close(ws: WebSocket) -> None:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError):
        await ws.close(1008, "sign_in")


@dataclass(slots=True)
class _Asker:
    """Who follows, and what that client says of itself."""

    caller: Caller
    said: str

    def me(self) -> Me:
        return self.caller.me(self.said)


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
        audio=seen.audio,
        levels=seen.levels,
        devices=tuple(seen.devices.values()),
        runs=seen.runs,
        automations=seen.automations,
        power=seen.power,
    )
