from __future__ import annotations

import math

import pytest

from tests.unit.domain.conftest import Hand
from wallctl.domain.audio import Bus, FollowRule, InputKind, Send
from wallctl.domain.audio_plan import audible, bus_of, followed, sink_name, soundings, wanted
from wallctl.domain.commands import (
    AudioFollowSet,
    AudioInputRemove,
    AudioInputSet,
    AudioMute,
    AudioSet,
    AudioSource,
    Undo,
    WallFull,
    WallSafe,
    WallTake,
)
from wallctl.domain.errors import Invalid, NotAllowed, NotFound

BIG, T1 = "big", "t1"


def now(hand: Hand) -> str:
    """The source that goes with the picture."""
    return followed(hand.show, {w: hand.show.program(w).tiles for w in hand.show.walls})


@pytest.fixture
def taken(hand: Hand) -> Hand:
    hand.do(WallTake(BIG))
    return hand


def test_mute_keeps_the_level(hand: Hand) -> None:
    hand.do(AudioSet(Bus.PA, gain_db=-12.0))
    hand.do(AudioSet(Bus.PA, muted=True))
    assert bus_of(hand.show, Bus.PA).gain_db == -12.0
    hand.do(AudioSet(Bus.PA, muted=False))
    assert bus_of(hand.show, Bus.PA).gain_db == -12.0


def test_both_mutes_are_one_act(hand: Hand) -> None:
    before = hand.show.revision
    hand.do(AudioMute((Bus.PA, Bus.FAR)))
    assert hand.show.revision == before + 1
    assert [w.muted for w in wanted(hand.show).buses] == [True, True, False, False]


def test_what_is_so_already_changes_nothing(hand: Hand) -> None:
    assert hand.decide(AudioMute((Bus.PA,), muted=False)) == ()
    assert hand.decide(AudioSet(Bus.PA, gain_db=0.0)) == ()


@pytest.mark.parametrize("gain", [10.5, -61.0, math.nan, math.inf])
def test_a_gain_beyond_the_fader_is_refused_by_name(hand: Hand, gain: float) -> None:
    with pytest.raises(Invalid) as wrong:
        hand.do(AudioSet(Bus.PA, gain_db=gain))
    assert wrong.value.fields["key"] == "gain_db"


def test_undo_never_touches_the_sound(hand: Hand) -> None:
    hand.do(AudioMute((Bus.PA,)))
    with pytest.raises(NotAllowed):
        hand.do(Undo(BIG))
    assert bus_of(hand.show, Bus.PA).muted


def test_a_tile_in_focus_is_followed_while_it_is_on_the_wall(taken: Hand) -> None:
    assert now(taken) == ""
    tile = taken.show.program(BIG).tiles[0]
    taken.do(AudioFollowSet(FollowRule.FOCUS, wall=BIG, tile=tile.id))
    assert now(taken) == tile.source
    taken.do(AudioFollowSet(FollowRule.OFF))
    assert now(taken) == ""


def test_a_tile_on_the_full_wall_goes_first(taken: Hand) -> None:
    first, second = taken.show.program(BIG).tiles[:2]
    taken.do(AudioFollowSet(FollowRule.FOCUS, wall=BIG, tile=first.id))
    taken.do(WallFull(BIG, second.id))
    assert now(taken) == second.source


def test_what_the_safe_picture_hides_is_not_heard(taken: Hand) -> None:
    tile = taken.show.program(BIG).tiles[0]
    taken.do(AudioFollowSet(FollowRule.FOCUS, wall=BIG, tile=tile.id))
    taken.do(WallSafe(BIG, on=True))
    assert now(taken) == ""


def test_a_named_source_sounds_whatever_the_wall_shows(taken: Hand) -> None:
    taken.do(AudioFollowSet(FollowRule.SOURCE, source="c"))
    assert now(taken) == "c"


def test_what_is_not_on_the_program_cannot_be_in_focus(taken: Hand) -> None:
    with pytest.raises(NotFound) as wrong:
        taken.do(AudioFollowSet(FollowRule.FOCUS, wall=BIG, tile="nowhere"))
    assert wrong.value.fields["key"] == "tile"


def test_opened_by_hand_it_sounds_on_those_buses_only(hand: Hand) -> None:
    hand.do(AudioSource("a", open=(Bus.MONITOR,), delay_ms=40))
    heard = audible(hand.show, following="")
    assert heard == {"a": (Bus.MONITOR,)}
    (sounding,) = soundings(hand.show, "hall", heard)
    assert [s.sink for s in sounding.sends] == [sink_name("hall", Bus.MONITOR)]
    assert sounding.delay_ms == 40


def test_a_muted_bus_is_sent_silence(hand: Hand) -> None:
    hand.do(AudioMute((Bus.PA,)))
    (sounding,) = soundings(hand.show, "hall", audible(hand.show, "a"))
    muted = {s.sink: s.muted for s in sounding.sends}
    assert muted[sink_name("hall", Bus.PA)]
    assert not muted[sink_name("hall", Bus.RECORD)]


def test_a_far_end_is_never_sent_back_to_itself(hand: Hand) -> None:
    far = (Send(Bus.FAR), Send(Bus.PA))
    with pytest.raises(Invalid) as wrong:
        hand.do(AudioInputSet("vc", "会商", kind=InputKind.FAR, device="vc.in", sends=far))
    assert (wrong.value.fields["key"], wrong.value.fields["reason"]) == (
        "sends[0].bus",
        "hears_itself",
    )
    hand.do(AudioInputSet("vc", "会商", kind=InputKind.FAR, device="vc.in", sends=far[1:]))
    (input_,) = wanted(hand.show).inputs
    assert [s.bus for s in input_.sends] == [Bus.PA]


def test_a_microphone_made_a_far_end_keeps_no_way_back(hand: Hand) -> None:
    sends = (Send(Bus.FAR),)
    hand.do(AudioInputSet("m", "主席", kind=InputKind.MIC, device="mic1", sends=sends))
    with pytest.raises(Invalid):
        hand.do(AudioInputSet("m", kind=InputKind.FAR))
    hand.do(AudioInputRemove("m"))
    assert wanted(hand.show).inputs == ()


def test_a_new_input_wants_name_kind_and_device(hand: Hand) -> None:
    with pytest.raises(Invalid) as wrong:
        hand.do(AudioInputSet("m", "主席", kind=InputKind.MIC))
    assert wrong.value.fields["key"] == "device"
