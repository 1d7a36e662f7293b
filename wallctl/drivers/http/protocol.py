"""Requests out of templates, values out of answers. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

import jmespath
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from jmespath.exceptions import JMESPathError

from wallctl.domain.devices.points import Value
from wallctl.domain.errors import Garbled, Rejected
from wallctl.drivers.http.profile import Kind, PointSpec, Request

_HOLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_TYPES = {
    "json": "application/json",
    "xml": "application/xml",
    "form": "application/x-www-form-urlencoded",
    "text": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Filled:
    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]


def filled(request: Request, words: Mapping[str, str], common: Mapping[str, str]) -> Filled:
    """What stands in braces and has no word stays as it is: JSON is full of braces."""
    told = {**common, **request.headers}
    headers = {name: _fill(text, words, _header) for name, text in told.items()}
    # Before the sign-in there is no token yet.
    headers = {name: text for name, text in headers.items() if not _HOLE.search(text)}
    body = _fill(request.body, words, _ESCAPES[request.type])
    if body:
        headers.setdefault("Content-Type", _TYPES[request.type])
    return Filled(request.method, _fill(request.path, words, _url), body.encode(), headers)


def parsed(text: str, kind: Kind) -> Any:
    """An answer as something to look into. Raises Garbled."""
    try:
        match kind:
            case "json":
                return json.loads(text)
            case "xml":
                root = fromstring(text)
                for one in root.iter():
                    one.tag = str(one.tag).rpartition("}")[2]  # makers change their namespaces
                return root
            case "pairs":
                rows = (line.partition("=") for line in text.splitlines() if "=" in line)
                return {name.strip(): told.strip() for name, _, told in rows}
            case _:
                return text
    except (ValueError, ParseError, DefusedXmlException, RecursionError):
        raise Garbled(reason=f"not_{kind}") from None


def found(answer: Any, kind: Kind, at: Sequence[str]) -> str | int | float | bool | None:
    """One value in an answer; None where it is not there. Raises Garbled."""
    here = answer
    for number, step in enumerate(at):
        if number:  # the device hides JSON in a text
            here = parsed(here, "json") if isinstance(here, str) else here
        here = _one(here, "json" if number else kind, step)
        if here is None:
            return None
    return here if isinstance(here, str | int | float | bool) else None


def value_of(spec: PointSpec, raw: str | int | float | bool | None) -> Value | None:
    if raw is None:
        return None
    if spec.values:
        return spec.values.get(word_of(raw))
    if spec.kind == "text":
        return str(raw)
    try:
        number = float(raw) * spec.scale
    except ValueError:
        return None
    return int(number) if number.is_integer() else round(number, 6)


def request_of(spec: PointSpec, value: Value) -> tuple[Request, str]:
    """What sets it, and the device's word for the value. Raises Rejected."""
    ours = word_of(value)
    request = spec.sets.get(ours) if spec.sets else spec.set
    if request is None:
        raise Rejected(reason="no_word", key=spec.key)
    if spec.values:
        words = [word for word, one in spec.values.items() if word_of(one) == ours]
        if not words:
            raise Rejected(reason="no_word", key=spec.key)
        return request, words[0]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return request, f"{value / spec.scale:.10g}"
    return request, ours


def word_of(raw: object) -> str:
    return str(raw).lower() if isinstance(raw, bool) else str(raw)


def _one(here: Any, kind: Kind, step: str) -> Any:
    match kind:
        case "json":
            try:
                return jmespath.search(step, here)
            except JMESPathError:
                raise Garbled(reason="path", at=step) from None
        case "xml":
            path, _, attribute = step.partition("@")
            try:
                element = here if path in {"", "."} else here.find(path.rstrip("/"))
            except SyntaxError:
                raise Garbled(reason="path", at=step) from None
            if element is None:
                return None
            return element.get(attribute) if attribute else (element.text or "").strip()
        case "pairs":
            return here.get(step)
        case _:
            hit = re.search(step, here)
            return None if hit is None else hit[1 if hit.re.groups else 0]


def _fill(text: str, words: Mapping[str, str], safe: Any) -> str:
    return _HOLE.sub(lambda hole: safe(words[hole[1]]) if hole[1] in words else hole[0], text)


def _url(word: str) -> str:
    return quote(word, safe="")


def _header(word: str) -> str:
    return "".join(c for c in word if c.isprintable())


_ESCAPES = {
    "json": lambda word: json.dumps(word, ensure_ascii=False)[1:-1],
    "xml": lambda word: escape(word, {'"': "&quot;"}),
    "form": _url,
    "text": lambda word: word,
}
