"""The audio strip: a meter and a mute for each bus, and what follows the picture, by name.

Two mutes that cannot be confused: 扩声静音 is what the room hears, 话筒闭麦 what the far end hears.
A button shows its mute only once that was read back.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton, State
from ui.common.parts import Elided, Said
from ui.desk.audio.meter import Meter
from ui.desk.audio.saying import MUTED, foot_words, level_words, mute_label
from ui.desk.kit import Kit
from wallctl.domain.audio import AudioFollow, Bus, FollowRule
from wallctl.domain.audio_plan import follow_of
from wallctl.domain.commands import AudioClear, AudioFollowSet, AudioMute
from wallctl.domain.entities import Kind
from wallctl.domain.show import Show

_OURS = frozenset({Kind.AUDIO_BUS, Kind.AUDIO_INPUT, Kind.AUDIO_FOLLOW, Kind.SOURCE})


class BusCell(QFrame):
    """One bus."""

    def __init__(self, kit: Kit, bus: Bus) -> None:
        super().__init__()
        self._kit, self.bus = kit, bus
        words, scale = kit.words, kit.scale
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.name = Said(words, f"audio.bus.{bus.value}")
        self.level = QLabel()
        self.level.setProperty("role", "small")
        self.level.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.meter = Meter(words, scale)
        self.meter.cleared.connect(lambda: kit.actions.ask(AudioClear()))
        self.meter.fell.connect(self._say_level)
        self.foot = Elided("small")
        self.mute: CommandButton | None = None
        head = QHBoxLayout()
        head.setSpacing(scale.mm(1.2))
        head.addWidget(self.name)
        head.addWidget(self.level, 1)
        left = QVBoxLayout()
        left.setSpacing(scale.mm(0.6))
        left.addLayout(head)
        left.addWidget(self.meter)
        top = QHBoxLayout()
        top.setSpacing(scale.mm(2.0))
        top.addLayout(left, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(scale.mm(2.4), scale.mm(1.0), scale.mm(2.0), scale.mm(0.8))
        layout.setSpacing(scale.mm(0.4))
        layout.addLayout(top)
        layout.addWidget(self.foot)
        if bus in MUTED:
            self.mute = CommandButton(words, scale, self._mute_label)
            self.mute.setCheckable(True)
            self.mute.fired.connect(self._toggle)
            top.addWidget(self.mute)

    def _mute_label(self) -> str:
        return self._kit.words(mute_label(self.bus, self._kit.hub.observed.audio))

    def _toggle(self) -> None:
        """Turns what is read back, whatever was asked for."""
        seen = self._kit.hub.observed.audio.bus(self.bus)
        if self.mute is not None:
            self.mute.setChecked(seen.muted)
        self._kit.actions.ask(AudioMute((self.bus,), muted=not seen.muted), self.mute)

    def look(self) -> None:
        kit = self._kit
        state = kit.hub.observed.audio
        seen = state.bus(self.bus)
        self.foot.say(foot_words(self.bus, kit.hub.show, kit.hub.observed, kit.words))
        if self.mute is not None and self.mute.isChecked() is not (seen.there and seen.muted):
            self.mute.setChecked(seen.there and seen.muted)
        if self.mute is not None and self.mute.text() != self._mute_label():
            self.mute.say()
        self.measure()

    def measure(self) -> None:
        observed = self._kit.hub.observed
        measured = observed.audio.bus(self.bus).measured
        level = next((one for one in observed.levels if one.bus is self.bus), None)
        peak = level.peak_db if level is not None and measured else None
        self.meter.put(peak, clipped=level is not None and level.clipped)
        self._say_level()

    def _say_level(self) -> None:
        said = level_words(self.meter.held, self._kit.words)
        if said != self.level.text():
            self.level.setText(said)


class AudioStrip(QFrame):
    """All buses side by side, or one below the other where it is narrow."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        words, scale, hub = kit.words, kit.scale, kit.hub
        self.setProperty("role", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.cells = {bus: BusCell(kit, bus) for bus in Bus}
        self.both = CommandButton(words, scale, self._both_label)
        self.both.setCheckable(True)
        self.both.fired.connect(self._toggle_both)
        self.follow = CommandButton(words, scale, "audio.follow_chosen")
        self.follow.fired.connect(self.follow_chosen)
        last = QWidget()
        acts = QVBoxLayout(last)
        acts.setContentsMargins(0, 0, 0, 0)
        acts.setSpacing(scale.mm(1.0))
        acts.addWidget(self.both)
        acts.addWidget(self.follow)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(scale.mm(3), scale.mm(1.0), scale.mm(3), scale.mm(1.0))
        self._row.setSpacing(scale.mm(1.6))
        for cell in self.cells.values():
            self._row.addWidget(cell, 1)
        self._row.addWidget(last)
        self._seen: object = None
        hub.observed_changed.connect(self._observed)
        hub.show_changed.connect(self._show_changed)
        words.changed.connect(self.look)
        self.look()

    @property
    def mutes(self) -> tuple[CommandButton, ...]:
        """Those that work on a locked desk, too."""
        cells = (self.cells[bus].mute for bus in (Bus.PA, Bus.FAR))
        return (*(one for one in cells if one is not None), self.both)

    def acts(self) -> dict[str, Callable[[], None]]:
        """What keys do."""
        mutes = {f"audio_mute_{bus.value}": cell.mute for bus, cell in self.cells.items()}
        acts = {name: button.press for name, button in mutes.items() if button is not None}
        return acts | {
            "audio_mute_both": self.both.press,
            "audio_follow": self.follow.press,
            "audio_clear": self.clear,
        }

    def clear(self) -> None:
        """The marks of clipping go."""
        self._kit.actions.ask(AudioClear())

    def upright(self, on: bool) -> None:
        """One below the other."""
        way = QBoxLayout.Direction.TopToBottom if on else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(way)

    def follow_chosen(self) -> None:
        """The sound of the chosen tile goes with the picture; without one that of the chosen
        source."""
        chosen, actions = self._kit.selection, self._kit.actions
        program = self._kit.hub.show.program(chosen.wall)
        if any(tile.id == chosen.tile for tile in program.tiles):
            what = AudioFollowSet(FollowRule.FOCUS, wall=chosen.wall, tile=chosen.tile)
        elif chosen.source:
            what = AudioFollowSet(FollowRule.SOURCE, source=chosen.source)
        else:
            actions.hinted.emit("hint.nothing_to_follow")
            return
        if follows(self._kit.hub.show, what):
            what = AudioFollowSet(FollowRule.OFF)
        actions.ask(what, self.follow)

    # -- looks --------------------------------------------------------------------------------

    def _both_on(self) -> bool:
        state = self._kit.hub.observed.audio
        return state.bus(Bus.PA).muted and state.bus(Bus.FAR).muted

    def _both_label(self) -> str:
        return self._kit.words("audio.both_on" if self._both_on() else "audio.both")

    def _toggle_both(self) -> None:
        on = self._both_on()
        self.both.setChecked(on)
        self._kit.actions.ask(AudioMute((Bus.PA, Bus.FAR), muted=not on), self.both)

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & _OURS:
            self.look()

    def _observed(self) -> None:
        """Levels come ten times a second: they alone are drawn anew then."""
        observed = self._kit.hub.observed
        told = {f.source: f.sound for f in observed.feeds if f.sound}
        seen = (observed.audio, told)
        if seen != self._seen:
            self.look()
        else:
            for cell in self.cells.values():
                cell.measure()

    def look(self) -> None:
        observed = self._kit.hub.observed
        self._seen = (observed.audio, {f.source: f.sound for f in observed.feeds if f.sound})
        for cell in self.cells.values():
            cell.look()
        if self.both.isChecked() is not self._both_on():
            self.both.setChecked(self._both_on())
        if self.both.text() != self._both_label():
            self.both.say()
        nothing = observed.audio.reason == "none"
        for button in (*self.mutes, self.cells[Bus.MONITOR].mute, self.follow):
            if button is None:
                continue
            if nothing:
                button.close_for(State.INHIBITED, self._kit.words("audio.away.none"))
            else:
                button.reopen()


def follows(show: Show, what: AudioFollowSet) -> bool:
    """Whether just that is followed already: asked again, it ends."""
    asked = AudioFollow(rule=what.rule, wall=what.wall, tile=what.tile, source=what.source)
    return follow_of(show) == asked
