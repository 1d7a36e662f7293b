"""How a wish ended, for whoever asked: read back, on its way, waiting, or failed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence

from wallctl.domain.commands import Answer, DeviceSet, Result, Step
from wallctl.domain.devices.observed import DeviceState, PointState, Verdict
from wallctl.domain.devices.points import Value
from wallctl.engine.devices.timing import woken
from wallctl.ports.clock import Clock

WAIT_S = 2.0
_STATE = {
    Verdict.IN_SYNC: "done",
    Verdict.SENT: "sent",
    Verdict.FAILED: "failed",
    Verdict.DRIFTED: "drifted",
}


class Waits:
    """`wished` is what is wanted of a point now, by device and key; None where nothing is."""

    def __init__(
        self,
        clock: Clock,
        state: Callable[[str], DeviceState | None],
        wished: Callable[[str, str], Value | None],
    ) -> None:
        self._clock, self._state, self._wished = clock, state, wished
        self._events: dict[str, set[asyncio.Event]] = {}

    def moved(self, device: str) -> None:
        """A device told something new."""
        for event in self._events.get(device, ()):
            event.set()

    async def answer(self, sets: Sequence[DeviceSet], wait_s: float = WAIT_S) -> Answer:
        """The outcome of each, when all are settled or the wait is over."""
        begun = self._clock.monotonic()
        event = asyncio.Event()
        devices = {one.device for one in sets}
        for device in devices:
            self._events.setdefault(device, set()).add(event)
        ended: dict[int, float] = {}
        try:
            while True:
                now = self._clock.monotonic()
                for n, one in enumerate(sets):
                    if n not in ended and (self._overruled(one) or _settled(self._point(one))):
                        ended[n] = (now - begun) * 1000
                left = begun + wait_s - now
                if len(ended) == len(sets) or left <= 0:
                    break
                await woken(self._clock, left, event)
        finally:
            for device in devices:
                self._events[device].discard(event)
        spent = (self._clock.monotonic() - begun) * 1000
        return _answer(
            Step("device", f"{one.device}/{one.key}", "failed", "overruled", ended.get(n, spent))
            if self._overruled(one)
            else _step(one, self._point(one), ended.get(n, spent))
            for n, one in enumerate(sets)
        )

    def _overruled(self, one: DeviceSet) -> bool:
        """Whether somebody has since wished something else, or withdrawn the wish: what the
        device says then is no answer to this one. A point that is gone says so itself."""
        if self._point(one) is None:
            return False
        wished = self._wished(one.device, one.key)
        return type(wished) is not type(one.value) or wished != one.value

    def _point(self, one: DeviceSet) -> PointState | None:
        state = self._state(one.device)
        return state.state(one.key) if state is not None else None


def _settled(point: PointState | None) -> bool:
    if point is None or point.verdict in _STATE:
        return True
    return point.verdict is Verdict.PENDING and point.reason == "waits"


def _step(one: DeviceSet, point: PointState | None, ms: float) -> Step:
    target = f"{one.device}/{one.key}"
    if point is None:
        return Step("device", target, "failed", "unknown", ms)
    return Step("device", target, _STATE.get(point.verdict, "pending"), point.reason, ms)


def _answer(steps: Iterable[Step]) -> Answer:
    told = tuple(steps)
    states = {step.state for step in told}
    if states <= {"done"}:
        return Answer(Result.DONE, 0, "", "", (), told)
    if states <= {"done", "sent"}:
        return Answer(Result.DONE, 0, "sent", "", (), told)
    first = next(step for step in told if step.state not in ("done", "sent"))
    code = first.reason or first.state
    if states <= {"failed"}:
        return Answer(Result.FAILED, 0, code, "", (), told)
    return Answer(Result.PART, 0, code, "", (), told)
