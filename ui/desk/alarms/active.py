"""The list of alarms with what can be done about the one at hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.glyphs import Glyph
from ui.common.labels import when
from ui.common.tokens import DARK
from ui.desk.alarm_words import alarm_words
from ui.desk.alarms.shelf import ShelfForm
from ui.desk.kit import Kit
from ui.desk.rows_view import Row, RowsView
from wallctl.domain.alarm_rules import rule_of
from wallctl.domain.alarm_state import Folded, Standing, is_acked
from wallctl.domain.alarms import Alarm, AlarmMark, Priority
from wallctl.domain.commands import AlarmAck, AlarmReset, AlarmUnshelve

GLYPH = {
    Priority.CRITICAL: Glyph.FAULT,
    Priority.WARNING: Glyph.WARN,
    Priority.NOTICE: Glyph.DOT,
}


class ActiveAlarms(QWidget):
    """What is on the list, or on the shelf. Enter acknowledges; Left and Right fold."""

    def __init__(self, kit: Kit, *, shelved: bool) -> None:
        super().__init__()
        self._kit, self._of_the_shelf = kit, shelved
        self._folds: tuple[Folded, ...] = ()
        self._open: set[str] = set()
        words, scale = kit.words, kit.scale
        self.list = RowsView(scale, words("alarms.list"))
        self.none = QLabel()
        self.none.setProperty("role", "muted")
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.detail = QLabel()
        self.detail.setWordWrap(True)
        self.detail.setTextFormat(Qt.TextFormat.PlainText)
        self.ack = CommandButton(words, scale, "alarms.ack")
        self.shelve = CommandButton(words, scale, "alarms.shelve")
        self.unshelve = CommandButton(words, scale, "alarms.unshelve")
        self.reset = CommandButton(words, scale, "alarms.reset")
        self.form = ShelfForm(kit)
        self.acts = QWidget()
        row = QHBoxLayout(self.acts)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.mm(1.6))
        for button in (self.ack, self.unshelve, self.reset, self.shelve):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.gap)
        layout.addWidget(self.none, 1)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.detail)
        layout.addWidget(self.form)
        layout.addWidget(self.acts)
        self.list.chosen.connect(lambda _: self._show())
        self.list.entered.connect(lambda _: self._entered())
        self.list.folded.connect(lambda key: self._fold(key, False))
        self.list.unfolded.connect(lambda key: self._fold(key, True))
        self.ack.fired.connect(self._ack)
        self.shelve.fired.connect(self._shelve)
        self.unshelve.fired.connect(self._unshelve)
        self.reset.fired.connect(self._reset)
        self.form.closed.connect(self._closed)
        kit.rights.changed.connect(self._show)
        words.changed.connect(lambda: self.list.setAccessibleName(words("alarms.list")))
        self._show()

    def put(self, folds: Sequence[Folded]) -> None:
        self._folds = tuple(folds)
        rows: list[Row] = []
        for fold in self._folds:
            rows.append(self._row(fold.alarm, fold.standing, len(fold.children), 0))
            if fold.alarm.key in self._open:
                rows += [self._row(c, fold.standing, 0, 1) for c in fold.children]
        self.list.put(rows)
        self.list.setVisible(bool(rows))
        self.none.setVisible(not rows)
        key = "alarms.none_shelved" if self._of_the_shelf else "alarms.none_active"
        self.none.setText(self._kit.words(key))
        self._show()

    @property
    def at_hand(self) -> Folded | None:
        """The alarm at hand; of one that is folded under it, its cause."""
        key = self.list.key
        for fold in self._folds:
            if key == fold.alarm.key or any(key == c.key for c in fold.children):
                return fold
        return None

    # -- rows ---------------------------------------------------------------------------------

    def _row(self, alarm: Alarm, standing: Standing, children: int, depth: int) -> Row:
        words, hub = self._kit.words, self._kit.hub
        said = alarm_words(alarm, hub.show, words)
        extra = [words("alarms.times", n=alarm.count)] if alarm.count > 1 else []
        if children:
            arrow = "▾" if alarm.key in self._open else "▸"
            extra.append(f"{words('alarms.more', n=children)} {arrow}")
        new = standing is Standing.NEW and not depth
        state = "" if depth else self._state(alarm, standing)
        detail = "  ·  ".join(p for p in (state, *extra) if p)
        return Row(
            alarm.key,
            said.what,
            detail,
            when(alarm.raised_at, hub.now()),
            GLYPH[alarm.priority],
            DARK.fault if new else DARK.muted if alarm.cleared_at else DARK.text,
            new,
            depth,
        )

    def _state(self, alarm: Alarm, standing: Standing) -> str:
        words, mark = self._kit.words, self._kit.hub.show.get(AlarmMark, alarm.key)
        match standing:
            case Standing.SHELVED if mark is not None:
                until = datetime.fromtimestamp(mark.shelved_until).strftime("%m-%d %H:%M")
                return words("alarms.shelved_by", by=mark.shelved_by, at=until, reason=mark.reason)
            case Standing.NEW:
                parts = [words(f"priority.{alarm.priority.value}"), words("alarms.new")]
                if alarm.cleared_at and not alarm.chattering:
                    parts.append(words("alarms.over"))
                return "  ·  ".join(parts)
            case Standing.OVER:
                return words("alarms.over")
        return words("alarms.acked_by", by=mark.acked_by if mark is not None else "")

    # -- the one at hand ----------------------------------------------------------------------

    def _shown(self) -> Alarm | None:
        key = self.list.key
        every = (a for f in self._folds for a in (f.alarm, *f.children))
        return next((a for a in every if a.key == key), None)

    def _show(self) -> None:
        words, fold, alarm = self._kit.words, self.at_hand, self._shown()
        self.detail.setVisible(alarm is not None and not self.form.isVisible())
        if alarm is not None:
            said = alarm_words(alarm, self._kit.hub.show, words)
            lines = [said.what]
            if said.still:
                lines.append(words("alarms.still", said=said.still))
            if said.do:
                lines.append(words("alarms.do", said=said.do))
            self.detail.setText("\n".join(lines))
        may = self._kit.rights.may
        here = fold is not None
        shelf = self._of_the_shelf
        new = here and not shelf and fold is not None and fold.standing is Standing.NEW
        latched = fold is not None and rule_of(fold.alarm.code).latched
        over = fold is not None and bool(fold.alarm.cleared_at)
        self.ack.setVisible(bool(new) and may("alarm.ack"))
        self.shelve.setVisible(here and not shelf and may("alarm.shelve"))
        self.unshelve.setVisible(here and shelf and may("alarm.unshelve"))
        self.reset.setVisible(latched and over and not shelf and may("alarm.reset"))
        self.acts.setVisible(here and not self.form.isVisible())
        if self.form.isVisible() and (fold is None or self.form.key != fold.alarm.key):
            self.form.shut()

    # -- acts ---------------------------------------------------------------------------------

    def _fold(self, key: str, open: bool) -> None:
        fold = self.at_hand
        if fold is None or not fold.children:
            return
        if open:
            self._open.add(fold.alarm.key)
        else:
            self._open.discard(fold.alarm.key)
        self.put(self._folds)
        if not open:
            self.list.choose(fold.alarm.key)

    def _entered(self) -> None:
        for button in (self.ack, self.unshelve, self.reset):
            if not button.isHidden() and self.acts.isVisible():
                button.press()
                return
        fold = self.at_hand
        if fold is not None:
            self._fold(fold.alarm.key, fold.alarm.key not in self._open)

    def _ack(self) -> None:
        fold = self.at_hand
        mark = self._kit.hub.show.get(AlarmMark, fold.alarm.key) if fold is not None else None
        if fold is not None and not is_acked(fold.alarm, mark):
            self._ask(AlarmAck(fold.alarm.key, fold.alarm.raised_at), self.ack)

    def _reset(self) -> None:
        if (fold := self.at_hand) is not None:
            self._ask(AlarmReset(fold.alarm.key, fold.alarm.raised_at), self.reset)

    def _unshelve(self) -> None:
        if (fold := self.at_hand) is not None:
            self._ask(AlarmUnshelve(fold.alarm.key), self.unshelve)

    def _ask(self, command: AlarmAck | AlarmReset | AlarmUnshelve, button: CommandButton) -> None:
        fold = self.at_hand
        if fold is not None:
            said = alarm_words(fold.alarm, self._kit.hub.show, self._kit.words)
            self._kit.actions.ask(command, button, what=said.what)

    def _shelve(self) -> None:
        if (fold := self.at_hand) is not None:
            said = alarm_words(fold.alarm, self._kit.hub.show, self._kit.words)
            self.form.open(fold.alarm.key, said.what)
            self._show()

    def _closed(self) -> None:
        self._show()
        self.list.setFocus()
