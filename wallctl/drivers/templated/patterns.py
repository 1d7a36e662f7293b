"""Commands made of templates, and answers read by patterns. Pure.

A template is Python's format text with plain names: `{value}*{n}!`, `{address:02x}`. A pattern is
the same the other way round, read by the library `parse`: `Out{n:d} In{value:d} All`. In a
profile of bytes both are written in hex: `06 {address:02x} 00 18 {value}`.
"""

from __future__ import annotations

import string
from collections.abc import Collection, Mapping
from functools import lru_cache

import parse  # type: ignore[import-untyped]

_PARTS = string.Formatter()


class Template:
    """Raises ValueError where the text is none, or names what is not there."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        self.text = text
        self.names = _names(text, names)

    def fill(self, values: Mapping[str, object]) -> str:
        """Raises ValueError where a value does not fit its place."""
        try:
            return self.text.format_map(values)
        except (KeyError, TypeError) as exc:
            raise ValueError(f"{self.text!r}: {exc}") from None


class Pattern:
    """Raises ValueError where the text is none. `hexadecimal`: letters count as capitals."""

    def __init__(self, text: str, names: Collection[str], *, hexadecimal: bool = False) -> None:
        self.text = text
        self.names = _names(text, names, skipped=True)
        try:
            self._reader = parse.compile(
                _capitals(text) if hexadecimal else text, case_sensitive=True
            )
        except Exception as exc:  # the library raises what it likes
            raise ValueError(f"{text!r}: {exc}") from None

    def read(self, message: str) -> Mapping[str, object] | None:
        """What the message holds, None where it is not of this kind."""
        try:
            found = self._reader.parse(message)
        except ValueError:  # a number that is none after all
            return None
        return dict(found.named) if isinstance(found, parse.Result) else None


@lru_cache(maxsize=4096)
def template_of(text: str, names: frozenset[str]) -> Template:
    """Raises ValueError."""
    return Template(text, names)


@lru_cache(maxsize=4096)
def pattern_of(text: str, names: frozenset[str], *, hexadecimal: bool = False) -> Pattern:
    """Raises ValueError."""
    return Pattern(text, names, hexadecimal=hexadecimal)


def _names(text: str, known: Collection[str], *, skipped: bool = False) -> frozenset[str]:
    names = set()
    for _, name, spec, conversion in _PARTS.parse(text):
        if name is None:
            continue
        if conversion or "{" in (spec or ""):
            raise ValueError(f"{text!r}: only {{name}} or {{name:format}}")
        if skipped and name == "":
            continue
        if name not in known:
            raise ValueError(f"{text!r}: {{{name}}} is not known here; {', '.join(sorted(known))}")
        names.add(name)
    return frozenset(names)


def _capitals(text: str) -> str:
    made = []
    for literal, name, spec, _ in _PARTS.parse(text):
        made.append(literal.upper().replace("{", "{{").replace("}", "}}"))
        if name is not None:
            made.append(f"{{{name}:{spec}}}" if spec else f"{{{name}}}")
    return "".join(made)
