"""Where each key of a TOML file stands, so that an error can name its line."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

Path = tuple[str | int, ...]


def lines_of(text: str) -> dict[Path, int]:
    """The line, from 1, of each table and key of a valid TOML text.

    The parser itself reads the text statement by statement: a statement is the fewest lines that
    it takes. Keys inside a value of several lines stand at the line where the value begins.
    """
    found: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    here: Path = ()
    lines = text.splitlines()
    start = 0
    while start < len(lines):
        end, told = _statement(lines, start)
        if lines[start].lstrip().startswith("["):
            here = _enter(told, counts)
            found.setdefault(here, start + 1)
            if isinstance(here[-1], int):
                found.setdefault(here[:-1], start + 1)
        else:
            _note(told, here, start + 1, found)
        start = end
    return found


def line_at(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a key, or of the nearest table around it."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def _statement(lines: list[str], start: int) -> tuple[int, dict[str, Any]]:
    for end in range(start + 1, len(lines) + 1):
        try:
            return end, tomllib.loads("\n".join(lines[start:end]))
        except tomllib.TOMLDecodeError:
            continue
    return len(lines), {}


def _enter(told: dict[str, Any], counts: dict[Path, int]) -> Path:
    """The path of a table header; counts how many tables each array has."""
    here: Path = ()
    while told:
        (name, inside), *_ = told.items()
        here += (name,)
        if isinstance(inside, list):
            counts[here] = counts.get(here, 0) + 1
            return (*here, counts[here] - 1)
        if inside and here in counts:
            here += (counts[here] - 1,)
        told = inside
    return here


def _note(value: object, here: Path, line: int, found: dict[Path, int]) -> None:
    if isinstance(value, dict):
        for name, inside in value.items():
            found.setdefault((*here, name), line)
            _note(inside, (*here, name), line, found)
