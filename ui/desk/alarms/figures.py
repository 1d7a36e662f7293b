"""How much the operator is asked to bear, by EEMUA 191."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.labels import age_words, when
from ui.common.parts import Said
from ui.desk.alarm_words import said
from ui.desk.kit import Kit
from ui.desk.rows_view import Row, RowsView
from wallctl.domain.alarm_figures import Figures, Often
from wallctl.domain.errors import WallctlError
from wallctl.wire.history import ALARM_STATISTICS, AlarmStatistics

SPANS = (8, 24, 168, 720)  # hours
ACCEPTABLE, MANAGEABLE = 1.0, 2.0
"""Alarms in ten minutes: EEMUA 191's bounds of what one operator can do."""


class AlarmFigures(QWidget):
    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._hours = 24
        self._told: AlarmStatistics | None = None
        words, scale = kit.words, kit.scale
        row = QHBoxLayout()
        row.setSpacing(scale.mm(1.2))
        row.addWidget(Said(words, "figures.span", "body"))
        self.spans: dict[int, CommandButton] = {}
        for hours in SPANS:
            button = CommandButton(words, scale, lambda h=hours: _span(h, kit))
            button.setCheckable(True)
            button.fired.connect(lambda h=hours: self._choose(h))
            self.spans[hours] = button
            row.addWidget(button)
        row.addStretch(1)
        self.rate = QLabel()
        self.rate.setWordWrap(True)
        self.list = RowsView(scale, words("alarms.tab.figures"))
        by = Said(words, "figures.by", "muted")
        by.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.gap)
        layout.addLayout(row)
        layout.addWidget(self.rate)
        layout.addWidget(self.list, 1)
        layout.addWidget(by)
        words.changed.connect(self._say)
        self._say()

    def load(self) -> None:
        self._kit.spawn(self._read())

    def _choose(self, hours: int) -> None:
        self._hours = hours
        self.load()
        self._say()

    async def _read(self) -> None:
        hours = self._hours
        try:
            told = await self._kit.hub.room.fetch(ALARM_STATISTICS, AlarmStatistics, hours=hours)
        except WallctlError as error:
            self._told = None
            self._say()
            self.rate.setText(self._kit.words("alarms.no_history", why=error.code))
            self.rate.show()
            return
        if hours == self._hours:
            self._told = told
            self._say()

    def _say(self) -> None:
        words = self._kit.words
        for hours, button in self.spans.items():
            button.setChecked(hours == self._hours)
        self.list.setAccessibleName(words("alarms.tab.figures"))
        told = self._told
        self.rate.setVisible(told is not None)
        self.list.put([] if told is None else list(self._rows(told.figures)))
        if told is not None:
            rate = told.figures.per_10_min
            key = "good" if rate <= ACCEPTABLE else "busy" if rate <= MANAGEABLE else "bad"
            self.rate.setText(words(f"figures.rate.{key}"))

    def _rows(self, f: Figures) -> Iterator[Row]:
        words, now = self._kit.words, self._kit.hub.now()
        peak_at = when(f.peak_at, now) if f.peak_at else ""
        peak = words("figures.peak_at", n=f.peak_10_min, at=peak_at) if peak_at else "0"
        median, p90 = (age_words(s, words) for s in (f.ack_median_s, f.ack_p90_s))
        ack = words("figures.ack_said", median=median, p90=p90, n=f.acked) if f.acked else "-"
        priorities = " / ".join(f"{share * 100:.0f}%" for _, _, share in f.by_priority)
        for key, value in (
            ("raised", str(f.raised)),
            ("per_10", f"{f.per_10_min:.2f}"),
            ("per_hour", f"{f.per_hour:.1f}"),
            ("peak", peak),
            ("floods", str(f.floods)),
            ("priorities", priorities if f.raised else "-"),
            ("ack", ack),
        ):
            yield Row(key, words(f"figures.{key}"), at=value)
        yield from self._list("chattering", [self._often(o) for o in f.chattering])
        standing = [
            (said(e.code, e.target, dict(e.fields), self._kit.hub.show, words).what, _day(e.at))
            for e in f.standing_long
        ]
        yield from self._list("standing", standing)
        yield from self._list("top", [self._often(o) for o in f.top])

    def _often(self, one: Often) -> tuple[str, str]:
        words = self._kit.words
        what = said(one.code, one.target, dict(one.fields), self._kit.hub.show, words).what
        return what, words("figures.often", n=one.count, share=f"{one.share * 100:.0f}")

    def _list(self, key: str, lines: list[tuple[str, str]]) -> Iterator[Row]:
        words = self._kit.words
        none = "" if lines else words("figures.none")
        yield Row(key, words(f"figures.{key}"), at=none)
        for n, (what, value) in enumerate(lines):
            yield Row(f"{key}{n}", what, at=value, depth=1)


def _span(hours: int, kit: Kit) -> str:
    if hours > 24:
        return kit.words("figures.days", n=hours // 24)
    return kit.words("figures.hours", n=hours)


def _day(at: float) -> str:
    return datetime.fromtimestamp(at).strftime("%m-%d %H:%M")
