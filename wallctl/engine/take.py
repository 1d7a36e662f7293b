"""Waiting for the glass: the answer of whatever changes a program."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from wallctl.domain.commands import Answer, Result, Step
from wallctl.domain.show import Show
from wallctl.engine.following import Following, Lagged
from wallctl.engine.observation import Observation
from wallctl.engine.verdict import Expected, Verdict, judge, merged
from wallctl.ports.clock import Clock

LIMIT_S = 2.0


class GlassWait:
    """Waits at most `LIMIT_S` beyond the fade for the nodes, and answers what the glass says."""

    def __init__(
        self,
        *,
        clock: Clock,
        show: Callable[[], Show],
        observed: Callable[[], Observation],
        follow: Callable[[], Following],
    ) -> None:
        self._clock = clock
        self._show = show
        self._observed = observed
        self._follow = follow

    async def answer(self, wanted: Sequence[Expected], revision: int) -> Answer:
        began = self._clock.monotonic()
        limit = LIMIT_S + max((one.fade_ms for one in wanted), default=0) / 1000
        verdicts = self._judged(wanted)
        async with self._follow() as following, asyncio.TaskGroup() as group:
            timer = group.create_task(self._clock.sleep(limit))
            while not timer.done() and not all(v.settled for v in verdicts):
                news = group.create_task(_news(following))
                await asyncio.wait({timer, news}, return_when=asyncio.FIRST_COMPLETED)
                news.cancel()
                verdicts = self._judged(wanted)
            timer.cancel()
        return _answer(wanted, verdicts, revision, (self._clock.monotonic() - began) * 1000)

    def now(self, wanted: Sequence[Expected], revision: int) -> Answer:
        """What the glass says at this moment, without waiting."""
        return _answer(wanted, self._judged(wanted), revision, 0.0)

    def _judged(self, wanted: Sequence[Expected]) -> list[Verdict]:
        show, observed = self._show(), self._observed()
        return [judge(show, observed, one) for one in wanted]


def _answer(
    wanted: Sequence[Expected], verdicts: Sequence[Verdict], revision: int, ms: float
) -> Answer:
    result, code = merged(verdicts)
    steps: list[Step] = []
    for one, verdict in zip(wanted, verdicts, strict=True):
        state = verdict.result.value
        steps.append(Step("wall", one.wall, state, verdict.code, round(ms, 1)))
        steps += [s for s in verdict.steps if s.what != "wall"]
    failed = [s for s in steps if s.state not in ("done", "live", "safe", "sent")]
    told = ", ".join(f"{s.what} {s.target}: {s.reason or s.state}" for s in failed[:8])
    message = "" if result is Result.DONE else told
    return Answer(result, revision, code, message, (), tuple(steps))


async def _news(following: Following) -> None:
    """Returns once anything was published, or missed."""
    try:
        await anext(following)
    except (Lagged, StopAsyncIteration):
        return
