"""Millimetres to pixels: sizes on the screens are given in mm and hold on every display."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtGui import QScreen

DESK_24_INCH = 1920 / 531.4
"""px/mm of a 24" screen of 1920x1080, the desk's reference."""
_PLAUSIBLE = (2.4, 12.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """Lengths for one screen, px. Text sizes are em heights of the font.

    `factor` makes the writing larger for whoever wants it, and everything around it with it, so
    that nothing is cut off; true lengths (a card held to the screen) take `true_mm`.
    """

    px_per_mm: float = DESK_24_INCH
    factor: float = 1.0

    def mm(self, length: float) -> int:
        return max(1, round(length * self.px_per_mm * self.factor))

    def true_mm(self, length: float) -> int:
        """A length as a ruler on the glass measures it."""
        return max(1, round(length * self.px_per_mm))

    def larger(self, factor: float) -> Scale:
        """The same screen with writing of another size."""
        return replace(self, factor=factor)

    @property
    def body(self) -> int:
        """Anything one acts on: Chinese glyphs of at least 4 mm."""
        return self.mm(4.43)

    @property
    def small(self) -> int:
        """Secondary text: Chinese glyphs of at least 3.2 mm."""
        return self.mm(3.6)

    @property
    def large(self) -> int:
        return self.mm(5.6)

    @property
    def gap(self) -> int:
        return self.mm(2.2)

    @property
    def row(self) -> int:
        """Height of a button or a field."""
        return self.mm(8.6)


def scale_of(screen: QScreen | None) -> Scale:
    """A screen's scale by its own size; the reference where that is not believable."""
    if screen is None:
        return Scale()
    width_mm = screen.physicalSize().width()
    if width_mm <= 0:
        return Scale()
    px_per_mm = screen.size().width() / width_mm
    low, high = _PLAUSIBLE
    return Scale(px_per_mm) if low <= px_per_mm <= high else Scale()
