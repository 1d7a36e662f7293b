"""The demo's own sound server: the machine's is left alone, and a machine without one has sound."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wallctl.app.demo.children import Child

LONGEST = 100
"""A socket's path may have little more characters than this."""


@dataclass(frozen=True, slots=True)
class Sound:
    """`child` is None where there is no PulseAudio; then the rooms have no sound and say so.
    `env` is for the engines and the walls."""

    child: Child | None = None
    env: Mapping[str, str] = field(default_factory=dict)


def sound_of(data: Path) -> Sound:
    program = shutil.which("pulseaudio")
    if program is None:
        return Sound()
    folder = data / "sound"
    if len(str(folder)) > LONGEST - len("/native"):
        folder = Path(tempfile.gettempdir()) / f"wallctl-sound-{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    socket = folder / "native"
    socket.unlink(missing_ok=True)
    quiet = "--daemonize=no --realtime=no --high-priority=no --exit-idle-time=-1"
    line = (
        *(program, "-n", *quiet.split(), "--use-pid-file=no", "--log-level=error"),
        *("-L", f"module-native-protocol-unix socket={socket} auth-anonymous=1"),
        *("-L", "module-null-sink sink_name=nothing"),  # without a sink it takes no streams
    )
    own = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "PULSE_SERVER": ""}
    return Sound(Child("sound", line, own), {"PULSE_SERVER": f"unix:{socket}"})
