"""Boxes that are ticked by the engine alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidgetItem


def put_back(item: QListWidgetItem) -> None:
    """Takes back the tick that a press just set or took: what is shown is what is so."""
    view = item.listWidget()
    ticked = item.checkState() is Qt.CheckState.Checked
    view.blockSignals(True)
    item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)
    view.blockSignals(False)
