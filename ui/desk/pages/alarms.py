"""The alarms page: what is wrong, what was put aside, what happened, how much it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QTabBar

from ui.common.parts import line
from ui.common.words import Words
from ui.desk.alarms.active import ActiveAlarms
from ui.desk.alarms.figures import AlarmFigures
from ui.desk.alarms.history import AlarmHistory
from ui.desk.alarms.sound_row import SoundRow
from ui.desk.kit import Kit
from ui.desk.page import Page
from wallctl.domain.alarm_state import Standing, folded
from wallctl.domain.alarms import AlarmMark
from wallctl.domain.entities import Kind

_TABS = ("active", "shelved", "history", "figures")
_LOOK_MS = 5_000  # ages, and shelves that end


class AlarmsPage(Page):
    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.tabs = QTabBar()
        self.tabs.setExpanding(True)
        self.tabs.setDrawBase(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for _ in _TABS:
            self.tabs.addTab("")
        self.active = ActiveAlarms(kit, shelved=False)
        self.shelved = ActiveAlarms(kit, shelved=True)
        self.history = AlarmHistory(kit)
        self.figures = AlarmFigures(kit)
        self.stack = QStackedWidget()
        for part in (self.active, self.shelved, self.history, self.figures):
            self.stack.addWidget(part)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.stack, 1)
        if kit.sound is not None:
            self.body.addWidget(line())
            self.body.addWidget(SoundRow(kit, kit.sound))
        self.tabs.currentChanged.connect(self._turn)
        self.setFocusProxy(self.active.list)
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._refresh)
        kit.hub.observed_changed.connect(self._seen)
        kit.hub.show_changed.connect(self._show_changed)
        kit.words.changed.connect(self._seen)
        self._refresh()

    def opened(self) -> None:
        self._look.start()
        self._refresh()
        self._turn(self.tabs.currentIndex())

    def shut(self) -> None:
        self._look.stop()

    def _seen(self) -> None:
        if self.isVisible():
            self._refresh()

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if Kind.ALARM in kinds:
            self._seen()

    def _turn(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        if not self.isVisible():
            return
        if self.stack.currentWidget() is self.history:
            self.history.load()
        elif self.stack.currentWidget() is self.figures:
            self.figures.load()

    def _refresh(self) -> None:
        hub, words = self.kit.hub, self.kit.words
        folds = folded(hub.observed.alarms, hub.show.all(AlarmMark), hub.now())
        shelved = [f for f in folds if f.standing is Standing.SHELVED]
        active = [f for f in folds if f.standing is not Standing.SHELVED]
        self.active.put(active)
        self.shelved.put(shelved)
        for at, said in enumerate(_tab_words(words, len(active), len(shelved))):
            if self.tabs.tabText(at) != said:
                self.tabs.setTabText(at, said)


def _tab_words(words: Words, active: int, shelved: int) -> tuple[str, ...]:
    return (
        words("alarms.tab.active", n=active),
        words("alarms.tab.shelved", n=shelved),
        words("alarms.tab.history"),
        words("alarms.tab.figures"),
    )
