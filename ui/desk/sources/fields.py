"""The fields of the source form: which there are, and for which media."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit

from ui.common.words import Words
from ui.desk.offered import Offered
from wallctl.domain.entities import Carrier, Medium, PlayerChoice, SourceKind, Transport

_LOOKS = (Medium.TEXT, Medium.CLOCK)
_PAGES = (Medium.WEB,)
_NET = (Medium.STREAM, Medium.WEB, Medium.IMAGE, Medium.PDF)
_PLUGGED = (Medium.STREAM, Medium.CAPTURE)
_ADDRESSED = (*_NET, Medium.CAPTURE)


class TextField(QLineEdit):
    def value(self) -> str:
        return self.text().strip()

    def put(self, value: object) -> None:
        self.setText(str(value))
        self.setCursorPosition(0)


class SecretField(QLineEdit):
    """A password: written, never shown again."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def value(self) -> str:
        return self.text()

    def put(self, value: object) -> None:
        self.clear()


class LongField(QPlainTextEdit):
    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().height() * 4)

    def value(self) -> str:
        return self.toPlainText()

    def put(self, value: object) -> None:
        self.setPlainText(str(value))


class Switch(QCheckBox):
    def value(self) -> bool:
        return self.isChecked()

    def put(self, value: object) -> None:
        self.setChecked(bool(value))


class Choice(QComboBox):
    """One of a few codes, said in words. Its list opens by a press or Alt+Down alone."""

    picked = Signal()

    def __init__(self, words: Words, codes: Sequence[str], said: Callable[[str], str]) -> None:
        super().__init__()
        self._codes, self._said = tuple(codes), said
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.addItems([said(code) for code in self._codes])
        self.activated.connect(lambda _: self.picked.emit())
        words.changed.connect(self._say)

    def value(self) -> str:
        return self._codes[max(0, self.currentIndex())]

    def put(self, value: object) -> None:
        code = str(value)
        self.setCurrentIndex(self._codes.index(code) if code in self._codes else 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling the form changes nothing in it

    def _say(self) -> None:
        for n, code in enumerate(self._codes):
            self.setItemText(n, self._said(code))


Editor = TextField | SecretField | LongField | Switch | Choice | Offered


@dataclass(frozen=True, slots=True)
class Spec:
    """A field: its key in the source or, after `options.`, in its options. `media` None: all."""

    key: str
    media: tuple[Medium, ...] | None = None
    device: bool = False  # one of the device's own, given anew with another device
    make: Callable[[Words], Editor] | None = None


def _choice(codes: Sequence[str], area: str) -> Callable[[Words], Editor]:
    return lambda words: Choice(words, codes, lambda code: words(f"{area}.{code}"))


SPECS: tuple[Spec, ...] = (
    Spec("name"),
    Spec("name_en"),
    Spec("kind", make=_choice(tuple(SourceKind), "kind")),
    Spec("department"),
    Spec("carrier", make=_choice(tuple(Carrier), "carrier")),
    Spec("place"),
    Spec("tags"),
    Spec("medium", device=True, make=_choice(tuple(Medium), "medium")),
    Spec("main", _ADDRESSED, device=True),
    Spec("sub", (Medium.STREAM,), device=True),
    Spec("user", _NET, device=True),
    Spec("password", _NET, device=True, make=lambda _: SecretField()),
    Spec("code", device=True),
    Spec("port.device", _PLUGGED, make=lambda _: Offered()),
    Spec("port.input", _PLUGGED, make=lambda _: Offered(typed=True)),
    Spec("camera", _PLUGGED, make=lambda _: Offered()),
    Spec(
        "player",
        (Medium.STREAM, Medium.CAPTURE),
        device=True,
        make=_choice(tuple(PlayerChoice), "player"),
    ),
    Spec(
        "options.transport",
        (Medium.STREAM,),
        device=True,
        make=_choice(tuple(Transport), "transport"),
    ),
    Spec("options.vlc", (Medium.STREAM, Medium.CAPTURE), device=True),
    Spec("options.text", (Medium.TEXT,), device=True, make=lambda _: LongField()),
    Spec("options.size", (*_PAGES, *_LOOKS, Medium.BARS), device=True),
    Spec("options.fps", (*_PAGES, Medium.PDF, Medium.CLOCK), device=True),
    Spec("options.refresh_s", _PAGES, device=True),
    Spec("options.zoom", _PAGES, device=True),
    Spec("options.scroll_x", _PAGES, device=True),
    Spec("options.scroll_y", _PAGES, device=True),
    Spec("options.ignore_tls", _PAGES, device=True, make=lambda _: Switch()),
    Spec("options.page", (Medium.PDF,), device=True),
    Spec("options.dwell_s", (Medium.PDF,), device=True),
    Spec("options.ink", _LOOKS, device=True),
    Spec("options.paper", _LOOKS, device=True),
    Spec("backup"),
)


def word_of(key: str) -> str:
    """The key of a field's words."""
    return f"field.{key.removeprefix('options.')}" if "." in key else f"column.{key}"


def editor_of(spec: Spec, words: Words) -> Editor:
    return spec.make(words) if spec.make is not None else TextField()


def is_for(spec: Spec, medium: Medium) -> bool:
    return spec.media is None or medium in spec.media
