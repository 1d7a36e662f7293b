"""Who is signed in, kept over a restart of the engine."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in. `id` is the hash of its token, which is kept nowhere. Times are epoch s.

    `user` is the user's id, "" for an emergency sign-in, which ends at `ends_at` whatever
    happens. `mark` tells the password it was made with from any later one.
    """

    id: str
    user: str
    name: str
    peer: str
    at: float
    used_at: float
    ends_at: float = 0.0  # 0: while it is used
    reason: str = ""  # of an emergency sign-in
    mark: str = ""

    @property
    def emergency(self) -> bool:
        return not self.user


class SessionStore(Protocol):
    async def load(self) -> tuple[Session, ...]:
        """All that were kept, in no order. Raises what the store raises."""
        ...

    async def put(self, session: Session) -> None:
        """Keeps a session, in place of the one with its id."""
        ...

    async def remove(self, ids: Collection[str]) -> None:
        """Forgets these; unknown ones are no error."""
        ...
