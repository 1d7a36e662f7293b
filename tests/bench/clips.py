"""Feeds of the benchmark: real footage coded as cameras code it, each with its own number.

CABAC, deblocking, no B-frames, a key frame a second (x264 `veryfast`): a stream without these
would be cheaper to decode than a camera's, and the ratio to the floor would say less.
"""

from __future__ import annotations

from pathlib import Path

from wallctl.simulators.clips import (
    FOOTAGE,
    ClipSpec,
    cache_folder,
    clip_file,
    footage_folder,
    make_all,
)

FOLDER = cache_folder() / "clips-bench-1"
PRESET = "veryfast"


def sub_specs(count: int = 16) -> list[ClipSpec]:
    """640x360@25 H.264, 600 kbit/s at most."""
    return [_spec(f"sub-{n:02d}", n, (640, 360), 600) for n in range(1, count + 1)]


def main_specs(count: int = 4) -> list[ClipSpec]:
    """1920x1080@25 H.264, 4 Mbit/s at most."""
    return [_spec(f"main-{n:02d}", 100 + n, (1920, 1080), 4000) for n in range(1, count + 1)]


def _spec(name: str, source: int, size: tuple[int, int], kbit: int) -> ClipSpec:
    films = [footage_folder() / f for f in FOOTAGE.values()]
    film = films[source % len(films)]
    if not film.exists():
        raise FileNotFoundError(f"{film.name} is missing: the set-up fetches it")
    return ClipSpec(name, "h264", *size, source, kbit=kbit, footage=film, preset=PRESET)


def ensure() -> None:
    """Encodes what is missing, once."""
    make_all(sub_specs() + main_specs(), FOLDER)


def file_of(spec: ClipSpec) -> Path:
    return clip_file(spec.name, FOLDER)
