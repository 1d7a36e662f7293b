"""Looking round on the network for devices that could become sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from wallctl.domain.observed import Proposal


@dataclass(frozen=True, slots=True)
class Findings:
    """What answered, and by which ways could not be asked ("onvif", "rtsp", a device's id):
    way -> why."""

    proposals: tuple[Proposal, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()


class Discovery(Protocol):
    async def find(self, seconds: float) -> Findings:
        """Asks all round and listens for so long; never raises for a network that is not there."""
        ...
