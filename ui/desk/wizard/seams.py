"""Step 2, 拼缝: pixels hidden behind the frames, judged by eye with the test card on."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from ui.common.parts import Said
from ui.desk.kit import Kit
from ui.desk.wizard.progress import Step, hidden, on_glass, shows_serial
from ui.desk.wizard.seats import pitch_mm
from ui.desk.wizard.step import StepPanel, field, row
from wallctl.domain.commands import Answer, Result, Unit, WallBezels, WallTestcard


class SeamsStep(StepPanel):
    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, Step.SEAMS)
        words, scale = kit.words, kit.scale
        self.card = self.button(self._card_label, self._card)
        self.mm = self.button("wizard.unit_mm", lambda: self._unit(Unit.MM))
        self.px = self.button("wizard.unit_px", lambda: self._unit(Unit.PX))
        for unit in (self.mm, self.px):
            unit.setCheckable(True)
        self.across = field(words, "wizard.across", 8)
        self.down = field(words, "wizard.down", 8)
        self.screen_mm = field(words, "wizard.screen_mm", 8)
        self.apply = self.button("wizard.bezels_apply", self._apply)
        for one in (self.across, self.down, self.screen_mm):
            one.textEdited.connect(lambda _: self._can())
            one.returnPressed.connect(self._apply)
        self._asked = Unit.MM
        self.column.addLayout(row(scale, self.card, stretch=True))
        self.column.addLayout(
            row(scale, Said(words, "wizard.unit"), self.mm, self.px, stretch=True)
        )
        gaps = QGridLayout()
        gaps.setSpacing(scale.mm(1.4))
        self.screen_said = Said(words, "wizard.screen_mm", "muted")
        gaps.addWidget(Said(words, "wizard.across", "muted"), 0, 0)
        gaps.addWidget(self.across, 0, 1)
        gaps.addWidget(Said(words, "wizard.down", "muted"), 1, 0)
        gaps.addWidget(self.down, 1, 1)
        gaps.addWidget(self.screen_said, 2, 0)
        gaps.addWidget(self.screen_mm, 2, 1)
        self.column.addLayout(gaps)
        self.column.addLayout(row(scale, self.apply, stretch=True))
        self.finish()
        self._unit(Unit.MM)

    def first(self) -> QWidget:
        return self.card

    def refresh(self) -> None:
        self.card.say()
        wall = self.wall()
        self.card.setChecked(bool(wall and wall.testcard))
        unknown = self._asked is Unit.MM and not self._maker_pitch()
        self.screen_mm.setVisible(unknown)
        self.screen_said.setVisible(unknown)
        self._can()
        self._tell()

    def _unit(self, unit: Unit) -> None:
        self._asked = unit
        self.mm.setChecked(unit is Unit.MM)
        self.px.setChecked(unit is Unit.PX)
        self.refresh()

    def _card_label(self) -> str:
        wall = self.wall()
        return self.kit.words("wizard.card_off" if wall and wall.testcard else "wizard.card_on")

    def _card(self) -> None:
        wall = self.wall()
        if wall is not None:
            self.kit.actions.ask(WallTestcard(wall.id, not wall.testcard), self.card)

    def _maker_pitch(self) -> float:
        wall, hub = self.wall(), self.kit.hub
        return pitch_mm(hub.show.outputs_of(wall.id), hub.observed.nodes) if wall else 0.0

    def _pitch(self) -> float:
        """Millimetres of a pixel: as the screens say, else by the width typed in; 0 unknown."""
        told = self._maker_pitch()
        wall = self.wall()
        width = _number(self.screen_mm.text())
        if told or wall is None or not width:
            return told
        first = next(iter(self.kit.hub.show.outputs_of(wall.id)), None)
        return width / first.rect.w if first is not None else 0.0

    def _wanted(self) -> WallBezels | None:
        wall = self.wall()
        across, down = _number(self.across.text() or "0"), _number(self.down.text() or "0")
        if wall is None or across is None or down is None:
            return None
        if self._asked is Unit.PX:
            return WallBezels(wall.id, round(across), round(down))
        pitch = self._pitch()
        return WallBezels(wall.id, across, down, Unit.MM, pitch) if pitch else None

    def _can(self) -> None:
        may = self.kit.rights.may("wall.bezels")
        self.apply.setEnabled(may and self._wanted() is not None)
        self.card.setEnabled(may and self.wall() is not None)

    def _apply(self) -> None:
        wanted = self._wanted()
        if wanted is not None:
            self.kit.actions.ask(wanted, self.apply, self._then)

    def _then(self, answer: Answer | None) -> None:
        if answer is None or answer.result is not Result.DONE:
            self.say_if_refused("wall.bezels", answer)
        else:
            self.refresh()

    def _tell(self) -> None:
        words, hub, wall = self.kit.words, self.kit.hub, self.wall()
        if wall is None:
            self.told.setText(words("wizard.no_wall"))
            return
        gap = hidden(hub.show, wall.id)
        size = f"{wall.canvas.w}×{wall.canvas.h}"
        said = (
            words("wizard.no_grid", size=size)
            if gap is None
            else words("wizard.seams.now", across=gap.w, down=gap.h, size=size)
        )
        if wall.testcard:
            shown = shows_serial(hub.show, hub.observed, wall.id)
            seen, wanted = on_glass(hub.show, hub.observed, wall.id)
            key = "wizard.card_shown" if shown else "wizard.card_waits"
            said += "\n" + words(key, m=seen, n=wanted)
        self.told.setText(said)


def _number(text: str) -> float | None:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if 0 <= value < 100_000 else None
