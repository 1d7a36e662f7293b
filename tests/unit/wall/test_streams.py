"""Main or sub, what is warm, what is shed; and no change of stream before its picture is there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ui.wall.geometry import OutputMap
from ui.wall.streams import Choice, Known, Streams, WallNeed
from wallctl.domain.entities import Medium, Tile
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.plan import FeedSpec, WallPlan
from wallctl.feeds.keys import FeedKey, Mode

HD = Size(1920, 1080)


def spec(source: str, **more: object) -> FeedSpec:
    base = FeedSpec(
        source, source.upper(), Medium.STREAM, f"rtsp://x/{source}", f"rtsp://x/{source}/s"
    )
    return replace(base, **more)  # type: ignore[arg-type]  # fields by name


@dataclass
class Bench:
    """A node of one 1080p output, told what is known of its feeds."""

    native: dict[FeedKey, Size] = field(default_factory=dict)
    frames: set[FeedKey] = field(default_factory=set)
    lost: set[FeedKey] = field(default_factory=set)
    specs: dict[str, FeedSpec] = field(default_factory=dict)
    visit: bool = False

    def __post_init__(self) -> None:
        known = Known(
            self.native.get,
            self.frames.__contains__,
            lambda _: 25.0,
            lambda _: "h264",
            self.lost.__contains__,
        )
        self.streams = Streams(known)

    def choose(
        self,
        program: dict[str, Rect],
        preview: dict[str, Rect] | None = None,
        budget: float = 1000.0,
    ) -> Choice:
        for source in {**program, **(preview or {})}:
            self.specs.setdefault(source, spec(source))
        plan = WallPlan("w", HD, (), 1, _tiles(program), _tiles(preview or {}), visit=self.visit)
        need = WallNeed(plan, (OutputMap(Rect(0, 0, 1920, 1080), HD),))
        return self.streams.choose([need], self.specs, budget_mpx_s=budget)


def _tiles(places: dict[str, Rect]) -> tuple[Tile, ...]:
    return tuple(Tile(f"t-{s}", "w", s, rect) for s, rect in places.items())


def key(source: str, stream: str) -> FeedKey:
    return FeedKey(source, stream)


SMALL, BIG = Rect(0, 0, 480, 270), Rect(0, 0, 1920, 1080)


def test_small_tiles_play_the_sub_stream_in_their_own_size() -> None:
    choice = Bench().choose({"a": SMALL, "b": BIG})
    assert set(choice.wants) == {key("a", "sub"), key("b", "main")}
    assert choice.wants[key("a", "sub")].size == Size(480, 270)
    assert choice.wants[key("b", "main")].size == HD


def test_without_a_sub_stream_main_is_played() -> None:
    bench = Bench(specs={"a": spec("a", sub="")})
    assert set(bench.choose({"a": SMALL}).wants) == {key("a", "main")}


def test_the_stream_changes_when_the_new_one_has_a_picture() -> None:
    bench = Bench()
    bench.choose({"a": SMALL})
    bench.frames.add(key("a", "sub"))
    grown = bench.choose({"a": BIG})
    assert set(grown.wants) == {key("a", "sub"), key("a", "main")}
    assert grown.draw["w", "t-a"][0] == key("a", "sub")
    bench.frames.add(key("a", "main"))
    there = bench.choose({"a": BIG})
    assert there.draw["w", "t-a"][0] == key("a", "main")
    assert set(there.wants) == {key("a", "main")}


def test_a_tile_that_is_new_shows_any_picture_of_its_source() -> None:
    bench = Bench(frames={key("a", "sub")})
    choice = bench.choose({"a": BIG})
    assert choice.draw["w", "t-a"][0] == key("a", "sub")


def test_preview_plays_while_the_budget_lasts_and_is_warm_beyond() -> None:
    bench = Bench(native={key(s, "main"): HD for s in "pxyz"})
    choice = bench.choose({"p": BIG}, {"x": BIG, "y": BIG, "z": BIG}, budget=52 * 3)
    modes = {k.source: w.mode for k, w in choice.wants.items()}
    assert modes == {"p": Mode.PLAY, "x": Mode.PLAY, "y": Mode.PLAY, "z": Mode.WARM}
    assert choice.used_mpx_s == 1920 * 1080 * 25 / 1e6
    assert choice.preview_mpx_s == 2 * choice.used_mpx_s


def test_over_the_budget_small_tiles_lose_their_main_stream_first() -> None:
    bench = Bench(
        native={
            **{key(s, "main"): HD for s in "ab"},
            **{key(s, "sub"): Size(640, 360) for s in "ab"},
        }
    )
    places = {"a": Rect(0, 0, 960, 540), "b": BIG}
    free = bench.choose(places, budget=200)
    assert (free.shedding, set(free.wants)) == ("", {key("a", "main"), key("b", "main")})
    tight = Bench(native=bench.native).choose(places, budget=60)
    assert (tight.shedding, set(tight.wants)) == ("sub", {key("a", "sub"), key("b", "main")})


def test_then_frames_are_shed() -> None:
    bench = Bench(native={key("a", "main"): HD}, specs={"a": spec("a", sub="")})
    choice = bench.choose({"a": BIG}, budget=26)
    assert choice.shedding == "fps"
    assert 5 <= choice.wants[key("a", "main")].max_fps < 14


def test_one_feed_for_all_its_tiles_in_the_largest_size() -> None:
    bench = Bench()
    plan = WallPlan(
        "w",
        HD,
        (),
        1,
        (
            Tile("1", "w", "a", Rect(0, 0, 320, 180)),
            Tile("2", "w", "a", Rect(400, 0, 640, 360)),
            Tile("3", "w", "a", Rect(400, 400, 160, 90)),
        ),
        (),
    )
    need = WallNeed(plan, (OutputMap(Rect(0, 0, 1920, 1080), HD),))
    choice = bench.streams.choose([need], {"a": spec("a")}, budget_mpx_s=1000)
    assert {k: w.size for k, w in choice.wants.items()} == {key("a", "sub"): Size(640, 360)}


def test_in_visit_mode_the_backup_waits_warm_and_plays_when_needed() -> None:
    bench = Bench(specs={"a": spec("a", backup="b"), "b": spec("b")}, visit=True)
    waiting = bench.choose({"a": SMALL})
    assert waiting.wants[key("b", "sub")].mode is Mode.WARM
    assert waiting.draw["w", "t-a"] == (key("a", "sub"), key("b", "sub"))
    bench.lost.add(key("a", "sub"))
    assert bench.choose({"a": SMALL}).wants[key("b", "sub")].mode is Mode.PLAY


def test_a_tile_outside_this_nodes_outputs_is_not_played() -> None:
    assert not Bench().choose({"a": Rect(5000, 0, 100, 100)}).wants
