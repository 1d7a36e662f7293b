"""The audio page: faders of all buses, what follows the picture, and one source's own sound."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.parts import Said, line
from ui.desk.audio.fader import Fader
from ui.desk.audio.rows import InputRows, SourceRow
from ui.desk.audio.saying import follow_words
from ui.desk.kit import Kit
from ui.desk.page import Page
from wallctl.domain.audio import Bus, FollowRule
from wallctl.domain.audio_plan import follow_of
from wallctl.domain.commands import AudioFollowSet
from wallctl.domain.entities import Kind

_OURS = frozenset(
    {Kind.AUDIO_BUS, Kind.AUDIO_INPUT, Kind.AUDIO_FOLLOW, Kind.SOURCE_SOUND, Kind.SOURCE}
)


class AudioPage(Page):
    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        words, scale = kit.words, kit.scale
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.state.setProperty("role", "muted")
        self.faders = {bus: Fader(kit, bus) for bus in Bus}
        self.rules = {
            rule: CommandButton(words, scale, f"audio.rule.{rule.value}") for rule in FollowRule
        }
        self.following = QLabel()
        self.following.setWordWrap(True)
        self.source, self.inputs = SourceRow(kit), InputRows(kit)
        rules = QGridLayout()
        rules.setSpacing(scale.mm(1.2))
        for at, (rule, button) in enumerate(self.rules.items()):
            button.setCheckable(True)
            button.fired.connect(lambda rule=rule: self._choose(rule))
            rules.addWidget(button, at // 2, at % 2)
        inner = QWidget()
        body = QVBoxLayout(inner)
        body.setContentsMargins(0, 0, scale.mm(1.2), 0)
        body.setSpacing(scale.gap)
        body.addWidget(self.state)
        for fader in self.faders.values():
            body.addWidget(fader)
        body.addWidget(line())
        body.addWidget(Said(words, "audio.rule"))
        body.addLayout(rules)
        body.addWidget(self.following)
        body.addWidget(line())
        body.addWidget(self.source)
        body.addWidget(self.inputs)
        body.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        self.body.addWidget(area, 1)
        self.setFocusProxy(self.faders[Bus.PA].slider)
        kit.hub.observed_changed.connect(self._seen)
        kit.hub.show_changed.connect(self._show_changed)
        kit.selection.source_changed.connect(self._seen)
        words.changed.connect(self._seen)
        self.look()

    def opened(self) -> None:
        self.look()

    def _seen(self) -> None:
        if self.isVisible():
            self.look()

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & _OURS:
            self._seen()

    def look(self) -> None:
        hub, words = self.kit.hub, self.kit.words
        reason = hub.observed.audio.reason
        self.state.setVisible(bool(reason))
        if reason:
            self.state.setText(words(f"audio.away.{reason}"))
        for fader in self.faders.values():
            fader.look()
        rule = follow_of(hub.show).rule
        for one, button in self.rules.items():
            button.setChecked(one is rule)
        self.following.setText(follow_words(hub.show, hub.observed, words))
        self.source.look()
        self.inputs.look()

    def _choose(self, rule: FollowRule) -> None:
        chosen, what = self.kit.selection, AudioFollowSet(rule)
        self.look()
        if rule is FollowRule.SOURCE:
            if not chosen.source:
                self.kit.actions.hinted.emit("hint.nothing_to_follow")
                return
            what = AudioFollowSet(rule, source=chosen.source)
        elif rule is FollowRule.FOCUS and chosen.tile:
            program = self.kit.hub.show.program(chosen.wall)
            if any(tile.id == chosen.tile for tile in program.tiles):
                what = AudioFollowSet(rule, wall=chosen.wall, tile=chosen.tile)
        self.kit.actions.ask(what, self.rules[rule])
