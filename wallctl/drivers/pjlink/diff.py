"""What is to be said to a PJLink device. Pure.

Input, mutes and freeze are taken only while it is on: they wait for that, and go before a
switching-off.
"""

from __future__ import annotations

from dataclasses import dataclass

from wallctl.domain.devices.points import Value
from wallctl.drivers.pjlink.state import FREEZE, INPUT, NEEDS_ON, PICTURE, POWER, SOUND
from wallctl.ports.driver import Operation, State


@dataclass(frozen=True, slots=True)
class Command:
    """`name` as the protocol has it, of that class of the protocol."""

    name: str
    parameter: str
    pj_class: str = "1"

    def __str__(self) -> str:
        return f"%{self.pj_class}{self.name} {self.parameter}"


def diff(observed: State, desired: State) -> tuple[Operation, ...]:
    wanted = {key: value for key, value in desired.items() if observed.get(key) != value}
    power = wanted.pop(POWER, None)
    on = observed.get(POWER) == "on"
    soon = power == "on"
    later = [
        Operation((key,), f"{key}: {observed.get(key)} -> {wanted[key]}", command(key, wanted[key]))
        for key in NEEDS_ON
        if key in wanted and (on or soon)
    ]
    if power is None:
        return tuple(later)
    switch = Operation(
        (POWER,), f"{POWER}: {observed.get(POWER)} -> {power}", command(POWER, power)
    )
    return (switch, *later) if soon else (*later, switch)


def command(key: str, value: Value) -> Command:
    """Raises KeyError for what cannot be set."""
    bit = "1" if value in (True, "on") else "0"
    return {
        POWER: Command("POWR", bit),
        INPUT: Command("INPT", str(value), "2" if _class_two(str(value)) else "1"),
        PICTURE: Command("AVMT", f"1{bit}"),
        SOUND: Command("AVMT", f"2{bit}"),
        FREEZE: Command("FREZ", bit, "2"),
    }[key]


def _class_two(code: str) -> bool:
    """Class 1 knows the kinds 1 to 5 and the numbers 1 to 9."""
    return len(code) != 2 or code[0] not in "12345" or code[1] not in "123456789"
