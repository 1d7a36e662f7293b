"""What a device is asked by HTTP, as data: requests, and where in the answers the points are."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Capability
from wallctl.transport.profiles import Part, parsed, text_of

Steps = Annotated[
    tuple[str, ...], BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)
]
"""A path into an answer; of several each goes on in the text that the one before found."""

Kind = Literal["json", "xml", "pairs", "text"]


class About(Part):
    """`document` cites what the requests were taken from."""

    makers: str = ""
    models: str = ""
    document: str = ""
    zh: str = ""
    en: str = ""


class Request(Part):
    """{user}, {password}, {value} and what a sign-in took stand for themselves in path, body and
    headers, escaped as each needs it."""

    method: str = Field(default="GET", pattern=r"^[A-Z]{3,10}$")
    path: str = Field(pattern=r"^/")
    body: str = ""
    type: Literal["json", "xml", "form", "text"] = "json"
    headers: dict[str, str] = Field(default_factory=dict)


class LoginSpec(Request):
    """`take` names what later requests need: {name} -> where it stands in the answer. With
    `fails_auth` an answer that is a refusal means a wrong password."""

    take: dict[str, Steps] = Field(default_factory=dict)
    kind: Kind = "json"
    fails_auth: bool = True


class ReadSpec(Request):
    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: Kind = "json"
    once: bool = False  # who it is does not change: read when it is reached, and not again


class GoodSpec(Part):
    """Which answers are no refusal, where a device refuses with 200 OK."""

    kind: Kind = "json"
    at: Steps
    values: tuple[str, ...]


class PointSpec(Part):
    """One value in the answer of `read`. `values` are ours by the device's words. It is set by
    `set`, or by one request a value in `sets`; without `read` nothing proves it."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_.]*$", max_length=40)
    capability: Capability = Capability.SENSOR
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    read: str = ""
    at: Steps = ()
    values: dict[str, bool | str] = Field(default_factory=dict)
    kind: Literal["number", "text"] = "number"
    scale: float = Field(default=1.0, gt=0)
    unit: str = ""
    step: float = Field(default=0, ge=0)
    low: float | None = None
    high: float | None = None
    set: Request | None = None
    sets: dict[str, Request] = Field(default_factory=dict)
    dangerous: bool = False
    settle_s: float = Field(default=5.0, ge=0, le=300)

    @model_validator(mode="after")
    def _whole(self) -> PointSpec:
        if self.read and not self.at:
            raise ValueError("at is missing")
        if not (self.read or self.set or self.sets):
            raise ValueError("read or set is missing")
        return self


class ActRow(Request):
    """{value} is the act's argument."""

    name: Literal["restart", "recall", "dial", "hang_up"]


class Info(Part):
    read: str
    at: Steps


class Profile(Part):
    profile: About = About()
    headers: dict[str, str] = Field(default_factory=dict)
    good: GoodSpec | None = None
    login: tuple[LoginSpec, ...] = ()
    reads: tuple[ReadSpec, ...] = Field(min_length=1, max_length=20)
    info: dict[Literal["maker", "model", "version", "name"], Info] = Field(default_factory=dict)
    points: tuple[PointSpec, ...] = Field(default=(), max_length=200)
    acts: tuple[ActRow, ...] = ()

    @model_validator(mode="after")
    def _reads_are_there(self) -> Profile:
        names = {one.name for one in self.reads}
        used = [one.read for one in self.points] + [one.read for one in self.info.values()]
        for read in used:
            if read and read not in names:
                raise ValueError(f"read {read} is not there")
        return self


def profile_of(options: Options) -> Profile:
    """Raises Invalid, naming the place."""
    return _read(text_of("http", str(options["profile"]), str(options["profile_text"])))


@lru_cache(maxsize=32)
def _read(text: str) -> Profile:
    return parsed(Profile, text)
