"""Messages out of a stream of bytes. Pure; each line gets a framer of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from wallctl.domain.errors import Garbled

LONGEST = 8_192  # bytes of one message; devices of a room say less


class Framer(Protocol):
    def feed(self, data: bytes) -> list[bytes]:
        """The messages that are complete with these bytes. Raises Garbled where no message
        can come of what came; the line is then to be closed."""
        ...


class Delimited:
    """Messages that end with any of the delimiters; it is cut off. Empty ones are left out,
    so that CR LF, LF CR and lone ones may mix. `prompts` come without an end ("Password:") and
    stay at the end of their message."""

    def __init__(
        self, *ends: bytes, prompts: tuple[bytes, ...] = (), longest: int = LONGEST
    ) -> None:
        if not ends or not all(ends) or not all(prompts):
            raise ValueError("a delimiter is needed")
        self._ends = tuple(sorted((*ends, *prompts), key=len, reverse=True))
        self._prompts = prompts
        self._longest = longest
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        # What was searched before is searched again only where a delimiter may straddle.
        start = max(0, len(self._rest) - max(map(len, self._ends)) + 1)
        self._rest += data
        found: list[bytes] = []
        while (hit := self._first(start)) is not None:
            at, length = hit
            if at > self._longest:
                break
            kept = at + length if self._rest[at : at + length] in self._prompts else at
            if kept:
                found.append(bytes(self._rest[:kept]))
            del self._rest[: at + length]
            start = 0
        if len(self._rest) > self._longest:
            raise Garbled(reason="endless", bytes=len(self._rest))
        return found

    def _first(self, start: int) -> tuple[int, int] | None:
        hits = [(at, -len(end)) for end in self._ends if (at := self._rest.find(end, start)) != -1]
        if not hits:
            return None
        at, length = min(hits)
        return at, -length


class Fixed:
    """Messages of one length."""

    def __init__(self, length: int) -> None:
        if length < 1:
            raise ValueError("a message has a length")
        self._length = length
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        self._rest += data
        found = []
        while len(self._rest) >= self._length:
            found.append(bytes(self._rest[: self._length]))
            del self._rest[: self._length]
        return found


@dataclass(frozen=True, slots=True)
class SizeField:
    """Where a message says how long it is: `width` bytes at `offset`; the number plus `extra`
    is the length of the whole message."""

    offset: int
    width: int = 1
    extra: int = 0
    little: bool = False

    def length(self, message: bytes | bytearray) -> int | None:
        """None while the field itself has not come."""
        end = self.offset + self.width
        if len(message) < end:
            return None
        number = int.from_bytes(message[self.offset : end], "little" if self.little else "big")
        return number + self.extra


class Sized:
    """Messages that begin with `head` (it may be empty) and say how long they are. Bytes
    before the head are skipped: a line may be opened in the middle of a message."""

    def __init__(
        self, size: SizeField, head: bytes = b"", *, least: int = 1, longest: int = LONGEST
    ) -> None:
        self._size = size
        self._head = head
        self._least = max(least, size.offset + size.width)
        self._longest = longest
        self._rest = bytearray()
        self._skipped = 0

    def feed(self, data: bytes) -> list[bytes]:
        self._rest += data
        found: list[bytes] = []
        while self._rest:
            if not self._at_head():
                break
            length = self._size.length(self._rest)
            if length is None:
                break
            if not self._least <= length <= self._longest:
                raise Garbled(reason="length", bytes=length)
            if len(self._rest) < length:
                break
            found.append(bytes(self._rest[:length]))
            del self._rest[:length]
            self._skipped = 0
        return found

    def _at_head(self) -> bool:
        """Throws away what cannot be the beginning of a head."""
        at = self._rest.find(self._head)
        if at == -1:
            at = len(self._rest) - self._begun()
        self._skipped += at
        del self._rest[:at]
        if self._skipped > self._longest:
            raise Garbled(reason="endless", bytes=self._skipped)
        return self._rest.startswith(self._head)

    def _begun(self) -> int:
        """How many of the last bytes may be the beginning of a head."""
        most = min(len(self._head) - 1, len(self._rest))
        return next((n for n in range(most, 0, -1) if self._rest.endswith(self._head[:n])), 0)


class Whole:
    """Each piece that came is a message: for datagrams."""

    def feed(self, data: bytes) -> list[bytes]:
        return [data] if data else []
