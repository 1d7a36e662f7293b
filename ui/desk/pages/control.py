"""流程与自动: sequences and the steps of scenes, what runs by itself, the plan for the mains."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.common.parts import Said, line
from ui.desk.control.automatic import Automatic
from ui.desk.control.automatic_form import AutomaticForm
from ui.desk.control.editor import StepsEditor
from ui.desk.control.power_view import PowerForm, PowerView
from ui.desk.control.run_card import RunCard
from ui.desk.control.words import sequence_name
from ui.desk.families import Families
from ui.desk.kit import Kit
from ui.desk.page import Page
from wallctl.domain.control.runs import Run, RunKind
from wallctl.domain.control.steps import Purpose, Sequence
from wallctl.domain.entities import Kind

_OURS = frozenset(
    {Kind.SEQUENCE, Kind.SCENE, Kind.SCHEDULE, Kind.TRIGGER, Kind.POWER, Kind.DEVICE, Kind.ROOM}
)
_ORDER = {Purpose.START: 0, Purpose.END: 1, Purpose.OTHER: 2}


class ControlPage(Page):
    """Esc leads from a form back to the list, then it closes."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        words, scale = kit.words, kit.scale
        self.families = Families.of(kit.hub, kit.spawn)
        self.cards: dict[tuple[RunKind, str], RunCard] = {}
        self.new = CommandButton(words, scale, "control.new", repeat_ms=0)
        self.none = Said(words, "control.none", "muted")
        self.none_scene = Said(words, "control.none_scene", "muted")
        self.note = Said(words, "control.show_mode", "muted")
        for label in (self.none, self.none_scene, self.note):
            label.setWordWrap(True)
        self.automatic, self.power = Automatic(kit), PowerView(kit)
        self.editor, self.form, self.plan = StepsEditor(kit), AutomaticForm(kit), PowerForm(kit)
        self._sequences, self._scenes = QVBoxLayout(), QVBoxLayout()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, scale.mm(1), 0)
        column.setSpacing(scale.gap)
        column.addWidget(Said(words, "control.sequences"))
        column.addWidget(self.none)
        column.addLayout(self._sequences)
        column.addWidget(self.new, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(line())
        column.addWidget(Said(words, "control.scenes"))
        column.addWidget(self.none_scene)
        column.addLayout(self._scenes)
        column.addWidget(line())
        column.addWidget(self.automatic)
        column.addWidget(line())
        column.addWidget(self.power)
        column.addWidget(self.note)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.list = scroll
        self.stack = QStackedWidget()
        for view in (scroll, self.editor, self.form, self.plan):
            self.stack.addWidget(view)
        self.body.addWidget(self.stack)
        for form in (self.editor, self.form, self.plan):
            form.done.connect(self._home)
        self.new.fired.connect(lambda: self.edit(RunKind.SEQUENCE, ""))
        self.automatic.edit_wanted.connect(self._edit_automatic)
        self.power.edit_wanted.connect(self._edit_plan)
        self._soon = QTimer(self, singleShot=True, interval=100)
        self._soon.timeout.connect(self._refresh)
        kit.hub.show_changed.connect(self._show_changed)
        kit.hub.observed_changed.connect(self._moved)
        kit.rights.changed.connect(self._rights_changed)
        words.changed.connect(self._refresh)
        self._refresh()

    def opened(self) -> None:
        self.families.load()
        self._refresh()

    # -- what is shown ------------------------------------------------------------------------

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & _OURS:
            self._moved()

    def _moved(self) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _rights_changed(self) -> None:
        if self.stack.currentWidget() is not self.list and not self.kit.rights.now("sequence.save"):
            self._home()
        self._refresh()

    def _refresh(self) -> None:
        hub, words = self.kit.hub, self.kit.words
        editing = self.kit.rights.now("sequence.save")
        sequences = list(hub.show.all(Sequence).values())
        sequences.sort(key=lambda s: (_ORDER[s.purpose], s.name))
        scenes = sorted(hub.show.scenes.values(), key=lambda s: (s.number or 99, s.name))
        shown = [s for s in scenes if s.steps or editing]
        last: dict[tuple[RunKind, str], Run] = {(r.kind, r.target): r for r in hub.observed.runs}
        wanted = [(RunKind.SEQUENCE, s.id, sequence_name(s, words), s.steps) for s in sequences] + [
            (RunKind.SCENE, s.id, name_of(s, words), s.steps) for s in shown
        ]
        keys = {(kind, id) for kind, id, _, _ in wanted}
        for key in [key for key in self.cards if key not in keys]:
            self._drop(key)
        counts = {RunKind.SEQUENCE: 0, RunKind.SCENE: 0}
        for kind, id, name, steps in wanted:
            self._card(kind, id, counts[kind]).put(name, steps, last.get((kind, id)))
            counts[kind] += 1
        self.none.setVisible(not sequences)
        self.none_scene.setVisible(not shown)
        self.new.setVisible(editing)
        self.note.setVisible(not editing)
        self.automatic.refresh()
        self.power.refresh()

    def _card(self, kind: RunKind, id: str, at: int) -> RunCard:
        card = self.cards.get((kind, id))
        if card is None:
            card = self.cards[kind, id] = RunCard(self.kit, kind, id)
            card.edit_wanted.connect(self.edit)
        column = self._sequences if kind is RunKind.SEQUENCE else self._scenes
        if column.indexOf(card) != at:
            column.insertWidget(at, card)
        return card

    def _drop(self, key: tuple[RunKind, str]) -> None:
        card = self.cards.pop(key)
        (self._sequences if key[0] is RunKind.SEQUENCE else self._scenes).removeWidget(card)
        card.hide()
        card.deleteLater()

    # -- forms --------------------------------------------------------------------------------

    def edit(self, kind: RunKind, id: str) -> None:
        """The form of a sequence ("" is a new one) or of a scene's steps."""
        self.stack.setCurrentWidget(self.editor)
        self.editor.open_for(kind, id)

    def _edit_automatic(self, one: object) -> None:
        self.stack.setCurrentWidget(self.form)
        self.form.open_for(one)

    def _edit_plan(self) -> None:
        self.stack.setCurrentWidget(self.plan)
        self.plan.open_now()

    def _home(self) -> None:
        self.stack.setCurrentWidget(self.list)
        self._refresh()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.stack.currentWidget() is not self.list:
            self._home()
        else:
            super().keyPressEvent(event)
