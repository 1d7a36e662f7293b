"""The demo's devices: each can be reached as it says, what is done with them names real points."""

from __future__ import annotations

import asyncio
import json
import pkgutil

import pytest

import wallctl.simulators.devices as simulators
from wallctl.app.demo.devices import DeviceRow, load_devices
from wallctl.app.demo.ports import DemoPorts
from wallctl.domain.control.steps import Do
from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import checked
from wallctl.drivers import found
from wallctl.ports.driver import Means
from wallctl.simulators.devices.site import Row, SimulatedSite, simulator_of
from wallctl.testing.scaled import ScaledClock
from wallctl.transport.lines.real import lines

CONTENT = load_devices(20_000)
FAMILIES = found()
NEED_A_PROGRAM = {"sip"}
"""Families whose driver works with a program that not every machine has."""
ONLY_ACT = {"wol"}
"""Families that have nothing to set and nothing to read."""


def kinds() -> set[str]:
    """Every kind of simulated device there is."""
    told = set()
    for module in pkgutil.iter_modules(simulators.__path__):
        try:
            simulator_of(module.name, {})
        except (ValueError, TypeError):
            continue  # what simulators share
        told.add(module.name)
    return told


def points(id: str) -> dict[str, object]:
    row = next(one for one in CONTENT.devices if one.id == id)
    family = FAMILIES[row.add.driver]
    options = complete(family.card.options, {**row.add.options, **row.add.secrets})
    return {point.key: point for point in family.points(options)}


def test_no_simulated_device_is_forgotten() -> None:
    assert "pjlink" in kinds()
    assert kinds() - {row.kind for row in CONTENT.devices} <= NEED_A_PROGRAM


def test_every_device_has_a_port_of_its_own() -> None:
    ports = [row.port for row in CONTENT.devices]
    assert len(set(ports)) == len(ports)
    assert min(ports) > 20_000, "the first is the page's"
    usual = DemoPorts()
    others = {port for use, port in usual.named().items() if use != "devices"}
    assert not others & {row.port for row in load_devices(usual.devices).devices}


@pytest.mark.parametrize(
    "row",
    [row for row in CONTENT.devices if row.add.driver not in NEED_A_PROGRAM],
    ids=lambda row: row.id,
)
async def test_every_device_is_reached_as_its_room_is_told(row: DeviceRow) -> None:
    family, simulator = FAMILIES[row.add.driver], simulator_of(row.kind, row.made)
    await simulator.start(port=0)
    try:
        here = {"port": simulator.options()["port"]}
        told = {**row.add.options, **row.add.secrets, **here}
        options = complete(family.card.options, told)
        connection = family.connect(options, Means(lines, ScaledClock()))
        try:
            async with asyncio.timeout(10):
                opened = await connection.open()
                assert opened.points or family.points(options) or row.add.driver in ONLY_ACT
        finally:
            await connection.close()
    finally:
        await simulator.stop()


def test_steps_set_points_that_are_there_to_values_they_take() -> None:
    for sequences in CONTENT.sequences.values():
        for sequence in sequences:
            for step in sequence.steps:
                if step.do is Do.SET:
                    point = points(step.device)[step.key]
                    assert checked(point, step.value) == step.value  # type: ignore[arg-type]


def test_the_plan_runs_sequences_that_are_there() -> None:
    for room, told in CONTENT.plans.items():
        known = {one.id for one in CONTENT.sequences[room]}
        assert {s.sequence for s in told.plan.stages if s.sequence} | {told.plan.back} <= known
        assert not told.plan.enabled, "nothing goes off by itself until somebody allows it"


def test_the_catalogue_makes_a_site() -> None:
    rows = tuple(Row(**row) for row in json.loads(CONTENT.catalogue()))
    assert len(SimulatedSite(rows).devices) == len(CONTENT.devices)
