"""The fixture `rig`: starts a peer for one test, ends it after."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack
from typing import Protocol, TypeVar

import pytest

from tests.peers.rigs.base import Rig

R = TypeVar("R", bound=Rig)


class StartRig(Protocol):
    """`await rig(Pjlink())` gives the running peer; the test is skipped where it cannot run."""

    def __call__(self, peer: R) -> Awaitable[R]: ...


@pytest.fixture
async def rig() -> AsyncIterator[StartRig]:
    async with AsyncExitStack() as stack:

        async def start(peer: R) -> R:
            if reason := peer.missing():
                await peer.close()
                pytest.skip(reason)
            return await stack.enter_async_context(peer)

        yield start
