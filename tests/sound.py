"""A sound server of a test's own, with tones to play and ears that measure them."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from tests.processes import TOKEN, wait_for

RATE = 48_000
FORMAT = ("--format=float32le", f"--rate={RATE}", "--channels=2")
Samples = npt.NDArray[np.float32]


def lacking() -> str:
    """Why no sound server can be started here, or ""."""
    gone = [one for one in ("pulseaudio", "pacat", "pactl") if not shutil.which(one)]
    hint = "bash installers/bootstrap.sh test installs it"
    return f"{', '.join(gone)} not installed ({hint})" if gone else ""


@dataclass
class SoundServer:
    """A real pulseaudio in a folder of its own; nothing of the machine's is touched."""

    folder: Path
    token: str = field(default_factory=lambda: uuid.uuid4().hex)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"unix:{self.folder / 'run' / 'native'}"

    @property
    def environment(self) -> dict[str, str]:
        own = {"HOME": str(self.folder), "XDG_RUNTIME_DIR": str(self.folder / "run")}
        more = {"PULSE_SERVER": self.address, "LC_ALL": "C", TOKEN: self.token}
        return {**os.environ, **own, **more}

    def start(self) -> None:
        (self.folder / "run").mkdir(parents=True, exist_ok=True, mode=0o700)
        socket = self.folder / "run" / "native"
        socket.unlink(missing_ok=True)
        with (self.folder / "pulseaudio.log").open("ab") as log:
            self.process = self._run(socket, log)
        wait_for("the sound server", lambda: self.ask("info") or None)

    def _run(self, socket: Path, log: IO[bytes]) -> subprocess.Popen[bytes]:
        quiet = "--realtime=no --high-priority=no --exit-idle-time=-1 --use-pid-file=no"
        return subprocess.Popen(
            [
                *("pulseaudio", "-n", "--daemonize=no", *quiet.split()),
                *("-L", f"module-native-protocol-unix socket={socket} auth-anonymous=1"),
                *("-L", "module-null-sink sink_name=other format=float32le rate=48000"),
            ],
            env={k: v for k, v in self.environment.items() if k != "PULSE_SERVER"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )

    def ask(self, *words: str) -> str:
        """What pactl says; "" where it fails."""
        done = subprocess.run(
            ["pactl", *words], env=self.environment, capture_output=True, timeout=10, check=False
        )
        return done.stdout.decode() if done.returncode == 0 else ""

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def sinks(self) -> list[str]:
        return [line.split("\t")[1] for line in self.ask("list", "short", "sinks").splitlines()]

    def hear(self, source: str, seconds: float = 0.5) -> Samples:
        """What goes by at a source: (frames, 2)."""
        done = subprocess.Popen(
            ["parec", "-d", source, *FORMAT, "--raw", "--latency-msec=20"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert done.stdout is not None
        try:
            data = done.stdout.read(int(seconds * RATE) * 8)
        finally:
            done.kill()
            done.wait(10)
            done.stdout.close()
        return np.frombuffer(data, np.float32).reshape(-1, 2)

    @contextlib.contextmanager
    def tone(self, sink: str, hertz: float, level_db: float = -20.0) -> Iterator[Any]:
        """A sine into a sink for as long as the context lasts."""
        at = np.arange(RATE * 60) / RATE
        wave = 10 ** (level_db / 20) * np.sin(2 * np.pi * hertz * at)
        file = self.folder / f"tone-{hertz:g}.raw"
        np.repeat(wave.astype(np.float32)[:, None], 2, axis=1).tofile(file)
        playing = subprocess.Popen(
            ["pacat", "-p", "-d", sink, *FORMAT, "--latency-msec=40", str(file)],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield playing
        finally:
            playing.kill()
            playing.wait(10)


def level_at(samples: Samples, hertz: float) -> float:
    """The level of a sine in the sound, dBFS of its amplitude; -200 for nothing at all."""
    mono = samples[:, 0].astype(np.float64)
    window = np.hanning(len(mono))
    spectrum = np.abs(np.fft.rfft(mono * window)) / (window.sum() / 2)
    bin_of = round(hertz * len(mono) / RATE)
    found = float(spectrum[max(0, bin_of - 3) : bin_of + 4].max())
    return 20 * float(np.log10(found)) if found > 1e-10 else -200.0


@contextlib.contextmanager
def sound_server() -> Iterator[SoundServer]:
    # Not in the folder of the test: a socket's name may have a hundred characters at most.
    with tempfile.TemporaryDirectory(prefix="wallctl-pa-") as folder:
        server = SoundServer(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.kill()
