"""What can be asked of devices. A value that is wanted is desired, in the show; an act is done
once. A secret is said to the API's edge alone, which seals it into `secret`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wallctl.domain.devices.points import Policy, Value


@dataclass(frozen=True, slots=True)
class DeviceAdd:
    """`options` are those of the driver, `secrets` those of them that are secret."""

    name: str
    driver: str
    id: str = ""
    name_en: str = ""
    options: Mapping[str, Value] = field(default_factory=dict)
    place: str = ""
    rack: str = ""
    enabled: bool = True
    policies: Mapping[str, Policy] = field(default_factory=dict)
    note: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DeviceUpdate:
    """`options` and `policies` replace all of them; of `secrets` those that are given, an empty
    one takes a secret away."""

    id: str
    name: str | None = None
    name_en: str | None = None
    options: Mapping[str, Value] | None = None
    place: str | None = None
    rack: str | None = None
    enabled: bool | None = None
    policies: Mapping[str, Policy] | None = None
    note: str | None = None
    secrets: Mapping[str, str] | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class DeviceRemove:
    """What is desired of it goes with it. Refused while a scene or sequence uses it."""

    id: str


@dataclass(frozen=True, slots=True)
class DeviceSet:
    """Wants a value of a point. The answer waits for the read-back: done, part (`pending`,
    `waits`, `sent`) or failed. A dangerous point wants `confirm`."""

    device: str
    key: str
    value: Value
    confirm: bool = False


@dataclass(frozen=True, slots=True)
class DeviceSetMany:
    """Several at once, in one step of the journal."""

    sets: tuple[DeviceSet, ...]


@dataclass(frozen=True, slots=True)
class DeviceWish:
    """The same of a run of steps: answered once it is written down. Internal."""

    sets: tuple[DeviceSet, ...]


@dataclass(frozen=True, slots=True)
class DeviceRelease:
    """Wants nothing of a point any more, or of all where no key is given. Sends nothing."""

    device: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class DeviceAct:
    """A momentary act: done now or not at all."""

    device: str
    act: str
    key: str = ""
    value: Value = ""
    confirm: bool = False


@dataclass(frozen=True, slots=True)
class DeviceAgain:
    """Tries it again at once: what is lost, and what was given up."""

    device: str


@dataclass(frozen=True, slots=True)
class DeviceTest:
    """Reaches a device that need not be saved, once, and says what it is and reports. `device` is
    the id of a known one whose secrets are used where none are given."""

    driver: str
    options: Mapping[str, Value] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret: str = field(default="", repr=False)
    device: str = ""


@dataclass(frozen=True, slots=True)
class DeviceSay:
    """Sends a typed line to the real device; the answer's field `got` is what it said."""

    device: str
    line: str


DeviceCommand = (
    DeviceAdd | DeviceUpdate | DeviceRemove | DeviceSet | DeviceSetMany | DeviceWish | DeviceRelease
)
DeviceAction = DeviceAct | DeviceAgain | DeviceTest | DeviceSay

KINDS: dict[str, type[Any]] = {
    "device.add": DeviceAdd,
    "device.update": DeviceUpdate,
    "device.remove": DeviceRemove,
    "device.set": DeviceSet,
    "device.set_many": DeviceSetMany,
    "device.release": DeviceRelease,
    "device.act": DeviceAct,
    "device.again": DeviceAgain,
    "device.test": DeviceTest,
    "device.say": DeviceSay,
}

INTERNAL: dict[str, type[Any]] = {
    "device.wish": DeviceWish,
}
