"""Sessions in memory."""

from __future__ import annotations

from collections.abc import Collection

from wallctl.ports.sessions import Session


class MemorySessions:
    """The SessionStore port over a dictionary, which outlives it; `broken` lets it fail."""

    def __init__(self, kept: dict[str, Session] | None = None) -> None:
        self.kept = kept if kept is not None else {}
        self.broken = False

    async def load(self) -> tuple[Session, ...]:
        return tuple(self.kept.values())

    async def put(self, session: Session) -> None:
        if self.broken:
            raise OSError("no room")
        self.kept[session.id] = session

    async def remove(self, ids: Collection[str]) -> None:
        for id in ids:
            self.kept.pop(id, None)
