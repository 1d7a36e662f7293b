"""Settings of the wall at hand that hold across takes: labels, visit mode, notice."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.hub import Hub
from ui.common.parts import Said
from ui.common.scale import Scale
from ui.common.words import Words
from ui.desk.actions import Actions
from ui.desk.selection import Selection
from wallctl.domain.entities import Kind

LONGEST_NOTICE = 200


class WallPanel(QWidget):
    def __init__(
        self,
        hub: Hub,
        selection: Selection,
        actions: Actions,
        words: Words,
        scale: Scale,
    ) -> None:
        super().__init__()
        self._hub, self._selection, self._actions, self._words = hub, selection, actions, words
        self.labels = CommandButton(words, scale, self._labels_label)
        self.visit = CommandButton(words, scale, self._visit_label)
        self.show_notice = CommandButton(words, scale, self._notice_label)
        for button in (self.labels, self.visit, self.show_notice):
            button.setCheckable(True)
        self.labels.fired.connect(self._toggle_labels)
        self.visit.fired.connect(self._toggle_visit)
        self.show_notice.fired.connect(self._toggle_notice)
        self.notice = QLineEdit()
        self.notice.setMaxLength(LONGEST_NOTICE)
        self.notice.returnPressed.connect(self._send_notice)
        switches = QHBoxLayout()
        switches.setSpacing(scale.mm(1.2))
        switches.addWidget(self.labels, 1)
        switches.addWidget(self.visit, 1)
        row = QHBoxLayout()
        row.setSpacing(scale.mm(1.2))
        row.addWidget(self.notice, 1)
        row.addWidget(self.show_notice)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.mm(1.4))
        layout.addWidget(Said(words, "wall.title"))
        layout.addLayout(switches)
        layout.addLayout(row)
        hub.show_changed.connect(self._show_changed)
        selection.wall_changed.connect(self._wall_changed)
        words.changed.connect(self._refresh)
        self._refresh()

    def _labels_label(self) -> str:
        return self._words("wall.labels_on" if self._labels() else "wall.labels_off")

    def _visit_label(self) -> str:
        return self._words("wall.visit_on" if self._visit() else "wall.visit_off")

    def _notice_label(self) -> str:
        return self._words("notice.hide" if self._notice_on() else "notice.show")

    def _labels(self) -> bool:
        wall = self._hub.show.walls.get(self._selection.wall)
        return wall is not None and wall.labels

    def _visit(self) -> bool:
        wall = self._hub.show.walls.get(self._selection.wall)
        return wall is not None and wall.visit

    def _notice_on(self) -> bool:
        return self._hub.show.overlay(self._selection.wall).notice.on

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & {Kind.WALL, Kind.OVERLAY}:
            self._refresh()

    def _wall_changed(self) -> None:
        self.notice.clear()
        self._refresh()

    def _refresh(self) -> None:
        self.labels.setChecked(self._labels())
        self.visit.setChecked(self._visit())
        self.show_notice.setChecked(self._notice_on())
        for button in (self.labels, self.visit, self.show_notice):
            button.say()
        self.notice.setPlaceholderText(self._words("notice.text"))
        self.notice.setAccessibleName(self._words("notice.text"))
        said = self._hub.show.overlay(self._selection.wall).notice.text
        if not self.notice.hasFocus() and not self.notice.isModified():
            self.notice.setText(said)
            self.notice.setCursorPosition(0)

    def _toggle_labels(self) -> None:
        self.labels.setChecked(self._labels())
        self._actions.wall(self.labels, labels=not self._labels())

    def _toggle_visit(self) -> None:
        self.visit.setChecked(self._visit())
        self._actions.wall(self.visit, visit=not self._visit())

    def _toggle_notice(self) -> None:
        self.show_notice.setChecked(self._notice_on())
        self._set_notice(not self._notice_on())

    def _send_notice(self) -> None:
        """Enter changes the words; whether they are shown stays as it is."""
        self._set_notice(self._notice_on())

    def _set_notice(self, on: bool) -> None:
        text = self.notice.text().strip()
        if on and not text:
            self._actions.hinted.emit("hint.no_notice")
            return
        self.notice.setModified(False)
        known = self._hub.show.overlay(self._selection.wall).notice
        self._actions.overlay(self.show_notice, notice=replace(known, text=text, on=on))
