"""PJLink projectors: the emulator of pjlink-advance (class 1 and 2, password, warming, cooling)."""

from __future__ import annotations

from typing import Any

from tests.peers.rigs.hosted import HostedRig, lacking_python


class Pjlink(HostedRig):
    """`transition_s`: how long warming and cooling last, both the same.

    A start gives a projector that is off, at input 31; `at_start` (values as of `front_panel`) is
    what the next start shows instead, as a projector that kept its state through a power cut.
    """

    name = "pjlink"

    def __init__(
        self, *, password: str | None = None, pj_class: int = 2, transition_s: float = 0.3
    ) -> None:
        super().__init__()
        self.password, self.pj_class, self.transition_s = password, pj_class, transition_s
        self.at_start: dict[str, object] = {}

    @classmethod
    def missing(cls) -> str:
        return lacking_python("pjlink_advance")

    async def state(self) -> dict[str, Any]:
        """power (off, on, cooling, warming), input ("31"), inputs, mute_video, mute_audio, freeze,
        errors (fan, lamp, ...: ok, warning, error), lamps (hours), speaker_volume; `received`
        (all commands so far, in order) and `connections` (how many there ever were)."""
        return await self.ask("state")  # type: ignore[no-any-return]

    async def front_panel(self, **values: object) -> None:
        """As with the remote control: power="on", input="32", mute_video=True, errors=..."""
        await self.ask("put", **values)

    async def fault(self, **values: object) -> None:
        """silent=True (reads, never answers), fail_next="ERR3", drop_after_greeting=True,
        unavailable=["POWR"] (ERR3), unsupported=["FREZ"] (ERR1), password="other"."""
        await self.ask("fault", **values)

    async def notify(self, command: str, value: str, target: tuple[str, int]) -> None:
        """A status notice of class 2 by UDP: notify("POWR", "1", (host, port))."""
        await self.ask("notify", command=command, value=value, target=target)

    async def disconnect(self) -> None:
        """Hangs up on everyone, and goes on."""
        await self.ask("disconnect")

    async def forget(self) -> None:
        """`received` starts anew."""
        await self.ask("forget")

    def _options(self) -> dict[str, object]:
        return {
            "at_start": self.at_start,
            "password": self.password,
            "pj_class": self.pj_class,
            "transition_delay": self.transition_s,
        }
