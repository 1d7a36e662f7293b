"""What Prometheus reads of the devices."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from wallctl.api.metrics import Metrics
from wallctl.domain.devices.observed import Availability, DeviceState, PointState, Verdict
from wallctl.wire.desk import ObservedState

LOST, THERE = Availability.OFFLINE, Availability.ONLINE


def read(seen: ObservedState, name: str) -> dict[str, float]:
    """The values of a family by its one label."""
    told = Metrics(lambda: 1, lambda: seen, lambda: 0).text().decode()
    (family,) = [one for one in text_string_to_metric_families(told) if one.name == name]
    return {next(iter(row.labels.values())): row.value for row in family.samples}


def test_devices_and_points_are_counted_by_how_they_are() -> None:
    verdicts = (Verdict.IN_SYNC, Verdict.IN_SYNC, Verdict.DRIFTED)
    states = tuple(PointState(str(n), verdict=one) for n, one in enumerate(verdicts))
    lost = (PointState("power", verdict=Verdict.UNKNOWN),)
    seen = ObservedState(
        devices=(
            DeviceState("a", THERE, states=states),
            DeviceState("b", THERE),
            DeviceState("c", LOST, states=lost),
        )
    )
    there = read(seen, "wallctl_devices")
    assert there == {"online": 2, "offline": 1, "connecting": 0, "absent": 0}
    points = read(seen, "wallctl_device_points")
    assert {name: n for name, n in points.items() if n} == {
        "in_sync": 2,
        "drifted": 1,
        "unknown": 1,
    }
    assert set(points) == {one.value for one in Verdict}


def test_where_there_are_no_devices_the_counts_are_there_and_nought() -> None:
    """An alert on a value that is missing never fires."""
    assert set(read(ObservedState(), "wallctl_devices").values()) == {0}
    assert set(read(ObservedState(), "wallctl_device_points").values()) == {0}
