"""The steps of a run, or of a dry run, one line each."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.common.glyphs import Glyph
from ui.common.tokens import DARK
from ui.desk.control.words import STEP_MARKS, WOULD_MARKS, Speaker
from ui.desk.devices.mark_line import MarkLine
from ui.desk.devices.words import joined
from ui.desk.kit import Kit
from wallctl.domain.commands import Step
from wallctl.domain.control.runs import Run
from wallctl.domain.control.steps import ControlStep


class StepList(QWidget):
    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.lines: list[MarkLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(kit.scale.mm(3), 0, 0, 0)
        self._column.setSpacing(kit.scale.mm(0.8))

    def put(
        self,
        speaker: Speaker,
        steps: tuple[ControlStep, ...],
        run: Run | None,
        rehearsed: tuple[Step, ...] = (),
    ) -> None:
        """The steps as they stand: by a dry run where there is one, else by the run."""
        while len(self.lines) < len(steps):
            made = MarkLine(self._kit.scale)
            self.lines.append(made)
            self._column.addWidget(made)
        for n, line in enumerate(self.lines):
            line.setVisible(n < len(steps))
            if n >= len(steps):
                continue
            told = f"{n + 1}  {speaker.step(steps[n])}"
            if n < len(rehearsed):
                mark, colour = WOULD_MARKS.get(rehearsed[n].state, (Glyph.NONE, DARK.muted))
                line.put(mark, colour, joined(told, speaker.would(rehearsed[n], steps[n])))
            elif run is not None and n < len(run.steps) and len(run.steps) == len(steps):
                mark, colour = STEP_MARKS[run.steps[n].state]
                line.put(mark, colour, joined(told, speaker.progress(run.steps[n])))
            else:
                line.put(Glyph.NONE, DARK.muted, told)
