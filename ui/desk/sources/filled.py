"""A filled-in form as a source, and a source as a form; what cannot be read names its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ui.desk.sources import typed
from wallctl.domain.devices.entities import DevicePort
from wallctl.domain.entities import (
    Carrier,
    Medium,
    PlayerChoice,
    PlayOptions,
    Source,
    SourceKind,
    Transport,
)
from wallctl.domain.geometry import Size
from wallctl.domain.show import Show

Values = Mapping[str, object]
_BETWEEN = re.compile(r"[,，;；、#]")
_SIZE = re.compile(r"\s*(\d{1,5})\s*[x×*]\s*(\d{1,5})\s*", re.I)
_NUMBERS: Mapping[str, type[int] | type[float]] = {
    "fps": float,
    "refresh_s": float,
    "zoom": float,
    "scroll_x": int,
    "scroll_y": int,
    "page": int,
    "dwell_s": float,
}


class BadField(Exception):
    """`key` of the field, `reason` as the engine would say it."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(key, reason)
        self.key, self.reason = key, reason


def values_of(source: Source, show: Show) -> dict[str, object]:
    """What the form shows of a source; never a password."""
    backup = show.sources.get(source.backup)
    options = source.options
    return {
        **{k: getattr(source, k) for k in ("name", "name_en", "department", "place")},
        **{k: getattr(source, k) for k in ("code", "camera")},
        **{k: getattr(source, k).value for k in ("kind", "carrier", "medium", "player")},
        "tags": "、".join(source.tags),
        "main": typed.shown(source.main),
        "sub": typed.shown(source.sub),
        "user": typed.user_shown(source),
        "password": "",
        "backup": backup.name if backup else source.backup,
        "port.device": source.port.device if source.port is not None else "",
        "port.input": source.port.value if source.port is not None else "",
        "options.transport": options.transport.value,
        "options.size": f"{options.size.w}×{options.size.h}",
        **{f"options.{k}": f"{getattr(options, k):g}" for k in _NUMBERS},
        **{f"options.{k}": getattr(options, k) for k in ("vlc", "text", "ink", "paper")},
        "options.ignore_tls": options.ignore_tls,
    }


def source_of(values: Values, base: Source, show: Show) -> Source:
    """The source that the form means, a typed password within its addresses: send it, keep it
    nowhere. Raises BadField."""
    text = {key: str(value) for key, value in values.items()}
    user, password = text["user"], text["password"]
    medium = Medium(text["medium"])
    addressed = medium not in (Medium.TEXT, Medium.CLOCK, Medium.BARS)
    if password and not user:
        raise BadField("user", "empty")
    return replace(
        base,
        name=text["name"],
        name_en=text["name_en"],
        medium=medium,
        kind=SourceKind(text["kind"]),
        carrier=Carrier(text["carrier"]),
        player=PlayerChoice(text["player"]),
        department=text["department"],
        place=text["place"],
        code=text["code"],
        tags=tags_of(text["tags"]),
        backup=_backup(text["backup"], show),
        main=_address(text, "main", base) if addressed else "",
        sub=_address(text, "sub", base) if medium is Medium.STREAM else "",
        camera=text["camera"] if medium in (Medium.STREAM, Medium.CAPTURE) else "",
        port=_port(text) if medium in (Medium.STREAM, Medium.CAPTURE) else None,
        options=_options(text, bool(values["options.ignore_tls"]), base.options),
    )


def _port(text: Mapping[str, str]) -> DevicePort | None:
    if not text["port.device"]:
        return None
    if not text["port.input"]:
        raise BadField("port.input", "empty")
    return DevicePort(text["port.device"], text["port.input"])


def _address(text: Mapping[str, str], key: str, base: Source) -> str:
    """As it was where nobody touched it: main and sub may be signed in to as two users."""
    known = str(getattr(base, key))
    same = text[key] == typed.shown(known) and text["user"] == typed.user_shown(base)
    if known and same and not text["password"]:
        return known
    return typed.composed(text[key], text["user"], text["password"])


def tags_of(text: str) -> tuple[str, ...]:
    tags = (tag.strip() for tag in _BETWEEN.split(text))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _backup(text: str, show: Show) -> str:
    if not text or text in show.sources:
        return text
    found = [s.id for s in show.sources.values() if text in (s.name, s.name_en)]
    if len(found) != 1:
        raise BadField("backup", "ambiguous" if found else "unknown")
    return found[0]


def _options(text: Mapping[str, str], ignore_tls: bool, base: PlayOptions) -> PlayOptions:
    size = _SIZE.fullmatch(text["options.size"])
    if size is None:
        raise BadField("options.size", "not_number")
    numbers: dict[str, float] = {}
    for key, kind in _NUMBERS.items():
        try:
            numbers[key] = kind(text[f"options.{key}"].replace("，", "."))
        except ValueError:
            raise BadField(f"options.{key}", "not_number") from None
    return replace(
        base,
        transport=Transport(text["options.transport"]),
        vlc=text["options.vlc"],
        text=text["options.text"],
        ink=text["options.ink"],
        paper=text["options.paper"],
        ignore_tls=ignore_tls,
        size=Size(int(size.group(1)), int(size.group(2))),
        **numbers,
    )
