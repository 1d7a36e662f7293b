"""场景: all of them by category, what each is, its versions."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
)

from ui.common.labels import name_of
from ui.desk.kit import Kit
from ui.desk.layout_glyph import draw_layout
from ui.desk.page import Page
from ui.desk.scenes_find import found, ordered
from ui.desk.scenes_form import SceneForm
from ui.desk.scenes_versions import SceneVersions
from wallctl.domain.differs import preview_differs_from_scene, program_differs_from_scene
from wallctl.domain.entities import Kind, Scene

_ID = Qt.ItemDataRole.UserRole
_OF_PAGE = frozenset(
    {Kind.SCENE, Kind.VERSION, Kind.WALL, Kind.PROGRAM, Kind.PREVIEW, Kind.TILE, Kind.SOURCE}
)
_WIDE_MM = 175.0
"""From this width on the list stands beside the rest."""


class ScenesPage(Page):
    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        scale = kit.scale
        self.find = QLineEdit()
        self.find.textChanged.connect(lambda _: self._refresh())
        self.list = QListWidget()
        self.list.setIconSize(QSize(scale.mm(22), scale.mm(8)))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(lambda *_: self._choose())
        self.list.itemActivated.connect(lambda _: self.form.recall.press())
        self.form = SceneForm(kit)
        self.versions = SceneVersions(kit)
        self._icons: dict[tuple[object, ...], QIcon] = {}
        self._rows: tuple[tuple[object, ...], ...] = ()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        about = QScrollArea()  # with large writing it is higher than a small screen
        about.setWidgetResizable(True)
        about.setFrameShape(QFrame.Shape.NoFrame)
        about.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        about.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        about.setWidget(self.form)
        for part in (about, self.versions):
            self.tabs.addTab(part, "")
        left = QVBoxLayout()
        left.setSpacing(scale.gap)
        left.addWidget(self.find)
        left.addWidget(self.list, 1)
        self._columns = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._columns.setSpacing(scale.mm(3))
        self._columns.addLayout(left, 1)
        self._columns.addWidget(self.tabs, 1)
        self.body.addLayout(self._columns, 1)
        self.setFocusProxy(self.find)
        kit.hub.show_changed.connect(self._show_changed)
        kit.selection.wall_changed.connect(self._refresh_seen)
        kit.rights.changed.connect(self._refresh_seen)
        kit.words.changed.connect(self._say)
        self._say()

    def opened(self) -> None:
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self.kit.scale.mm(_WIDE_MM)
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        self._columns.setStretch(1, 1 if wide else 2)

    def chosen(self) -> Scene | None:
        item = self.list.currentItem()
        return self.kit.hub.show.scenes.get(item.data(_ID) or "") if item is not None else None

    def choose(self, scene: str) -> None:
        """Brings a scene to hand."""
        for row in range(self.list.count()):
            if self.list.item(row).data(_ID) == scene:
                self.list.setCurrentRow(row)
                return

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & _OF_PAGE:
            self._refresh_seen()

    def _refresh_seen(self) -> None:
        if self.isVisible():
            self._refresh()

    def _say(self) -> None:
        words = self.kit.words
        self.find.setPlaceholderText(words("scene.find"))
        self.find.setAccessibleName(words("scene.find"))
        self.list.setAccessibleName(words("page.scenes"))
        for at, key in enumerate(("scene.about", "scene.versions")):
            self.tabs.setTabText(at, words(key))
        self._rows = ()
        self._refresh()

    # -- the list -----------------------------------------------------------------------------

    def _refresh(self) -> None:
        kit = self.kit
        scenes = found(kit.hub.show.scenes.values(), self.find.text(), kit.words)
        rows = []
        category: str | None = None
        for scene in sorted(scenes, key=lambda s: (s.category, *ordered(s))):
            if scene.category != category:
                category = scene.category
                rows.append(("", category or kit.words("scene.no_category"), None))
            rows.append((scene.id, self._said(scene), self._picture(scene)))
        told = tuple(rows)
        if told != self._rows:
            self._fill(told)
        self._choose()

    def _fill(self, rows: tuple[tuple[object, ...], ...]) -> None:
        before = self.chosen()
        self._rows = rows
        self.list.blockSignals(True)
        self.list.clear()
        for id, said, picture in rows:
            item = QListWidgetItem(str(said))
            item.setData(_ID, id)
            if not id:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            elif isinstance(picture, tuple):
                item.setIcon(self._icon(picture))
                lines = 1 + str(said).count("\n")
                item.setSizeHint(QSize(0, self.kit.scale.mm(10.5 if lines == 1 else 14.0)))
            self.list.addItem(item)
        self.list.blockSignals(False)
        ids = [str(id) for id, _, _ in rows if id]
        mine = before.id if before is not None and before.id in ids else next(iter(ids), "")
        self.choose(mine)

    def _said(self, scene: Scene) -> str:
        kit = self.kit
        show, wall, words = kit.hub.show, kit.selection.wall, kit.words
        name = f"{scene.number}  " * bool(scene.number) + name_of(scene, words)
        marks = [words("scene.is_locked")] if scene.locked else []
        if scene.sensitive:
            marks.append(words("scene.sensitive"))
        if show.program(wall).scene == scene.id:
            changed = program_differs_from_scene(show, wall)
            marks.insert(0, words("scenes.live_changed" if changed else "scenes.live"))
        if show.preview(wall).scene == scene.id:
            changed = preview_differs_from_scene(show, wall)
            marks.append(words("scenes.preview_changed" if changed else "scenes.preview"))
        return f"{name}\n{' · '.join(marks)}" if marks else name

    def _picture(self, scene: Scene) -> tuple[object, ...]:
        """What the thumbnail is drawn from: of the wall at hand, else of the first it has."""
        layouts = {x.wall: x.tiles for x in scene.layouts}
        wall = self.kit.selection.wall
        wall = wall if wall in layouts else next(iter(layouts), wall)
        known = self.kit.hub.show.walls.get(wall)
        rects = tuple((t.z, t.rect) for t in layouts.get(wall, ()))
        return (known.canvas if known is not None else None, rects, scene.id, wall)

    def _icon(self, picture: tuple[object, ...]) -> QIcon:
        known = self._icons.get(picture)
        if known is None:
            if len(self._icons) > 500:
                self._icons.clear()
            known = self._icons[picture] = self._drawn(str(picture[2]), str(picture[3]))
        return known

    def _drawn(self, scene: str, wall: str) -> QIcon:
        size, show = self.list.iconSize(), self.kit.hub.show
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        known, of = show.scenes.get(scene), show.walls.get(wall)
        if known is not None and of is not None:
            tiles = next((x.tiles for x in known.layouts if x.wall == wall), ())
            painter = QPainter(pixmap)
            draw_layout(painter, QRectF(pixmap.rect()).adjusted(1, 1, -1, -1), of.canvas, tiles)
            painter.end()
        return QIcon(pixmap)

    def _choose(self) -> None:
        scene = self.chosen()
        self.form.show_scene(scene)
        self.versions.show_scene(scene)
