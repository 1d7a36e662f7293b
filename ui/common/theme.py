"""The tokens as a Qt palette, a font and one style sheet."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from ui.common.scale import Scale
from ui.common.tokens import DARK, Tokens

FAMILY = "Noto Sans CJK SC"
_FONT_FILES = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)


def ensure_font() -> str:
    """The family the screens are set in; registers its file where the system has not."""
    known = QFontDatabase.families()
    if FAMILY in known:
        return FAMILY
    for name in _FONT_FILES:
        if Path(name).exists():
            number = QFontDatabase.addApplicationFont(name)
            families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
            if families:
                return FAMILY if FAMILY in families else families[0]
    return QApplication.font().family()


def font(px: int, *, bold: bool = False) -> QFont:
    made = QFont(QApplication.font())
    made.setPixelSize(px)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return made


def palette(tokens: Tokens = DARK) -> QPalette:
    made = QPalette()
    role = QPalette.ColorRole
    for target, colour in (
        (role.Window, tokens.window),
        (role.WindowText, tokens.text),
        (role.Base, tokens.input),
        (role.AlternateBase, tokens.raised),
        (role.Text, tokens.text),
        (role.Button, tokens.raised),
        (role.ButtonText, tokens.text),
        (role.ToolTipBase, tokens.raised),
        (role.ToolTipText, tokens.text),
        (role.PlaceholderText, tokens.muted),
        (role.Highlight, tokens.select_fill),
        (role.HighlightedText, tokens.text),
        (role.Link, tokens.select),
        (role.Light, tokens.edge),
        (role.Mid, tokens.edge),
        (role.Dark, tokens.window),
        (role.BrightText, tokens.focus),
    ):
        made.setColor(target, QColor(colour))
    off = QPalette.ColorGroup.Disabled
    for target in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(off, target, QColor(tokens.disabled))
    return made


def style_sheet(scale: Scale, tokens: Tokens = DARK) -> str:
    text = (files("resources") / "theme" / "desk.qss").read_text("utf-8")
    sizes = {
        "small_px": f"{scale.small}px",
        "body_px": f"{scale.body}px",
        "large_px": f"{scale.large}px",
        "row_px": f"{scale.row}px",
        "inner_px": f"{scale.row - 4}px",
        "radius": f"{scale.mm(0.9)}px",
        "pad": f"{scale.mm(1.8)}px",
        "half": f"{scale.mm(1.0)}px",
        "bar": f"{scale.mm(2.2)}px",
        "box": f"{scale.mm(4.4)}px",
        "check": Path(str(files("resources") / "icons" / "check.png")).as_posix(),
    }
    return Template(text).substitute(tokens.fields() | sizes)


def dress(app: QApplication, scale: Scale, tokens: Tokens = DARK) -> None:
    """Gives the application the house's style. Widgets made before keep their old sizes."""
    app.setStyle("Fusion")
    base = QFont(ensure_font())
    base.setPixelSize(scale.body)
    app.setFont(base)
    app.setPalette(palette(tokens))
    app.setStyleSheet(style_sheet(scale, tokens))
