"""Main or sub, what is warm, what is shed, what lingers; and no change of stream before its picture
is there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ui.wall.geometry import OutputMap
from ui.wall.linger import LINGER_S, MOST
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
    now: float = 0.0
    left: dict[str, FeedSpec] = field(default_factory=dict)

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
        thumbnails: tuple[FeedSpec, ...] = (),
        ahead: dict[str, Rect] | None = None,
    ) -> Choice:
        """As the engine does it, a source that no tile shows any more goes from `specs` to
        `left`."""
        shown = {**program, **(preview or {}), **(ahead or {})}
        for source in [s for s in self.specs if s not in shown and not self.visit]:
            self.left[source] = self.specs.pop(source)
        for source in shown:
            self.specs.setdefault(source, self.left.pop(source, spec(source)))
        plan = WallPlan("w", HD, (), 1, _tiles(program), _tiles(preview or {}), visit=self.visit)
        plan = replace(plan, ahead=_tiles(ahead or {}))
        need = WallNeed(plan, (OutputMap(Rect(0, 0, 1920, 1080), HD),))
        return self.streams.choose(
            [need],
            self.specs,
            budget_mpx_s=budget,
            now=self.now,
            left=self.left,
            thumbnails=thumbnails,
        )


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
    choice = bench.streams.choose([need], {"a": spec("a")}, budget_mpx_s=1000, now=0.0, left={})
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


# -- what left the walls --------------------------------------------------------------------


def warm(choice: Choice) -> set[str]:
    return {key.source for key, want in choice.wants.items() if want.mode is Mode.WARM}


def test_what_leaves_the_walls_stays_warm_for_a_while_and_costs_no_budget() -> None:
    bench = Bench(native={key(s, "main"): HD for s in "ab"})
    bench.choose({"a": BIG})
    other = bench.choose({"b": BIG})
    assert warm(other) == {"a"}
    assert other.wants[key("a", "main")].size == HD
    assert other.used_mpx_s == 1920 * 1080 * 25 / 1e6
    assert other.shedding == ""
    bench.now = LINGER_S - 0.1
    assert warm(bench.choose({"b": BIG})) == {"a"}
    bench.now = LINGER_S + 0.1
    assert set(bench.choose({"b": BIG}).wants) == {key("b", "main")}


def test_what_comes_back_plays_and_its_time_begins_anew_when_it_leaves_again() -> None:
    bench = Bench()
    bench.choose({"a": BIG})
    bench.choose({"b": BIG})
    bench.now = 20.0
    back = bench.choose({"a": BIG})
    assert back.wants[key("a", "main")].mode is Mode.PLAY
    assert warm(back) == {"b"}
    bench.now = LINGER_S + 10.0
    assert warm(bench.choose({"b": BIG})) == {"a"}
    bench.now = 2 * LINGER_S + 9.0
    assert warm(bench.choose({"b": BIG})) == {"a"}


def test_what_leaves_the_preview_lingers_too() -> None:
    bench = Bench()
    bench.choose({"p": BIG}, {"a": SMALL})
    assert warm(bench.choose({"p": BIG})) == {"a"}


def test_never_more_linger_than_the_bound_and_the_oldest_go() -> None:
    bench = Bench()
    many = [f"s{n:02d}" for n in range(3 * MOST)]
    for now, source in enumerate(many):
        bench.now = now / 10
        choice = bench.choose({source: BIG})
        assert len(choice.wants) <= 1 + MOST
    assert warm(choice) == set(many[-1 - MOST : -1])


def test_a_source_that_is_removed_or_opened_otherwise_does_not_linger() -> None:
    bench = Bench()
    bench.choose({"a": SMALL, "b": SMALL, "c": SMALL})
    assert warm(bench.choose({"p": BIG})) == {"a", "b", "c"}
    del bench.left["a"]
    bench.left["b"] = spec("b", main="rtsp://other/b")
    assert warm(bench.choose({"p": BIG})) == {"c"}
    bench.left["a"], bench.left["b"] = spec("a"), spec("b")
    assert warm(bench.choose({"p": BIG})) == {"c"}, "what is closed is not opened again"


def test_a_feed_without_a_picture_does_not_linger() -> None:
    bench = Bench()
    bench.choose({"a": BIG, "b": BIG})
    bench.lost.add(key("a", "main"))
    assert warm(bench.choose({"p": BIG})) == {"b"}
    bench.lost.add(key("b", "main"))
    assert warm(bench.choose({"p": BIG})) == set()


def test_the_other_stream_of_a_source_that_stays_does_not_linger() -> None:
    bench = Bench(frames={key("a", "main"), key("a", "sub")})
    bench.choose({"a": SMALL})
    assert set(bench.choose({"a": BIG}).wants) == {key("a", "main")}


def test_a_thumbnail_plays_what_lingers_and_does_not_linger_itself() -> None:
    bench = Bench()
    bench.choose({"a": SMALL})
    turn = bench.choose({"p": BIG}, thumbnails=(spec("a"), spec("guest")))
    assert turn.wants[key("a", "sub")].mode is Mode.PLAY
    after = bench.choose({"p": BIG})
    assert after.wants[key("a", "sub")].mode is Mode.WARM
    assert warm(after) == {"a"}


def test_what_has_its_turn_next_is_decoded_in_its_own_size_before_any_preview() -> None:
    bench = Bench()
    half, small = Rect(0, 0, 960, 1080), Rect(0, 0, 480, 270)
    choice = bench.choose({"a": half}, {"b": half}, ahead={"c": half, "d": small})
    wants = {key.source: want for key, want in choice.wants.items()}
    assert wants["c"].mode is Mode.PLAY
    assert wants["c"].size == wants["a"].size
    assert FeedKey("d", "sub") in choice.wants
    # with room for one more than the program, it is the one that is on the wall in a moment
    one = choice.used_mpx_s
    tight = Bench().choose({"a": half}, {"b": half}, budget=2.2 * one, ahead={"c": half})
    modes = {key.source: want.mode for key, want in tight.wants.items()}
    assert modes == {"a": Mode.PLAY, "c": Mode.PLAY, "b": Mode.WARM}
