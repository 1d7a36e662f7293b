"""The TCP ports of the demo on the loopback, and a clear word where one is taken."""

from __future__ import annotations

import socket
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class DemoPorts:
    hall: int = 8700
    consult: int = 8701
    feeds: int = 8554
    pages: int = 8710
    devices: int = 8720  # their page; each device has one of those after it

    def named(self) -> dict[str, int]:
        """Port by what it is for; the keys are also keys of words."""
        return {
            "hall": self.hall,
            "consult": self.consult,
            "feeds": self.feeds,
            "pages": self.pages,
            "devices": self.devices,
        }


@dataclass(frozen=True, slots=True)
class Taken:
    """A port that somebody else listens on; `pid` 0 where that cannot be seen."""

    use: str
    port: int
    pid: int = 0
    program: str = ""


def taken(ports: DemoPorts) -> list[Taken]:
    """The ports of the demo that cannot be listened on."""
    return [_holder(use, port) for use, port in ports.named().items() if not _free(port)]


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _holder(use: str, port: int) -> Taken:
    try:
        for one in psutil.net_connections("tcp"):
            if one.status == psutil.CONN_LISTEN and one.laddr.port == port and one.pid:
                return Taken(use, port, one.pid, psutil.Process(one.pid).name())
    except psutil.Error:
        pass  # who it is needs rights that we may not have
    return Taken(use, port)
