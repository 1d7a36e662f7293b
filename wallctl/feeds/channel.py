"""One end of the pipe between node and worker: whole messages, never blocking."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator

from wallctl.feeds.system import MESSAGE_BYTES


class Channel:
    """Sends and receives messages, with at most one descriptor beside each.

    Sending is safe from several threads (each message is one datagram).
    """

    def __init__(self, end: socket.socket) -> None:
        self._end = end

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
                data, fds, _flags, _ = socket.recv_fds(
                    self._end, MESSAGE_BYTES, 1, socket.MSG_CMSG_CLOEXEC
                )
            except BlockingIOError:
                return
            except OSError as error:
                raise EOFError("the other end is gone") from error
            if not data:
                for fd in fds:
                    os.close(fd)
                raise EOFError("the other end is gone")
            for fd in fds[1:]:
                os.close(fd)
            yield data, fds[0] if fds else None

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._end.close()


_FULL = frozenset({105, 12})  # ENOBUFS, ENOMEM: the kernel is short, try again later
