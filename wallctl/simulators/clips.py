"""Looped clips for feed servers: elementary streams, cut into access units, made once.

A clip is a file of H.264 or H.265 in Annex B form and a JSON beside it that says where each access
unit lies: a server sends them as they are and encodes nothing. The set is made with the encoders
of the PyAV wheel at set-up and kept in the cache; only the maker of clips needs them.
"""

from __future__ import annotations

import json
import logging
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Literal, cast

import av
import cv2
import numpy as np
from av.video.frame import VideoFrame
from platformdirs import user_cache_path

from wallctl.simulators import code
from wallctl.simulators.cards import FPS, Card, Plane

VERSION = 3
"""Counts up whenever a clip would come out differently: an older cache is then not used."""
GOP = 25
LOOP = 200
"""Frames in a loop of a card: 8 s."""
CARDS = 12
FOOTAGE = {"bunny": "bigbuckbunny.mp4", "bikes": "bikes.mp4", "carphone": "carphone_pristine.mp4"}
FOOTAGE_SOURCE = {"bunny": 201, "bikes": 202, "carphone": 203}

Codec = Literal["h264", "h265"]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ClipSpec:
    """What a clip shall be. `footage` is a film to re-encode; None is a test card.

    `source` is the number in the code strip, `frames` the length of the loop at 25 fps.
    """

    name: str
    codec: Codec
    width: int
    height: int
    source: int
    frames: int = LOOP
    kbit: int = 1500
    title: str = ""
    footage: Path | None = None
    preset: str = "ultrafast"
    crf: int = 28


def cache_folder() -> Path:
    """Where clips are kept: WALLCTL_CACHE, or the platform's cache folder of the user."""
    chosen = os.environ.get("WALLCTL_CACHE")
    return Path(chosen) if chosen else user_cache_path("wallctl", appauthor=False)


def standard_folder() -> Path:
    """Where the standard set of clips of this version is kept."""
    return cache_folder() / f"clips-{VERSION}"


def footage_folder() -> Path:
    """Where the set-up puts the films it fetched."""
    return cache_folder() / "footage"


def clip_file(name: str, folder: Path | None = None) -> Path:
    """The stream of the clip `name`, e.g. `card-07.main`; its index is the same with .json."""
    return (folder or standard_folder()) / f"{name}.bin"


def codec_of(number: int) -> Codec:
    """Cards take turns: odd ones H.264, even ones H.265."""
    return "h264" if number % 2 else "h265"


def standard_set(footage: Path) -> list[ClipSpec]:
    """The clips of the demo site and the benchmark: 12 cards and what films there are.

    Cards: `card-01.main` (1920x1080) and `card-01.sub` (640x360) to 12. Films, where their file is
    in `footage`: `bunny`, `bikes`, `carphone`, main (1280x720) and sub.
    """
    specs = []
    for number in range(1, CARDS + 1):
        name, codec, title = f"card-{number:02d}", codec_of(number), f"CARD {number:02d}"
        label = f"{title} {codec.upper()}"
        specs.append(ClipSpec(f"{name}.main", codec, 1920, 1080, number, title=label))
        specs.append(ClipSpec(f"{name}.sub", codec, 640, 360, number, kbit=350, title=label))
    for name, file in FOOTAGE.items():
        film, source = footage / file, FOOTAGE_SOURCE[name]
        if not film.exists():
            continue
        main = ClipSpec(
            *(f"{name}.main", codec_of(source), 1280, 720, source),
            kbit=4000,
            footage=film,
            preset="veryfast",
            crf=23,
        )
        sub = replace(main, name=f"{name}.sub", width=640, height=360, kbit=900)
        specs += [main, sub]
    return specs


def make(spec: ClipSpec, folder: Path) -> Path:
    """Encodes one clip into `folder` unless it is there. Raises OSError, av.FFmpegError."""
    target = clip_file(spec.name, folder)
    index = target.with_suffix(".json")
    if index.exists() and target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{os.getpid()}")
    units: list[tuple[int, int, int]] = []
    place = 0
    with part.open("wb") as out:
        for data, key in _encode(spec):
            out.write(data)
            units.append((place, len(data), int(key)))
            place += len(data)
    about = {"codec": spec.codec, "width": spec.width, "height": spec.height, "fps": FPS}
    index_part = part.with_suffix(".json")
    index_part.write_text(json.dumps({**about, "source": spec.source, "units": units}))
    part.replace(target)
    index_part.replace(index)  # last: an index says that all is there
    return target


def make_all(specs: list[ClipSpec], folder: Path, workers: int | None = None) -> int:
    """Encodes what is missing, several at once; gives how many were made."""
    missing = [s for s in specs if not clip_file(s.name, folder).with_suffix(".json").exists()]
    if not missing:
        return 0
    # the dearest first, so that no core idles at the end
    missing.sort(key=lambda s: (s.codec == "h265", s.width * s.frames), reverse=True)
    with get_context("spawn").Pool(workers or os.cpu_count() or 1, _leave_ctrl_c) as pool:
        for file in pool.imap_unordered(partial(make, folder=folder), missing):
            log.info("made %s", file.stem)
    return len(missing)


def _leave_ctrl_c() -> None:
    """Ctrl+C is the parent's: it ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def options(
    codec: Codec, *, crf: int = 28, kbit: int = 0, preset: str = "ultrafast"
) -> dict[str, str]:
    """Encoder options: no B-frames, a key frame with parameter sets every GOP, nothing held back.

    With `kbit` a bit rate bounds the quality of `crf`.
    """
    bound = {"maxrate": f"{kbit}k", "bufsize": f"{kbit}k"} if kbit else {}
    common = {"preset": preset, "tune": "zerolatency", "crf": str(crf), **bound}
    params = f"keyint={GOP}:min-keyint={GOP}:scenecut=0:bframes=0:repeat-headers=1"
    if codec == "h264":
        return {**common, "x264-params": params}
    return {**common, "x265-params": f"{params}:open-gop=0:log-level=none:info=0"}


def encoder(
    codec: Codec,
    width: int,
    height: int,
    *,
    crf: int = 28,
    kbit: int = 0,
    preset: str = "ultrafast",
) -> av.VideoCodecContext:
    """An open encoder for yuv420p at 25 fps that gives an access unit for each frame."""
    name = "libx264" if codec == "h264" else "libx265"
    context = cast("av.VideoCodecContext", av.VideoCodecContext.create(name, "w"))
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.framerate = Fraction(FPS)
    context.options = options(codec, crf=crf, kbit=kbit, preset=preset)
    return context


def _encode(spec: ClipSpec) -> Iterator[tuple[bytes, bool]]:
    context = encoder(
        *(spec.codec, spec.width, spec.height),
        crf=spec.crf,
        kbit=spec.kbit,
        preset=spec.preset,
    )
    context.thread_count = 1
    for frame in _pictures(spec):
        for packet in context.encode(frame):
            yield bytes(packet), packet.is_keyframe
    for packet in context.encode(None):
        yield bytes(packet), packet.is_keyframe


def _pictures(spec: ClipSpec) -> Iterator[VideoFrame]:
    if spec.footage is not None:
        yield from _film(spec, spec.footage)
        return
    card = Card(spec.source, spec.width, spec.height, spec.title)
    for number in range(spec.frames):
        frame = VideoFrame.from_ndarray(card.frame(number).packed(), format="yuv420p")
        frame.pts = number
        yield frame


def _film(spec: ClipSpec, film: Path) -> Iterator[VideoFrame]:
    """The film, cut to the clip's shape and scaled, a code strip in its corner.

    Ends at a whole number of GOPs, so that the loop's seam is a key frame's place.
    """
    pictures = []
    with av.open(str(film)) as container:
        for picture in container.decode(video=0):
            cut = _cut(cast("Plane", picture.to_ndarray(format="rgb24")), spec.width / spec.height)
            pictures.append(cv2.resize(cut, (spec.width, spec.height)))
            if len(pictures) == spec.frames:
                break
    whole = max(GOP, len(pictures) // GOP * GOP)
    for number in range(whole):
        rgb = pictures[min(number, len(pictures) - 1)]
        packed = cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV_I420).astype(np.uint8)
        code.draw(packed[: spec.height], code.CORNER, spec.source, number)
        frame = VideoFrame.from_ndarray(packed, format="yuv420p")
        frame.pts = number
        yield frame


def _cut(rgb: Plane, shape: float) -> Plane:
    """The largest middle part with the wanted width to height."""
    height, width = rgb.shape[:2]
    w, h = min(width, round(height * shape)), min(height, round(width / shape))
    x, y = (width - w) // 2, (height - h) // 2
    return rgb[y : y + h, x : x + w]
