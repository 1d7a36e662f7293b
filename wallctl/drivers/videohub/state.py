"""A router's state as points, counted from 1 as people count. Pure."""

from __future__ import annotations

from wallctl.domain.devices.points import Capability, Choice, Point, Text, Value
from wallctl.drivers.videohub.protocol import Hub

SETTLE_S = 2.0


def points(hub: Hub) -> tuple[Point, ...]:
    choices = tuple(
        Choice(str(n + 1), _named("输入", "Input", n, hub.input_labels.get(n, "")))
        for n in range(hub.inputs)
    )
    routes = tuple(
        Point(
            f"route.{n + 1}",
            Capability.ROUTE,
            _named("输出", "Output", n, hub.output_labels.get(n, "")),
            choices=choices,
            settle_s=SETTLE_S,
        )
        for n in range(hub.outputs)
    )
    locks = tuple(
        Point(
            f"lock.{n + 1}",
            Capability.SWITCH,
            Text(f"锁定输出 {n + 1}", f"Output {n + 1} locked"),
            settle_s=SETTLE_S,
        )
        for n in range(hub.outputs)
        if n in hub.locks
    )
    return routes + locks


def state(hub: Hub) -> dict[str, Value]:
    made: dict[str, Value] = {f"route.{n + 1}": str(to + 1) for n, to in hub.routes.items()}
    return made | {f"lock.{n + 1}": lock != "U" for n, lock in hub.locks.items()}


def _named(zh: str, en: str, n: int, label: str) -> Text:
    given = label.strip()
    if not given or given.lower() == "no label":
        return Text(f"{zh} {n + 1}", f"{en} {n + 1}")
    return Text(f"{n + 1} {given}", f"{n + 1} {given}")
