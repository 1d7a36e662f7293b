"""Waiting on the loop for a condition, with a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(what: str, holds: Callable[[], object], deadline_s: float = 10.0) -> None:
    """Raises AssertionError naming `what` at the deadline."""
    try:
        async with asyncio.timeout(deadline_s):
            while not holds():  # noqa: ASYNC110  what is waited for has no event to tell it
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"waited {deadline_s:g} s in vain for {what}") from None
