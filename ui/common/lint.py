"""Finds what is clipped or laid over one another in a tree of widgets. For tests and the tour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QFrame,
    QLabel,
    QLineEdit,
    QTabBar,
    QWidget,
)

from ui.common.figure import Figure
from ui.common.parts import Elided

_SLACK_PX = 1
_ACTED_ON = (QAbstractButton, QLabel, QLineEdit)


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    where: str

    def __str__(self) -> str:
        return f"{self.what}: {self.where}"


def findings(top: QWidget) -> list[Finding]:
    """Everything that is wrong in the visible tree under `top`."""
    found = [f for w in _visible(top) for f in _of(w, top)]
    return found + list(_overlaps(top, top))


def _visible(top: QWidget) -> Iterator[QWidget]:
    for child in top.findChildren(QWidget):
        if child.isVisibleTo(top) and not child.visibleRegion().isEmpty():
            yield child


def _name(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    said = text() if callable(text) else ""
    return f"{type(widget).__name__} {said or widget.accessibleName() or widget.objectName()!r}"


def _of(widget: QWidget, top: QWidget) -> Iterator[Finding]:
    if isinstance(widget, _ACTED_ON):
        if isinstance(widget, QAbstractButton | QLineEdit) and not _said(widget):
            yield Finding(
                "without a name", f"{type(widget).__name__} in {_name(widget.parentWidget())}"
            )
        if not _scrolled(widget) and _outside(widget, top):
            yield Finding("outside", _name(widget))
    if isinstance(widget, QLabel) and not isinstance(widget, Elided):
        yield from _label(widget)
    elif isinstance(widget, QAbstractButton):
        need = widget.minimumSizeHint()
        if widget.width() + _SLACK_PX < need.width() or widget.height() + _SLACK_PX < need.height():
            yield Finding("too small", _name(widget))
    elif isinstance(widget, QLineEdit):
        said = widget.text() or widget.placeholderText()
        if not widget.isReadOnly() and not widget.text() and said:
            need_w = widget.fontMetrics().horizontalAdvance(said) + 8
            if widget.width() < need_w:
                yield Finding("clipped", f"{said!r}")
        if isinstance(widget, Figure):
            need_w = widget.fontMetrics().horizontalAdvance(widget.text()) + 8
            if need_w > widget.width() - widget.textMargins().left():
                yield Finding("clipped", f"number {widget.text()!r}")
        if widget.fontMetrics().height() > widget.height():
            yield Finding("clipped in height", _name(widget))
    elif isinstance(widget, QAbstractScrollArea):
        if widget.horizontalScrollBar().maximum() > 0:
            yield Finding("wider than its view", type(widget).__name__)
    elif isinstance(widget, QTabBar):
        for at in range(widget.count()):
            text = widget.tabText(at)
            if widget.fontMetrics().horizontalAdvance(text) > widget.tabRect(at).width():
                yield Finding("clipped", f"tab {text!r}")


def _label(label: QLabel) -> Iterator[Finding]:
    if not label.text():
        return
    box = label.contentsRect()
    metrics = label.fontMetrics()
    if label.wordWrap():
        need = label.heightForWidth(label.width())
        if need > label.height() + _SLACK_PX:
            yield Finding("clipped", _name(label))
        return
    if metrics.horizontalAdvance(label.text()) > box.width() + _SLACK_PX:
        yield Finding("clipped", _name(label))
    if metrics.height() > box.height() + _SLACK_PX:
        yield Finding("clipped in height", _name(label))


def _said(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text


def _scrolled(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def _outside(widget: QWidget, top: QWidget) -> bool:
    at = QRect(widget.mapTo(top, QPoint(0, 0)), widget.size())
    return not top.rect().adjusted(-1, -1, 1, 1).contains(at)


def _overlaps(parent: QWidget, top: QWidget) -> Iterator[Finding]:
    children = [
        c
        for c in parent.children()
        if isinstance(c, QWidget) and c.isVisibleTo(top) and not c.isWindow()
    ]
    if not isinstance(parent, QAbstractScrollArea):
        for n, one in enumerate(children):
            for other in children[n + 1 :]:
                common = one.geometry() & other.geometry()
                if common.width() > _SLACK_PX and common.height() > _SLACK_PX:
                    if _floats(one) or _floats(other):
                        continue
                    yield Finding("overlap", f"{_name(one)} / {_name(other)}")
    for child in children:
        yield from _overlaps(child, top)


def _floats(widget: QWidget) -> bool:
    """Sheets and ghosts are meant to lie over others."""
    return bool(widget.property("floats")) or (
        isinstance(widget, QFrame) and widget.property("role") == "panel"
    )
