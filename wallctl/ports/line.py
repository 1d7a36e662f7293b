"""Lines to devices: bytes there and back, nothing of what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from wallctl.domain.errors import Unreachable


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """`tls`: enciphered, but the device's certificate is not checked: devices sign their own."""

    host: str
    port: int
    tls: bool = False

    def __str__(self) -> str:
        return f"{'tls' if self.tls else 'tcp'}://{_bracketed(self.host)}:{self.port}"


@dataclass(frozen=True, slots=True)
class UdpAddress:
    """Datagrams to and from this address alone. What is lost on the way stays lost."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"udp://{_bracketed(self.host)}:{self.port}"


@dataclass(frozen=True, slots=True)
class SerialAddress:
    """A serial port of this machine by its name ("/dev/ttyUSB0", "COM3"). `parity` is one of
    N, E, O; `stop` is 1, 1.5 or 2."""

    path: str
    baud: int = 9600
    bits: int = 8
    parity: str = "N"
    stop: float = 1

    def __str__(self) -> str:
        return f"serial:{self.path}@{self.baud},{self.bits}{self.parity}{self.stop:g}"


Address = TcpAddress | UdpAddress | SerialAddress


class Line(Protocol):
    """One line to one device, opened once and closed once; another try takes another line.

    Errors name the address. One reader and one writer at a time; who cancels a `read` loses
    nothing but the bytes of that very moment on a stream that is to be closed then anyhow.
    """

    async def open(self) -> None:
        """Raises Unreachable, TimedOut."""
        ...

    async def write(self, data: bytes) -> None:
        """Returns once the machine has taken the bytes. Raises Unreachable where the line is
        not open (any more), TimedOut where the other end takes nothing."""
        ...

    async def read(self) -> bytes:
        """At least one byte: whatever came next; of datagrams one whole. Waits as long as
        nothing comes. Raises Unreachable when the other end is gone or the line is closed."""
        ...

    async def close(self) -> None:
        """Lets go of everything the line holds. May be called again, and at any time."""
        ...


class Lines(Protocol):
    def __call__(self, address: Address) -> Line:
        """A line that is not open yet. Does not wait, never fails."""
        ...


class _NoLine:
    def __init__(self, address: Address) -> None:
        self._address = address

    async def open(self) -> None:
        raise Unreachable(address=str(self._address))

    async def write(self, data: bytes) -> None:
        raise Unreachable(address=str(self._address))

    async def read(self) -> bytes:
        raise Unreachable(address=str(self._address))

    async def close(self) -> None:
        return None


def no_lines(address: Address) -> Line:
    """The Lines of a room that reaches no device."""
    return _NoLine(address)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
