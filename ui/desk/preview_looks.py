"""How each tile of preview looks now, from its picture, its feed and its source."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from ui.common.feeds import best_feeds, is_fresh
from ui.common.hub import Hub
from ui.common.labels import clock_words, name_of, picture_words
from ui.common.pictures import Pictures
from ui.common.plugged import port_words
from ui.common.words import Words
from ui.desk.cuts import Cut, Cuts
from ui.desk.tile_paint import Look
from wallctl.domain.behind import can_be_opened
from wallctl.domain.entities import Tile
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.observed import FeedFigures


class PreviewLooks:
    def __init__(self, hub: Hub, pictures: Pictures, words: Words) -> None:
        self._hub, self._pictures, self._words = hub, pictures, words
        self._cuts = Cuts()
        self._feeds: dict[str, FeedFigures] = {}
        self._wall = ""
        self.now: tuple[tuple[Tile, Look], ...] = ()
        self.lost = False  # nobody is left who could renew these pictures

    def choose_wall(self, wall: str) -> None:
        self._wall = wall
        self._cuts.clear()
        self.now = ()

    def remember(self, tiles: Sequence[Tile]) -> None:
        """These are the tiles from the present revision on. A show that has not come yet says
        nothing: a picture older than this desk would be cut by no tiles at all."""
        if self._hub.show.revision:
            self._cuts.remember(self._hub.show.revision, tiles)

    def observe(self) -> bool:
        """Takes up what is observed; whether the pictures became nobody's word, or somebody's."""
        self._feeds = dict(best_feeds(self._hub.observed.feeds))
        mine = {o.node for o in self._hub.show.outputs_of(self._wall)}
        was, self.lost = self.lost, bool(mine) and mine <= set(self._hub.observed.lost_nodes)
        return was is not self.lost

    def cut_picture(self, canvas: Size) -> None:
        """The newest picture of the whole preview."""
        shot = self._pictures.get("preview", self._wall)
        if shot is not None:
            self._cuts.put(shot.image, shot.head.serial, canvas)

    def renew(self, tiles: Sequence[Tile]) -> tuple[Rect, ...]:
        """Looks again; the places of what looks different from before."""
        before = {t.id: (t, look) for t, look in self.now}
        self.now = tuple((t, self._look(t)) for t in tiles)
        changed: list[Rect] = []
        for tile, look in self.now:
            known = before.pop(tile.id, None)
            if known is None:
                changed.append(tile.rect)
            elif not same(known, (tile, look)):
                changed += [known[0].rect, tile.rect]
        return (*changed, *(tile.rect for tile, _ in before.values()))

    def of(self, id: str) -> tuple[Tile, Look] | None:
        return next(((t, look) for t, look in self.now if t.id == id), None)

    def feed(self, source: str) -> FeedFigures | None:
        return self._feeds.get(source)

    def cut(self, tile: Tile) -> Cut | None:
        return self._cuts.of(tile)

    def thumbnail(self, source: str) -> QImage | None:
        shot = self._pictures.get("thumbnail", source)
        return shot.image if shot is not None else None

    def _look(self, tile: Tile) -> Look:
        feed = self._feeds.get(tile.source)
        source = self._hub.show.sources.get(tile.source)
        cut = self._cuts.of(tile)
        image: QImage | None = cut.image if cut else self.thumbnail(tile.source)
        part: QRectF | None = cut.part if cut else None
        fresh = self._hub.connected and is_fresh(feed)
        told = feed is None and self.lost  # said once, over all
        state = "" if told else picture_words(feed, self._words, self._hub.now())
        if source is not None and not can_be_opened(source):
            image, part, cut = None, None, None  # the node has nothing but a slate for it
            port = port_words(self._hub.show, source, self._words)
            state = self._words("behind.no_preview", port=port)
        return Look(
            name=tile.title or name_of(source, self._words, tile.source),
            state=state,
            time=clock_words(self._hub.now() - feed.frame_age_ms / 1000) if fresh and feed else "",
            picture=feed.picture if feed else None,
            image=image,
            part=part,
            locked=tile.locked,
            labelled=cut is not None and self._labels(),
        )

    def _labels(self) -> bool:
        wall = self._hub.show.walls.get(self._wall)
        return wall is not None and wall.labels


def same(one: tuple[Tile, Look], other: tuple[Tile, Look]) -> bool:
    """Whether both are drawn alike. Images are told apart by which they are: comparing them
    pixel by pixel costs more than drawing them."""
    (tile, look), (tile2, look2) = one, other
    if look.image is not look2.image or look.part != look2.part:
        return False
    return tile == tile2 and _said(look) == _said(look2)


def _said(look: Look) -> tuple[object, ...]:
    return (look.name, look.state, look.time, look.picture, look.locked, look.labelled)
