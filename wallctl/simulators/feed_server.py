"""Starts and steers the RTSP feed server of the demo site (resources/demo/rtsp_server.py).

The server is not ours: it is gst-rtsp-server under the system's Python. This is the hand on it.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import resources
from wallctl.simulators.clips import clip_file

SCRIPT = Path(resources.__file__).with_name("demo") / "rtsp_server.py"
SYSTEM_PYTHON = "/usr/bin/python3"


class FeedServerError(Exception):
    """The feed server could not start, ended, or would not do what was asked."""


class FeedServer:
    """A running feed server. Blocking calls; each waits at most `timeout_s`.

    Raises FeedServerError from the constructor where gst-rtsp-server is missing or the port is
    taken.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        address: str = "127.0.0.1",
        auth: str = "digest",
        env: dict[str, str] | None = None,
        timeout_s: float = 15.0,
        python: str = SYSTEM_PYTHON,
    ) -> None:
        self._timeout_s = timeout_s
        self.address = address
        self._buffer = b""
        self.process = subprocess.Popen(
            [
                *(python, str(SCRIPT), "--address", address),
                *("--port", str(port), "--auth", auth),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **(env or {})},
            start_new_session=True,
        )
        try:
            self.port = int(self._line()["port"])
        except FeedServerError:
            self.close()
            raise

    def url(self, mount: str, user: str = "", password: str = "") -> str:
        who = f"{user}:{password}@" if user else ""
        return f"rtsp://{who}{self.address}:{self.port}{mount}"

    def add(
        self,
        mount: str,
        clip: str | Path,
        *,
        user: str = "",
        password: str = "",
        tone: float = 0.0,
    ) -> str:
        """Serves a clip (a name of the standard set, or a file) at `mount`; gives its address.
        With a `tone`, Hz, it has a sound track."""
        file = clip if isinstance(clip, Path) else clip_file(clip)
        ask: dict[str, Any] = {"do": "add", "mount": mount, "clip": str(file), "tone": tone}
        if user:
            ask |= {"user": user, "password": password}
        self.ask(ask)
        return self.url(mount)

    def add_source(self, name: str, clip: str) -> tuple[str, str]:
        """Serves both streams of `clip` (e.g. `card-07`) as /NAME/main and /NAME/sub."""
        main, sub = self.add_all([(name, clip)])[0]
        return main, sub

    def add_all(self, sources: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Serves (name, clip) pairs; gives (main, sub) addresses in the same order."""
        return [
            (
                self.add(f"/{name}/main", f"{clip}.main"),
                self.add(f"/{name}/sub", f"{clip}.sub"),
            )
            for name, clip in sources
        ]

    def live(self, mount: str, socket: Path, codec: str = "h264") -> str:
        """A mount whose access units arrive on the Unix socket `socket` (made by the server)."""
        self.ask({"do": "live", "mount": mount, "socket": str(socket), "codec": codec})
        return self.url(mount)

    def remove(self, mount: str) -> None:
        """The source dies: its watchers are thrown out and the mount is unknown."""
        self.ask({"do": "remove", "mount": mount})

    def stall(self, mount: str) -> None:
        """The source stays connected and sends nothing."""
        self.ask({"do": "stall", "mount": mount})

    def resume(self, mount: str) -> None:
        self.ask({"do": "resume", "mount": mount})

    def switch(self, mount: str, clip: str | Path) -> None:
        """Goes on with another clip of the same codec, e.g. of another size, in mid-stream."""
        file = clip if isinstance(clip, Path) else clip_file(clip)
        self.ask({"do": "switch", "mount": mount, "clip": str(file)})

    def watchers(self) -> dict[str, int]:
        return dict(self.ask({"do": "watchers"})["watchers"])

    def ask(self, what: dict[str, Any]) -> dict[str, Any]:
        """One request, one answer. Raises FeedServerError where the answer is no."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(what).encode() + b"\n")
            self.process.stdin.flush()
        except OSError as fault:
            raise FeedServerError("the feed server has ended") from fault
        answer = self._line()
        if not answer.get("ok"):
            raise FeedServerError(f"{what['do']} {what.get('mount', '')}: {answer.get('error')}")
        return answer

    def kill(self) -> None:
        """kill -9, as a crash would."""
        self.process.kill()
        self.close()

    def close(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None and not pipe.closed:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def _line(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        fd = self.process.stdout.fileno()
        while b"\n" not in self._buffer:
            ready, _, _ = select.select([fd], [], [], self._timeout_s)
            if not ready:
                raise FeedServerError(f"no answer from the feed server for {self._timeout_s:g} s")
            more = os.read(fd, 65536)
            if not more:
                raise FeedServerError(
                    "the feed server ended: are gst-rtsp-server and python3-gi installed,"
                    " and is its port free?"
                )
            self._buffer += more
        line, self._buffer = self._buffer.split(b"\n", 1)
        return dict(json.loads(line))
