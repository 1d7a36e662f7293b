"""A serial line: two ends of a socat pty pair, each a real tty.

`kill` takes the line away under both ends, as pulling the cable of a USB adapter does. A pty has no
modem lines, no parity errors and no speed: what is written arrives at once.
"""

from __future__ import annotations

from pathlib import Path

from tests.peers.rigs.base import Rig, lacking


class SerialPair(Rig):
    """`ours` is for the driver, `theirs` for the peer or the test; the paths stay the same."""

    name = "serial_pair"

    @classmethod
    def missing(cls) -> str:
        return lacking("socat")

    @property
    def ours(self) -> Path:
        return self.folder / "ours"

    @property
    def theirs(self) -> Path:
        return self.folder / "theirs"

    async def state(self) -> dict[str, str]:
        """The device behind each end, as /dev/pts/3."""
        return {end.name: str(end.resolve()) for end in (self.ours, self.theirs)}

    async def _launch(self) -> None:
        for end in (self.ours, self.theirs):
            end.unlink(missing_ok=True)  # of the one that was killed
        ends = [f"pty,rawer,link={end}" for end in (self.ours, self.theirs)]
        self._run("socat", "socat", *ends)

    async def _ready(self) -> bool:
        return self.ours.exists() and self.theirs.exists()
