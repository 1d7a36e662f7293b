"""How the desk's parts share the window: columns, tabs on a narrow screen, or a page."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from ui.common.parts import line
from ui.common.scale import Scale
from ui.common.words import Words
from ui.desk.audio.strip import AudioStrip
from ui.desk.centre import Centre
from ui.desk.drawer import Drawer

NARROW_EM = 92
"""Below this many ems of width the right column's panels become tabs beside the sources."""

LEFT_MM, RIGHT_MM = (74.0, 80.0), (84.0, 88.0)
"""Least and usual widths of the columns beside the canvases."""

CANVASES = 0.41
"""Preview and program together never take less of the window than this, page or no page."""

DRAWER_MM = 105.0
"""The least width of a page."""


class Arrangement(QWidget):
    """`panels` are (panel, stretch) of the right column, `tabs` their grouping when narrow:
    (key of the tab's words, panels). `foot` lies below all, or in its tab. `moved` says that
    parts were shown or hidden."""

    moved = Signal()

    def __init__(
        self,
        words: Words,
        scale: Scale,
        centre: Centre,
        drawer: Drawer,
        *,
        sources: QWidget,
        panels: Sequence[tuple[QWidget, int]],
        tabs: Sequence[tuple[str, Sequence[QWidget]]],
        foot: AudioStrip,
    ) -> None:
        super().__init__()
        self._words, self._scale, self._centre, self.drawer = words, scale, centre, drawer
        self._sources, self._panels, self._tab_rows = sources, tuple(panels), tuple(tabs)
        self._narrow: bool | None = None
        self._wanted = 0
        self.tabs: QTabWidget | None = None
        self.left, self._left_layout = self._side(0, 0)
        self.right, self._right_layout = self._side(scale.gap, scale.mm(2.0))
        self._foot = foot
        self._below = QVBoxLayout(self)
        self._below.setContentsMargins(0, 0, 0, 0)
        self._below.setSpacing(0)
        layout = QHBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._below.addLayout(layout, 1)
        layout.addWidget(self.left)
        layout.addWidget(centre, 1)
        layout.addWidget(self.right)
        layout.addWidget(drawer)
        centre.width_wanted.connect(self.fit)
        drawer.moved.connect(self._make_way)
        words.changed.connect(self._name_tabs)

    @property
    def narrow(self) -> bool:
        return bool(self._narrow)

    def _side(self, margin: int, spacing: int) -> tuple[QFrame, QVBoxLayout]:
        side = QFrame()
        side.setProperty("role", "side")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(side)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(spacing)
        return side, layout

    def rearrange(self) -> None:
        """To the width the window has now."""
        narrow = self.window().width() < NARROW_EM * self._scale.body
        if narrow != self._narrow:
            self._narrow = narrow
            self._part()
            if narrow:
                self._to_tabs()
            else:
                self._to_columns()
            self._make_way()
        else:
            self.fit(self._wanted)

    def _part(self) -> None:
        for panel in (self._sources, self._foot, *(p for p, _ in self._panels)):
            panel.setParent(None)
        while self._right_layout.takeAt(0) is not None:
            pass
        if self.tabs is not None:
            self.tabs.deleteLater()
            self.tabs = None

    def _to_tabs(self) -> None:
        self._foot.upright(True)
        self.tabs = self._made_tabs()
        self._left_layout.addWidget(self.tabs)

    def _to_columns(self) -> None:
        self._left_layout.addWidget(self._sources)
        self._sources.show()
        for n, (panel, stretch) in enumerate(self._panels):
            if n:
                self._right_layout.addWidget(line())
            self._right_layout.addWidget(panel, stretch)
            panel.show()
        self._foot.upright(False)
        self._below.addWidget(self._foot)
        self._foot.show()

    def _make_way(self) -> None:
        """A page takes the place of the side columns; the canvases stay."""
        page = bool(self.drawer.name)
        self.left.setVisible(not page)
        self.right.setVisible(not page and not self._narrow)
        self.fit(self._wanted)
        self.moved.emit()

    def fit(self, wanted: int) -> None:
        """The sides give way, down to their least, while that makes the canvases larger."""
        self._wanted = wanted
        mm = self._scale.mm
        if self.drawer.name:
            self.drawer.setFixedWidth(self._drawer_width())
        elif self._narrow:
            self.left.setFixedWidth(mm(88))
        else:
            over = wanted - (self.window().width() - mm(LEFT_MM[1]) - mm(RIGHT_MM[1]))
            right = min(max(0, over), mm(RIGHT_MM[1] - RIGHT_MM[0]))
            left = min(max(0, over - right), mm(LEFT_MM[1] - LEFT_MM[0]))
            self.left.setFixedWidth(mm(LEFT_MM[1]) - left)
            self.right.setFixedWidth(mm(RIGHT_MM[1]) - right)

    def _drawer_width(self) -> int:
        """All that the canvases do not need for their share of the window."""
        window = self.window()
        canvas = self._centre.preview.canvas
        share = CANVASES / 2 * window.width() * window.height() * canvas.w / canvas.h
        need = math.ceil(math.sqrt(share)) + self._centre.margin_width()
        spare = window.width() - min(need, self._wanted or need)
        return max(self._scale.mm(DRAWER_MM), min(spare, round(window.width() * 0.6)))

    def _made_tabs(self) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setExpanding(True)
        gap = self._scale.gap
        for key, panels in self._tab_rows:
            page = QWidget()
            layout = QVBoxLayout(page)
            alone = tuple(panels) == (self._sources,)
            margin = 0 if alone else gap
            layout.setContentsMargins(margin, margin, margin, margin)
            layout.setSpacing(gap)
            for panel in panels:
                layout.addWidget(panel)
                panel.show()
            if len(panels) == 1 and not alone:
                layout.addStretch(1)
            tabs.addTab(page, self._words(key))
        tabs.currentChanged.connect(lambda _: self.moved.emit())
        return tabs

    def _name_tabs(self) -> None:
        if self.tabs is not None:
            for at, (key, _) in enumerate(self._tab_rows):
                self.tabs.setTabText(at, self._words(key))

    def show_panel(self, panel: QWidget) -> None:
        """Brings a panel into sight: a page makes room for it, its tab comes to the front."""
        self.drawer.shut()
        if self.tabs is not None:
            for at in range(self.tabs.count()):
                if self.tabs.widget(at).isAncestorOf(panel):
                    self.tabs.setCurrentIndex(at)

    def next_tab(self) -> None:
        if self.tabs is not None:
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + 1) % self.tabs.count())
