"""The demo's simulated devices: what their process is started with, and what a room is told."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from wallctl.app.demo.content import FOLDER
from wallctl.domain.commands import DeviceAdd, PowerPlanSave, SequenceSave
from wallctl.domain.control.power import PowerPlan
from wallctl.domain.devices.options import OptionKind
from wallctl.drivers import found
from wallctl.simulators.devices.site import simulator_of

_SEQUENCE = TypeAdapter(SequenceSave)
_PLAN = TypeAdapter(PowerPlan)


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One device: `port` is its TCP or UDP port, `add` what its room is told of it."""

    id: str
    room: str
    name: str
    kind: str
    port: int
    made: Mapping[str, Any]
    add: DeviceAdd


@dataclass(frozen=True, slots=True)
class DeviceContent:
    devices: tuple[DeviceRow, ...]
    sequences: Mapping[str, tuple[SequenceSave, ...]] = field(default_factory=dict)
    plans: Mapping[str, PowerPlanSave] = field(default_factory=dict)

    def of(self, room: str) -> Iterator[DeviceRow]:
        return (one for one in self.devices if one.room == room)

    def catalogue(self) -> str:
        """What the process of the simulated devices reads."""
        rows = [
            {"id": d.id, "name": d.name, "kind": d.kind, "port": d.port, "made": d.made}
            for d in self.devices
        ]
        return json.dumps(rows, ensure_ascii=False)


def load_devices(first_port: int, folder: Path = FOLDER) -> DeviceContent:
    """The demo's devices; their page is on `first_port`. Raises OSError, ValueError."""
    told = tomllib.loads((folder / "content" / "devices.toml").read_text("utf-8"))
    devices = tuple(_row(row, first_port) for row in told["device"])
    sequences: dict[str, tuple[SequenceSave, ...]] = {}
    for row in told["sequence"]:
        room = row.pop("room")
        sequences[room] = (*sequences.get(room, ()), _SEQUENCE.validate_python(row))
    power = told["power"]
    plan = _PLAN.validate_python({"id": power.pop("room"), **power})
    return DeviceContent(devices, sequences, {plan.id: PowerPlanSave(plan)})


def _row(row: Mapping[str, Any], first_port: int) -> DeviceRow:
    made = row.get("made", {})
    simulator = simulator_of(row["kind"], made)
    port = first_port + row["port"]
    options = {**simulator.reached("127.0.0.1", port), **row.get("options", {})}
    hidden = {
        one.key for one in found()[simulator.family].card.options if one.kind is OptionKind.SECRET
    }
    add = DeviceAdd(
        row["name"],
        simulator.family,
        row["id"],
        row["name_en"],
        {key: value for key, value in options.items() if key not in hidden},
        row["place"],
        row["rack"],
        secrets={key: str(value) for key, value in options.items() if key in hidden and value},
    )
    return DeviceRow(row["id"], row["room"], row["name"], row["kind"], port, made, add)
