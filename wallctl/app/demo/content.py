"""What the demo's rooms are filled with: sources and scenes, read from resources/demo/content."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

import resources
from wallctl.app.demo.ports import DemoPorts
from wallctl.domain.entities import Medium, Output, Source, Tile, Wall
from wallctl.domain.geometry import Rect

FOLDER = Path(resources.__file__).with_name("demo")
SITE = FOLDER / "site.toml"
_SOURCE = TypeAdapter(Source)


@dataclass(frozen=True, slots=True)
class SceneContent:
    """A scene with its tiles by wall, each (source, column, row, columns, rows) in cells."""

    id: str
    number: int
    name: str
    name_en: str
    category: str
    walls: dict[str, tuple[tuple[str, float, float, float, float], ...]]


@dataclass(frozen=True, slots=True)
class Content:
    """`clips` names the clip that the feed server shows for a source, `tones` the pitch of its
    sound, Hz, where it has one."""

    sources: tuple[Source, ...]
    clips: dict[str, str]
    scenes: tuple[SceneContent, ...]
    tones: dict[str, float] = field(default_factory=dict)


def load(ports: DemoPorts, folder: Path = FOLDER) -> Content:
    """The demo's content with the addresses of these ports. Raises OSError, ValueError."""
    told = tomllib.loads((folder / "content" / "sources.toml").read_text("utf-8"))
    clips: dict[str, str] = {}
    tones: dict[str, float] = {}
    sources = []
    for row in told["source"]:
        clip, tone = row.pop("clip", ""), row.pop("tone", 0)
        if tone:
            tones[row["id"]] = float(tone)
        if clip:
            clips[row["id"]] = clip
            row["medium"] = Medium.STREAM
            row["main"] = f"rtsp://127.0.0.1:{ports.feeds}/{row['id']}/main"
            row["sub"] = f"rtsp://127.0.0.1:{ports.feeds}/{row['id']}/sub"
        elif "main" in row:
            row["main"] = row["main"].format(
                pages=f"http://127.0.0.1:{ports.pages}", folder=folder / "documents"
            )
        sources.append(_SOURCE.validate_python(row))
    told = tomllib.loads((folder / "content" / "scenes.toml").read_text("utf-8"))
    return Content(tuple(sources), clips, tuple(_scene(row) for row in told["scene"]), tones)


def _scene(row: dict[str, Any]) -> SceneContent:
    walls = {
        wall: tuple((str(s), float(x), float(y), float(w), float(h)) for s, x, y, w, h in tiles)
        for wall, tiles in row.items()
        if isinstance(tiles, list)
    }
    return SceneContent(
        row["id"], row["number"], row["name"], row["name_en"], row["category"], walls
    )


def tiles_of(scene: SceneContent, wall: Wall, outputs: tuple[Output, ...]) -> tuple[Tile, ...]:
    """The scene's tiles on a wall: from cells to canvas px, bezels between them included."""
    edges_x = sorted({o.rect.x for o in outputs})
    edges_y = sorted({o.rect.y for o in outputs})
    cell = outputs[0].rect.size
    step_x = edges_x[1] - edges_x[0] if len(edges_x) > 1 else cell.w
    step_y = edges_y[1] - edges_y[0] if len(edges_y) > 1 else cell.h
    return tuple(
        Tile(
            id=f"{scene.id}-{n}",
            wall=wall.id,
            source=source,
            rect=_rect((x, y, w, h), (step_x, step_y), (step_x - cell.w, step_y - cell.h)),
            z=n,
        )
        for n, (source, x, y, w, h) in enumerate(scene.walls.get(wall.id, ()))
    )


def _rect(
    at: tuple[float, float, float, float], step: tuple[int, int], bezel: tuple[int, int]
) -> Rect:
    """Tiles end where the bezel begins; halves of a cell meet in its middle."""
    x, y, w, h = at
    left, right = _edge(x, step[0], bezel[0]), _edge(x + w, step[0], bezel[0], end=True)
    top, bottom = _edge(y, step[1], bezel[1]), _edge(y + h, step[1], bezel[1], end=True)
    return Rect(left, top, right - left, bottom - top)


def _edge(cells: float, step: int, bezel: int, *, end: bool = False) -> int:
    whole, part = int(cells), cells - int(cells)
    if part:
        return whole * step + round(part * (step - bezel))
    return whole * step - (bezel if end else 0)
