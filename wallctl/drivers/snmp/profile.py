"""What a device tells by SNMP, as data: which object is which point."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Capability, Point
from wallctl.domain.devices.ups import SENSORS
from wallctl.transport.profiles import Part, parsed, text_of

Oid = Annotated[str, StringConstraints(pattern=r"^1(\.\d{1,10}){2,120}$")]
Column = Annotated[str, StringConstraints(pattern=r"^(1(\.\d{1,10}){2,120})?$")]
Wire = Literal["integer", "gauge", "text", "oid"]
STANDARD: dict[str, Point] = {one.key: one for one in SENSORS}
"""Points that are the same for all families: a profile names them by their key alone."""


class About(Part):
    """`document` cites what the objects were taken from."""

    makers: str = ""
    models: str = ""
    document: str = ""
    zh: str = ""
    en: str = ""


class PointSpec(Part):
    """One object. With `rows` it is a column: one point for each row, whose index stands for {n}
    in the key and the words, and what the column `names` has for {name}. With `take` the rows of
    a column are one value; with `lists` it is whether any row has that object identifier.

    `values` are ours by the device's words; without them it is a number times `scale`, or text.
    """

    key: str = Field(pattern=r"^[a-z][a-z0-9_.{}]*$", max_length=40)
    oid: Oid
    zh: str = ""
    en: str = ""
    capability: Capability = Capability.SENSOR
    rows: bool = False
    names: Column = ""
    take: Literal["", "min", "max"] = ""
    lists: Column = ""
    values: dict[str, bool | str] = Field(default_factory=dict)
    kind: Literal["number", "text"] = "number"
    scale: float = Field(default=1.0, gt=0)
    unit: str = ""
    step: float = Field(default=0.0, ge=0)
    low: float | None = None
    high: float | None = None
    settable: bool = False
    write: Column = ""  # where another object is set than is read
    words: dict[str, str] = Field(
        default_factory=dict
    )  # what is written, by our value, where not as it is read
    wire: Wire = "integer"
    dangerous: bool = False
    settle_s: float = Field(default=5.0, ge=0, le=300)

    @model_validator(mode="after")
    def _whole(self) -> PointSpec:
        if self.rows and "{n}" not in self.key:
            raise ValueError("the key of a column must hold {n}")
        if self.key not in STANDARD and not (self.zh and self.en):
            raise ValueError("zh and en are missing")
        if self.capability is not Capability.SENSOR and not (self.values or self.kind == "number"):
            raise ValueError("values are missing")
        return self

    @property
    def is_column(self) -> bool:
        return self.rows or bool(self.take or self.lists)


class ActRow(Part):
    """A momentary act: sets one object. {n} in `oid` is the act's argument."""

    name: Literal["test_battery", "test_stop", "shutdown", "shutdown_stop", "outlet_cycle"]
    oid: str = Field(pattern=r"^1(\.\d{1,10}){2,120}(\.\{n\})?$")
    value: str
    wire: Wire = "integer"


class Info(Part):
    maker: Column = ""
    model: Column = ""
    version: Column = ""


class Profile(Part):
    profile: About = About()
    info: Info = Info()
    points: tuple[PointSpec, ...] = Field(min_length=1, max_length=200)
    acts: tuple[ActRow, ...] = ()


def profile_of(options: Options) -> Profile:
    """Raises Invalid, naming the place."""
    return _read(text_of("snmp", str(options["profile"]), str(options["profile_text"])))


@lru_cache(maxsize=32)
def _read(text: str) -> Profile:
    return parsed(Profile, text)
