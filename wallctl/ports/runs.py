"""Runs of steps, kept beside the show over a restart: what was done is not done again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from wallctl.domain.control.runs import Run


class RunsKept(Protocol):
    """A convenience: what is lost here costs a run its place, nothing else. Neither raises."""

    async def load(self) -> tuple[Run, ...]: ...

    async def keep(self, runs: Sequence[Run]) -> None:
        """Keeps these in place of the last."""
        ...


class Alive(Protocol):
    """When the engine was last there, to know what it slept through. Neither raises."""

    async def last(self) -> float:
        """Epoch s; 0 where that is not known."""
        ...

    async def now(self, at: float) -> None: ...


class NeverSlept:
    async def last(self) -> float:
        return 0.0

    async def now(self, at: float) -> None:
        return None


class NoRuns:
    async def load(self) -> tuple[Run, ...]:
        return ()

    async def keep(self, runs: Sequence[Run]) -> None:
        return None
