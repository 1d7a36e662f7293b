"""A page's address parted from what must not be shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import QUrl

SCHEMES = ("http", "https", "file")


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is, and the name and password that open it (never in the URL)."""

    url: QUrl = field(repr=False)
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def local_file(self) -> str:
        """The path of a file on this machine, or nothing."""
        return self.url.toLocalFile() if self.url.isLocalFile() else ""

    @property
    def usable(self) -> bool:
        return self.url.isValid() and self.url.scheme() in SCHEMES

    def same_place(self, other: QUrl) -> bool:
        """Whether `other` is on the server that name and password are meant for."""
        port = _PORTS.get(self.url.scheme(), -1)
        return (
            self.url.scheme() == other.scheme()
            and self.url.host() == other.host()
            and self.url.port(port) == other.port(port)
        )


_PORTS = {"http": 80, "https": 443}


def parse(text: str) -> Address:
    """An address as written in a source: a URL, a path, or a host without a scheme."""
    text = text.strip()
    if "://" not in text:
        return Address(QUrl.fromUserInput(text))
    try:
        parts = urlsplit(text)
    except ValueError:
        return Address(QUrl())
    info, _, place = parts.netloc.rpartition("@")
    user, _, password = info.partition(":")
    return Address(QUrl(parts._replace(netloc=place).geturl()), unquote(user), unquote(password))
