"""A wall node's line to its engine: greets, takes plans, reports, and comes back by itself."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

import aiohttp
from pydantic import ValidationError

from wallctl.client.backoff import Backoff
from wallctl.client.session import CONNECT_S, MAX_FRAME, address, open_session
from wallctl.domain.plan import NodePlan
from wallctl.wire.node import (
    FROM_ENGINE,
    Figures,
    FromEngine,
    FromNode,
    Goodbye,
    Identify,
    NodeHello,
    PictureHead,
    Ping,
    Plan,
    Pong,
    ProbeAsk,
    Reported,
    SnapshotAsk,
    Wants,
    Welcome,
    pack_picture,
)
from wallctl.wire.version import PROTOCOL, speaks_ours

log = logging.getLogger(__name__)

SILENCE_S = 4.0  # the engine pings each second: this long without a word and it is lost
TURNED_AWAY_S = 30.0  # until the next try where the engine does not want us
_OUTBOX = 256


class NodeHandler(Protocol):
    """What the node does with the engine's words. Called on the loop; must not block."""

    def on_welcome(self, welcome: Welcome) -> None: ...
    def on_plan(self, plan: NodePlan) -> None: ...
    def on_wants(self, wants: Wants) -> None: ...
    def on_snapshot(self, ask: SnapshotAsk) -> None: ...
    def on_probe(self, ask: ProbeAsk) -> None: ...
    def on_identify(self, order: Identify) -> None: ...
    def on_lost(self) -> None: ...


class NodeLink:
    """Newest wins for reports, figures and live pictures that could not be sent yet; answers to
    asks keep their order. Nothing is kept while the engine is away: say it again on welcome."""

    def __init__(self, url: str, hello: Callable[[], NodeHello], handler: NodeHandler) -> None:
        self._url = url
        self._hello = hello
        self._handler = handler
        self._backoff = Backoff()
        self._newest: dict[tuple[str, str, str], FromNode | tuple[PictureHead, bytes]] = {}
        self._ordered: deque[FromNode | tuple[PictureHead, bytes]] = deque(maxlen=_OUTBOX)
        self._wake = asyncio.Event()
        self.connected = False
        self.refused: Goodbye | None = None

    def send(self, message: FromNode) -> bool:
        """Hands a message over to be sent soon; False while the engine is away."""
        if not self.connected:
            return False
        match message:
            case Reported():
                self._newest[("wall", message.report.wall, "")] = message
            case Figures():
                self._newest[("figures", "", "")] = message
            case _:
                self._ordered.append(message)
        self._wake.set()
        return True

    def send_picture(self, head: PictureHead, data: bytes) -> bool:
        """Hands a picture over to be sent soon; False while the engine is away."""
        if not self.connected:
            return False
        if head.ask:
            self._ordered.append((head, data))
        else:
            self._newest[("picture", head.kind, head.id)] = (head, data)
        self._wake.set()
        return True

    async def run(self) -> None:
        """Connects, follows and reconnects for ever; ends when cancelled."""
        told = False
        while True:
            up = False
            wait = 0.0
            try:
                up = await self._meet()
            except (aiohttp.ClientError, OSError, TimeoutError) as exc:
                if not told:
                    log.warning("engine %s is away: %s", self._url, exc or type(exc).__name__)
                    told = True
            if up:
                told = False
                self._backoff.reset()
                log.warning("engine %s is lost; the plan is held", self._url)
                told = True
            if self.refused is not None:
                wait = TURNED_AWAY_S
            await asyncio.sleep(max(wait, self._backoff.again()))

    async def _meet(self) -> bool:
        """One connection from greeting to end; True if the engine had welcomed us."""
        hello = self._hello()
        async with open_session(hello.token) as session:
            async with asyncio.timeout(CONNECT_S):
                ws = await session.ws_connect(
                    address(self._url, "/api/v1/node"), max_msg_size=MAX_FRAME, compress=0
                )
            try:
                async with asyncio.timeout(CONNECT_S):
                    await ws.send_str(hello.model_dump_json())
                return await self._follow(ws)
            finally:
                await ws.close()

    async def _follow(self, ws: aiohttp.ClientWebSocketResponse) -> bool:
        sender: asyncio.Task[None] | None = None
        try:
            while (message := await self._receive(ws)) is not None:
                match message:
                    case Welcome():
                        if not speaks_ours(message.protocol):
                            log.error(
                                "engine speaks protocol %s, this node %s; the plan is held",
                                message.protocol,
                                PROTOCOL,
                            )
                            return False
                        if sender is None:
                            self._up(message)
                            sender = asyncio.create_task(self._send_all(ws))
                    case Goodbye():
                        if self.refused != message:
                            log.error("engine turned this node away: %s", message.message)
                        self.refused = message
                        return False
                    case _:
                        self._hand_on(message)
        finally:
            if sender is not None:
                sender.cancel()
                await asyncio.gather(sender, return_exceptions=True)
                self._down()
        return sender is not None

    async def _receive(self, ws: aiohttp.ClientWebSocketResponse) -> FromEngine | None:
        """The next message that makes sense; None when the line ended."""
        while True:
            try:
                frame = await ws.receive(timeout=SILENCE_S)
            except TimeoutError:
                return None
            if frame.type is not aiohttp.WSMsgType.TEXT:
                return None
            try:
                return FROM_ENGINE.validate_json(frame.data)
            except ValidationError as exc:
                # A newer engine may say things we do not know; never fatal, never the content.
                log.warning("engine said something unknown: %d places", exc.error_count())

    def _hand_on(self, message: FromEngine) -> None:
        match message:
            case Ping():
                self.send(Pong(at=message.at, node_at=time.time()))
            case Plan():
                self._handler.on_plan(message.plan)
            case Wants():
                self._handler.on_wants(message)
            case SnapshotAsk():
                self._handler.on_snapshot(message)
            case ProbeAsk():
                self._handler.on_probe(message)
            case Identify():
                self._handler.on_identify(message)
            case _:
                pass

    async def _send_all(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._ordered or self._newest:
                    if self._ordered:
                        item = self._ordered.popleft()
                    else:
                        item = self._newest.pop(next(iter(self._newest)))
                    if isinstance(item, tuple):
                        await ws.send_bytes(pack_picture(*item))
                    else:
                        await ws.send_str(item.model_dump_json())
        except (aiohttp.ClientError, OSError):
            await ws.close()  # the reader then ends too

    def _up(self, welcome: Welcome) -> None:
        self.refused = None
        self._newest.clear()
        self._ordered.clear()
        self.connected = True
        log.info("engine %s of room %s is there", self._url, welcome.room)
        self._handler.on_welcome(welcome)

    def _down(self) -> None:
        self.connected = False
        self._handler.on_lost()
