"""A device and what is desired of it, as the show holds them."""

from __future__ import annotations

from dataclasses import dataclass

from wallctl.domain.devices.points import Policy, Value


@dataclass(frozen=True, slots=True)
class Device:
    """`driver` is the family's name, `options` its own without secrets, which are in `secret`,
    sealed together. `policies` replace those of the points, by key."""

    id: str
    name: str
    driver: str
    name_en: str = ""
    options: tuple[tuple[str, Value], ...] = ()
    secret: str = ""  # "sealed" is all the outside sees
    place: str = ""  # room or zone it stands in
    rack: str = ""
    enabled: bool = True
    policies: tuple[tuple[str, Policy], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Desired:
    """What somebody wants of one point. id = DEVICE/KEY."""

    id: str
    device: str
    key: str
    value: Value
    by: str
    at: float


def desired_id(device: str, key: str) -> str:
    return f"{device}/{key}"


@dataclass(frozen=True, slots=True)
class DevicePort:
    """An input of a matrix or splicing processor, by the value its routes and windows name it."""

    device: str
    value: str


@dataclass(frozen=True, slots=True)
class OutputBehind:
    """A display that hangs on a matrix: it shows the route `key`; our node's signal for it enters
    the matrix at the input `own`."""

    output: str
    device: str
    key: str
    own: str


@dataclass(frozen=True, slots=True)
class Behind:
    """The real wall behind a wall. id = wall.

    `processor` opens the windows, points `window.1` .. `window.N` with N = `windows`, on a canvas
    of the wall's own size; our node's picture of the whole wall enters it at the input `own`,
    where that is empty the processor is the whole backend.
    """

    id: str
    outputs: tuple[OutputBehind, ...] = ()
    processor: str = ""
    own: str = ""
    windows: int = 0
