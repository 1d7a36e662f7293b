"""Sources: add, update, replace, remove, import."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from wallctl.domain.address import (
    holds_password,
    host_of,
    moved,
    names_host,
    scheme_of,
    signed,
    split,
)
from wallctl.domain.commands import (
    Envelope,
    SourceAdd,
    SourceImport,
    SourceRemove,
    SourceReplace,
    SourceUpdate,
    SourceUpdateMany,
)
from wallctl.domain.deciding.checks import (
    FreshIds,
    check_colour,
    check_id,
    check_line,
    check_name,
    check_number,
    check_text,
    invalid,
    the_source,
)
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.ptz import camera_at
from wallctl.domain.entities import Medium, PlayOptions, Source
from wallctl.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from wallctl.domain.show import Change, Show, change
from wallctl.domain.uses import uses_of_source

MAX_ADDRESS = 2_000
_FILES = frozenset({"", "file", "http", "https"})
_STREAMS = frozenset(
    {"rtsp", "rtsps", "rtmp", "rtmps", "udp", "rtp", "tcp", "http", "https", "hls"}
    | {"srt", "rist", "mms", "mmsh", "file"}
)
SCHEMES: Mapping[Medium, frozenset[str]] = {
    Medium.STREAM: _STREAMS | {""},
    Medium.CAPTURE: frozenset({"", "v4l2", "dshow", "decklink"}),
    Medium.WEB: frozenset({"http", "https", "file"}),
    Medium.IMAGE: _FILES,
    Medium.PDF: _FILES,
}
MAX_MANY = 20_000
_CODE = re.compile(r"[0-9A-Za-z_-]{1,32}")
_HOSTLESS = frozenset({"", "file", "v4l2", "dshow", "decklink"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def add(show: Show, command: SourceAdd, envelope: Envelope) -> tuple[Change, ...]:
    source = command.source
    if not source.id:
        source = replace(source, id=FreshIds(envelope, show.sources).next())
    elif source.id in show.sources:
        raise invalid("source.id", "duplicate_id", source.id)
    check_source("source", source)
    _check_backup("source", source, show.sources)
    check_port(show, source, "source.port")
    check_camera(show, source, "source.camera")
    return (change(None, source),)


def check_port(show: Show, source: Source, key: str) -> None:
    """Raises NotFound where the device it is plugged into is not there."""
    if source.port is not None and source.port.device not in show.all(Device):
        raise NotFound(
            key=f"{key}.device", reason="unknown", got=source.port.device, entity="device"
        )


def check_camera(show: Show, source: Source, key: str) -> None:
    """Raises NotFound where the device that moves it is not there."""
    check_line(key, source.camera)
    device, _ = camera_at(source.camera)
    if source.camera and device not in show.all(Device):
        raise NotFound(key=key, reason="unknown", got=source.camera, entity="device")


def update(show: Show, command: SourceUpdate, envelope: Envelope) -> tuple[Change, ...]:
    before = the_source(show, command.id, "id")
    given = {
        key: value
        for key in SourceUpdate.__dataclass_fields__
        if key != "id" and (value := getattr(command, key)) is not None
    }
    after = replace(before, **given)
    if after.port is not None and not after.port.device:
        after = replace(after, port=None)
    if after == before:
        return ()
    check_source("", after)
    _check_backup("", after, show.sources)
    check_port(show, after, "port")
    check_camera(show, after, "camera")
    return (change(before, after),)


def update_many(show: Show, command: SourceUpdateMany, envelope: Envelope) -> tuple[Change, ...]:
    """All of it or nothing. A host or user that fits none of them is refused: it was mistyped."""
    if not command.ids:
        raise invalid("ids", "empty", "")
    if len(command.ids) > MAX_MANY:
        raise invalid("ids", "too_long", len(command.ids), limit=MAX_MANY)
    _check_many(command)
    seals = {one.id: one for one in command.seals}
    changes: list[Change] = []
    fits = False
    for n, id in enumerate(dict.fromkeys(command.ids)):
        before = the_source(show, id, f"ids[{n}]")
        after = _of_many(before, command)
        fits = fits or after.main != before.main or after.sub != before.sub
        seal = seals.get(id)
        if seal is not None:
            if seal.before != before.secret:
                raise Conflict(key=f"ids[{n}]", reason="moved_on", got=id, name=before.name)
            fits = True
            after = replace(after, secret=seal.after)
        elif not _same_peer(before, after):
            after = replace(after, secret="")
        if after != before:
            check_source(f"ids[{n}]", after)
            changes.append(change(before, after))
    if command.host_from and not fits:
        raise invalid("host_from", "no_match", command.host_from)
    return tuple(changes)


def _of_many(before: Source, command: SourceUpdateMany) -> Source:
    kept = [tag for tag in before.tags if tag not in command.tags_remove]
    added = [tag for tag in command.tags_add if tag not in kept]
    main, sub = addresses_of_many(before, command)
    return replace(
        before,
        kind=before.kind if command.kind is None else command.kind,
        department=before.department if command.department is None else command.department,
        carrier=before.carrier if command.carrier is None else command.carrier,
        tags=(*kept, *added),
        main=main,
        sub=sub,
    )


def addresses_of_many(source: Source, command: SourceUpdateMany) -> tuple[str, str]:
    """(main, sub) as the command makes them, without passwords."""
    both = []
    for address in (source.main, source.sub):
        if command.host_from:
            address = moved(address, command.host_from, command.host_to)  # noqa: PLW2901
        if command.user is not None and address:
            address = signed(address, command.user)  # noqa: PLW2901
        both.append(split(address).address)
    return both[0], both[1]


def _check_many(command: SourceUpdateMany) -> None:
    if command.department is not None:
        check_line("department", command.department)
    for n, tag in enumerate(command.tags_add):
        check_name(f"tags_add[{n}]", tag)
    if bool(command.host_from) != bool(command.host_to):
        key = "host_to" if command.host_from else "host_from"
        raise invalid(key, "empty", "")
    if command.host_from:
        for key, host in (("host_from", command.host_from), ("host_to", command.host_to)):
            check_line(key, host)
            if not names_host(f"rtsp://{host}") or host_of(f"rtsp://{host}") != host:
                raise invalid(key, "host", "" if "@" in host else host)
        if command.host_from.endswith(".") != command.host_to.endswith("."):
            raise invalid("host_to", "host_front", command.host_to)
    if command.user is not None and (
        any(c in command.user for c in ":@/") or _CONTROL.search(command.user)
    ):
        raise invalid("user", "characters", "")  # it may be a password that was typed there


def replace_device(show: Show, command: SourceReplace, envelope: Envelope) -> tuple[Change, ...]:
    """The source with another device behind it: whoever uses it goes on using it."""
    before = the_source(show, command.id, "id")
    after = replace(
        before,
        main=command.main,
        sub=command.sub,
        medium=before.medium if command.medium is None else command.medium,
        player=before.player if command.player is None else command.player,
        options=before.options if command.options is None else command.options,
        code=command.code,
    )
    if command.secret is not None:
        after = replace(after, secret=command.secret)
    elif not _same_peer(before, after):
        after = replace(after, secret="")
    if after == before:
        return ()
    check_source("", after)
    return (change(before, after),)


def remove(show: Show, command: SourceRemove, envelope: Envelope) -> tuple[Change, ...]:
    source = the_source(show, command.id, "id")
    used = uses_of_source(show, source.id)
    if used:
        raise NotAllowed(
            key="id",
            reason="in_use",
            got=source.id,
            name=source.name,
            users=", ".join(str(use) for use in used[:8]),
            count=len(used),
        )
    return (change(source, None),)


def bring_in(show: Show, command: SourceImport, envelope: Envelope) -> tuple[Change, ...]:
    """Adds and replaces in one step, or refuses all of it, naming the first that is wrong."""
    if command.before is not None:
        _check_as_before(show, command)
    fresh = FreshIds(envelope, show.sources)
    merged: dict[str, Source] = dict(show.sources)
    seen: dict[str, str] = {}
    for n, given in enumerate(command.sources):
        key = f"sources[{n}]"
        source = given if given.id else replace(given, id=fresh.next())
        if source.id in seen:
            raise invalid(f"{key}.id", "duplicate_id", source.id)
        seen[source.id] = key
        check_source(key, source)
        check_port(show, source, f"{key}.port")
        check_camera(show, source, f"{key}.camera")
        known = show.sources.get(source.id)
        if known is not None and not source.secret and _same_peer(known, source):
            source = replace(source, secret=known.secret)
        merged[source.id] = source
    for id, key in seen.items():
        _check_backup(key, merged[id], merged)
    return tuple(
        change(show.sources.get(id), merged[id])
        for id in seen
        if show.sources.get(id) != merged[id]
    )


def _check_as_before(show: Show, command: SourceImport) -> None:
    were = {one.id: one for one in command.before or ()}
    for n, source in enumerate(command.sources):
        if source.id and show.sources.get(source.id) != were.get(source.id):
            raise Conflict(
                key=f"sources[{n}].id", reason="moved_on", got=source.id, name=source.name
            )


def check_source(place: str, source: Source) -> None:
    """Raises Invalid with the key of what is wrong, under `place`."""
    at = f"{place}." if place else ""
    check_id(f"{at}id", source.id)
    check_name(f"{at}name", source.name)
    for key in ("name_en", "department", "place"):
        check_line(f"{at}{key}", getattr(source, key))
    check_code(f"{at}code", source.code)
    for n, tag in enumerate(source.tags):
        check_name(f"{at}tags[{n}]", tag)
    check_address(
        f"{at}main",
        source.main,
        source.medium,
        needed=source.medium in SCHEMES and source.port is None,
    )
    check_address(f"{at}sub", source.sub, source.medium, needed=False)
    _check_options(f"{at}options", source.options)


def check_code(key: str, code: str) -> None:
    """A device's code is text: leading zeros count, and 3.4E+19 is none any more."""
    if code and not _CODE.fullmatch(code):
        raise invalid(key, "code", code)


def check_address(key: str, address: str, medium: Medium, *, needed: bool) -> None:
    """The address fits the medium and holds no password."""
    if not address:
        if needed:
            raise invalid(key, "empty", address)
        return
    if len(address) > MAX_ADDRESS:
        raise invalid(key, "too_long", len(address), limit=MAX_ADDRESS)
    if holds_password(address):
        raise Invalid("password_in_address", key=key, reason="password_in_address", got="")
    if _CONTROL.search(address) or address != address.strip():
        raise invalid(key, "characters", repr(address))
    allowed = SCHEMES.get(medium)
    if allowed is None:
        return
    scheme = scheme_of(address)
    if scheme not in allowed:
        raise invalid(key, "scheme", address, medium=medium.value, scheme=scheme)
    if scheme not in _HOSTLESS and not names_host(address):
        raise invalid(key, "host", address)


def _check_options(key: str, options: PlayOptions) -> None:
    check_number(f"{key}.size.w", options.size.w, 16, 16_384)
    check_number(f"{key}.size.h", options.size.h, 16, 16_384)
    check_number(f"{key}.fps", options.fps, 0.01, 120)
    check_number(f"{key}.refresh_s", options.refresh_s, 0, 86_400)
    check_number(f"{key}.zoom", options.zoom, 0.1, 10)
    check_number(f"{key}.scroll_x", options.scroll_x, 0, 1_000_000)
    check_number(f"{key}.scroll_y", options.scroll_y, 0, 1_000_000)
    check_number(f"{key}.page", options.page, 1, 100_000)
    check_number(f"{key}.dwell_s", options.dwell_s, 0, 86_400)
    check_line(f"{key}.vlc", options.vlc)
    check_text(f"{key}.text", options.text)
    check_colour(f"{key}.ink", options.ink)
    check_colour(f"{key}.paper", options.paper)


def _check_backup(place: str, source: Source, sources: Mapping[str, Source]) -> None:
    key = f"{place}.backup" if place else "backup"
    if source.backup == source.id:
        raise invalid(key, "itself", source.backup)
    if source.backup and source.backup not in sources:
        raise NotFound(key=key, reason="unknown", got=source.backup, entity="source")


def _same_peer(known: Source, other: Source) -> bool:
    """Whether a kept password would go to the same place as before."""
    return _peer(known.main) == _peer(other.main) and _peer(known.sub) == _peer(other.sub)


def _peer(address: str) -> tuple[str, str]:
    return scheme_of(address), host_of(address)
