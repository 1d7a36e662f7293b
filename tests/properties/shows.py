"""Random commands on a small room, right ones and wrong ones."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from wallctl.domain.commands import (
    Command,
    Layer,
    LayoutApply,
    OverlaySet,
    PatrolResume,
    PatrolSet,
    PatrolShow,
    PatrolStop,
    ProgramConfirm,
    RequestAccept,
    RequestRun,
    SceneRecall,
    SceneRemove,
    SceneRequest,
    SceneRevert,
    SceneSave,
    SceneUpdate,
    SiteApply,
    SourceAdd,
    SourceImport,
    SourceRemove,
    SourceUpdate,
    TemplateRemove,
    TemplateSave,
    TileAdd,
    TileArrange,
    TileDuplicate,
    TileMove,
    TileRemove,
    TileRemoveMany,
    TileUpdate,
    TileUpdateMany,
    WallFull,
    WallRestore,
    WallSafe,
    WallTake,
    WallUpdate,
)
from wallctl.domain.entities import (
    Banner,
    Entity,
    Logo,
    Medium,
    Notice,
    Output,
    PastProgram,
    Program,
    Room,
    Scene,
    SceneLayout,
    Source,
    Template,
    Tile,
    Wall,
    WallClock,
)
from wallctl.domain.geometry import Crop, Fit, Rect, Size, grid
from wallctl.domain.show import Show, build
from wallctl.domain.templates import NAMES

# Few names, so that commands meet.
# An id `#n` is the n-th there is of its kind when the command is carried out: see `aimed`.
sources = st.sampled_from(["#0", "#1", "#2", "#3", "none"])
walls = st.sampled_from(["big", "big", "big", "small", "small", "none"])
some_ids = st.sampled_from(["#0", "#1", "#2", "#3", "none"])
new_ids = st.sampled_from(["t1", "t2", "t3", "t4", "s1.big.0", "", "", ""])
scenes = st.sampled_from(["#0", "#1", "#2", "none"])
rects = st.builds(
    Rect,
    st.integers(-500, 2500),
    st.integers(-500, 1500),
    st.integers(4, 2000),
    st.integers(4, 1000),
)
crops = st.builds(Crop, *[st.floats(0, 0.6)] * 4)
many_ids = st.lists(some_ids, max_size=3).map(tuple)
some_moves = st.lists(st.builds(TileMove, some_ids, rects), max_size=3).map(tuple)
templates = st.sampled_from(["", "", "#0", "#1", "none"])
colours = st.sampled_from(["#000000", "#FFee00", "red"])
heights = st.none() | st.integers(-3, 5)


def tiles() -> st.SearchStrategy[Tile]:
    return st.builds(
        Tile, id=new_ids, wall=st.just(""), source=sources, rect=rects, z=st.integers(0, 3)
    )


def a_source(id: str) -> Source:
    return Source(id, f"机位 {id}", Medium.STREAM, f"rtsp://10.0.0.1/{id}")


_sources = st.builds(
    Source,
    id=st.sampled_from(["a", "d", "e", "", ""]),
    name=st.sampled_from(["一", "二", "三", " "]),
    medium=st.just(Medium.STREAM),
    main=st.sampled_from(
        [*(f"rtsp://10.0.0.1/{n}" for n in range(4)), "rtsp://u:p@10.0.0.1/x", "gopher://x"]
    ),
    backup=st.sampled_from(["", "", "a", "d"]),
)

prepared: st.SearchStrategy[Command] = st.one_of(
    st.builds(SourceAdd, _sources),
    st.builds(SourceUpdate, sources, name=st.none() | st.just("改"), backup=st.none() | sources),
    st.builds(SourceRemove, sources),
    st.builds(SourceImport, st.lists(_sources, max_size=3).map(tuple)),
    st.builds(TileAdd, walls, sources, rects, new_ids, heights, crop=crops),
    st.builds(TileAdd, st.just("big"), sources, st.just(Rect(0, 0, 640, 360)), st.just("")),
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
    st.builds(TileArrange, walls, some_moves),
    st.builds(
        TileUpdateMany,
        many_ids,
        layer=st.none() | st.sampled_from(Layer),
        fit=st.none() | st.sampled_from(Fit),
        crop=st.none() | crops,
        locked=st.none() | st.booleans(),
    ),
    st.builds(TileRemoveMany, many_ids),
    st.builds(TileDuplicate, some_moves),
    st.builds(TemplateSave, st.sampled_from(["三分", "四分", "1+5"]), walls, templates),
    st.builds(TemplateRemove, templates),
    st.builds(LayoutApply, walls, template=templates),
    st.builds(LayoutApply, walls, st.lists(tiles(), max_size=4).map(tuple)),
    st.builds(LayoutApply, walls, template=st.sampled_from([*NAMES[:8], "7+7"])),
    st.builds(
        SceneSave,
        st.sampled_from(["日常", "应急"]),
        id=st.sampled_from(["s1", "s2", "s3"]),
        number=st.none() | st.integers(0, 3),
        walls=st.sampled_from([(), ("big",), ("small", "big")]),
    ),
    st.builds(
        SceneUpdate, scenes, number=st.none() | st.integers(0, 3), locked=st.none() | st.booleans()
    ),
    st.builds(SceneRecall, scenes),
    st.builds(SceneRemove, scenes),
    st.builds(SceneRevert, scenes, st.integers(1, 3)),
    st.builds(PatrolSet, some_ids, st.lists(sources, max_size=3).map(tuple)),
)
"""Commands that are wholly undoable."""

shown: st.SearchStrategy[Command] = st.one_of(
    st.builds(SceneRecall, scenes, st.just(True)),
    st.builds(WallTake, walls, st.none() | st.integers(0, 6000)),
    st.builds(WallRestore, walls),
    st.builds(PatrolStop, walls, some_ids, sources),
    st.builds(PatrolShow, walls, some_ids, sources),
    st.builds(PatrolResume, walls, some_ids),
    st.builds(SceneRequest, scenes),
    st.builds(RequestRun, scenes),
    st.builds(RequestAccept, st.sampled_from(["f1", "f2", "f3", "f4", "f5", "f6"])),
    st.builds(WallSafe, walls, st.booleans()),
    st.builds(WallFull, walls, some_ids),
    st.builds(WallUpdate, walls, visit=st.booleans(), background=colours),
    st.builds(ProgramConfirm, walls, st.sampled_from([-1, -1, 0, 12])),
    st.builds(
        OverlaySet,
        walls,
        notice=st.none() | st.builds(Notice, st.just("通知"), st.booleans(), ink=colours),
        banner=st.none() | st.builds(Banner, st.just("横幅"), st.booleans()),
        logo=st.none() | st.builds(Logo, st.just("l.png"), st.booleans(), rects),
        clock=st.none() | st.builds(WallClock, st.booleans(), rects),
    ),
)


def aimed(show: Show, command: Command) -> Command:
    """The command with `#n` put right, and a confirmed serial of -1 made the present one."""

    def nth(of: type[Entity], id: str) -> str:
        there = sorted(show.all(of))
        return there[int(id[1:]) % len(there)] if id.startswith("#") and there else id

    def source(id: str | None) -> str | None:
        return None if id is None else nth(Source, id)

    match command:
        case TileAdd():
            return replace(command, source=nth(Source, command.source))
        case TileUpdate():
            return replace(command, id=nth(Tile, command.id), source=source(command.source))
        case TileArrange(moves=moves) | TileDuplicate(copies=moves):
            there = tuple(replace(m, id=nth(Tile, m.id)) for m in moves)
            key = "moves" if isinstance(command, TileArrange) else "copies"
            return replace(command, **{key: there})
        case TileUpdateMany() | TileRemoveMany():
            return replace(command, ids=tuple(nth(Tile, id) for id in command.ids))
        case TemplateSave() | TemplateRemove():
            return replace(command, id=nth(Template, command.id))
        case LayoutApply(template=template) if template.startswith("#"):
            return replace(command, template=nth(Template, template))
        case TileMove() | TileRemove():
            return replace(command, id=nth(Tile, command.id))
        case SourceUpdate():
            return replace(command, id=nth(Source, command.id), backup=source(command.backup))
        case SourceRemove():
            return replace(command, id=nth(Source, command.id))
        case SceneUpdate() | SceneRecall() | SceneRemove() | SceneRevert():
            return replace(command, id=nth(Scene, command.id))
        case SceneRequest() | RequestRun():
            return replace(command, scene=nth(Scene, command.scene))
        case PatrolSet():
            listed = tuple(nth(Source, s) for s in command.sources)
            return replace(command, tile=nth(Tile, command.tile), sources=listed)
        case PatrolStop() | PatrolShow() | PatrolResume():
            on = [t for t in show.program(command.wall).tiles if t.patrol] or [None]
            if on[0] is None or not command.tile.startswith("#"):
                return command
            command = replace(command, tile=on[0].id)
            if isinstance(command, PatrolResume):
                return command
            return replace(command, source=nth(Source, command.source))
        case LayoutApply() if command.tiles:
            tiles = tuple(replace(t, source=nth(Source, t.source)) for t in command.tiles)
            return replace(command, tiles=tiles)
        case WallFull():
            on = [t.id for t in show.program(command.wall).tiles]
            n = int(command.tile[1:]) if command.tile.startswith("#") else -1
            return replace(command, tile=on[n % len(on)]) if on and n >= 0 else command
        case ProgramConfirm(serial=-1):
            return replace(command, serial=show.program(command.wall).serial)
    return command


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
    tiles = tuple(
        Tile(f"t{n}", "big", id, Rect(n * 400, 0, 400, 300), n) for n, id in enumerate("ab")
    )
    past = PastProgram(tiles[:1])
    return build(
        [
            *(one.room, *one.walls, *one.outputs),
            *(a_source(id) for id in "abc"),
            *tiles,
            Program("big", tiles, serial=2, confirmed=True, history=(past, past)),
            Scene("s1", "日常", number=1, layouts=(SceneLayout("big", tiles),)),
        ],
        revision=2,
    )
