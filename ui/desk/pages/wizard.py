"""开局向导: five steps from an empty room to a picture on the wall, in any order, at any time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QWidget

from ui.common.command_button import CommandButton
from ui.common.glyphs import Glyph
from ui.common.words import Words
from ui.desk.kit import Kit
from ui.desk.page import Page
from ui.desk.wizard.person import PersonStep
from ui.desk.wizard.progress import STEPS, Step, is_done, next_step, the_wall
from ui.desk.wizard.scene import SceneStep
from ui.desk.wizard.screens import ScreensStep
from ui.desk.wizard.seams import SeamsStep
from ui.desk.wizard.sources import SourcesStep
from ui.desk.wizard.step import StepPanel

MAKERS: dict[Step, type[ScreensStep | SeamsStep | SourcesStep | SceneStep | PersonStep]] = {
    Step.SCREENS: ScreensStep,
    Step.SEAMS: SeamsStep,
    Step.SOURCES: SourcesStep,
    Step.SCENE: SceneStep,
    Step.PERSON: PersonStep,
}


class StepButton(CommandButton):
    """A step by its number, with a tick once it is read back that it holds."""

    def __init__(self, kit: Kit, step: Step, number: int) -> None:
        self.step, self._number, self._done = step, number, False
        super().__init__(kit.words, kit.scale, lambda: str(number))
        self.setCheckable(True)

    def show_done(self, done: bool) -> None:
        if done != self._done:
            self._done = done
            self.say()

    def mark(self) -> Glyph:
        return Glyph.CHECK if self._done else super().mark()

    def _name(self) -> None:
        super()._name()
        title = self._words(f"wizard.{self.step.value}.title")
        state = self._words("wizard.done" if self._done else "wizard.open")
        self.setAccessibleName(f"{self._number} {title} {state}")
        self.setToolTip(f"{title} · {state}")


class WizardPage(Page):
    """Opens at the first step that does not hold. What holds is told by what is read back."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        words, scale = kit.words, kit.scale
        self.buttons = [StepButton(kit, step, n) for n, step in enumerate(STEPS, 1)]
        head = QHBoxLayout()
        head.setSpacing(scale.mm(1.4))
        for button in self.buttons:
            button.fired.connect(lambda b=button: self.go(b.step))
            head.addWidget(button, 1)
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.stack = QStackedWidget()
        self.steps: dict[Step, StepPanel] = {}
        for step in STEPS:
            panel = MAKERS[step](kit)
            panel.page_wanted.connect(self.page_wanted.emit)
            self.steps[step] = panel
            self.stack.addWidget(_scrolled(panel))
        self.back = CommandButton(words, scale, "wizard.back")
        self.back.fired.connect(lambda: self._step(-1))
        self.next = CommandButton(words, scale, self._next_label)
        self.next.fired.connect(lambda: self._step(1))
        foot = QHBoxLayout()
        foot.setSpacing(scale.mm(1.4))
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.next)
        self.body.addLayout(head)
        self.body.addWidget(self.title)
        self.body.addWidget(self.stack, 1)
        self.body.addLayout(foot)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._seen = False
        words.changed.connect(self._refresh)
        kit.hub.show_changed.connect(lambda _: self._refresh())
        kit.hub.observed_changed.connect(self._refresh)
        kit.rights.changed.connect(self._refresh)
        self.go(STEPS[0])

    @property
    def step(self) -> Step:
        return STEPS[self.stack.currentIndex()]

    @property
    def panel(self) -> StepPanel:
        return self.steps[self.step]

    def opened(self) -> None:
        """Setting up is what edit mode is for; whoever opens this page means to."""
        self.kit.rights.edit(True)
        if not self._seen:
            self._seen = True
            hub = self.kit.hub
            self.go(next_step(hub.show, hub.observed, self.kit.selection.wall))
        self._refresh()

    def go(self, step: Step) -> None:
        self.stack.setCurrentIndex(STEPS.index(step))
        if self.isVisible():
            self.panel.first().setFocus(Qt.FocusReason.OtherFocusReason)
        self._refresh()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The page hands the keyboard on. No focus proxy: Tab would leave out what is before it."""
        super().focusInEvent(event)
        self.panel.first().setFocus(event.reason())

    def _step(self, by: int) -> None:
        at = STEPS.index(self.step) + by
        if at >= len(STEPS):
            self.close_wanted.emit()
        elif at >= 0:
            self.go(STEPS[at])

    def _next_label(self) -> str:
        last = self.stack.currentIndex() == len(STEPS) - 1
        return self.kit.words("wizard.finish" if last else "wizard.next")

    def _refresh(self) -> None:
        if not self.isVisible() and self._seen:
            return
        hub, words = self.kit.hub, self.kit.words
        wall = the_wall(hub.show, self.kit.selection.wall)
        if wall is not None and not self.kit.selection.wall:
            self.kit.selection.choose_wall(wall.id)
        for button in self.buttons:
            done = is_done(button.step, hub.show, hub.observed, self.kit.selection.wall)
            button.show_done(done)
            button.setChecked(button.step is self.step)
        self.title.setText(_title(self.step, words))
        self.back.setEnabled(self.stack.currentIndex() > 0)
        self.next.say()
        self.panel.refresh()


def _title(step: Step, words: Words) -> str:
    return words("wizard.title", n=STEPS.index(step) + 1, of=len(STEPS)) + words(
        f"wizard.{step.value}.title"
    )


def _scrolled(panel: QWidget) -> QScrollArea:
    """On a small screen with large writing a step is higher than its place."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(panel)
    return area
