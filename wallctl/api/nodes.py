"""The wall nodes that are connected, as the engine's Glass."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from wallctl.api.node_line import NodeLine
from wallctl.domain.errors import Unreachable
from wallctl.domain.observed import ProbeResult
from wallctl.domain.plan import FeedSpec, NodePlan
from wallctl.ports.clock import Clock, Ids
from wallctl.ports.glass import GlassEvent, NodeDown, NodeSaid, NodeUp
from wallctl.wire.node import (
    Figures,
    FromNode,
    Goodbye,
    Identify,
    NodeHello,
    PictureHead,
    Plan,
    ProbeAsk,
    Reported,
    SnapshotAsk,
    Wants,
    Welcome,
)
from wallctl.wire.version import PROTOCOL, speaks_ours

log = logging.getLogger(__name__)

HELLO_S = 5.0
_EVENTS = 256
_PROBE_SLACK_S = 2.0  # beyond the node's own limit, for the way there and back


class NodeHub:
    """Implements ports.Glass over `WS /api/v1/node`. The same name twice: the newest wins."""

    def __init__(self, room: str, clock: Clock, ids: Ids) -> None:
        self._room = room
        self._clock = clock
        self._ids = ids
        self._lines: dict[str, NodeLine] = {}
        self._events: asyncio.Queue[GlassEvent] = asyncio.Queue(_EVENTS)
        self._on_picture: Callable[[str, PictureHead, bytes], None] | None = None
        self._on_nodes: Callable[[], None] | None = None

    def tell(
        self,
        on_picture: Callable[[str, PictureHead, bytes], None],
        on_nodes: Callable[[], None],
    ) -> None:
        """Whom to hand live pictures (node, head, bytes), and to tell that nodes came or went."""
        self._on_picture = on_picture
        self._on_nodes = on_nodes

    async def events(self) -> AsyncIterator[GlassEvent]:
        while True:
            yield await self._events.get()

    def online(self) -> frozenset[str]:
        return frozenset(self._lines)

    def show(self, plan: NodePlan) -> bool:
        line = self._lines.get(plan.node)
        if line is None:
            return False
        line.plan(Plan(plan=plan))
        return True

    async def probe(self, node: str, feed: FeedSpec, timeout_s: float) -> ProbeResult:
        ask = self._ids.fresh()
        message = ProbeAsk(ask=ask, feed=feed, timeout_s=timeout_s)
        return await self._line(node).ask(ask, message, ProbeResult, timeout_s + _PROBE_SLACK_S)

    async def snapshot(self, node: str, kind: str, wall: str, timeout_s: float = 5.0) -> bytes:
        """A fresh PNG of what a wall shows (`program`) or prepares (`preview`) on a node.
        Raises Unreachable, TimedOut, Rejected."""
        ask = self._ids.fresh()
        message = SnapshotAsk.model_validate({"ask": ask, "kind": kind, "id": wall})
        return await self._line(node).ask(ask, message, bytes, timeout_s)

    def identify(self, node: str, wall: str, seconds: float) -> bool:
        line = self._lines.get(node)
        if line is None:
            return False
        line.say(Identify(wall=wall, seconds=seconds))
        return True

    def wants(self, node: str, wants: Wants) -> bool:
        """Tells a node which live pictures are wanted from now on."""
        line = self._lines.get(node)
        if line is None:
            return False
        line.wants(wants)
        return True

    async def serve(self, ws: WebSocket, admits: Callable[[str], bool]) -> None:
        """One node's whole stay. `admits` says whether a token is good here."""
        await ws.accept()
        hello = await self._greeting(ws)
        if hello is None:
            return
        if not speaks_ours(hello.protocol):
            text = f"engine speaks protocol {PROTOCOL}, node {hello.node} speaks {hello.protocol}"
            log.error("%s: turned away", text)
            await _farewell(ws, Goodbye(code="protocol", message=text))
            return
        if not admits(hello.token):
            log.error("node %s brought no good token: turned away", hello.node)
            await _farewell(ws, Goodbye(code="token", message="no token, or not one of ours"))
            return
        await ws.send_text(Welcome(room=self._room, at=self._clock.now()).model_dump_json())
        line = NodeLine(hello.node, ws, self._clock)
        older = self._lines.get(hello.node)
        self._lines[hello.node] = line
        if older is not None:
            log.warning("node %s came a second time: the newest stays", hello.node)
            older.dismiss(Goodbye(code="replaced", message="another node came by this name"))
        else:
            log.info("node %s is there, %s", hello.node, hello.version)
        await self._stay(line, hello.holding)

    async def _stay(self, line: NodeLine, holding: int) -> None:
        await self._events.put(NodeUp(line.node, holding))
        self._nodes_changed()
        try:
            await line.run(
                lambda message: self._heard(line, message),
                lambda head, data: self._picture(line.node, head, data),
            )
        finally:
            if self._lines.get(line.node) is line:
                del self._lines[line.node]
                log.warning("node %s is lost", line.node)
                self._nodes_changed()
                await self._events.put(NodeDown(line.node))

    async def _greeting(self, ws: WebSocket) -> NodeHello | None:
        try:
            async with asyncio.timeout(HELLO_S):
                return NodeHello.model_validate_json(await ws.receive_text())
        except (TimeoutError, WebSocketDisconnect, KeyError):
            log.warning("a node connected and said nothing")
        except ValidationError:
            await _farewell(ws, Goodbye(code="hello", message="the first message is a hello"))
        return None

    async def _heard(self, line: NodeLine, message: FromNode) -> None:
        node = line.node
        match message:
            case Reported():
                said = NodeSaid(node, wall=replace(message.report, node=node))
            case Figures():
                said = NodeSaid(
                    node,
                    feeds=tuple(replace(one, node=node) for one in message.feeds),
                    status=replace(message.status, node=node, offset_ms=line.offset_ms),
                )
            case _:
                return
        await self._events.put(said)

    def _picture(self, node: str, head: PictureHead, data: bytes) -> None:
        if self._on_picture is not None:
            self._on_picture(node, head, data)

    def _nodes_changed(self) -> None:
        if self._on_nodes is not None:
            self._on_nodes()

    def _line(self, node: str) -> NodeLine:
        line = self._lines.get(node)
        if line is None:
            raise Unreachable(node=node)
        return line


async def _farewell(ws: WebSocket, word: Goodbye) -> None:
    try:
        await ws.send_text(word.model_dump_json())
        await ws.close()
    except (WebSocketDisconnect, RuntimeError):
        pass  # it has gone already
