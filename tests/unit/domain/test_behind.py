"""What matrices and splicing processors have to show for a program."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.domain.behind import Shown, shown_by_devices
from wallctl.domain.commands import (
    DeviceRemove,
    OverlaySet,
    SourceImport,
    SourceUpdate,
    TileAdd,
    WallBehind,
    WallSafe,
    WallTake,
)
from wallctl.domain.commands.common import Envelope
from wallctl.domain.decide import decide
from wallctl.domain.devices.entities import (
    Behind,
    Desired,
    Device,
    DevicePort,
    OutputBehind,
)
from wallctl.domain.devices.windows import read
from wallctl.domain.entities import (
    Entity,
    Medium,
    Notice,
    Output,
    Overlay,
    Program,
    Room,
    Source,
    Tile,
    Wall,
)
from wallctl.domain.errors import Refused
from wallctl.domain.geometry import Crop, Rect, Size
from wallctl.domain.plan_of import feeds_of, wall_plan
from wallctl.domain.show import Show, apply, build

LEFT, RIGHT = Rect(0, 0, 1920, 1080), Rect(1920, 0, 1920, 1080)
WHOLE = Rect(0, 0, 3840, 1080)
WALL = Wall("w", "hall", "大屏", Size(3840, 1080))
OUTPUTS = (
    Output("o1", "w", "n1", LEFT, "A"),
    Output("o2", "w", "n1", RIGHT, "B"),
)
MATRIX = Behind(
    "w",
    (OutputBehind("o1", "mx", "route.1", "9"), OutputBehind("o2", "mx", "route.2", "10")),
)
SPLICER = Behind("w", processor="sp", own="1", windows=3)
SOURCES = (
    Source("cam", "机位", Medium.STREAM, "rtsp://h/1"),
    Source("seat", "坐席", Medium.STREAM, port=DevicePort("mx", "3")),
    Source("both", "坐席二", Medium.STREAM, "rtsp://h/2", port=DevicePort("mx", "4")),
    Source("box", "盒子", Medium.STREAM, port=DevicePort("sp", "7")),
)
DEVICES = (Device("mx", "矩阵", "videohub"), Device("sp", "拼接", "templated"))


def show(*more: Entity, behind: Behind | None = MATRIX) -> Show:
    rest = (behind,) if behind is not None else ()
    return build((Room("hall", "大厅"), WALL, *OUTPUTS, *SOURCES, *DEVICES, *rest, *more))


def tile(id: str, source: str, rect: Rect, z: int = 0, **more: object) -> Tile:
    return Tile(id, "w", source, rect, z, **more)  # type: ignore[arg-type]


def shown(*tiles: Tile, behind: Behind | None = MATRIX, wall: Wall = WALL) -> Shown:
    return shown_by_devices(show(behind=behind), wall, tiles)


def routes(found: Shown) -> dict[str, object]:
    return {one.key: one.value for one in found.switched}


def test_a_source_at_the_matrix_that_fills_a_display_is_switched_straight_to_it() -> None:
    found = shown(tile("a", "seat", LEFT), tile("b", "cam", RIGHT, 1))
    assert routes(found) == {"route.1": "3", "route.2": "10"}
    assert found.tiles == {"a"}
    assert not found.left_over


@pytest.mark.parametrize(
    "odd",
    [
        tile("a", "seat", WHOLE),
        tile("a", "seat", Rect(0, 0, 960, 1080)),
        tile("a", "seat", LEFT, crop=Crop(0.1, 0, 0, 0)),
    ],
)
def test_what_a_matrix_cannot_scale_is_said_to_have_no_way(odd: Tile) -> None:
    found = shown(odd)
    assert routes(found) == {"route.1": "9", "route.2": "10"}
    assert found.left_over == ("a",)


def test_a_tile_above_it_needs_our_own_picture() -> None:
    found = shown(tile("a", "both", LEFT), tile("b", "cam", Rect(100, 100, 300, 200), 1))
    assert routes(found)["route.1"] == "9"
    assert not found.left_over, "it has an address: a node draws it"


def test_an_overlay_is_not_lost_where_a_node_can_draw_the_source() -> None:
    overlaid = show(Overlay("w", notice=Notice("注意", on=True)))
    tiles = (tile("a", "both", LEFT), tile("b", "seat", RIGHT, 1))
    found = shown_by_devices(overlaid, WALL, tiles)
    assert routes(found) == {"route.1": "9", "route.2": "3"}


def test_what_covers_the_wall_is_drawn() -> None:
    safe = replace(WALL, safe=True)
    found = shown(tile("a", "seat", LEFT), wall=safe)
    assert routes(found) == {"route.1": "9", "route.2": "10"}
    assert not found.left_over


def test_a_processor_opens_windows_above_our_picture_and_closes_the_rest() -> None:
    found = shown(
        tile("a", "cam", WHOLE), tile("b", "box", Rect(10, 20, 640, 360), 1), behind=SPLICER
    )
    assert routes(found) == {
        "window.1": "1@0,0,3840,1080",
        "window.2": "7@10,20,640,360",
        "window.3": "",
    }
    assert found.tiles == {"b"}


def test_more_windows_than_there_are_leave_tiles_over() -> None:
    boxes = [tile(f"t{n}", "box", Rect(n * 100, 0, 90, 90), n) for n in range(4)]
    found = shown(*boxes, behind=SPLICER)
    assert found.left_over == ("t0", "t1"), "the highest get what there is"


BOTH = replace(SPLICER, windows=6)
AT_BOTH = Source("cable", "电缆", Medium.STREAM, "rtsp://h/3", port=DevicePort("sp", "8"))


def test_a_window_never_covers_what_we_draw_above_it() -> None:
    small = Rect(100, 100, 300, 200)
    tiles = (tile("a", "cable", LEFT), tile("b", "cam", small, 1), tile("c", "cable", RIGHT, 2))
    found = shown_by_devices(show(AT_BOTH, behind=BOTH), WALL, tiles)
    assert found.tiles == {"c"}
    assert not found.left_over, "what lies beneath ours is drawn with it"
    found = shown(replace(tiles[0], source="box"), tiles[1], behind=BOTH)
    assert found.left_over == ("a",), "and where nobody can draw it, that is said"


def test_an_overlay_is_not_covered_by_a_window_that_a_node_can_draw() -> None:
    room = show(AT_BOTH, Overlay("w", notice=Notice("注意", on=True)), behind=BOTH)
    tiles = (tile("a", "cable", LEFT), tile("b", "box", RIGHT, 1))
    assert shown_by_devices(room, WALL, tiles).tiles == {"b"}


def test_a_device_that_is_matrix_and_processor_shows_a_tile_once() -> None:
    one = replace(MATRIX, processor="mx", own="9", windows=3)
    found = shown(tile("a", "seat", LEFT), behind=one)
    assert [s.key for s in found.switched if s.tile] == ["route.1"]


def test_a_processor_alone_shows_nothing_that_only_a_node_could() -> None:
    alone = replace(SPLICER, own="")
    found = shown(tile("a", "cam", LEFT), tile("b", "box", RIGHT, 1), behind=alone)
    assert found.left_over == ("a",)
    assert routes(found)["window.1"] == "7@1920,0,1920,1080"


RECTS = st.sampled_from([LEFT, RIGHT, WHOLE, Rect(100, 100, 640, 360), Rect(1800, 0, 400, 400)])
TILES = st.lists(st.tuples(st.sampled_from([s.id for s in SOURCES]), RECTS), max_size=6).map(
    lambda rows: tuple(tile(f"t{n}", s, r, n) for n, (s, r) in enumerate(rows))
)


MIXED = replace(MATRIX, processor="sp", own="1", windows=4)


@given(tiles=TILES, behind=st.sampled_from([MATRIX, SPLICER, replace(SPLICER, own=""), MIXED]))
def test_every_point_is_set_once_and_every_tile_has_one_who_shows_it(
    tiles: tuple[Tile, ...], behind: Behind
) -> None:
    room = show(behind=behind)
    found = shown_by_devices(room, WALL, tiles)
    keys = [(one.device, one.key) for one in found.switched]
    assert len(keys) == len(set(keys)) == behind.windows + len(behind.outputs)
    by_device = [one.tile for one in found.switched if one.tile]
    assert len(by_device) == len(set(by_device))
    assert not found.tiles & set(found.left_over)
    for one in found.switched:
        if one.key.startswith("window"):
            window = read(one.value)
            assert window is None or window.w > 0
    drawn = {t.id for t in tiles} - found.tiles - set(found.left_over)
    for t in tiles:
        source = room.sources[t.source]
        if t.id in drawn:
            assert source.main, "a node is never asked for what has no address"
        for window in (one for one in tiles if behind.processor and one.id in found.tiles):
            above = t.id in drawn and t.z > window.z and t.rect.intersection(window.rect)
            assert not above or _is_routed(found, window), "no window covers ours"


def _is_routed(found: Shown, one: Tile) -> bool:
    return any(s.tile == one.id and s.key.startswith("route") for s in found.switched)


@given(tiles=TILES, behind=st.sampled_from([MATRIX, SPLICER, MIXED]))
def test_no_node_opens_what_a_device_shows_alone_or_what_has_no_address(
    tiles: tuple[Tile, ...], behind: Behind
) -> None:
    room = show(Program("w", tiles, serial=3), behind=behind)
    plan = wall_plan(room, WALL, "n1", 0)
    by_devices = shown_by_devices(room, WALL, tiles).tiles
    assert {t.id for t in plan.program} == {t.id for t in tiles} - by_devices
    drawn = {t.source for t in plan.program}
    opened = {f.source for f in feeds_of(room, [plan], lambda sealed: sealed)}
    assert opened == {s for s in drawn if room.sources[s].main}


# -- one step -----------------------------------------------------------------------------------


def done(room: Show, command: object, at: float = 5.0) -> Show:
    envelope = Envelope("c", "wang", at, ("fresh",))
    return apply(room, decide(room, command, envelope))  # type: ignore[arg-type]


def test_a_take_wishes_its_crosspoints_in_the_same_step() -> None:
    room = done(show(), TileAdd("w", "seat", LEFT, id="a"))
    room = done(room, WallTake("w"), at=7.0)
    wished = {d.key: (d.value, d.by, d.at) for d in room.all(Desired).values()}
    assert wished == {"route.1": ("3", "wang", 7.0), "route.2": ("10", "wang", 7.0)}
    plan = wall_plan(room, WALL, "n1", 0)
    assert not plan.program, "no node decodes what the matrix shows"
    room = done(room, WallSafe("w"), at=8.0)
    assert {d.key: d.value for d in room.all(Desired).values()} == {
        "route.1": "9",
        "route.2": "10",
    }


def wished(room: Show) -> dict[str, object]:
    return {d.key: d.value for d in room.all(Desired).values()}


def test_an_overlay_fetches_the_display_back_and_gives_it_away_again() -> None:
    room = done(show(), TileAdd("w", "both", LEFT, id="a"))
    room = done(room, WallTake("w"))
    assert wished(room)["route.1"] == "4"
    room = done(room, OverlaySet("w", notice=Notice("注意", on=True)), at=9.0)
    assert wished(room)["route.1"] == "9"
    assert {d.at for d in room.all(Desired).values()} == {5.0, 9.0}, "the other is left alone"
    assert not shown_by_devices(room, WALL, room.program("w").tiles).tiles
    room = done(room, OverlaySet("w", notice=Notice("注意", on=False)))
    assert wished(room)["route.1"] == "4"


def test_a_source_plugged_into_another_input_is_switched_anew() -> None:
    room = done(show(), TileAdd("w", "seat", LEFT, id="a"))
    room = done(room, WallTake("w"))
    room = done(room, SourceUpdate("seat", port=DevicePort("mx", "6")))
    assert wished(room)["route.1"] == "6"


def test_what_is_put_behind_a_wall_with_a_program_is_set_at_once() -> None:
    room = done(show(behind=None), TileAdd("w", "both", LEFT, id="a"))
    assert not wished(done(room, WallBehind("w", MATRIX.outputs))), "nothing was taken yet"
    room = done(done(room, WallTake("w")), WallBehind("w", MATRIX.outputs))
    assert wished(room) == {"route.1": "4", "route.2": "10"}


def test_a_tile_in_preview_switches_nothing() -> None:
    room = done(show(), TileAdd("w", "seat", LEFT, id="a"))
    assert not room.all(Desired)


def test_a_wall_with_nothing_behind_it_is_as_before() -> None:
    room = done(show(behind=None), TileAdd("w", "cam", LEFT, id="a"))
    room = done(room, WallTake("w"))
    assert not room.all(Desired)
    assert len(wall_plan(room, WALL, "n1", 0).program) == 1


def behind_one(*row: str) -> WallBehind:
    return WallBehind("w", (OutputBehind(*row),))


@pytest.mark.parametrize(
    ("command", "key", "reason"),
    [
        (behind_one("no", "mx", "route.1", "9"), "outputs[0].output", "unknown"),
        (behind_one("o1", "no", "route.1", "9"), "outputs[0].device", "unknown"),
        (behind_one("o1", "mx", "", "9"), "outputs[0].key", "empty"),
        (behind_one("o1", "mx", "r", ""), "outputs[0].own", "empty"),
        (
            WallBehind("w", (MATRIX.outputs[0], replace(MATRIX.outputs[0], output="o2"))),
            "outputs[1].key",
            "twice",
        ),
        (WallBehind("w", processor="no", windows=4), "processor", "unknown"),
        (WallBehind("w", processor="sp", windows=0), "windows", "range"),
        (SourceUpdate("cam", port=DevicePort("no", "1")), "port.device", "unknown"),
        (
            SourceImport((replace(SOURCES[1], port=DevicePort("no", "1")),)),
            "sources[0].port.device",
            "unknown",
        ),
        (DeviceRemove("mx"), "id", "in_use"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(command: object, key: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        done(show(), command)
    assert refused.value.fields["key"] == key
    assert refused.value.fields["reason"] == reason


def test_what_is_behind_can_be_taken_away() -> None:
    room = done(show(), WallBehind("w"))
    assert not room.all(Behind)
    room = done(room, SourceUpdate("both", port=DevicePort("", "")))
    assert room.sources["both"].port is None
    with pytest.raises(Refused):
        done(room, SourceUpdate("seat", port=DevicePort("", "")))  # it would have nothing at all
