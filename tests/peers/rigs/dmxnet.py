"""DMX over Art-Net: npm's dmxnet as a node that receives.

It tells neither the sequence number nor the length of a packet that came out of order: it shows
each frame as it comes. It answers ArtPoll by broadcast alone, and knows no RDM and no sACN.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.peers.rigs.hosted import HostedRig, lacking_node
from tests.peers.rigs.netns import NamespacedRig


class Dmxnet(HostedRig, NamespacedRig):
    """`universes`: net, subnet and universe each; everywhere else they are named "0/0/1"."""

    name = "dmxnet"
    own_port = 6454

    def __init__(self, universes: Sequence[tuple[int, int, int]] = ((0, 0, 0),)) -> None:
        super().__init__()
        self.universes = list(universes)

    @classmethod
    def missing(cls) -> str:
        return lacking_node("dmxnet") or NamespacedRig.missing()

    async def state(self, universe: str = "0/0/0") -> list[int]:
        """The channels as of the last frame, 0..255 each; 512 zeros before any."""
        return await self.ask("state", universe=universe)  # type: ignore[no-any-return]

    async def frames(self, universe: str = "0/0/0") -> list[tuple[float, list[int]]]:
        """The last frames (2000 at most of all universes), each with its time in seconds."""
        return [(one[0], one[1]) for one in await self.ask("frames", universe=universe)]

    async def count(self, universe: str = "0/0/0") -> int:
        """How many frames came since the start or `forget`."""
        return int((await self.ask("counts"))[universe])

    async def controllers(self) -> list[str]:
        """Addresses that sent it an ArtPoll."""
        return await self.ask("controllers")  # type: ignore[no-any-return]

    async def forget(self) -> None:
        """`frames` and `count` start anew; the channels stay."""
        await self.ask("forget")

    def _options(self) -> dict[str, object]:
        return {"universes": self.universes}
