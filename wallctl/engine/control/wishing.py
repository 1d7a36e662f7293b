"""Wishes of steps that come in the same moment are one row of the journal: thirty devices that
are set at once cost one write."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from wallctl.domain.commands import Answer, DeviceSet, DeviceSetMany, Result

Ask = Callable[[DeviceSetMany, str], Awaitable[Answer]]
"""Commits wishes in the name of somebody, without waiting for what comes of them."""


class Wisher:
    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._waiting: dict[str, list[tuple[DeviceSet, asyncio.Future[Answer]]]] = {}

    async def wish(self, one: DeviceSet, by: str) -> Answer:
        """What came of writing the wish down."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        first = by not in self._waiting
        self._waiting.setdefault(by, []).append((one, answer))
        if first:
            await asyncio.sleep(0)  # whoever else is ready in this moment
            await self._commit(by)
        return await answer

    async def _commit(self, by: str) -> None:
        asked = self._waiting.pop(by)
        batch: dict[tuple[str, str], DeviceSet] = {}
        again: list[tuple[DeviceSet, asyncio.Future[Answer]]] = []
        mine: list[asyncio.Future[Answer]] = []
        for one, answer in asked:
            if (one.device, one.key) in batch:
                again.append((one, answer))
            else:
                batch[one.device, one.key] = one
                mine.append(answer)
        try:
            said = await self._ask(DeviceSetMany(tuple(batch.values())), by)
            if said.result is Result.REFUSED and len(batch) > 1:
                # One that cannot be must not take the others with it.
                for one, answer in zip(batch.values(), mine, strict=True):
                    answer.set_result(await self._ask(DeviceSetMany((one,)), by))
            else:
                for answer in mine:
                    answer.set_result(said)
            for one, answer in again:
                answer.set_result(await self._ask(DeviceSetMany((one,)), by))
        finally:
            for _, answer in asked:
                answer.cancel()
