"""Profiles: what a device is spoken to with, as data. Those of the house are in
`resources/profiles`; a person may save one of their own with a device, in the same words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Capability
from wallctl.domain.errors import DeviceError, Invalid

T = TypeVar("T")

OWN = "own"
MOST_POINTS = 1_024

Texts = Annotated[
    tuple[str, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)
]
Seconds = Annotated[float, Field(ge=0, le=3600)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class About(_Part):
    """`document` cites what the commands were taken from: title, version, page."""

    maker: str = ""
    models: str = ""
    document: str = ""
    zh: str = ""
    en: str = ""


class LineSpec(_Part):
    """`end` follows each command, `encoding` is that of text. With `hex` commands, answers and
    patterns are bytes, written in hex. Times in seconds, as those of a driver's pace."""

    kinds: tuple[Literal["tcp", "udp", "serial"], ...] = ("tcp",)
    port: int = Field(default=23, ge=1, le=65535)
    baud: int = Field(default=9600, ge=300, le=4_000_000)
    format: str = Field(default="8N1", pattern=r"^[5-8][NEO](1|1\.5|2)$")
    hex: bool = False
    encoding: Literal["ascii", "utf-8", "gb18030"] = "utf-8"
    end: str = ""
    gap_s: Seconds = 0.05
    timeout_s: Seconds = Field(default=2.0, gt=0.05, le=60)
    poll_s: Seconds = 10.0
    readback_s: Seconds = 0.3


class FrameSpec(_Part):
    """How answers are cut apart: by what ends them (`prompts` come without an end and are
    messages themselves), by a field that says their size, by a fixed length, or as datagrams."""

    by: Literal["end", "size", "length", "datagram"] = "end"
    ends: Texts = ("\r\n", "\n", "\r")
    prompts: Texts = ()
    length: int = Field(default=1, ge=1, le=1024)
    head: str = ""
    size_at: int = Field(default=0, ge=0, le=64)
    size_width: Literal[1, 2] = 1
    size_extra: int = Field(default=0, ge=-64, le=64)
    size_little: bool = False
    check: Literal["", "sum", "xor", "sum16", "crc16-modbus", "crc16-ccitt"] = ""
    check_from: int = Field(default=0, ge=0, le=64)
    check_seed: int = Field(default=0, ge=0, le=0xFFFF)
    check_little: bool = False


class LoginSpec(_Part):
    """`prompt` is what a protected device asks with; without one the words are sent at once,
    where a password is given. `ok` lets in, `bad` does not."""

    prompt: str = ""
    send: str
    ok: Texts
    bad: Texts = ()
    wait_s: float = Field(default=0.7, gt=0, le=10)


class StartSpec(_Part):
    """Said once after each sign-in; `reply` is waited for where there is one. An `optional` one
    may be refused by older devices."""

    send: str
    reply: str = ""
    optional: bool = False


class IdentifySpec(_Part):
    """What it is by its own account: `reply` holds {model}, {version} or both."""

    query: str
    reply: str


class ErrorSpec(_Part):
    """An answer that is a refusal; `auth`: for want of the right password."""

    match: Texts
    reason: str
    auth: bool = False


class PointSpec(_Part):
    """One point, or with `each` one for every output or input, numbered {n}.

    `done` acknowledges `set`, `reply` answers `query`, `told` comes by itself; a {value} in any of
    them proves it. `values` are the device's words by ours. With `split` a {list} holds the
    values of all, in order, each read by `item`. A window is {source}, {x}, {y}, {w}, {h};
    `closed` reads that there is none. `needs_power`: known only while it is on.
    """

    key: str = Field(pattern=r"^[a-z][a-z0-9_.{}]*$", max_length=40)
    capability: Capability
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    each: Literal["", "outputs", "inputs"] = ""
    choices: Literal["", "inputs"] = ""
    none: str = ""  # the input that is none, where an output can have none: "0"
    values: dict[str, str] = {}
    names: dict[str, tuple[str, str]] = {}  # of choices: Chinese, English
    low: float | None = None
    high: float | None = None
    step: float = Field(default=0, ge=0)
    unit: str = ""
    set: str = ""
    clear: str = ""  # closes a window
    done: Texts = ()
    query: str = ""
    reply: Texts = ()
    told: Texts = ()
    split: str = ""
    item: Texts = ()
    closed: Texts = ()
    settle_s: Seconds = 5.0
    dangerous: bool = False
    needs_power: bool = False


class ActsSpec(_Part):
    """A momentary act. `value` is a number from `low` to `high` where the act takes one."""

    name: Literal["recall", "save", "restart"]
    send: str
    done: Texts = ()
    low: int = 1
    high: int = 64


class Profile(_Part):
    profile: About = About()
    line: LineSpec = LineSpec()
    frame: FrameSpec = FrameSpec()
    login: LoginSpec | None = None
    identify: IdentifySpec | None = None
    start: tuple[StartSpec, ...] = ()
    errors: tuple[ErrorSpec, ...] = ()
    outputs: int = Field(default=0, ge=0, le=512)
    inputs: int = Field(default=0, ge=0, le=512)
    points: tuple[PointSpec, ...] = ()
    acts: tuple[ActsSpec, ...] = ()


def read(text: str, key: str = "options.profile_text") -> Profile:
    """A profile in TOML. Raises Invalid: key, line (from 1), at, reason and why."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        found = re.search(r"line (\d+)", str(exc))
        at_end = len(text.splitlines()) or 1
        line = int(found.group(1)) if found else at_end
        raise Invalid(key=key, reason="profile", line=line, at="", why=str(exc)) from None
    try:
        return Profile.model_validate(table)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_context=False)[0]
        raise wrong(text, first["loc"], first["msg"], key) from None


def wrong(
    text: str, place: tuple[int | str, ...], why: str, key: str = "options.profile_text"
) -> Invalid:
    """The error of a place in a profile, by its line."""
    at = ".".join(str(one + 1) if isinstance(one, int) else one for one in place)
    return Invalid(key=key, reason="profile", line=line_of(text, place), at=at, why=why)


def tried(text: str, place: tuple[int | str, ...], what: Callable[[], T]) -> T:
    """Does it. Raises Invalid, naming the line, where that cannot be."""
    try:
        return what()
    except (ValueError, LookupError, DeviceError) as exc:
        raise wrong(text, place, str(exc)) from None


def line_of(text: str, place: tuple[int | str, ...]) -> int:
    """The line, from 1, where the place (table, number, key) is written, or where it would be:
    the last line that belongs to it as far as it is there at all."""
    table: tuple[int | str, ...] = ()
    counts: dict[tuple[int | str, ...], int] = {}
    best, depth = 1, 0
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if head := re.match(r"\[\[?\s*([\w.-]+)\s*\]\]?", line):
            name: tuple[int | str, ...] = ()
            for part in head.group(1).split("."):
                name = (*name, part)
                if name in counts and not (line.startswith("[[") and part == head.group(1)):
                    name = (*name, counts[name])
            if line.startswith("[["):
                counts[name] = counts.get(name, -1) + 1
                name = (*name, counts[name])
            table = here = name
        elif key := re.match(r"([\w-]+)\s*=", line):
            here = (*table, key.group(1))
        else:
            continue
        if len(here) > depth and place[: len(here)] == here:
            best, depth = number, len(here)
    return best


def text_of(options: Options) -> str:
    """The text of the profile that the options name. Raises Invalid."""
    name = str(options["profile"])
    if name == OWN:
        return str(options["profile_text"])
    place = files("resources") / "profiles" / f"{name}.toml"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not place.is_file():
        raise Invalid(key="options.profile", reason="choice", got=name)
    return place.read_text("utf-8")


@lru_cache(maxsize=64)
def parsed(text: str) -> Profile:
    return read(text)
