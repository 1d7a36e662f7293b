"""Whatever is asked, in whatever order: the show stays whole, and can be taken back."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.profiles import examples
from tests.properties import shows
from tests.unit.domain.conftest import Hand
from wallctl.domain.commands import Command, Redo, SiteImport, Undo
from wallctl.domain.deciding.site import check_whole
from wallctl.domain.entities import Kind, Tile
from wallctl.domain.errors import Refused
from wallctl.domain.plan_of import nodes_of, plan_of
from wallctl.domain.show import apply, invert
from wallctl.domain.undo import LOG_LIMIT

users = st.sampled_from(["wang", "li"])
ASKED = shows.prepared | shows.shown


class TwoOperators(RuleBasedStateMachine):
    """Two people at one room, with undo, redo and a changing site."""

    def __init__(self) -> None:
        super().__init__()
        self.hand = Hand(shows.start())

    def ask(self, command: Command, by: str) -> None:
        before, lines = self.hand.show, len(self.hand.log)
        try:
            after = self.hand.do(shows.aimed(before, command), by=by)
        except Refused as refused:
            assert {"key", "reason", "got"} <= set(refused.fields)
            assert self.hand.show is before
            return
        if len(self.hand.log) == lines:
            assert after is before
            return
        changes = self.hand.log[-1].changes
        assert apply(after, invert(changes)).table == before.table
        touched = {c.key.entity for c in changes}
        for kind in Kind:
            assert kind in touched or after.table[kind] is before.table[kind]

    @rule(command=ASKED, by=users)
    def asked(self, command: Command, by: str) -> None:
        self.ask(command, by)

    @rule(by=users, wall=st.sampled_from(["", "", "big", "small"]))
    def undo(self, by: str, wall: str) -> None:
        programs = self.hand.show.table[Kind.PROGRAM]
        self.ask(Undo(wall), by)
        assert self.hand.show.table[Kind.PROGRAM] is programs

    @rule(by=users, wall=st.sampled_from(["", "", "big", "small"]))
    def redo(self, by: str, wall: str) -> None:
        programs = self.hand.show.table[Kind.PROGRAM]
        self.ask(Redo(wall), by)
        assert self.hand.show.table[Kind.PROGRAM] is programs

    @rule(command=shows.sites)
    def site(self, command: Command) -> None:
        self.ask(command, "site")

    @invariant()
    def whole(self) -> None:
        """Every show that came to be could be exported and imported."""
        check_whole(self.hand.show)

    @invariant()
    def heights_are_unique(self) -> None:
        tiles = self.hand.show.all(Tile).values()
        assert len({(t.wall, t.z) for t in tiles}) == len(tiles)

    @invariant()
    def ids_are_their_keys(self) -> None:
        for rows in self.hand.show.table.values():
            assert all(id == one.id for id, one in rows.items())

    @invariant()
    def every_node_has_a_plan(self) -> None:
        for node in nodes_of(self.hand.show):
            plan = plan_of(self.hand.show, node, str, {})
            assert len({f.source for f in plan.feeds}) == len(plan.feeds)

    def teardown(self) -> None:
        self.hand.do(SiteImport(tuple(self.hand.show.entities())))
        check_whole(self.hand.show)


TwoOperators.TestCase.settings = settings(
    max_examples=examples(60), stateful_step_count=40, deadline=None
)
TestTwoOperators = TwoOperators.TestCase


@given(st.lists(ASKED, max_size=30))
@settings(deadline=None, max_examples=examples(60))
def test_one_operators_undo_of_all_is_the_start(commands: list[Command]) -> None:
    hand = Hand(shows.start())
    before = hand.show.table
    for command in commands:
        with contextlib.suppress(Refused):
            hand.do(shows.aimed(hand.show, command))
    after = hand.show.table
    count = 0
    with contextlib.suppress(Refused):
        while True:
            hand.do(Undo())
            count += 1
    if not _took(hand):
        for kind in (Kind.TILE, Kind.PREVIEW, Kind.SOURCE, Kind.SCENE):
            assert hand.show.table[kind] == before[kind]
    for _ in range(count):
        hand.do(Redo())
    assert hand.show.table == after
    assert len(hand.log) < LOG_LIMIT


def _took(hand: Hand) -> bool:
    """A program may hold on to a source that was added: then its adding stands."""
    return any(c.key.entity is Kind.PROGRAM for line in hand.log for c in line.changes)


@given(st.lists(shows.prepared, max_size=30))
@settings(deadline=None, max_examples=examples(60))
def test_applied_and_inverted_is_the_start(commands: list[Command]) -> None:
    hand = Hand(shows.start())
    before = hand.show.table
    for command in commands:
        with contextlib.suppress(Refused):
            hand.do(shows.aimed(hand.show, command))
    show = hand.show
    for line in reversed(hand.log):
        show = apply(show, invert(line.changes))
    assert show.table == before


def test_a_move_among_ten_thousand_sources_touches_the_tiles_alone() -> None:
    hand = Hand(shows.start())
    hand.do(shows.SourceImport(tuple(shows.a_source(f"n{n}") for n in range(10_000))))
    hand.do(shows.TileAdd("big", "n77", shows.Rect(0, 0, 640, 360), "moved"))
    before = hand.show
    hand.do(shows.TileMove("moved", shows.Rect(8, 8, 640, 360)))
    for kind in Kind:
        assert (hand.show.table[kind] is before.table[kind]) == (kind is not Kind.TILE)


def test_a_wrong_command_is_refused_with_its_place() -> None:
    with pytest.raises(Refused) as caught:
        Hand(shows.start()).do(shows.TileRemove("none"))
    assert caught.value.fields["key"] == "id"
