"""Playlists in and out: M3U (EXTINF, group-title) and XSPF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from wallctl.api.importing.table import MAX_ROWS, BadFile, Line, Table
from wallctl.api.importing.words import codes, plain

XSPF = "http://xspf.org/ns/0/"
OURS = "urn:wallctl:source"
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_ALSO = ("code", "department", "carrier", "place", "sub", "tags")
"""Columns a playlist has no place of its own for: `x-COLUMN` attributes, or our extension."""
_GROUP = frozenset({"name", "main", "kind", "department"})


def looks_like_m3u(text: str) -> bool:
    return text.lstrip("\ufeff").lstrip().startswith("#EXTM3U") or "#EXTINF:" in text[:4_000]


def read_m3u(text: str) -> Table:
    """Raises BadFile."""
    lines: list[Line] = []
    columns = {"name", "main"}
    told: dict[str, str] = {}
    for number, raw in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        line = raw.strip()
        if line.upper().startswith("#EXTINF:"):
            told = _extinf(line)
        elif line.upper().startswith("#EXTGRP:"):
            told |= _group(line[8:].strip())
        elif line and not line.startswith("#"):
            cells = {"name": "", "medium": "stream"} | told | {"main": line}
            columns |= cells.keys()
            lines.append(Line(number, cells))
            told = {}
            if len(lines) > MAX_ROWS:
                raise BadFile("too_many_rows", MAX_ROWS)
    if not lines:
        raise BadFile("no_rows")
    return Table("m3u", frozenset(columns), tuple(lines))


def _extinf(line: str) -> dict[str, str]:
    found = {key.lower(): value.strip() for key, value in _ATTRIBUTE.findall(line)}
    name = _ATTRIBUTE.sub("", line).partition(",")[2].strip()
    told = {"name": name or found.get("tvg-name", "")}
    if found.get("x-id"):
        told["id"] = found["x-id"]
    if found.get("group-title"):
        told |= _group(found["group-title"])
    told |= {column: found[f"x-{column}"] for column in _ALSO if f"x-{column}" in found}
    return told


def _group(title: str) -> dict[str, str]:
    """A group's title is a kind where it says one, else the department."""
    kind = codes("kind").get(plain(title))
    return {"kind": kind} if kind else {"department": title}


def write_m3u(rows: Iterable[Mapping[str, str]]) -> bytes:
    """`rows` by column, the kind as its word. What has no address is left out."""
    out = ["#EXTM3U"]
    for row in rows:
        if not row["main"]:
            continue
        told = {"x-id": row["id"], "group-title": row["kind"]}
        told |= {f"x-{c}": row[c] for c in _ALSO if row[c]}
        said = " ".join(f'{k}="{v.replace(chr(34), chr(39))}"' for k, v in told.items())
        name = row["name"].replace("\n", " ")
        out += [f"#EXTINF:-1 {said},{name}", row["main"]]
    return ("\n".join(out) + "\n").encode()


def read_xspf(data: bytes) -> Table:
    """Raises BadFile."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as exc:
        raise BadFile("xml_broken", type(exc).__name__) from None
    tracks = [one for one in root.iter() if _bare(one.tag) == "track"]
    if len(tracks) > MAX_ROWS:
        raise BadFile("too_many_rows", MAX_ROWS)
    lines = tuple(_track(n, one) for n, one in enumerate(tracks, 1))
    if not lines:
        raise BadFile("no_rows")
    return Table("xspf", frozenset().union(*(line.cells.keys() for line in lines)), lines)


def _track(number: int, track: Element) -> Line:
    cells = {"name": "", "main": "", "medium": "stream"}
    for part in track:
        text = (part.text or "").strip()
        match _bare(part.tag):
            case "title":
                cells["name"] = text
            case "location":
                cells["main"] = cells["main"] or text
            case "album":
                cells |= _group(text) if text else {}
            case "extension" if part.get("application") == OURS:
                ours = {_bare(one.tag): (one.text or "").strip() for one in part}
                cells |= {k: v for k, v in ours.items() if k in {"id", *_ALSO}}
    return Line(number, cells)


def _bare(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def write_xspf(rows: Iterable[Mapping[str, str]]) -> bytes:
    root = Element("playlist", {"version": "1", "xmlns": XSPF})
    tracks = SubElement(root, "trackList")
    for row in rows:
        if not row["main"]:
            continue
        track = SubElement(tracks, "track")
        SubElement(track, "location").text = row["main"]
        SubElement(track, "title").text = row["name"]
        SubElement(track, "album").text = row["kind"]
        ours = SubElement(track, "extension", {"application": OURS})
        for column in ("id", *_ALSO):
            if row[column]:
                SubElement(ours, column).text = row[column]
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made
