"""The chosen tiles: exact numbers, fit, crop, height among the others, lock, remove."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.feeds import best_feeds
from ui.common.figure import Figure
from ui.common.hub import Hub
from ui.common.labels import name_of
from ui.common.parts import Elided, Said
from ui.common.scale import Scale
from ui.common.words import Words
from ui.desk.actions import Actions
from ui.desk.selection import Selection
from ui.desk.tools import Tool, Tools
from wallctl.domain.entities import Kind, Tile
from wallctl.domain.geometry import Crop, Fit, Rect

_FITS = (Fit.CONTAIN, Fit.COVER, Fit.FILL)
_SIDES = ("left", "top", "right", "bottom")
_NUMBERS: dict[str, Callable[[Rect], int]] = {
    "X": lambda r: r.x,
    "Y": lambda r: r.y,
    "W": lambda r: r.w,
    "H": lambda r: r.h,
}
MOST_CROP = 95
"""Per cent of a picture that its sides may lose together."""


class TilePanel(QWidget):
    """Of several tiles a number is shown where all have it; what is typed is given to all."""

    def __init__(
        self,
        hub: Hub,
        selection: Selection,
        actions: Actions,
        tools: Tools,
        *,
        words: Words,
        scale: Scale,
    ) -> None:
        super().__init__()
        self._hub, self._selection, self._actions, self._words = hub, selection, actions, words
        self._scale, self._tools = scale, tools
        self._title = Elided()
        self._stream = QLabel()
        self._stream.setProperty("role", "muted")
        head = QHBoxLayout()
        head.setSpacing(scale.gap)
        head.addWidget(self._title, 1)
        head.addWidget(self._stream)
        self.numbers = {side: Figure(scale, side, 0, 65536) for side in _NUMBERS}
        grid = QGridLayout()
        grid.setSpacing(scale.mm(1.2))
        for column, (side, figure) in enumerate(self.numbers.items()):
            figure.settled.connect(lambda value, s=side: self._moved(s, value))
            figure.mistaken.connect(lambda: actions.hinted.emit("hint.sum"))
            grid.addWidget(figure, 0, column)
            grid.setColumnStretch(column, 1)
        self.crops = {side: Figure(scale, "", 0, MOST_CROP) for side in _SIDES}
        self._crop_word = Said(words, "tile.crop", "muted")
        crop_row = QHBoxLayout()
        crop_row.setSpacing(scale.mm(1.2))
        crop_row.addWidget(self._crop_word)
        for side, figure in self.crops.items():
            figure.settled.connect(lambda value, s=side: self._cropped(s, value))
            figure.mistaken.connect(lambda: actions.hinted.emit("hint.sum"))
            crop_row.addWidget(figure, 1)
        self.fits = {fit: CommandButton(words, scale, f"fit.{fit.value}") for fit in _FITS}
        for fit, button in self.fits.items():
            button.setCheckable(True)
            button.fired.connect(lambda f=fit: tools.fit(f))
        front, raised, lowered, back = tools.heights
        duplicate, lock, remove = tools.rest
        self.top, self.up = self._button(front), self._button(raised)
        self.down, self.bottom = self._button(lowered), self._button(back)
        self.whole = self._button(tools.shapes[0], "tile.whole")
        self.duplicate = self._button(duplicate, "tile.copy")
        self.remove = self._button(remove)
        self.lock = CommandButton(words, scale, self._lock_label)
        self.lock.fired.connect(lambda: tools.do(lock))
        rows = (
            (self.top, self.bottom, self.up, self.down),
            (self.whole, self.duplicate, self.lock, self.remove),
        )
        self._lay_out(
            (
                head,
                grid,
                crop_row,
                self._row(*self.fits.values()),
                *(self._row(*row) for row in rows),
            )
        )
        hub.show_changed.connect(self._show_changed)
        hub.observed_changed.connect(self._tell_stream)
        selection.target_changed.connect(self._refresh)
        words.changed.connect(self._refresh)
        self._refresh()

    def _lay_out(self, rows: tuple[QLayout, ...]) -> None:
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(self._scale.mm(1.4))
        for row in rows:
            self._rows.addLayout(row)

    def add(self, part: QWidget) -> None:
        """Another part below, for what else a tile can have."""
        self._rows.addWidget(part)

    def _row(self, *buttons: CommandButton) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._scale.mm(1.2))
        for button in buttons:
            row.addWidget(button, 1)
        return row

    def _button(self, tool: Tool, word: str = "") -> CommandButton:
        """`word` where the menu's is too long for a button."""
        button = CommandButton(self._words, self._scale, word or tool.word)
        button.fired.connect(lambda: self._tools.do(tool))
        return button

    def tile(self) -> Tile | None:
        """The one chosen last."""
        return self._hub.show.get(Tile, self._selection.tile)

    def _lock_label(self) -> str:
        locked = self._tools.tiles() and not self._tools.free_tiles()
        return self._words("tile.unlock" if locked else "tile.lock")

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & {Kind.TILE, Kind.SOURCE}:
            self._refresh()

    def _refresh(self) -> None:
        words, tiles = self._words, self._tools.tiles()
        if not tiles:
            self._title.say(words("tile.none"))
        elif len(tiles) > 1:
            self._title.say(words("tile.chosen", n=len(tiles)))
        else:
            source = self._hub.show.sources.get(tiles[0].source)
            name = tiles[0].title or name_of(source, words, tiles[0].source)
            self._title.say(words("tile.title", name=name))
        free = bool(self._tools.free_tiles())
        self._fill(tiles)
        for field in (*self.numbers.values(), *self.crops.values()):
            field.setEnabled(free)
        for fit, button in self.fits.items():
            button.setEnabled(free)
            button.setChecked(bool(tiles) and all(t.fit is fit for t in tiles))
        for button in (self.top, self.bottom, self.up, self.down, self.whole, self.remove):
            button.setEnabled(free)
        for button in (self.lock, self.duplicate):
            button.setEnabled(bool(tiles))
        self.lock.say()
        for side, figure in self.numbers.items():
            figure.setAccessibleName(words(f"tile.{side.lower()}"))
        for side, figure in self.crops.items():
            figure.set_prefix(words(f"side.{side}"))
            figure.setAccessibleName(f"{words('tile.crop')} {words(f'side.{side}')}")
        self._tell_stream()

    def _fill(self, tiles: tuple[Tile, ...]) -> None:
        for side, figure in self.numbers.items():
            _put(figure, {_NUMBERS[side](t.rect) for t in tiles})
        for side, figure in self.crops.items():
            _put(figure, {round(getattr(t.crop, side) * 100) for t in tiles})

    def _tell_stream(self) -> None:
        tile = self.tile() if len(self._selection.tiles) == 1 else None
        feed = best_feeds(self._hub.observed.feeds).get(tile.source) if tile else None
        said = ""
        if feed is not None and feed.width:
            stream = self._words(f"stream.{feed.stream}")
            said = f"{stream} {feed.height}p"
            if feed.fps:
                said += f"{feed.fps:.0f}"
        if said != self._stream.text():
            self._stream.setText(said)

    def _moved(self, side: str, value: int) -> None:
        moves = {}
        for tile in self._tools.free_tiles():
            sides = {s: value if s == side else of(tile.rect) for s, of in _NUMBERS.items()}
            rect = Rect(*sides.values())
            if rect != tile.rect:
                moves[tile.id] = rect
        self._actions.arrange(moves, then=lambda _: self._refresh())

    def _cropped(self, side: str, value: int) -> None:
        """One side of one picture, or of all alike."""
        tiles = self._tools.free_tiles()
        if not tiles:
            return
        last = tiles[-1].crop
        other = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}[side]
        most = MOST_CROP - round(getattr(last, other) * 100)
        sides = {s: getattr(last, s) for s in _SIDES}
        sides[side] = min(value, most) / 100
        crop = Crop(**sides)
        if any(t.crop != crop for t in tiles):
            self._actions.crop(tuple(t.id for t in tiles), crop)
        self._refresh()


def _put(figure: Figure, values: set[int]) -> None:
    if len(values) == 1:
        figure.put(values.pop())
    else:
        figure.clear_value()
