"""One node's connection: what is to be sent to it, what it says, what it still owes us."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from wallctl.domain.errors import Rejected, TimedOut, Unreachable
from wallctl.domain.observed import ProbeResult
from wallctl.ports.clock import Clock
from wallctl.wire.node import (
    FROM_NODE,
    Failed,
    FromEngine,
    FromNode,
    Goodbye,
    PictureHead,
    Ping,
    Plan,
    Pong,
    Probed,
    Wants,
    unpack_picture,
)

log = logging.getLogger(__name__)

PING_S = 1.0
SILENCE_S = 4.0  # without a word from the node for this long it is lost
_OUTBOX = 64
Reply = ProbeResult | bytes
R = TypeVar("R", ProbeResult, bytes)


class LineOver(Exception):
    """The connection has ended, one way or the other."""


class NodeLine:
    """Plans and wants are coalesced: the newest replaces one that is not yet sent."""

    def __init__(self, node: str, ws: WebSocket, clock: Clock) -> None:
        self.node = node
        self.offset_ms = 0.0
        self._ws = ws
        self._clock = clock
        self._plan: Plan | None = None
        self._wants: Wants | None = None
        self._queue: deque[FromEngine] = deque(maxlen=_OUTBOX)
        self._wake = asyncio.Event()
        self._owed: dict[str, asyncio.Future[Reply]] = {}
        self._heard = clock.monotonic()
        self._farewell: Goodbye | None = None

    def plan(self, plan: Plan) -> None:
        self._plan = plan
        self._wake.set()

    def wants(self, wants: Wants) -> None:
        self._wants = wants
        self._wake.set()

    def say(self, message: FromEngine) -> None:
        self._queue.append(message)
        self._wake.set()

    def dismiss(self, farewell: Goodbye) -> None:
        """Ends the connection with a word to the node."""
        self._farewell = farewell
        self._wake.set()

    async def ask(self, id: str, message: FromEngine, of: type[R], timeout_s: float) -> R:
        """Raises TimedOut, Unreachable (the line ended), Rejected (the node cannot)."""
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._owed[id] = future
        self.say(message)
        try:
            async with asyncio.timeout(timeout_s):
                reply = await future
        except TimeoutError:
            raise TimedOut(node=self.node) from None
        finally:
            self._owed.pop(id, None)
        if not isinstance(reply, of):
            raise Rejected(node=self.node)
        return reply

    async def run(
        self,
        heard: Callable[[FromNode], Awaitable[None]],
        picture: Callable[[PictureHead, bytes], None],
    ) -> None:
        """Sends, pings and reads until the line ends, however it ends."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._send_all())
                group.create_task(self._ping())
                group.create_task(self._read(heard, picture))
        except* LineOver:
            pass
        finally:
            for future in self._owed.values():
                if not future.done():
                    future.set_exception(Unreachable(node=self.node))

    async def _send_all(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            if self._farewell is not None:
                await self._send(self._farewell)
                raise LineOver
            # The plan goes first: it is what the wall shows.
            while (message := self._next()) is not None:
                await self._send(message)

    def _next(self) -> FromEngine | None:
        if self._plan is not None:
            plan, self._plan = self._plan, None
            return plan
        if self._wants is not None:
            wants, self._wants = self._wants, None
            return wants
        return self._queue.popleft() if self._queue else None

    async def _send(self, message: FromEngine) -> None:
        try:
            await self._ws.send_text(message.model_dump_json())
        except (WebSocketDisconnect, RuntimeError, OSError) as exc:
            # Starlette says RuntimeError for a send after the close.
            raise LineOver from exc

    async def _ping(self) -> None:
        while True:
            self.say(Ping(at=self._clock.now()))
            await self._clock.sleep(PING_S)
            if self._clock.monotonic() - self._heard > SILENCE_S:
                log.warning("node %s is silent", self.node)
                raise LineOver

    async def _read(
        self,
        heard: Callable[[FromNode], Awaitable[None]],
        picture: Callable[[PictureHead, bytes], None],
    ) -> None:
        while True:
            frame = await self._ws.receive()
            if frame["type"] != "websocket.receive":
                raise LineOver
            self._heard = self._clock.monotonic()
            try:
                if frame.get("bytes") is not None:
                    self._picture(*unpack_picture(frame["bytes"]), picture)
                else:
                    await self._message(FROM_NODE.validate_json(frame["text"]), heard)
            except ValidationError as exc:
                log.warning("node %s said something unknown: %s", self.node, _places(exc))
            except ValueError as exc:
                log.warning("node %s: %s", self.node, exc)

    async def _message(
        self, message: FromNode, heard: Callable[[FromNode], Awaitable[None]]
    ) -> None:
        match message:
            case Pong():
                half = (self._clock.now() - message.at) / 2
                self.offset_ms = (message.node_at - message.at - half) * 1000
            case Probed():
                self._settle(message.ask, message.result)
            case Failed():
                future = self._owed.get(message.ask)
                if future is not None and not future.done():
                    future.set_exception(Rejected(message.code, node=self.node))
            case _:
                await heard(message)

    def _picture(
        self, head: PictureHead, data: bytes, picture: Callable[[PictureHead, bytes], None]
    ) -> None:
        if head.ask:
            self._settle(head.ask, data)
        else:
            # Ages on the screens are counted on the engine's clock.
            at = head.at - self.offset_ms / 1000
            picture(head.model_copy(update={"at": at}), data)

    def _settle(self, ask: str, reply: Reply) -> None:
        future = self._owed.get(ask)
        if future is not None and not future.done():
            future.set_result(reply)


def _places(exc: ValidationError) -> str:
    return ", ".join(".".join(map(str, e["loc"])) for e in exc.errors(include_input=False)[:4])
