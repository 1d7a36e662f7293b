"""Requests that nobody answers expire, to the second, also over a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from wallctl.domain.commands import Command, RequestExpire
from wallctl.domain.deciding.requests import open_requests
from wallctl.domain.show import Show
from wallctl.engine.following import Following, Lagged
from wallctl.ports.clock import Clock

BY = "clock"
LONGEST_S = 5.0  # between two looks: the clock may be set meanwhile
Ask = Callable[[Command, str, str], None]
"""Asks for a command of the engine's own: the command, its id, in whose name."""


class Requests:
    """Asks for the expiry of each request whose time is over."""

    def __init__(
        self, *, clock: Clock, show: Callable[[], Show], follow: Callable[[], Following], ask: Ask
    ) -> None:
        self._clock = clock
        self._show = show
        self._follow = follow
        self._ask = ask

    async def run(self) -> None:
        """Until cancelled."""
        async with self._follow() as following:
            while True:
                now = self._clock.now()
                waiting = open_requests(self._show())
                for one in waiting:
                    if one.expires_at <= now:
                        self._ask(RequestExpire(one.id), f"expire-{one.id}-{now:.0f}", BY)
                left = [one.expires_at - now for one in waiting if one.expires_at > now]
                await self._wait(following, min([LONGEST_S, *left]) if waiting else None)

    async def _wait(self, following: Following, seconds: float | None) -> None:
        """Until something is asked in the room, or the time is over."""
        async with asyncio.TaskGroup() as group:
            waiting = {group.create_task(_command(following))}
            if seconds is not None:
                waiting.add(group.create_task(self._clock.sleep(seconds)))
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for one in waiting:
                one.cancel()


async def _command(following: Following) -> None:
    """Returns with the next command that changed something."""
    try:
        while (await anext(following)).event is None:
            pass
    except (Lagged, StopAsyncIteration):
        return
