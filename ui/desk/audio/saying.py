"""What is said of a room's buses: only what was read back."""

from __future__ import annotations

from ui.common.labels import name_of
from ui.common.words import Words
from ui.desk.audio.meter import LOW_DB
from wallctl.domain.audio import AudioInput, Bus, FollowRule, InputKind
from wallctl.domain.audio_plan import follow_of
from wallctl.domain.audio_state import AudioState
from wallctl.domain.entities import Medium
from wallctl.domain.show import Show
from wallctl.wire.desk import ObservedState

MUTED = (Bus.PA, Bus.FAR, Bus.MONITOR)
"""The buses that have a mute of their own on the strip."""


def mute_label(bus: Bus, state: AudioState) -> str:
    """The key of a mute's words: what it does, or that it is on."""
    seen = state.bus(bus)
    return f"audio.muted.{bus.value}" if seen.there and seen.muted else f"audio.mute.{bus.value}"


def level_words(peak: float | None, words: Words) -> str:
    if peak is None:
        return words("audio.unmeasured")
    return words("audio.silent") if peak <= LOW_DB else words("audio.db", db=f"{peak:.0f}")


def foot_words(bus: Bus, show: Show, observed: ObservedState, words: Words) -> str:
    """The line below a bus."""
    state = observed.audio
    if state.reason:
        return words(f"audio.away.{state.reason}")
    seen = state.bus(bus)
    if not seen.there:
        return words("audio.away.bus")
    if bus in (Bus.PA, Bus.FAR) and seen.muted:
        other = state.bus(Bus.FAR if bus is Bus.PA else Bus.PA)
        return words(f"audio.still.{bus.value}" if not other.muted else "audio.both_on")
    if bus is Bus.FAR:
        inputs = show.all(AudioInput).values()
        mics = [one for one in inputs if one.kind is InputKind.MIC]
        open_ = sum(any(s.input == m.id and not s.muted for s in state.inputs) for m in mics)
        if mics:
            return words("audio.mics", n=open_, of=len(mics))
    if bus is Bus.MONITOR:
        return words("audio.monitor_apart")
    return follow_words(show, observed, words)


def follow_words(show: Show, observed: ObservedState, words: Words) -> str:
    """Which source's sound goes with the picture, by name, and whether it has any."""
    following = observed.audio.following
    if not following:
        rule = follow_of(show).rule
        return words("audio.follow.off" if rule is FollowRule.OFF else "audio.follow.none")
    name = name_of(show.sources.get(following), words, following)
    told = {one.sound for one in observed.feeds if one.source == following and one.sound}
    known = show.sources.get(following)
    if known is not None and known.medium not in (Medium.STREAM, Medium.CAPTURE):
        told = {"no_track"}  # pages and documents are drawn, never heard
    for trouble in ("no_track", "no_sink", "no_way"):
        if trouble in told:
            return words("audio.follow.trouble", name=name, why=words(f"audio.sound.{trouble}"))
    return words("audio.follow", name=name)
