"""A take that needs a matrix: glass and crosspoints are one answer, one step and one program."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.unit.engine.conftest import LEFT, Bench
from tests.unit.engine.devices.scripted import WORDS, Scripted
from wallctl.domain.commands import (
    Answer,
    DeviceAdd,
    DeviceSet,
    Result,
    SiteImport,
    SourceAdd,
    SourceUpdate,
    TileAdd,
    Undo,
    WallBehind,
    WallRestore,
    WallTake,
)
from wallctl.domain.devices.entities import DevicePort, OutputBehind
from wallctl.domain.devices.points import Capability, Choice, Point, Text
from wallctl.domain.entities import Medium, Source
from wallctl.domain.geometry import Rect
from wallctl.engine.room import RoomEngine
from wallctl.testing.clock import CountingIds

INPUTS = tuple(Choice(str(n), Text(str(n), str(n))) for n in range(1, 11))
WHOLE = Rect(0, 0, 1920, 1080)
ROUTES = (Point("route.1", Capability.ROUTE, WORDS, choices=INPUTS),)


class Matrixed(Bench):
    """The small wall's only output hangs on a matrix; one source is plugged into its input 3."""

    def __post_init__(self) -> None:
        self.matrix = Scripted(self.clock, ROUTES, {"route.1": "9"})
        super().__post_init__()

    def _made(self) -> RoomEngine:
        return RoomEngine(
            room="hall",
            journal=self.journal,
            glass=self.glass,
            clock=self.clock,
            ids=CountingIds(f"r{len(self.disk.entries)}-"),
            secrets=self.secrets,
            families={"mx": self.matrix.family("mx")},
        )

    async def put(self) -> None:
        await self.furnish()
        await self.ask(DeviceAdd("矩阵", "mx", id="mx", options={"host": "h"}))
        await self.clock.advance(0.2)
        await self.ask(WallBehind("small", (OutputBehind("o3", "mx", "route.1", "9"),)))
        seat = Source("seat", "坐席", Medium.STREAM, port=DevicePort("mx", "3"))
        assert (await self.ask(SourceAdd(seat))).result is Result.DONE
        await self.ask(TileAdd("small", "seat", WHOLE, id="s1"))

    async def take(self) -> Answer:
        return await self.ask(WallTake("small"))


@pytest.fixture
async def site() -> AsyncIterator[Matrixed]:
    one = Matrixed()
    await one.start()
    await one.put()
    yield one
    await one.stop()


def steps(answer: Answer) -> dict[str, tuple[str, str]]:
    return {one.target: (one.state, one.reason) for one in answer.steps if one.what == "device"}


async def test_a_take_is_done_when_glass_and_matrix_say_so(site: Matrixed) -> None:
    answer = await site.take()
    assert site.matrix.state["route.1"] == "3"
    assert steps(answer) == {"mx/route.1": ("done", "")}


async def test_a_matrix_that_does_nothing_makes_it_part_and_no_program(site: Matrixed) -> None:
    site.matrix.deaf = True
    answer = await site.take()
    assert answer.result is not Result.DONE
    assert steps(answer)["mx/route.1"][0] == "pending"
    assert not site.engine.show.program("small").confirmed
    await site.clock.advance(30)
    assert not site.engine.show.program("small").confirmed


async def test_a_lost_matrix_is_named_and_set_when_it_returns(site: Matrixed) -> None:
    site.matrix.die()
    await site.clock.advance(0.2)
    answer = await site.take()
    assert answer.result is not Result.DONE
    assert steps(answer) == {"mx/route.1": ("pending", "waits")}
    site.matrix.there = True
    await site.clock.advance(60)
    assert site.matrix.state["route.1"] == "3"


async def test_the_answer_is_of_this_wish_and_not_of_the_last(site: Matrixed) -> None:
    await site.take()
    site.matrix.state["route.1"] = "5"  # switched by hand, and not yet heard of
    answer = await site.take()
    assert steps(answer) == {"mx/route.1": ("done", "")}
    assert site.matrix.state["route.1"] == "3"


async def test_our_own_picture_comes_back_through_the_matrix(site: Matrixed) -> None:
    await site.take()
    await site.ask(TileAdd("small", "cam1", LEFT, id="s2"))
    answer = await site.take()
    assert site.matrix.state["route.1"] == "9"
    assert any(s.reason == "no_window" for s in answer.steps), "the seat is not on the wall now"


async def test_restore_switches_back(site: Matrixed) -> None:
    await site.take()
    await site.clock.advance(0.5)
    assert site.engine.show.program("small").confirmed
    await site.ask(TileAdd("small", "cam1", LEFT, id="s2"))
    await site.take()
    await site.ask(WallRestore("small"))
    assert site.matrix.state["route.1"] == "3"


async def test_a_route_that_somebody_else_sets_is_not_the_program(site: Matrixed) -> None:
    """The wish is kept, and the matrix does as it is told: only not what the wall needs."""
    site.matrix.deaf = True
    waiting = await site.take()
    assert waiting.result is not Result.DONE
    site.matrix.deaf = False
    set_by_hand = await site.ask(DeviceSet("mx", "route.1", "5"))
    assert set_by_hand.result is Result.DONE
    await site.clock.advance(1)
    assert not site.engine.show.program("small").confirmed
    answer = await site.take()
    assert answer.result is Result.DONE
    assert site.matrix.state["route.1"] == "3"


async def test_undo_of_another_input_switches_back(site: Matrixed) -> None:
    await site.take()
    await site.ask(SourceUpdate("seat", port=DevicePort("mx", "6")))
    await site.clock.advance(0.5)
    assert site.matrix.state["route.1"] == "6"
    assert (await site.ask(Undo())).result is Result.DONE
    await site.clock.advance(0.5)
    assert site.matrix.state["route.1"] == "3"


async def test_a_source_with_no_address_is_never_opened_on_a_node(site: Matrixed) -> None:
    await site.take()
    await site.ask(TileAdd("small", "cam1", LEFT, id="s2"))
    await site.take()
    await site.clock.advance(0.5)
    plan = site.glass.plan("n1")
    assert "seat" not in {f.source for f in (*plan.feeds, *plan.left)}
    assert "cam1" in {f.source for f in plan.feeds}


async def test_what_is_put_behind_a_wall_is_part_of_its_next_start(site: Matrixed) -> None:
    """After a restart the wishes are those of the journal, and nothing is switched anew."""
    await site.take()
    before = list(site.matrix.sent)
    await site.restart()
    await site.clock.advance(0.5)
    assert site.matrix.sent == before
    assert site.engine.show.program("small").confirmed


async def test_what_moves_the_matrix_without_a_take_is_done_when_it_has_moved(
    site: Matrixed,
) -> None:
    await site.take()
    site.matrix.deaf = True
    answer = await site.ask(SourceUpdate("seat", port=DevicePort("mx", "6")))
    assert answer.result is not Result.DONE
    assert "mx/route.1" in steps(answer)
    site.matrix.deaf = False
    answer = await site.ask(SourceUpdate("seat", port=DevicePort("mx", "7")))
    assert answer.result is Result.DONE
    assert site.matrix.state["route.1"] == "7"


async def test_an_archive_leaves_the_matrix_alone_until_somebody_takes(site: Matrixed) -> None:
    await site.take()
    archived = tuple(site.engine.show.entities())
    await site.ask(SourceUpdate("seat", port=DevicePort("mx", "6")))
    await site.ask(SiteImport(archived))
    await site.clock.advance(0.5)
    assert site.matrix.state["route.1"] == "6"
    assert not site.engine.show.program("small").confirmed, "the wall is not said to show it"
    await site.take()
    await site.clock.advance(0.5)
    assert site.matrix.state["route.1"] == "3"
