"""Starts worker processes: player workers by the fork server, others by their command line."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence

from wallctl.feeds import system
from wallctl.feeds.channel import Channel
from wallctl.feeds.zygote import SINGLE

log = logging.getLogger(__name__)


class Started:
    """A worker process, as far as it is known: a forked one tells its number a little later."""

    def __init__(self, child: subprocess.Popen[bytes] | None = None) -> None:
        self._child = child
        self._watched: system.Watched | None = None
        self._doomed = False

    @property
    def pid(self) -> int:
        """0 where it is not known yet."""
        if self._child is not None:
            return self._child.pid
        return self._watched.pid if self._watched is not None else 0

    def forked(self, pid: int) -> None:
        try:
            self._watched = system.Watched(pid)
        except OSError:
            return  # it ended at once; the pipe tells
        if self._doomed:
            self._watched.kill()

    def alive(self) -> bool:
        if self._child is not None:
            return self._child.poll() is None
        return self._watched is not None and self._watched.alive()

    def kill(self) -> None:
        self._doomed = True
        if self._child is not None:
            if self._child.poll() is None:
                self._child.kill()
        elif self._watched is not None:
            self._watched.kill()

    def close(self) -> None:
        if self._watched is not None:
            self._watched.close()


class Spawner:
    """Belongs to one event loop. The fork server is started again when it dies."""

    def __init__(self, on_zygote_lost: Callable[[], None]) -> None:
        self._on_lost = on_zygote_lost
        self._zygote: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None
        self._asked: deque[Started] = deque()
        self._buried: list[subprocess.Popen[bytes]] = []

    @property
    def zygote_pid(self) -> int:
        return self._zygote.pid if self._zygote is not None else 0

    def fork(self) -> tuple[Channel, Started]:
        """A new player worker. Orders may be sent at once. Raises OSError."""
        if self._channel is None:
            self._start_zygote()
        assert self._channel is not None
        ours, theirs = system.channel_pair()
        started = Started()
        try:
            sent = self._channel.send(b"F", theirs.fileno())
        except EOFError as error:
            ours.close()
            raise OSError("the fork server is gone") from error
        finally:
            theirs.close()
        if not sent:
            ours.close()
            raise OSError("the fork server does not answer")
        self._asked.append(started)
        return Channel(ours), started

    def run(self, command: Sequence[str]) -> tuple[Channel, Started]:
        """A worker of another kind. Raises OSError where it cannot be started."""
        ours, theirs = system.channel_pair()
        try:
            child = _popen([*command], theirs)
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        self._buried.append(child)
        return Channel(ours), Started(child)

    def reap(self) -> None:
        """Takes the exit codes of the dead, so that no zombie stays."""
        self._buried = [child for child in self._buried if child.poll() is None]

    def close(self) -> None:
        """Ends the fork server; workers end by their own pipes."""
        self._drop_zygote()

    def kill_rest(self) -> None:
        for child in self._buried:
            if child.poll() is None:
                child.kill()
                child.wait(5)
        self._buried = []

    def _start_zygote(self) -> None:
        ours, theirs = system.channel_pair()
        try:
            self._zygote = _popen([sys.executable, "-m", "wallctl.feeds.zygote"], theirs)
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        self._channel = Channel(ours)
        asyncio.get_running_loop().add_reader(ours.fileno(), self._heard)

    def _heard(self) -> None:
        assert self._channel is not None
        try:
            for data, fd in self._channel.receive():
                if fd is not None:
                    os.close(fd)
                if data[:1] == b"P" and self._asked:
                    pid = int(data[1:])
                    started = self._asked.popleft()
                    if pid > 0:
                        started.forked(pid)
        except (EOFError, ValueError):
            log.warning("the feed workers' fork server ended; it is started again")
            self._drop_zygote()
            self._on_lost()

    def _drop_zygote(self) -> None:
        if self._channel is not None:
            asyncio.get_running_loop().remove_reader(self._channel.fileno())
            self._channel.close()
            self._channel = None
        if self._zygote is not None:
            self._zygote.kill()
            self._buried.append(self._zygote)
            self._zygote = None
        self._asked.clear()


def _popen(command: list[str], end: socket.socket) -> subprocess.Popen[bytes]:
    fd = end.fileno()
    return subprocess.Popen(
        [*command, "--fd", str(fd)],
        pass_fds=(fd,),
        stdin=subprocess.DEVNULL,
        env=os.environ | SINGLE,
    )
