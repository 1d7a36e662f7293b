"""The chosen tile: exact numbers, fit, crop, height among the others, lock, remove."""

from __future__ import annotations

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
from wallctl.domain.commands import Layer
from wallctl.domain.entities import Kind, Tile
from wallctl.domain.geometry import Crop, Fit, Rect

_FITS = (Fit.CONTAIN, Fit.COVER, Fit.FILL)
_SIDES = ("left", "top", "right", "bottom")
MOST_CROP = 45
"""Per cent of a picture that one side may lose."""


class TilePanel(QWidget):
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
        self._scale = scale
        self._title = Elided()
        self._stream = QLabel()
        self._stream.setProperty("role", "muted")
        head = QHBoxLayout()
        head.setSpacing(scale.gap)
        head.addWidget(self._title, 1)
        head.addWidget(self._stream)
        self.numbers = {side: Figure(scale, side, 0, 65536) for side in "XYWH"}
        grid = QGridLayout()
        grid.setSpacing(scale.mm(1.2))
        for column, figure in enumerate(self.numbers.values()):
            figure.settled.connect(self._moved)
            grid.addWidget(figure, 0, column)
            grid.setColumnStretch(column, 1)
        self.crops = {side: Figure(scale, "", 0, MOST_CROP) for side in _SIDES}
        self._crop_word = Said(words, "tile.crop", "muted")
        crop_row = QHBoxLayout()
        crop_row.setSpacing(scale.mm(1.2))
        crop_row.addWidget(self._crop_word)
        for figure in self.crops.values():
            figure.settled.connect(self._cropped)
            crop_row.addWidget(figure, 1)
        self.fits = {fit: self._button(scale, f"fit.{fit.value}") for fit in _FITS}
        fit_row = QHBoxLayout()
        fit_row.setSpacing(scale.mm(1.2))
        for fit, button in self.fits.items():
            button.setCheckable(True)
            button.fired.connect(lambda f=fit: self._do(lambda t: actions.fit(t.id, f)))
            fit_row.addWidget(button, 1)
        self.top = self._button(scale, "tile.top")
        self.bottom = self._button(scale, "tile.bottom")
        self.lock = CommandButton(words, scale, self._lock_label)
        self.remove = self._button(scale, "tile.remove")
        self.top.fired.connect(lambda: self._do(lambda t: actions.layer(t.id, Layer.TOP)))
        self.bottom.fired.connect(lambda: self._do(lambda t: actions.layer(t.id, Layer.BOTTOM)))
        self.lock.fired.connect(lambda: self._do(lambda t: actions.lock(t.id, not t.locked)))
        self.remove.fired.connect(lambda: self._do(lambda t: actions.remove(t.id)))
        row = QHBoxLayout()
        row.setSpacing(scale.mm(1.2))
        for button in (self.top, self.bottom, self.lock, self.remove):
            row.addWidget(button, 1)
        self._lay_out((head, grid, crop_row, fit_row, row))
        hub.show_changed.connect(self._show_changed)
        hub.observed_changed.connect(self._tell_stream)
        selection.target_changed.connect(self._refresh)
        words.changed.connect(self._refresh)
        self._refresh()

    def _lay_out(self, rows: tuple[QLayout, ...]) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(self._scale.mm(1.4))
        for row in rows:
            layout.addLayout(row)

    def tile(self) -> Tile | None:
        return self._hub.show.get(Tile, self._selection.tile)

    def _button(self, scale: Scale, key: str) -> CommandButton:
        return CommandButton(self._words, scale, key)

    def _lock_label(self) -> str:
        tile = self.tile()
        return self._words("tile.unlock" if tile is not None and tile.locked else "tile.lock")

    def _do(self, act: object) -> None:
        tile = self.tile()
        if tile is not None and callable(act):
            act(tile)

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & {Kind.TILE, Kind.SOURCE}:
            self._refresh()

    def _refresh(self) -> None:
        tile = self.tile()
        words = self._words
        if tile is None:
            self._title.say(words("tile.none"))
        else:
            source = self._hub.show.sources.get(tile.source)
            name = tile.title or name_of(source, words, tile.source)
            self._title.say(words("tile.title", name=name))
        free = tile is not None and not tile.locked
        self._fill(tile)
        for field in (*self.numbers.values(), *self.crops.values()):
            field.setEnabled(free)
        for fit, button in self.fits.items():
            button.setEnabled(free)
            button.setChecked(tile is not None and tile.fit is fit)
        for button in (self.top, self.bottom, self.remove):
            button.setEnabled(free)
        self.lock.setEnabled(tile is not None)
        self.lock.say()
        for side, figure in self.numbers.items():
            figure.setAccessibleName(words(f"tile.{side.lower()}"))
        for side, figure in self.crops.items():
            figure.set_prefix(words(f"side.{side}"))
            figure.setAccessibleName(f"{words('tile.crop')} {words(f'side.{side}')}")
        self._tell_stream()

    def _fill(self, tile: Tile | None) -> None:
        rect = tile.rect if tile is not None else Rect(0, 0, 0, 0)
        for figure, value in zip(
            self.numbers.values(), (rect.x, rect.y, rect.w, rect.h), strict=True
        ):
            if tile is None:
                figure.clear_value()
            else:
                figure.put(value)
        crop = tile.crop if tile is not None else Crop()
        for side, figure in self.crops.items():
            if tile is None:
                figure.clear_value()
            else:
                figure.put(round(getattr(crop, side) * 100))

    def _tell_stream(self) -> None:
        tile = self.tile()
        feed = best_feeds(self._hub.observed.feeds).get(tile.source) if tile else None
        said = ""
        if feed is not None and feed.width:
            stream = self._words(f"stream.{feed.stream}")
            said = f"{stream} {feed.height}p"
            if feed.fps:
                said += f"{feed.fps:.0f}"
        if said != self._stream.text():
            self._stream.setText(said)

    def _moved(self, _: int) -> None:
        tile = self.tile()
        if tile is not None:
            x, y, w, h = (self.numbers[side].value for side in "XYWH")
            rect = Rect(x, y, w, h)
            if rect != tile.rect:
                self._actions.move(tile.id, rect)

    def _cropped(self, _: int) -> None:
        tile = self.tile()
        if tile is not None:
            crop = Crop(*(self.crops[side].value / 100 for side in _SIDES))
            if crop != tile.crop:
                self._actions.crop(tile.id, crop)
