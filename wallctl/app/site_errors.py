"""What is wrong in a site file, said as `file:line: key: what is wrong`."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from wallctl.app.site_lines import Path as KeyPath
from wallctl.app.site_lines import line_at

P = TypeVar("P", bound=BaseModel)
UNKNOWN = "extra_forbidden"


@dataclass(frozen=True, slots=True)
class SiteError:
    """`line` counts from 1; `key` is the path in the file, as in wall[0].grid.cell."""

    file: str
    line: int
    key: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.what}"


class SiteErrors(Exception):
    """All that is wrong in a site file; `str()` gives a line each."""

    def __init__(self, errors: Iterable[SiteError]) -> None:
        self.errors = tuple(sorted(errors, key=lambda e: (e.line, e.key)))
        super().__init__("\n".join(str(one) for one in self.errors))


class Findings:
    """Collects what is wrong, each with its line. Reads a table without giving up at an error."""

    def __init__(self, file: str, lines: Mapping[KeyPath, int]) -> None:
        self.errors: list[SiteError] = []
        self._file, self._lines = file, lines

    def line(self, path: KeyPath) -> int:
        return line_at(self._lines, path)

    def wrong(self, path: KeyPath, what: str) -> None:
        self.errors.append(SiteError(self._file, self.line(path), key_of(path), what))

    def read(self, model: type[P], path: KeyPath, value: object) -> P | None:
        """The table as that model, with all that is wrong in it noted.

        A table whose only faults are keys not known here is read without them, so that what
        else is wrong with it is found too; otherwise None.
        """
        try:
            return model.model_validate(value)
        except ValidationError as error:
            found = error.errors(include_url=False, include_input=False)
        for one in found:
            self.wrong((*path, *one["loc"]), words_for(one, model))
        if isinstance(value, dict) and all(e["type"] == UNKNOWN for e in found):
            extra = {one["loc"][0] for one in found if len(one["loc"]) == 1}
            if len(extra) == len(found):
                return model.model_validate({k: v for k, v in value.items() if k not in extra})
        return None


def key_of(path: Sequence[str | int]) -> str:
    """A path as people write it: wall[0].grid.cell."""
    told = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path)
    return told.lstrip(".") or "file"


def syntax_error(file: str, text: str, error: tomllib.TOMLDecodeError) -> SiteError:
    """A TOML error with its line; at the end of the file it is the last line."""
    told = str(error)
    at = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", told)
    line = int(at[1]) if at and at[1] else max(1, len(text.splitlines()))
    column = f", column {at[2]}" if at and at[2] else ""
    what = told[: at.start()] if at else told
    return SiteError(file, line, "syntax", f"{what}{column}")


def words_for(error: Any, model: type[BaseModel]) -> str:
    """What pydantic found, in words for whoever edits the file. Never the value itself."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return "is required"
    if kind == UNKNOWN:
        near = difflib.get_close_matches(str(error["loc"][-1]), _names(model), 1)
        return f"is not known here; is {near[0]} meant?" if near else "is not known here"
    if kind == "model_type":
        return "must be one table, in single brackets"
    if kind == "string_pattern_mismatch":
        return "has a form or characters that are not allowed"
    if kind in {"too_short", "too_long"}:
        wanted = context.get("min_length", context.get("max_length"))
        return f"must have {wanted} values, has {context['actual_length']}"
    told: str = error["msg"]
    return told[:1].lower() + told[1:]


def _names(model: type[BaseModel]) -> list[str]:
    found = list(model.model_fields)
    for field in model.model_fields.values():
        for inner in getattr(field.annotation, "__args__", ()):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                found += inner.model_fields
    return found
