"""What the driver suite drives: one device to try a driver on, real or made up."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Value
from wallctl.ports.driver import Act, Family, State
from wallctl.ports.line import Lines


class DriverPeer(ABC):
    """Made fresh for each test. Keys and values are the driver's own.

    `wishes` is a state to bring about, in every value unlike what the peer starts with, and
    `other` another one for the same keys. `unsaid` are keys it reports nothing of until something
    happens. `acts` are momentary acts it takes.
    """

    family: Family
    wishes: Mapping[str, Value]
    other: Mapping[str, Value]
    unsaid: Collection[str] = ()
    acts: tuple[Act, ...] = ()
    secrets: tuple[str, ...] = ()
    garbles: tuple[str, ...] = ("garbage", "split", "endless")
    sync_s: float = 8.0  # how long it may take to become as wished

    @property
    @abstractmethod
    def options(self) -> Options:
        """How it is reached while it runs; complete."""

    @property
    @abstractmethod
    def absent(self) -> Options:
        """Options of a device that is not there."""

    @property
    def wrong(self) -> Options | None:
        """Options with a wrong password; None where there are no passwords."""
        return None

    @property
    @abstractmethod
    def lines(self) -> Lines:
        """Real ones, or those of memory."""

    @abstractmethod
    async def start(self) -> None: ...

    @abstractmethod
    async def stop(self) -> None:
        """Ends it for good."""

    @abstractmethod
    async def kill(self) -> None:
        """Gone without a word, as by a power cut."""

    @abstractmethod
    async def restart(self) -> None:
        """There again at the same address."""

    @abstractmethod
    async def state(self) -> State:
        """Of the keys of `wishes`, by the peer's own account, not by the driver's."""

    async def front_panel(self, key: str, value: Value) -> None:
        """Somebody changes it on the device itself."""
        raise NotImplementedError

    async def acted(self) -> int:
        """How many acts it has carried out."""
        raise NotImplementedError

    async def garble(self, how: str) -> None:
        """Bad behaviour from now on: "garbage" for answers, "split" byte by byte, "endless"
        input, "silence"; "" is well again."""
        raise NotImplementedError
