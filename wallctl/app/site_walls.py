"""Walls and outputs from the tables of a site file: grids laid out, places checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wallctl.app.site_errors import Findings
from wallctl.app.site_file import GridPart, OutputPart, WallPart
from wallctl.app.site_lines import Path as KeyPath
from wallctl.domain.entities import Output, Wall
from wallctl.domain.geometry import Rect, Size, bounding, grid

COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class Placed:
    """An output and the table it comes from."""

    path: KeyPath
    output: Output


def outputs_of(
    walls: Mapping[int, WallPart], parts: Mapping[int, OutputPart], findings: Findings
) -> tuple[Placed, ...]:
    """The outputs of all grids, then those written one by one."""
    made: list[Placed] = []
    for number, wall in walls.items():
        if wall.grid is not None:
            path = ("wall", number, "grid")
            made += [Placed(path, o) for o in _grid(wall.id, wall.grid, path, findings)]
    for number, part in parts.items():
        one = Output(
            id=part.id,
            wall=part.wall,
            node=part.node,
            rect=Rect(*part.rect),
            screen=part.screen,
            rotation=part.rotation,
            window=Rect(*part.window) if part.window else None,
            name=part.name,
            content=part.content,
        )
        made.append(Placed(("output", number), one))
    return tuple(made)


def check_outputs(placed: Sequence[Placed], findings: Findings) -> None:
    """Notes ids that are there twice and glass that is used twice."""
    ids: dict[str, Placed] = {}
    for number, one in enumerate(placed):
        first = ids.setdefault(one.output.id, one)
        if first is not one:
            line = findings.line(first.path)
            what = f"{one.output.id} is there already (line {line})"
            findings.wrong((*one.path, "id"), what)
        for before in placed[:number]:
            if what := _clash(before.output, one.output):
                line = findings.line(before.path)
                name = "screens" if one.path[0] == "wall" else "screen"
                key = "window" if one.output.window else name
                findings.wrong((*one.path, key), f"{one.output.id}: {what} (line {line})")
                break


def wall_of(
    number: int, part: WallPart, placed: Sequence[Placed], folder: Path, findings: Findings
) -> Wall:
    """The wall with its canvas: as written, or as large as its outputs need."""
    path: KeyPath = ("wall", number)
    mine = [one for one in placed if one.output.wall == part.id]
    around = bounding(one.output.rect for one in mine)
    if part.canvas:
        canvas = Size(*part.canvas)
    elif around:
        canvas = Size(max(1, around.right), max(1, around.bottom))
    else:
        canvas = Size(1, 1)
        if part.grid is None:
            what = "has no outputs: it needs a grid, an [[output]] or a canvas"
            findings.wrong(path, what)
    if around and not (64 <= min(canvas.w, canvas.h) <= max(canvas.w, canvas.h) <= 65_536):
        what = f"its outputs make a canvas of {canvas.w}x{canvas.h} px; 64 to 65536 are possible"
        findings.wrong(path, what)
    for one in mine:
        if not Rect(0, 0, canvas.w, canvas.h).contains(one.output.rect):
            key = "rect" if one.path[0] == "output" else "cell"
            what = f"{one.output.id} lies outside the canvas of {canvas.w}x{canvas.h} px"
            findings.wrong((*one.path, key), what)
    return Wall(
        id=part.id,
        room=part.room,
        name=part.name or part.id,
        canvas=canvas,
        name_en=part.name_en,
        labels=part.labels,
        background=_picture(part.background, (*path, "background"), folder, findings),
        safe_picture=_picture(part.safe_picture, (*path, "safe_picture"), folder, findings),
        fade_ms=part.fade_ms,
    )


def _grid(wall: str, part: GridPart, path: KeyPath, findings: Findings) -> list[Output]:
    cells = part.columns * part.rows
    if part.screens and len(part.screens) != cells:
        what = f"must have {cells} names, one for each cell, has {len(part.screens)}"
        findings.wrong((*path, "screens"), what)
        return []
    if part.screens and part.window:
        findings.wrong((*path, "window"), "cells are full screens or windows, not both")
        return []
    if cells > 1 and not part.screens and not part.window:
        what = "needs screens (a name for each cell) or window (a size for each cell)"
        findings.wrong(path, what)
        return []
    rects = grid(Size(part.columns, part.rows), Size(*part.cell), Size(*part.bezel))
    return [
        Output(
            id=f"{wall}-{n + 1}",
            wall=wall,
            node=part.node,
            rect=rect,
            screen=part.screens[n] if part.screens else "",
            window=_window(part, n),
        )
        for n, rect in enumerate(rects)
    ]


def _window(part: GridPart, number: int) -> Rect | None:
    if part.window is None:
        return None
    row, column = divmod(number, part.columns)
    (w, h), (x, y) = part.window, part.origin
    return Rect(x + column * w, y + row * h, w, h)


def _clash(before: Output, after: Output) -> str:
    if (before.node, before.screen) != (after.node, after.screen):
        return ""
    if before.window is None or after.window is None:
        screen = f"screen {after.screen}" if after.screen else "the first screen"
        return f"{screen} of node {after.node} is used by {before.id} already"
    if before.window.intersection(after.window):
        return f"its window lies over that of {before.id}"
    return ""


def _picture(told: str, path: KeyPath, folder: Path, findings: Findings) -> str:
    """A colour as it is, a file as its whole path."""
    if not told or COLOUR.fullmatch(told):
        return told
    if told.startswith("#"):
        findings.wrong(path, "must be a colour as in #14171C, or an image file")
        return told
    if not (folder / told).is_file():
        findings.wrong(path, f"{told} is not there")
    return str(folder / told)
