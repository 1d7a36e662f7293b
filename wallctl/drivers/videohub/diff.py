"""What is to be said so that a router becomes as desired. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from wallctl.domain.devices.points import Value
from wallctl.ports.driver import Operation, State


@dataclass(frozen=True, slots=True)
class Routes:
    """Inputs by output, counted from 0: one salvo."""

    inputs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Lock:
    output: int
    locked: bool


def diff(observed: State, desired: State) -> tuple[Operation, ...]:
    """Unlocks first, then all crosspoints in one salvo, then locks."""
    other = {key: value for key, value in desired.items() if observed.get(key) != value}
    routes = {key: value for key, value in other.items() if key.startswith("route.")}
    locks = [(key, value) for key, value in other.items() if key.startswith("lock.")]
    unlocking = [_lock(observed, key, value) for key, value in locks if not value]
    locking = [_lock(observed, key, value) for key, value in locks if value]
    return (*unlocking, *_salvo(observed, routes), *locking)


def _salvo(observed: State, routes: State) -> tuple[Operation, ...]:
    if not routes:
        return ()
    why = ", ".join(f"{key}: {observed.get(key)} -> {value}" for key, value in routes.items())
    inputs = tuple((_number(key), int(value) - 1) for key, value in routes.items())
    return (Operation(tuple(routes), why, Routes(inputs)),)


def _lock(observed: State, key: str, value: Value) -> Operation:
    return Operation(
        (key,), f"{key}: {observed.get(key)} -> {value}", Lock(_number(key), bool(value))
    )


def _number(key: str) -> int:
    return int(key.partition(".")[2]) - 1
