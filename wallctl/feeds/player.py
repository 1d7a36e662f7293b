"""What the player worker asks of each kind of player."""

from __future__ import annotations

from typing import Protocol

from wallctl.feeds.messages import Change, Open
from wallctl.feeds.worker_end import WorkerEnd


class Kit(Protocol):
    """Makes the players of one kind in this process."""

    def open(self, end: WorkerEnd, order: Open) -> Player:
        """Begins to play at once. Never raises: what is wrong is said as the reason."""
        ...


class Player(Protocol):
    """Plays one feed in a thread of its own and tells the node by its WorkerEnd."""

    def change(self, order: Change) -> None:
        """Deliver otherwise from the next frame on. Never blocks."""
        ...

    def close(self) -> None:
        """End soon; nothing of this feed is sent any more. Never blocks."""
        ...
