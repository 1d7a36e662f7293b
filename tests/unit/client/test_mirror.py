"""The mirror of a room: what it takes, and when it knows that it is out of step."""

from __future__ import annotations

import asyncio

import pytest

from wallctl.client.mirror import Mirror, Moved, OutOfStep
from wallctl.domain.entities import Kind, Medium, Source
from wallctl.domain.show import Key
from wallctl.wire.desk import ChangeOut, Event, Observed, ObservedPart, State
from wallctl.wire.entities import entity_out


def source(id: str, name: str = "n") -> dict[str, object]:
    return entity_out(Kind.SOURCE, Source(id, name, Medium.BARS))


def event(revision: int, before: object, after: object, entity: str = "source") -> Event:
    change = ChangeOut.model_validate(
        {"entity": entity, "id": "a", "before": before, "after": after}
    )
    return Event(revision=revision, at=1.0, by="li", kind="x", changes=(change,))


async def mirror(*rows: dict[str, object], revision: int = 5) -> Mirror:
    one = Mirror()
    state = State(room="hall", revision=revision, at=1.0, entities={"source": list(rows)})
    await one.whole(state)
    return one


async def test_an_event_moves_what_it_names() -> None:
    one = await mirror()
    moved = one.event(event(6, None, source("a")))
    assert moved.keys == {Key(Kind.SOURCE, "a")}
    assert (one.show.revision, list(one.show.sources)) == (6, ["a"])
    one.event(event(7, source("a"), None))
    assert not one.show.sources


async def test_an_event_that_the_state_held_already_moves_nothing() -> None:
    one = await mirror(source("a"))
    assert one.event(event(5, None, source("a"))) == Moved()


@pytest.mark.parametrize(
    "wrong",
    [
        event(7, None, source("b")),
        event(6, source("a", "other"), source("a", "new")),
        event(6, None, {"id": "a", "name": "n", "medium": "smoke signals"}),
    ],
)
async def test_what_does_not_follow_is_out_of_step_and_changes_nothing(wrong: Event) -> None:
    one = await mirror(source("a"))
    before = one.show
    with pytest.raises(OutOfStep):
        one.event(wrong)
    assert one.show is before


async def test_entities_of_a_newer_engine_are_passed_over() -> None:
    one = Mirror()
    rows = {"source": [source("a") | {"smell": "none"}], "hologram": [{"id": "h"}]}
    await one.whole(State(room="hall", revision=1, at=1.0, entities=rows))
    assert list(one.show.sources) == ["a"]
    one.event(event(2, None, {"id": "h2"}, entity="hologram"))
    assert one.show.revision == 2


async def test_a_part_that_is_not_told_stays() -> None:
    one = await mirror()
    one.reported(Observed(at=1.0, observed=ObservedPart(faults=("disk_full",))))
    moved = one.reported(Observed(at=2.0, observed=ObservedPart(lost_nodes=("n",))))
    assert moved.observed == {"lost_nodes"}
    assert (one.observed.faults, one.observed.lost_nodes) == (("disk_full",), ("n",))


@pytest.mark.matrix
async def test_ten_thousand_sources_leave_the_loop_its_turns() -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    one = await mirror(*(source(f"s{n}") for n in range(10_000)))
    task.cancel()
    assert len(one.show.sources) == 10_000
    assert turns >= 20
