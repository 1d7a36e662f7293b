"""Who is right when a device is not as wanted: for each point, or for many of a kind at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.desk.devices.option_fields import FieldBox
from ui.desk.devices.words import said
from ui.desk.kit import Kit
from ui.desk.sources.fields import Choice
from wallctl.domain.devices.points import Point, Policy

DEFAULT, MIXED = "default", "mixed"
_NUMBER = re.compile(r"\d+$")
SINGLE = 24
"""Up to so many points have a choice each; beyond, those of a kind have one together."""


@dataclass(frozen=True, slots=True)
class PolicyGroup:
    """Points that are decided together: one, or all outputs of a matrix."""

    stem: str
    points: tuple[Point, ...]


def grouped(points: Sequence[Point]) -> tuple[PolicyGroup, ...]:
    """Those that can be set."""
    settable = [one for one in points if one.settable]
    if len(settable) <= SINGLE:
        return tuple(PolicyGroup(one.key, (one,)) for one in settable)
    table: dict[str, list[Point]] = {}
    for one in settable:
        table.setdefault(_NUMBER.sub("", one.key), []).append(one)
    return tuple(PolicyGroup(stem, tuple(found)) for stem, found in table.items())


class PoliciesBox(QWidget):
    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        self._groups: tuple[PolicyGroup, ...] = ()
        self._before: dict[str, Policy] = {}
        self.boxes: dict[str, FieldBox] = {}
        self.title = QLabel()
        self.title.setProperty("role", "small")
        self.title.setWordWrap(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(kit.scale.mm(1.2))
        self._column.addWidget(self.title)

    def open(self, points: Sequence[Point], policies: Mapping[str, Policy]) -> None:
        for box in self.boxes.values():
            box.hide()
            box.setParent(None)
            box.deleteLater()
        self.boxes = {}
        self._groups, self._before = grouped(points), dict(policies)
        words = self.kit.words
        for group in self._groups:
            mine = {self._before.get(one.key, DEFAULT) for one in group.points}
            codes = [DEFAULT, *(one.value for one in Policy)]
            if len(mine) > 1:
                codes.append(MIXED)
            box = FieldBox(self.kit, Choice(words, codes, lambda v, g=group: self._said(v, g)))
            box.editor.put(MIXED if len(mine) > 1 else str(next(iter(mine))))
            self.boxes[group.stem] = box
            self._column.addWidget(box)
        self.setVisible(bool(self._groups))
        self.say()

    def policies(self) -> dict[str, Policy]:
        """All of the device, with what was changed here."""
        after = dict(self._before)
        for group in self._groups:
            chosen = str(self.boxes[group.stem].editor.value())
            if chosen == MIXED:
                continue
            for one in group.points:
                if chosen == DEFAULT:
                    after.pop(one.key, None)
                else:
                    after[one.key] = Policy(chosen)
        return after

    def say(self) -> None:
        words = self.kit.words
        self.title.setText(words("devices.policies"))
        for group in self._groups:
            first, last = group.points[0], group.points[-1]
            name = said(first.text, words)
            if len(group.points) > 1:
                name = words(
                    "devices.policy_group",
                    first=name,
                    last=said(last.text, words),
                    n=len(group.points),
                )
            self.boxes[group.stem].say(name)

    def _said(self, code: str, group: PolicyGroup) -> str:
        words = self.kit.words
        if code == DEFAULT:
            own = group.points[0].policy.value
            return words("devices.policy.default", own=words(f"devices.policy.{own}"))
        return words(f"devices.policy.{code}")
