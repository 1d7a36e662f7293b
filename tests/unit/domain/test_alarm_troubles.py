"""What is wrong, and what explains what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from wallctl.domain.alarm_troubles import START_S, Call, Trouble, troubles
from wallctl.domain.control.automation import AutomationState
from wallctl.domain.devices.entities import Behind, Device, DevicePort, OutputBehind
from wallctl.domain.devices.observed import Availability, DeviceState
from wallctl.domain.entities import (
    Carrier,
    Entity,
    Medium,
    Output,
    Program,
    Room,
    Source,
    Tile,
    Wall,
)
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.networks import lost_networks
from wallctl.domain.observed import (
    Budget,
    FeedFigures,
    NodeStatus,
    Picture,
    Reason,
    TileReport,
    WallReport,
)
from wallctl.domain.show import Show, build

AT = 1_000_000.0


@dataclass
class Room_:
    """What is observed, as a test says."""

    walls: Mapping[tuple[str, str], WallReport] = field(default_factory=dict)
    feeds: Mapping[tuple[str, str, str], FeedFigures] = field(default_factory=dict)
    nodes: Mapping[str, NodeStatus] = field(default_factory=dict)
    lost_nodes: frozenset[str] = frozenset()
    faults: frozenset[str] = frozenset()
    devices: Mapping[str, DeviceState] = field(default_factory=dict)
    automations: tuple[AutomationState, ...] = ()


def source(id: str, carrier: Carrier = Carrier.COMMAND, department: str = "") -> Source:
    return Source(id, id, Medium.STREAM, f"rtsp://h/{id}", carrier=carrier, department=department)


SOURCES = tuple(source(f"cam{n}") for n in range(1, 9))
LEFT, RIGHT = Rect(0, 0, 1920, 1080), Rect(1920, 0, 1920, 1080)
TILES = (Tile("t1", "big", "cam1", LEFT), Tile("t2", "big", "cam2", RIGHT))


def show(*more: Entity, confirmed: bool = True, safe: bool = False) -> Show:
    return build(
        (
            Room("hall", "指挥大厅"),
            Wall("big", "hall", "大屏", Size(3840, 1080), safe=safe),
            Output("o1", "big", "n1", LEFT, "A"),
            Output("o2", "big", "n2", RIGHT, "B"),
            Program("big", TILES, serial=7, confirmed=confirmed, by="wang", at=AT),
            *SOURCES,
            *more,
        )
    )


def report(node: str, *tiles: TileReport, missing: tuple[str, ...] = ()) -> WallReport:
    return WallReport("big", 7, AT, 1, 1, 1.0, tiles, missing, node)


def gone(source: str, since: float = AT, reason: Reason = Reason.UNREACHABLE) -> FeedFigures:
    return FeedFigures(source, "main", Picture.SLATE, reason, since=since, node="n1")


def live(source: str) -> FeedFigures:
    return FeedFigures(source, "main", Picture.LIVE, since=AT, node="n1")


def by_key(found: tuple[Trouble, ...]) -> dict[str, Trouble]:
    return {one.key: one for one in found}


def test_a_room_that_is_well_has_no_trouble() -> None:
    seen = Room_(walls={("big", "n1"): report("n1", TileReport("t1", "cam1", Picture.LIVE))})
    assert troubles(show(), seen) == ()


def test_a_lost_node_explains_its_outputs_and_the_windows_on_them() -> None:
    found = by_key(troubles(show(), Room_(lost_nodes=frozenset({"n1"}))))
    assert found["node_lost:n1"].cause == ""
    assert found["output_dark:o1"].cause == "node_lost:n1"
    assert found["tile_dark:big/t1"].cause == "node_lost:n1"
    assert len(found) == 3  # nothing is said of what the other node draws


def test_under_the_safe_picture_no_window_is_dark() -> None:
    found = by_key(troubles(show(safe=True), Room_(lost_nodes=frozenset({"n1"}))))
    assert set(found) == {"node_lost:n1", "output_dark:o1"}


def test_a_node_not_seen_since_the_start_is_given_time() -> None:
    seen = Room_(lost_nodes=frozenset({"n1", "n2"}))
    found = by_key(troubles(show(), seen, awaited=frozenset({"n2"})))
    assert found["node_lost:n1"].after_s is None
    assert found["node_lost:n2"].after_s == START_S


def test_a_missing_screen_is_told_by_its_output() -> None:
    seen = Room_(walls={("big", "n2"): report("n2", missing=("B", "Z"))})
    found = by_key(troubles(show(), seen))
    assert set(found) == {"screen_missing:o2", "screen_missing:n2/Z"}


@pytest.mark.parametrize("picture", [Picture.STALE, Picture.SLATE, Picture.HELD])
def test_a_source_on_program_without_a_moving_picture(picture: Picture) -> None:
    tile = TileReport("t1", "cam1", picture, Reason.SILENT)
    found = by_key(troubles(show(), Room_(walls={("big", "n1"): report("n1", tile)})))
    fields = dict(found["no_picture:cam1"].fields)
    assert (fields["picture"], fields["reason"]) == (picture.value, "silent")


@pytest.mark.parametrize("picture", [Picture.LIVE, Picture.SAFE, Picture.OPENING])
def test_a_source_that_is_well_or_coming_is_no_trouble(picture: Picture) -> None:
    tile = TileReport("t1", "cam1", picture)
    assert troubles(show(), Room_(walls={("big", "n1"): report("n1", tile)})) == ()


def test_one_source_in_two_windows_is_one_trouble_with_the_worst() -> None:
    tiles = (
        TileReport("t1", "cam1", Picture.STALE),
        TileReport("t9", "cam1", Picture.SLATE, Reason.AUTH),
    )
    [found] = troubles(show(), Room_(walls={("big", "n1"): report("n1", *tiles)}))
    fields = dict(found.fields)
    assert (fields["reason"], fields["tiles"]) == ("auth", "2")


def test_a_program_the_glass_did_not_confirm() -> None:
    found = by_key(troubles(show(confirmed=False), Room_()))
    assert set(found) == {"take_unconfirmed:big"}
    assert found["take_unconfirmed:big"].cause == ""
    lost = by_key(troubles(show(confirmed=False), Room_(lost_nodes=frozenset({"n2"}))))
    assert lost["take_unconfirmed:big"].cause == "node_lost:n2"


@pytest.mark.parametrize(("offset_ms", "told"), [(900.0, 0), (1200.0, 1), (-1500.0, 1)])
def test_a_clock_that_is_off(offset_ms: float, told: int) -> None:
    status = NodeStatus("n1", "1", AT, offset_ms, (), Budget(400, 10), 1, 0)
    assert len(troubles(show(), Room_(nodes={"n1": status}))) == told


def test_a_shed_budget_explains_the_windows_it_cost() -> None:
    status = NodeStatus("n1", "1", AT, 0, (), Budget(400, 500, shedding="fps"), 1, 0)
    tile = TileReport("t1", "cam1", Picture.SLATE, Reason.BUDGET)
    seen = Room_(nodes={"n1": status}, walls={("big", "n1"): report("n1", tile)})
    found = by_key(troubles(show(), seen))
    assert found["no_picture:cam1"].cause == "budget:n1"
    assert "budget:n1" in found


def test_workers_that_die_again_and_again_explain_their_windows() -> None:
    tile = TileReport("t1", "cam1", Picture.HELD, Reason.WORKER_LOST)
    seen = Room_(walls={("big", "n1"): report("n1", tile)})
    assert by_key(troubles(show(), seen, deaths={"n1": 2}))["no_picture:cam1"].cause == ""
    found = by_key(troubles(show(), seen, deaths={"n1": 3}))
    assert found["no_picture:cam1"].cause == "workers_dying:n1"
    assert "workers_dying:n1" in found


def test_faults_and_calls_are_told() -> None:
    seen = Room_(faults=frozenset({"journal_full", "something_new"}))
    found = by_key(troubles(show(), seen, calls=[Call("大厅面板", "li", AT, "茶")]))
    assert set(found) == {"journal_full:", "something_new:", "duty_call:大厅面板"}


def test_a_lost_carrier_explains_its_sources() -> None:
    feeds = {("n1", f"cam{n}", "main"): gone(f"cam{n}", AT + n) for n in (1, 2, 3)}
    feeds[("n1", "cam4", "main")] = live("cam4")
    tile = TileReport("t1", "cam1", Picture.SLATE, Reason.UNREACHABLE)
    seen = Room_(feeds=feeds, walls={("big", "n1"): report("n1", tile)})
    found = by_key(troubles(show(), seen))
    assert found["no_picture:cam1"].cause == "network_lost:carrier/command"
    assert dict(found["network_lost:carrier/command"].fields)["lost"] == "3"


def test_two_lost_sources_prove_nothing() -> None:
    assert lost_networks(show(), [gone("cam1"), gone("cam2")]) == ()


def test_half_of_a_carrier_is_not_the_carrier() -> None:
    feeds = [*(gone(f"cam{n}") for n in (1, 2, 3)), *(live(f"cam{n}") for n in (4, 5, 6))]
    assert lost_networks(show(), feeds) == ()


def test_sources_that_went_on_different_days_are_not_a_network() -> None:
    feeds = [gone(f"cam{n}", AT + 3600 * n) for n in range(1, 6)]
    assert lost_networks(show(), feeds) == ()


def test_long_dead_sources_do_not_hide_a_lost_network() -> None:
    dead = [gone(f"cam{n}", AT - 86_400) for n in (5, 6)]
    feeds = [*dead, *(gone(f"cam{n}", AT + n) for n in (1, 2, 3)), live("cam4")]
    [lost] = lost_networks(show(), feeds)
    assert lost.sources == ("cam1", "cam2", "cam3")


@pytest.mark.parametrize("reason", [Reason.AUTH, Reason.NOT_FOUND, Reason.REFUSED, Reason.FORMAT])
def test_a_device_that_answers_is_reached(reason: Reason) -> None:
    feeds = [gone(f"cam{n}", reason=reason) for n in range(1, 6)]
    assert lost_networks(show(), feeds) == ()


def test_a_department_is_a_network_where_no_carrier_explains_it() -> None:
    mine = tuple(source(f"w{n}", Carrier.GOVERNMENT, "水利") for n in range(3))
    others = tuple(source(f"x{n}", Carrier.GOVERNMENT, "林业") for n in range(6))
    feeds = [*(gone(s.id) for s in mine), *(live(s.id) for s in others)]
    [lost] = lost_networks(show(*mine, *others), feeds)
    assert (lost.kind, lost.name) == ("department", "水利")


def test_local_sources_have_no_network() -> None:
    mine = tuple(source(f"l{n}", Carrier.LOCAL) for n in range(5))
    assert lost_networks(show(*mine), [gone(s.id) for s in mine]) == ()


def test_a_source_with_a_picture_anywhere_is_there() -> None:
    feeds = [*(gone(f"cam{n}") for n in (1, 2, 3)), *(live(f"cam{n}") for n in (1, 2))]
    assert lost_networks(show(), feeds) == ()


MATRIX = (
    Device("mx", "矩阵", "videohub"),
    Source("seat", "坐席", Medium.STREAM, port=DevicePort("mx", "3")),
    Behind("big", (OutputBehind("o1", "mx", "route.1", "9"),)),
)


def test_what_a_matrix_shows_is_not_dark_when_the_node_is_lost() -> None:
    room = show(
        *MATRIX, Program("big", (Tile("t1", "big", "seat", LEFT),), serial=7, confirmed=True)
    )
    found = by_key(troubles(room, Room_(lost_nodes=frozenset({"n1"}))))
    assert set(found) == {"node_lost:n1"}, "the display hangs on the matrix and shows the seat"
    found = by_key(troubles(room, Room_(lost_nodes=frozenset({"n2"}))))
    assert "output_dark:o2" in found


def test_a_take_that_waits_for_a_lost_matrix_says_so() -> None:
    state = DeviceState("mx", Availability.OFFLINE, "unreachable")
    found = by_key(troubles(show(*MATRIX, confirmed=False), Room_(devices={"mx": state})))
    assert found["take_unconfirmed:big"].cause == "device_lost:mx"
