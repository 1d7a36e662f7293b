"""What the player worker asks of each kind of player."""

from __future__ import annotations

from typing import Protocol

from wallctl.feeds.messages import Change


class Player(Protocol):
    """Plays one feed in a thread of its own and tells the node by its WorkerEnd."""

    def change(self, order: Change) -> None:
        """Deliver otherwise from the next frame on. Never blocks."""
        ...

    def close(self) -> None:
        """End soon; nothing of this feed is sent any more. Never blocks."""
        ...
