"""Random commands on a small room, right ones and wrong ones."""

from __future__ import annotations

from hypothesis import strategies as st

from wallctl.domain.commands import (
    Command,
    Layer,
    LayoutApply,
    OverlaySet,
    ProgramConfirm,
    SceneRecall,
    SceneRemove,
    SceneSave,
    SceneUpdate,
    SiteApply,
    SourceAdd,
    SourceImport,
    SourceRemove,
    SourceUpdate,
    TileAdd,
    TileMove,
    TileRemove,
    TileUpdate,
    WallFull,
    WallRestore,
    WallSafe,
    WallTake,
    WallUpdate,
)
from wallctl.domain.entities import (
    Banner,
    Logo,
    Medium,
    Notice,
    Output,
    Room,
    Source,
    Tile,
    Wall,
    WallClock,
)
from wallctl.domain.geometry import Crop, Fit, Rect, Size, grid
from wallctl.domain.show import Show, build
from wallctl.domain.templates import NAMES

# Few names, so that commands meet.
sources = st.sampled_from(["a", "b", "c", "none"])
walls = st.sampled_from(["big", "small", "none"])
some_ids = st.sampled_from(["t1", "t2", "t3", "t4", "s1.big.0", ""])
scenes = st.sampled_from(["s1", "s2", "s3"])
rects = st.builds(
    Rect,
    st.integers(-2000, 8000),
    st.integers(-1500, 2500),
    st.integers(0, 4000),
    st.integers(0, 3000),
)
crops = st.builds(Crop, *[st.floats(0, 0.6)] * 4)
colours = st.sampled_from(["#000000", "#FFee00", "red"])
heights = st.none() | st.integers(-3, 5)


def tiles() -> st.SearchStrategy[Tile]:
    return st.builds(
        Tile, id=some_ids, wall=st.just(""), source=sources, rect=rects, z=st.integers(0, 3)
    )


def a_source(id: str) -> Source:
    return Source(id, f"机位 {id}", Medium.STREAM, f"rtsp://10.0.0.1/{id}")


_sources = st.builds(
    Source,
    id=st.sampled_from(["a", "b", "c", "d", ""]),
    name=st.sampled_from(["一", "二", " "]),
    medium=st.just(Medium.STREAM),
    main=st.sampled_from(["rtsp://10.0.0.1/x", "rtsp://u:p@10.0.0.1/x", "gopher://x"]),
    backup=st.sampled_from(["", "", "a", "d"]),
)

prepared: st.SearchStrategy[Command] = st.one_of(
    st.builds(SourceAdd, _sources),
    st.builds(SourceUpdate, sources, name=st.none() | st.just("改"), backup=st.none() | sources),
    st.builds(SourceRemove, sources),
    st.builds(SourceImport, st.lists(_sources, max_size=3).map(tuple)),
    st.builds(TileAdd, walls, sources, rects, some_ids, heights, crop=crops),
    st.builds(TileAdd, st.just("big"), st.just("a"), st.just(Rect(0, 0, 640, 360)), some_ids),
    st.builds(TileMove, some_ids, rects),
    st.builds(
        TileUpdate,
        some_ids,
        source=st.none() | sources,
        layer=st.none() | st.sampled_from(Layer),
        fit=st.none() | st.sampled_from(Fit),
        locked=st.none() | st.booleans(),
    ),
    st.builds(TileRemove, some_ids),
    st.builds(LayoutApply, walls, st.lists(tiles(), max_size=4).map(tuple)),
    st.builds(LayoutApply, walls, template=st.sampled_from([*NAMES[:8], "7+7"])),
    st.builds(
        SceneSave,
        st.sampled_from(["日常", "应急"]),
        id=scenes,
        number=st.none() | st.integers(0, 3),
        walls=st.sampled_from([(), ("big",), ("small", "big")]),
    ),
    st.builds(
        SceneUpdate, scenes, number=st.none() | st.integers(0, 3), locked=st.none() | st.booleans()
    ),
    st.builds(SceneRecall, scenes),
    st.builds(SceneRemove, scenes),
)
"""Commands that are wholly undoable."""

shown: st.SearchStrategy[Command] = st.one_of(
    st.builds(SceneRecall, scenes, st.just(True)),
    st.builds(WallTake, walls, st.none() | st.integers(0, 6000)),
    st.builds(WallRestore, walls),
    st.builds(WallSafe, walls, st.booleans()),
    st.builds(WallFull, walls, some_ids),
    st.builds(WallUpdate, walls, visit=st.booleans(), background=colours),
    st.builds(ProgramConfirm, walls, st.integers(0, 30)),
    st.builds(
        OverlaySet,
        walls,
        notice=st.none() | st.builds(Notice, st.just("通知"), st.booleans(), ink=colours),
        banner=st.none() | st.builds(Banner, st.just("横幅"), st.booleans()),
        logo=st.none() | st.builds(Logo, st.just("l.png"), st.booleans(), rects),
        clock=st.none() | st.builds(WallClock, st.booleans(), rects),
    ),
)


def site(columns: int) -> SiteApply:
    """Wall big of some columns of outputs; with one column wall small is gone."""
    outputs = grid(Size(columns, 2), Size(1920, 1080), Size(20, 20))
    walls = (Wall("big", "hall", "大屏", Size(columns * 1940 - 20, 2180)),)
    if columns > 1:
        walls += (Wall("small", "hall", "小屏", Size(1920, 1080)),)
    return SiteApply(
        Room("hall", "指挥大厅"),
        walls,
        tuple(Output(f"o{n}", "big", "n1", r, f"S{n}") for n, r in enumerate(outputs)),
    )


sites: st.SearchStrategy[Command] = st.integers(1, 4).map(site)


def start() -> Show:
    one = site(4)
    return build([one.room, *one.walls, *one.outputs, *(a_source(id) for id in "abc")])
