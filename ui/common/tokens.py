"""Every colour and length the screens are drawn with; nothing else names a colour."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours as "#rrggbb". Red is the wall's alone, green preview's, magenta a fault's."""

    window: str = "#14171C"
    surface: str = "#1E2229"
    raised: str = "#2A2F38"
    input: str = "#343A45"
    text: str = "#F2F4F7"
    body: str = "#D5DAE1"
    muted: str = "#A3ACB9"
    disabled: str = "#747D8B"
    edge: str = "#7A8494"
    hairline: str = "#343A45"
    focus: str = "#FFFFFF"
    select: str = "#4DA3FF"
    select_fill: str = "#1D3A5A"
    program: str = "#FF4D4F"
    program_fill: str = "#D32F2F"
    preview: str = "#3DDC84"
    preview_fill: str = "#23573D"
    preview_press: str = "#1A4530"
    pending: str = "#FFB020"
    pending_fill: str = "#3A2E17"
    fault: str = "#FF5CD6"
    locked: str = "#B69CFF"
    stale: str = "#9AA3AF"
    tile: str = "#0E1116"  # a tile that has no picture yet
    strip: str = "#0B0D11"  # the label strip over a picture
    glyph: str = "#4E5A6B"  # tiles of a drawn layout
    # The law's warning levels: only inside the one worded badge, fill and ink.
    law_red: str = "#A61B1B"
    law_orange: str = "#FF9800"
    law_yellow: str = "#FFD60A"
    law_blue: str = "#164E96"
    law_dark: str = "#14171C"
    law_light: str = "#FFFFFF"

    def fields(self) -> dict[str, str]:
        return asdict(self)


DARK = Tokens()

LONG_HOLD_MS = 1500
"""How long a dangerous button is held before it acts."""
REPEAT_MS = 500
"""Two presses of one command closer than this are one."""
SNAP_PX = 8
"""Distance on the screen within which an edge snaps."""


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb" as WCAG 2 defines it, 0..1."""

    def linear(channel: int) -> float:
        c = channel / 255
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    r, g, b = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1..21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
