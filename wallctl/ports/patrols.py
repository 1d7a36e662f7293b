"""Whose turn it is in each patrol, kept beside the show over a restart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

Places = Mapping[tuple[str, str], str]
"""By (wall, tile): the source shown last."""


class PatrolPlaces(Protocol):
    """A convenience: what is lost here costs a patrol its place, nothing else."""

    async def load(self) -> Places:
        """What was kept last; nothing where that cannot be read. Never raises."""
        ...

    async def keep(self, places: Places) -> None:
        """Keeps all places in place of the last. Never raises."""
        ...


class NoPlaces:
    """Patrols start from their first source after a restart."""

    async def load(self) -> Places:
        return {}

    async def keep(self, places: Places) -> None:
        return None
