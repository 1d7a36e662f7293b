"""Videohub routers: npm's videohub-server 0.3, of use for the framing and the ACK alone.

It is made for Blackmagic's button panels: it calls the client back on port 9991 (the rig answers
there as a panel does, else it hangs up), writes "Video inputs: 41" and the next line in one, sends
the same state to everyone at connecting, says ACK to everything, changes nothing, sends no status
on its own, knows no NAK and no locks, and hangs up after 20 s without a word.
"""

from __future__ import annotations

import asyncio
from typing import Any

from tests.peers.rigs.hosted import HostedRig, lacking_node
from tests.peers.rigs.netns import NamespacedRig

_PANEL = (
    "SMART DEVICE:\nModel: Smart Control\nLabel: rig\nUnique ID: rig\n"
    "Input count: 20\nInputs across: 20\nInputs down: 1\n\n"
)


class VideohubServer(HostedRig, NamespacedRig):
    """A router of 41 inputs and 10 outputs, all at input 40."""

    name = "videohub_server"
    own_port = 9990

    def __init__(self) -> None:
        super().__init__()
        self._panel: asyncio.Server | None = None

    @classmethod
    def missing(cls) -> str:
        return lacking_node("videohub-server") or NamespacedRig.missing()

    async def state(self) -> dict[str, Any]:
        """`heard`: [output, input] of each route that was asked for, in order; `clients`."""
        return await self.ask("state")  # type: ignore[no-any-return]

    async def forget(self) -> None:
        """`heard` starts anew."""
        await self.ask("forget")

    async def start(self) -> None:
        await super().start()
        if self._panel is None:
            self._panel = await asyncio.start_server(_be_a_panel, self.net.near, 9991)

    async def close(self) -> None:
        if self._panel is not None:
            self._panel.close()
        await super().close()
        if self._panel is not None:
            await self._panel.wait_closed()

    def _options(self) -> dict[str, object]:
        return {}


async def _be_a_panel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        writer.write(_PANEL.encode())
        while await reader.read(1000):
            pass
    except OSError:
        return
    finally:
        writer.close()
