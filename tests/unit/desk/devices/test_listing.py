"""Which rows there are: the abnormal by place and rack, the healthy folded."""

from dataclasses import replace

import pytest

from ui.desk.devices.listing import Filter, ListRow, RowKind, listed
from ui.desk.devices.looks import Health, Look, look_at
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.observed import Availability, DeviceState, PointState, Verdict


def look(id: str, health: Health = Health.WELL, place: str = "大厅", rack: str = "") -> Look:
    return Look(Device(id, f"设备 {id}", "x", place=place, rack=rack), health)


def rows(*looks: Look, **how: object) -> list[ListRow]:
    return listed(looks, hay=lambda device: device, **how)  # type: ignore[arg-type]


def keys(found: list[ListRow]) -> list[str]:
    return [row.key for row in found if row.kind is RowKind.DEVICE]


SOME = (
    look("a"),
    look("b", Health.PENDING),
    look("c", Health.OFFLINE),
    look("d", Health.ABSENT),
    look("e", Health.DRIFTED, "机房", "P-1"),
    look("f", place=""),
)


def test_only_the_abnormal_are_unfolded_worst_first() -> None:
    found = rows(*SOME)
    assert keys(found) == ["c", "b", "e"]
    assert [(r.kind, r.place, r.rack, r.count, r.of) for r in found if r.kind is RowKind.GROUP] == [
        (RowKind.GROUP, "大厅", "", 2, 4),
        (RowKind.GROUP, "机房", "P-1", 1, 1),
        (RowKind.GROUP, "", "", 0, 1),
    ]
    folds = [(r.health, r.count, r.place) for r in found if r.kind is RowKind.FOLD]
    assert folds == [(Health.WELL, 1, "大厅"), (Health.ABSENT, 1, "大厅"), (Health.WELL, 1, "")]


def test_a_fold_opens() -> None:
    assert keys(rows(*SOME, opened={"well:大厅\n"})) == ["c", "b", "a", "e"]


def test_what_somebody_has_before_them_stays_when_it_is_well_again() -> None:
    assert "a" in keys(rows(*SOME, kept={"a"}))


def test_who_searches_sees_all_that_is_found() -> None:
    found = rows(*SOME, query="a")
    assert (keys(found), [r.kind for r in found]) == (["a"], [RowKind.GROUP, RowKind.DEVICE])
    assert not rows(*SOME, query="a b")


@pytest.mark.parametrize(
    ("show", "ids"),
    [
        (Filter.ABNORMAL, ["c", "b", "e"]),
        (Filter.OFFLINE, ["c"]),
        (Filter.DRIFTED, ["e"]),
        (Filter.PENDING, ["b"]),
        (Filter.FAILED, []),
        (Filter.ABSENT, ["d"]),
    ],
)
def test_filters(show: Filter, ids: list[str]) -> None:
    assert keys(rows(*SOME, show=show)) == ids


def state(*verdicts: Verdict, **fields: object) -> DeviceState:
    states = tuple(PointState(f"p{n}", 1, verdict=one) for n, one in enumerate(verdicts))
    return DeviceState("a", Availability.ONLINE, states=states, **fields)  # type: ignore[arg-type]


DEVICE = Device("a", "甲", "x")


@pytest.mark.parametrize(
    ("verdicts", "health", "points"),
    [
        ((Verdict.FREE, Verdict.IN_SYNC, Verdict.SENT), Health.WELL, ()),
        ((Verdict.PENDING, Verdict.IN_SYNC), Health.PENDING, ("p0",)),
        ((Verdict.PENDING, Verdict.DRIFTED), Health.DRIFTED, ("p1",)),
        ((Verdict.DRIFTED, Verdict.FAILED, Verdict.FAILED), Health.FAILED, ("p1", "p2")),
    ],
)
def test_the_worst_point_decides(
    verdicts: tuple[Verdict, ...], health: Health, points: tuple[str, ...]
) -> None:
    found = look_at(DEVICE, state(*verdicts))
    assert (found.health, found.points) == (health, points)


def test_lost_is_worse_than_any_point() -> None:
    lost = replace(state(Verdict.FAILED), availability=Availability.OFFLINE, reason="timed_out")
    found = look_at(DEVICE, lost)
    assert (found.health, found.reason) == (Health.OFFLINE, "timed_out")


def test_old_values_on_line_are_told() -> None:
    one = state(Verdict.FREE)
    old = replace(one, states=(replace(one.states[0], stale=True, at=5.0),))
    assert look_at(DEVICE, old).health is Health.STALE


def test_before_anything_is_heard_nothing_is_called_well() -> None:
    assert look_at(DEVICE, None).health is Health.CONNECTING
    assert look_at(replace(DEVICE, enabled=False), None).health is Health.ABSENT
