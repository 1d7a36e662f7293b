"""One end of the pipe between node and worker: whole messages, never blocking."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
from collections.abc import Iterator

from wallctl.feeds.system import MESSAGE_BYTES


class Channel:
    """Sends and receives messages, with at most one descriptor beside each.

    Sending is safe from several threads (each message is one datagram).
    """

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        # One buffer for all: a new one of this size for each message would cost more than it.
        self._view = memoryview(bytearray(MESSAGE_BYTES))
        self._into = [self._view]

    def fileno(self) -> int:
        return self._end.fileno()

    def send(self, data: bytes, fd: int | None = None) -> bool:
        """False where the other end does not keep up: nothing was sent. Raises EOFError where
        it is gone."""
        try:
            if fd is None:
                self._end.send(data)
            else:
                socket.send_fds(self._end, [data], [fd])
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno in _FULL:
                return False
            raise EOFError("the other end is gone") from error
        return True

    def receive(self, limit: int = 256) -> Iterator[tuple[bytes, int | None]]:
        """Up to `limit` waiting messages. The taker owns the descriptors. Raises EOFError
        where the other end is gone."""
        for _ in range(limit):
            try:
                size, extra, _flags, _ = self._end.recvmsg_into(
                    self._into, _FD_SPACE, socket.MSG_CMSG_CLOEXEC
                )
            except BlockingIOError:
                return
            except OSError as error:
                raise EOFError("the other end is gone") from error
            fd = _only_fd(extra) if extra else None
            if not size:
                if fd is not None:
                    os.close(fd)
                raise EOFError("the other end is gone")
            yield bytes(self._view[:size]), fd

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._end.close()


def _only_fd(extra: list[tuple[int, int, bytes]]) -> int | None:
    """The first descriptor that came along; others are closed, nobody asked for them."""
    found: list[int] = []
    for level, kind, data in extra:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            whole = len(data) // _INT.size * _INT.size
            found += [fd for (fd,) in _INT.iter_unpack(data[:whole])]
    for fd in found[1:]:
        os.close(fd)
    return found[0] if found else None


_INT = struct.Struct("i")
_FD_SPACE = socket.CMSG_SPACE(_INT.size) if hasattr(socket, "CMSG_SPACE") else 0
_FULL = frozenset({105, 12})  # ENOBUFS, ENOMEM: the kernel is short, try again later
