"""Waiting by the engine's clock."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from wallctl.domain.errors import TimedOut
from wallctl.ports.clock import Clock

T = TypeVar("T")


async def within(clock: Clock, seconds: float, what: Coroutine[Any, Any, T]) -> T:
    """The result of `what`. Raises TimedOut after so long; then it is cancelled and over."""
    work = asyncio.ensure_future(what)
    limit = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait({work, limit}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise TimedOut(s=seconds)
        return work.result()
    finally:
        limit.cancel()
        if not work.done():
            work.cancel()
        await asyncio.gather(work, limit, return_exceptions=True)


async def woken(clock: Clock, seconds: float, event: asyncio.Event) -> None:
    """Waits for the event, at most so long, and clears it."""
    if not event.is_set():
        try:
            await within(clock, seconds, _wait(event))
        except TimedOut:
            return
    event.clear()


async def _wait(event: asyncio.Event) -> None:
    await event.wait()


async def both(one: Coroutine[Any, Any, None], other: Coroutine[Any, Any, None]) -> None:
    """Runs both until one of them ends or fails; neither outlives this. Raises what it raised.

    WORKAROUND(https://github.com/python/cpython/issues/116720): before Python 3.13 a TaskGroup
    that is cancelled in the moment in which one of its tasks fails tells of the failure alone, and
    whoever goes on after failures never ends.
    """
    tasks = (asyncio.ensure_future(one), asyncio.ensure_future(other))
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
