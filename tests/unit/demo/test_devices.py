"""The demo's devices: each can be reached as it says, what is done with them names real points."""

from __future__ import annotations

import json

from wallctl.app.demo.devices import load_devices
from wallctl.domain.control.steps import Do
from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import checked
from wallctl.drivers import found
from wallctl.simulators.devices.site import Row, SimulatedSite

CONTENT = load_devices(20_000)
FAMILIES = found()


def points(id: str) -> dict[str, object]:
    row = next(one for one in CONTENT.devices if one.id == id)
    family = FAMILIES[row.add.driver]
    options = complete(family.card.options, {**row.add.options, **row.add.secrets})
    return {point.key: point for point in family.points(options)}


def test_every_device_has_points_and_a_port_of_its_own() -> None:
    for row in CONTENT.devices:
        assert points(row.id), row.id
    ports = [row.port for row in CONTENT.devices]
    assert len(set(ports)) == len(ports)
    assert min(ports) > 20_000, "the first is the page's"


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
