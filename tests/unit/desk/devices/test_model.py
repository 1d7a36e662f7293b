"""The list follows the room: only what changed is drawn again, and nothing jumps."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QModelIndex

from tests.unit.desk.devices.conftest import POINTS, Make, Seat, Site
from ui.desk.devices.listing import Filter, RowKind
from ui.desk.devices.model import DeviceRows
from ui.desk.families import Families
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.observed import Availability, DeviceState, PointState, Verdict
from wallctl.domain.show import apply, change


class Drawn:
    """Which rows are drawn again, and how often the list is made anew."""

    def __init__(self, rows: DeviceRows) -> None:
        self.rows: list[str] = []
        self.resets = 0
        self._model = rows
        rows.dataChanged.connect(self._changed)
        rows.modelReset.connect(self._reset)

    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self.rows += [self._model.rows[n].key for n in range(first.row(), last.row() + 1)]

    def _reset(self) -> None:
        self.resets += 1


def made(seat: Seat) -> DeviceRows:
    return DeviceRows(seat.hub, seat.words, Families.of(seat.hub, seat.spawn))


def test_only_the_row_of_the_device_that_changed_is_drawn(seat: Seat, site: Site) -> None:
    rows = made(seat)
    drawn = Drawn(rows)
    site.states["pj2"] = replace(site.states["pj2"], reason="timed_out")
    site.tell()
    seat.settle()
    assert (drawn.rows, drawn.resets) == (["pj2"], 0)


def test_values_that_no_row_shows_draw_nothing(seat: Seat, site: Site) -> None:
    rows = made(seat)
    drawn = Drawn(rows)
    site.point("pj1", "hours.lamp.1", value=1205)
    site.point("w3", "dim", value=10)
    site.tell()
    seat.settle()
    assert (drawn.rows, drawn.resets) == ([], 0)


def test_a_device_that_is_lost_comes_out_of_its_fold(seat: Seat, site: Site) -> None:
    rows = made(seat)
    assert rows.row_of("w3") < 0
    site.states["w3"] = replace(site.states["w3"], availability=Availability.OFFLINE)
    site.tell()
    seat.settle()
    assert rows.row_of("w3") >= 0
    site.states["w3"] = replace(site.states["w3"], availability=Availability.ONLINE)
    site.tell()
    seat.settle()
    assert rows.row_of("w3") < 0


def test_a_device_that_is_removed_is_gone(seat: Seat, site: Site) -> None:
    rows = made(seat)
    device = seat.room.show.all(Device)["pj2"]
    seat.room.show = apply(seat.room.show, [change(device, None)])
    del site.states["pj2"]
    site.tell()
    seat.settle()
    assert (rows.row_of("pj2"), rows.counts()[1]) == (-1, 19)


def test_asleep_it_follows_nothing_and_awake_it_is_right(seat: Seat, site: Site) -> None:
    rows = made(seat)
    rows.wake(False)
    drawn = Drawn(rows)
    site.point("w1", "dim", verdict=Verdict.DRIFTED)
    site.tell()
    seat.settle()
    assert (drawn.rows, drawn.resets, rows.row_of("w1")) == ([], 0, -1)
    rows.wake(True)
    assert rows.row_of("w1") >= 0


def test_search_finds_by_name_place_rack_family_model_and_address(seat: Seat, site: Site) -> None:
    rows = made(seat)

    def found(query: str) -> set[str]:
        rows.search(query)
        return {row.key for row in rows.rows if row.kind is RowKind.DEVICE}

    families = Families.of(seat.hub, seat.spawn)
    families.load()
    seat.settle()
    assert found("新投影机") == {"new"}
    assert found("机房 P-01") == {"ups"}
    assert found("pjlink 会商") == {"pjc"}
    assert found("router-mx") == {"mx"}
    assert len(found("10.0.0.9")) == 20
    assert found("没有这台") == set()


def five_hundred(seat: Seat) -> dict[str, DeviceState]:
    """Fifty racks of ten, each device with a projector's points."""
    points = POINTS["projector"]
    told: dict[str, DeviceState] = {}
    changes = []
    for n in range(500):
        one = Device(f"d{n}", f"设备 {n}", "projector", place=f"区 {n // 50}", rack=f"R{n // 10}")
        changes.append(change(None, one))
        states = tuple(PointState(p.key, 1) for p in points)
        told[one.id] = DeviceState(one.id, Availability.ONLINE, points=points, states=states)
    seat.room.show = apply(seat.room.show, changes)
    seat.room.observe(devices=tuple(told.values()))
    seat.settle()
    return told


def best(work: object, times: int = 5) -> float:
    """s; the quickest of some, for other tests run beside."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        work()  # type: ignore[operator]
        spent.append(time.perf_counter() - begun)
    return min(spent)


def test_five_hundred_are_found_followed_and_filtered_at_once(make_seat: Make) -> None:
    seat = make_seat()
    told = five_hundred(seat)
    rows = made(seat)
    rows.show_only(Filter.ABNORMAL)
    assert not rows.rows
    rows.show_only(Filter.ALL)

    def search() -> None:
        rows.search("设备 4")
        rows.search("")

    def one_report() -> None:
        at = told["d77"].states[0].at + 1
        told["d77"] = replace(
            told["d77"], states=tuple(replace(one, at=at) for one in told["d77"].states)
        )
        seat.hub._observed = seat.hub.observed.model_copy(update={"devices": tuple(told.values())})
        rows._observed()

    assert best(search) < 0.05
    assert best(one_report) < 0.005
