"""The one module that knows the operating system: shared memory, local sockets, parenthood.

Linux: memfd segments handed over by descriptor, SOCK_SEQPACKET pairs, PR_SET_PDEATHSIG.
Windows (later): tagged mmap, message pipes, a job object. Everything else in `feeds` is
portable and goes through these functions.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import mmap
import os
import select
import signal
import socket
import sys

HERE = sys.platform.startswith("linux")
# A segment that could shrink under the reader would end the node with SIGBUS.
_SEALS = 0x0001 | 0x0002 | 0x0004  # F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW
_ADD_SEALS, _GET_SEALS = 1033, 1034
MESSAGE_BYTES = 65536
_BUFFER_BYTES = 256 * 1024


class NotHere(RuntimeError):
    """This platform has no shared-memory feeds yet."""


def require() -> None:
    """Raises NotHere where feeds cannot run."""
    if not HERE:
        raise NotHere(f"wallctl.feeds needs Linux, this is {sys.platform}")


def create_segment(size: int) -> tuple[int, mmap.mmap]:
    """A sealed piece of shared memory: its descriptor (to be handed over, then closed) and a
    writable mapping. The kernel frees it with its last holder. Raises OSError."""
    require()
    fd = os.memfd_create("wallctl", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        os.ftruncate(fd, size)
        fcntl.fcntl(fd, _ADD_SEALS, _SEALS)
        return fd, mmap.mmap(fd, size)
    except BaseException:
        os.close(fd)
        raise


def map_segment(fd: int, size: int) -> mmap.mmap:
    """Maps another process's segment for reading. Raises ValueError where it is not sealed
    or is smaller than `size`: reading it could then end this process."""
    require()
    try:
        sealed = fcntl.fcntl(fd, _GET_SEALS) & 0x0002
        actual = os.fstat(fd).st_size
    except OSError as error:
        raise ValueError("not a shared segment") from error
    if not sealed or actual < size:
        raise ValueError("segment is not sealed or too small")
    return mmap.mmap(fd, size, prot=mmap.PROT_READ)


def map_marks(fd: int, start: int, size: int) -> mmap.mmap:
    """Maps `size` bytes from `start` (at an allocation border) of a segment that `map_segment`
    found good, for writing: the part the reader answers in. Raises ValueError, OSError."""
    require()
    return mmap.mmap(fd, size, prot=mmap.PROT_READ | mmap.PROT_WRITE, offset=start)


def channel_pair() -> tuple[socket.socket, socket.socket]:
    """Two ends that keep message borders, both non-blocking."""
    require()
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in (ours, theirs):
        end.setblocking(False)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)
    return ours, theirs


def adopt(fd: int) -> socket.socket:
    """The end of a pair inherited as descriptor `fd`. Raises OSError where it is none."""
    require()
    end = socket.socket(fileno=fd)
    end.setblocking(False)
    end.set_inheritable(False)
    return end


def die_with_parent(parent: int = 0) -> None:
    """This process is killed when its parent ends. The end of its pipe says the same; this
    is for a process that no longer reads. `parent` is who should still be there."""
    if HERE:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
        if parent and os.getppid() != parent:
            os._exit(0)


def name_process(name: str) -> None:
    """The short name `ps` and `top` show (15 bytes)."""
    if HERE:
        ctypes.CDLL(None).prctl(15, name.encode()[:15], 0, 0, 0)  # PR_SET_NAME


class Watched:
    """A process that may be no child of ours, held so that its number cannot be another's."""

    def __init__(self, pid: int) -> None:
        """Raises OSError where it is gone already."""
        require()
        self.pid = pid
        self._fd = os.pidfd_open(pid)

    def alive(self) -> bool:
        return self._fd >= 0 and not select.select([self._fd], [], [], 0)[0]

    def kill(self) -> None:
        """Ends it at once; one that is gone is fine."""
        if self._fd >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._fd, signal.SIGKILL)

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
