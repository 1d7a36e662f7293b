"""What is said to a projector, in which order, and what it is said to have."""

from __future__ import annotations

import pytest

from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import on_the_way
from wallctl.drivers.pjlink import FAMILY
from wallctl.drivers.pjlink.diff import command, diff
from wallctl.drivers.pjlink.state import found, points
from wallctl.ports.driver import State

OPTIONS = complete(FAMILY.card.options, {"host": "10.0.0.9"})


def said(observed: State, desired: State) -> list[str]:
    return [str(one.message) for one in diff(observed, desired)]


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        # JBMIA PJLink Specifications 2.00 §4.1 (POWR), §4.3 (INPT), §4.5 (AVMT), §4.25 (FREZ)
        ("power", "on", "%1POWR 1"),
        ("power", "off", "%1POWR 0"),
        ("input", "31", "%1INPT 31"),
        ("input", "3A", "%2INPT 3A"),
        ("input", "61", "%2INPT 61"),
        ("mute.video", True, "%1AVMT 11"),
        ("mute.audio", False, "%1AVMT 20"),
        ("freeze", True, "%2FREZ 1"),
    ],
)
def test_each_wish_has_its_command(key: str, value: str | bool, line: str) -> None:
    assert str(command(key, value)) == line


def test_it_is_switched_on_before_its_input_is_chosen() -> None:
    assert said({"power": "off"}, {"input": "32", "power": "on"}) == ["%1POWR 1", "%1INPT 32"]


def test_its_input_is_chosen_before_it_is_switched_off() -> None:
    observed = {"power": "on", "input": "31"}
    assert said(observed, {"power": "off", "input": "32"}) == ["%1INPT 32", "%1POWR 0"]


@pytest.mark.parametrize("power", ["off", "warming", "cooling"])
def test_nothing_is_asked_of_one_that_is_not_on(power: str) -> None:
    assert said({"power": power}, {"input": "32", "mute.video": True, "freeze": True}) == []


def test_what_is_so_is_not_said() -> None:
    state = {"power": "on", "input": "31", "mute.video": False}
    assert diff(state, state) == ()
    assert said(state, {**state, "mute.video": True}) == ["%1AVMT 11"]


def test_warming_leads_to_on_alone() -> None:
    power = points(OPTIONS)[0]
    assert on_the_way(power, "on", "warming")
    assert not on_the_way(power, "off", "warming")
    assert power.settle_s == 120


def test_inputs_have_the_names_the_projector_gives_them() -> None:
    rows = {p.key: p for p in found(OPTIONS, inputs={"31": "HDMI1", "52": ""}, lamps=2)}
    assert [(c.value, c.text.zh) for c in rows["input"].choices] == [
        ("31", "HDMI1"),
        ("52", "网络 2"),
    ]
    assert {"hours.lamp.1", "hours.lamp.2"} < set(rows)
    assert not {"freeze", "hours.filter"} & set(rows)
