"""Momentary acts: done once, audited, never replayed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from wallctl.domain.commands import (
    Action,
    Answer,
    AudioClear,
    DeviceAct,
    DeviceAgain,
    DeviceSay,
    DeviceTest,
    DutyCall,
    PowerDrill,
    PtzMove,
    PtzRecall,
    PtzStop,
    PtzStore,
    Result,
    RunRehearse,
    RunResume,
    RunStop,
    SequenceRun,
    SourceFind,
    SourceTest,
    Step,
    UserSigned,
    WallIdentify,
)
from wallctl.domain.deciding.checks import check_number, the_source, the_wall
from wallctl.domain.deciding.sources import check_source
from wallctl.domain.errors import DeviceError, TimedOut
from wallctl.domain.observed import ProbeResult
from wallctl.domain.plan import FeedSpec
from wallctl.domain.plan_of import OpenSecret, feed_of, nodes_of
from wallctl.domain.show import Show
from wallctl.engine.devices.park import Devices
from wallctl.engine.finding import Finder
from wallctl.ports.glass import Glass

PROBE_S = 10.0
GRACE_S = 5.0
AT_ONCE = 4  # probes; each opens a decoder on a node that also draws a wall
WAITING = 32  # probes that may wait for their turn


class Actions:
    """What can be done beside the show."""

    def __init__(
        self,
        *,
        glass: Glass,
        show: Callable[[], Show],
        open_secret: OpenSecret,
        finder: Finder,
        devices: Devices,
    ) -> None:
        self._glass = glass
        self._finder = finder
        self._devices = devices
        self._show = show
        self._open_secret = open_secret
        self._probes = asyncio.Semaphore(AT_ONCE)
        self._asked = 0

    def prepared(self, action: Action) -> tuple[str, Callable[[], Awaitable[Answer]]]:
        """What goes into the journal, and the act itself. Raises Refused."""
        match action:
            case SourceTest():
                return self._test(action)
            case SourceFind():
                return self._finder.prepared(action)
            case WallIdentify():
                return self._identify(action)
            case DutyCall():
                raise TypeError(type(action))  # `wallctl.engine.duty` does it
            case PtzMove() | PtzStop() | PtzRecall() | PtzStore():
                raise TypeError(type(action))  # `wallctl.engine.ptz` does these
            case AudioClear():
                raise TypeError(type(action))  # `wallctl.engine.audio` does it
            case UserSigned():
                return _written_down(action)
            case SequenceRun() | RunStop() | RunResume() | RunRehearse() | PowerDrill():
                raise TypeError(type(action))  # `wallctl.engine.control` does these
            case DeviceAct() | DeviceAgain() | DeviceTest() | DeviceSay():
                return self._devices.prepared(action)

    def _test(self, action: SourceTest) -> tuple[str, Callable[[], Awaitable[Answer]]]:
        source = action.source
        if source is None:
            source = the_source(self._show(), action.id, "id")
        else:
            source = source if source.id else replace(source, id=action.id or "test")
            check_source("source", source)
        feed = feed_of(source, self._open_secret)

        async def probe() -> Answer:
            node = self._a_node()
            if not node:
                step = Step("source", source.id, "failed", "no_node")
                return Answer(Result.FAILED, 0, "no_node", "no node is on line", (), (step,))
            if self._asked >= AT_ONCE + WAITING:
                step = Step("source", source.id, "failed", "busy")
                return Answer(Result.FAILED, 0, "busy", "too many tests wait", (), (step,))
            self._asked += 1
            try:
                async with self._probes, asyncio.timeout(PROBE_S + GRACE_S):
                    found, sub = await self._probe(node, feed)
            except TimeoutError:
                return _unprobed(source.id, TimedOut(node=node))
            except DeviceError as exc:
                return _unprobed(source.id, exc)
            finally:
                self._asked -= 1
            return _probed(source.id, node, found, sub)

        return f"{source.id} {source.main}".strip(), probe

    async def _probe(self, node: str, feed: FeedSpec) -> tuple[ProbeResult, ProbeResult | None]:
        """Main stream and sub-stream at the same time. Raises DeviceError for the main one."""
        if not feed.sub:
            return await self._glass.probe(node, feed, PROBE_S), None
        async with asyncio.TaskGroup() as group:
            main = group.create_task(self._asked_of(node, feed))
            sub = group.create_task(self._asked_of(node, replace(feed, main=feed.sub, sub="")))
        found, beside = main.result(), sub.result()
        if isinstance(found, DeviceError):
            raise found
        if isinstance(beside, DeviceError):
            beside = ProbeResult(False, detail=beside.code)
        return found, beside

    async def _asked_of(self, node: str, feed: FeedSpec) -> ProbeResult | DeviceError:
        try:
            return await self._glass.probe(node, feed, PROBE_S)
        except DeviceError as exc:
            return exc

    def _identify(self, action: WallIdentify) -> tuple[str, Callable[[], Awaitable[Answer]]]:
        check_number("seconds", action.seconds, 0.5, 60)
        if action.node and not action.wall:
            nodes = [action.node]
        else:
            wall = the_wall(self._show(), action.wall)
            nodes = sorted({o.node for o in self._show().outputs_of(wall.id)})

        async def identify() -> Answer:
            sent = {n: self._glass.identify(n, action.wall, action.seconds) for n in nodes}
            steps = tuple(
                Step("node", n, "sent" if ok else "failed", "" if ok else "node_offline")
                for n, ok in sent.items()
            )
            if not any(sent.values()):
                return Answer(Result.FAILED, 0, "no_node", "no node is on line", (), steps)
            result = Result.DONE if all(sent.values()) else Result.PART
            code = "" if result is Result.DONE else "node_offline"
            return Answer(result, 0, code, "", (), steps)

        return action.wall or action.node, identify

    def _a_node(self) -> str:
        """A node that draws walls of this room rather than any other."""
        online = self._glass.online()
        return min(online & nodes_of(self._show()) or online, default="")


def _written_down(action: UserSigned) -> tuple[str, Callable[[], Awaitable[Answer]]]:
    """The row is all there is to do."""

    async def nothing() -> Answer:
        return Answer(Result.DONE, 0)

    told = (action.what, action.name, action.peer, action.reason)
    return " · ".join(part for part in told if part), nothing


def _unprobed(source: str, error: DeviceError) -> Answer:
    step = Step("source", source, "failed", error.code)
    return Answer(Result.FAILED, 0, error.code, str(error), (), (step,))


def _probed(source: str, node: str, found: ProbeResult, sub: ProbeResult | None) -> Answer:
    """What the main stream gave decides; a sub-stream that gives nothing makes it part."""
    fields = [
        ("node", node),
        ("player", found.player),
        ("codec", found.codec),
        ("width", str(found.width)),
        ("height", str(found.height)),
        ("fps", f"{found.fps:g}"),
        ("first_picture_ms", f"{found.first_picture_ms:.0f}"),
        ("detail", found.detail),
    ]
    steps = [_step("source", source, found)]
    if sub is not None:
        steps.append(_step("sub", source, sub))
        fields += [
            ("sub_codec", sub.codec),
            ("sub_width", str(sub.width)),
            ("sub_height", str(sub.height)),
            ("sub_fps", f"{sub.fps:g}"),
        ]
    told = (tuple(fields), tuple(steps))
    if not found.ok:
        return Answer(Result.FAILED, 0, found.reason.value or "unknown", found.detail, *told)
    if sub is not None and not sub.ok:
        return Answer(Result.PART, 0, "sub_stream", sub.detail, *told)
    return Answer(Result.DONE, 0, "", "", *told)


def _step(what: str, source: str, found: ProbeResult) -> Step:
    state, ms = ("live" if found.ok else "failed"), found.first_picture_ms
    reason = found.reason.value if found.ok else found.reason.value or "unknown"
    return Step(what, source, state, reason, ms)
