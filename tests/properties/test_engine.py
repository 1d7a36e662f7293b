"""Commands, repeats, restarts, full disks and lost nodes in any order: nothing acknowledged is
lost, nothing is done twice, and every node on line ends with the plan of the show."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from tests.properties import shows
from tests.unit.engine.conftest import Bench
from wallctl.domain.commands import Answer, Command, Redo, Result, Undo
from wallctl.domain.plan_of import plan_of
from wallctl.testing.glass import all_well, silent


@dataclass(frozen=True)
class Ask:
    command: Command
    id: int
    by: str


@dataclass(frozen=True)
class Do:
    """restart, full, room, up, down, silent, well"""

    what: str


asks = st.builds(
    Ask,
    shows.prepared | shows.shown | st.builds(Undo) | st.builds(Redo),
    st.integers(0, 30),
    st.sampled_from(["wang", "li"]),
)
does = st.builds(Do, st.sampled_from(["restart", "full", "room", "up", "down", "silent", "well"]))


@given(st.lists(asks | asks | asks | does, min_size=5, max_size=25))
@settings(deadline=None, max_examples=examples(40))
def test_a_room_keeps_its_word(steps: list[Ask | Do]) -> None:
    asyncio.run(_run(steps))


async def _run(steps: list[Ask | Do]) -> None:
    bench = Bench()
    bench.disk.show = shows.start()
    bench.glass.up("n1")
    await bench.start()
    answers: dict[str, Answer] = {}
    for step in steps:
        if isinstance(step, Do):
            await _do(bench, step.what)
        else:
            id = f"c{step.id}"
            before = bench.engine.show
            command = shows.aimed(before, step.command)
            answer = await bench.ask(command, by=step.by, id=id)
            _check(bench, answers.get(id), answer)
            if answer.result is Result.REFUSED or answer.code == "journal_full":
                assert bench.engine.show.table == before.table
            else:
                answers.setdefault(id, answer)
        await bench.clock.settle()
        assert bench.engine.show == bench.disk.show
        revisions = [e.revision for e in bench.disk.entries]
        assert revisions == list(range(3, 3 + len(revisions)))
        seen = Counter(e.command_id for e in bench.disk.entries)
        assert not seen or max(seen.values()) == 1
    bench.disk.full = False
    await _do(bench, "up")
    await bench.restart()
    _nodes_hold_the_show(bench)
    await bench.stop()


def _check(bench: Bench, first: Answer | None, answer: Answer) -> None:
    """The same id gets the same answer, or (after a restart that lost it) an honest one."""
    if first is not None and first.code != "unchanged" and answer != first:
        assert answer.code == "outcome_unknown"
    if answer.result is Result.DONE:
        assert answer.revision <= bench.disk.show.revision


def _nodes_hold_the_show(bench: Bench) -> None:
    held = bench.glass.plan("n1")
    previews = {w.wall: w.preview_revision for w in held.walls}
    wanted = plan_of(bench.engine.show, "n1", bench.secrets.open, previews)
    assert held == replace(wanted, revision=held.revision)


async def _do(bench: Bench, what: str) -> None:
    match what:
        case "restart":
            await bench.restart()
        case "full" | "room":
            bench.disk.full = what == "full"
        case "up":
            bench.glass.up("n1")
        case "down":
            bench.glass.down("n1")
        case "silent":
            bench.glass.act = silent
        case "well":
            bench.glass.act = all_well
    await bench.clock.settle()
