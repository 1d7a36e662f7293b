"""Real RTSP servers for the tests: gst-rtsp-server (the demo's) and libVLC's own (UDP only)."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

_25TH = Fraction(1, 25)
ROOT = Path(__file__).parents[2]
SERVER = ROOT / "resources" / "demo" / "rtsp_server.py"


def make_clip(
    folder: Path, name: str, *, codec: str = "h264", w: int = 320, h: int = 240, frames: int = 50
) -> Path:
    """A clip as the server takes it: `frames` pictures at 25 fps with a bar that walks over
    them, a key frame each second. Returns the .bin; a .json lies beside it."""
    encoder = av.CodecContext.create({"h264": "libx264", "h265": "libx265"}[codec], "w")
    encoder.width, encoder.height, encoder.pix_fmt = w, h, "yuv420p"
    encoder.framerate, encoder.time_base, encoder.gop_size = 25, _25TH, 25
    quiet = {"preset": "ultrafast", "tune": "zerolatency", "forced-idr": "1"}
    if codec == "h265":
        quiet["x265-params"] = "log-level=none:repeat-headers=1:bframes=0:pools=none"
    encoder.options = quiet
    units, data = [], b""
    noise = np.random.default_rng(1).integers(0, 40, (h, w), np.uint8)
    for number in range(frames + 1):
        packets = encoder.encode(_picture(number, noise) if number < frames else None)
        for packet in packets:
            units.append([len(data), packet.size, bool(packet.is_keyframe)])
            data += bytes(packet)
    file = folder / f"{name}.bin"
    file.write_bytes(data)
    file.with_suffix(".json").write_text(json.dumps({"codec": codec, "fps": 25, "units": units}))
    return file


def _picture(number: int, noise: np.ndarray) -> av.VideoFrame:
    h, w = noise.shape
    luma = noise + 90
    at = number * 8 % w
    luma[:, at : at + 16] = 235
    frame = av.VideoFrame(w, h, "yuv420p")
    for plane, values in zip(frame.planes, (luma, 128, 128), strict=True):
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        rows[: plane.height, : plane.width] = values
    frame.pts = number
    return frame


class RtspPeer:
    """gst-rtsp-server on a port of 127.0.0.1; see the script for what can be asked."""

    def __init__(self, port: int, auth: str = "digest") -> None:
        self.process = subprocess.Popen(
            ["/usr/bin/python3", str(SERVER), "--port", str(port), "--auth", auth],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.port: int = json.loads(self._lines.get(timeout=20))["port"]

    def url(self, mount: str, login: str = "") -> str:
        return f"rtsp://{login}{'@' if login else ''}127.0.0.1:{self.port}{mount}"

    def ask(self, do: str, **args: object) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **args}) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._lines.get(timeout=20))
        assert answer["ok"], answer
        return answer

    def add(self, mount: str, clip: Path, **args: object) -> str:
        self.ask("add", mount=mount, clip=str(clip), **args)
        return self.url(mount)

    def close(self) -> None:
        self.process.kill()
        self.process.wait(10)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)


class VlcRtspPeer:
    """libVLC's RTSP server with a raw H.264 file: UDP only, 461 for TCP."""

    def __init__(self, clip: Path, port: int) -> None:
        self.url = f"rtsp://127.0.0.1:{port}/s"
        self.process = subprocess.Popen(
            [sys.executable, "-c", _VLC_SERVER, str(clip), str(port)], stdin=subprocess.PIPE
        )

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


_VLC_SERVER = """
import sys, vlc
clip, port = sys.argv[1:]
instance = vlc.Instance(["--quiet", "--no-audio", "--sout-keep"])
media = instance.media_new(clip)
media.add_option(":demux=h264")
media.add_option(f":sout=#gather:rtp{{sdp=rtsp://127.0.0.1:{port}/s}}")
media.add_option(":sout-keep")
media.add_option(":input-repeat=65535")
player = instance.media_player_new()
player.set_media(media)
player.play()
sys.stdin.read()
"""
