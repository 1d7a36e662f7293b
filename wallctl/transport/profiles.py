"""Profiles of devices as TOML: those of the house, and what a person wrote, with the place of
what is wrong in it."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from wallctl.domain.errors import Invalid

OWN = "own"
"""The choice of a profile that stands in the options themselves."""

KEY = "options.profile_text"


class Part(BaseModel):
    """Base of everything in a profile: what is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


M = TypeVar("M", bound=BaseModel)


def text_of(folder: str, name: str, own: str) -> str:
    """The text of a profile by its name in `resources/profiles/FOLDER`. Raises Invalid."""
    if name == OWN:
        return own
    place = files("resources") / "profiles" / folder / f"{name}.toml"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not place.is_file():
        raise Invalid(key="options.profile", reason="choice", got=name)
    return place.read_text("utf-8")


def parsed(model: type[M], text: str) -> M:
    """Raises Invalid: key, reason, line (from 1), at and why."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        found = re.search(r"line (\d+)", str(exc))
        line = int(found[1]) if found else max(1, len(text.splitlines()))
        raise Invalid(key=KEY, reason="profile", line=line, at="", why=str(exc)) from None
    try:
        return model.model_validate(table)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_context=False)[0]
        raise wrong(text, first["loc"], first["msg"]) from None


def wrong(text: str, place: tuple[int | str, ...], why: str) -> Invalid:
    """The error of a place in a profile: ("points", 2, "oid")."""
    at = ".".join(str(one + 1) if isinstance(one, int) else one for one in place)
    return Invalid(key=KEY, reason="profile", line=_line(text, place), at=at, why=why)


def _line(text: str, place: tuple[int | str, ...]) -> int:
    """Of the key, or of its table where it is not written there; 1 where neither is."""
    name = str(place[0]) if place else ""
    index = place[1] if len(place) > 1 and isinstance(place[1], int) else None
    key = str(place[1 if index is None else 2]) if len(place) > (1 if index is None else 2) else ""
    head = f"[{name}]" if index is None else f"[[{name}]]"
    best, seen, inside = 1, -1, False
    for number, line in enumerate((one.strip() for one in text.splitlines()), 1):
        if line.startswith("["):
            seen += line == head
            inside = line == head and seen == (index or 0)
            best = number if inside else best
        elif (inside and re.match(rf"{re.escape(key)}\s*=", line)) or (
            seen == -1 and index is None and re.match(rf"{re.escape(name)}\s*=", line)
        ):
            return number
    return best
