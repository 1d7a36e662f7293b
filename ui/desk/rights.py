"""What whoever sits here may do, and whether the desk is in show mode or in edit mode."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Rights(QObject):
    """Views ask it and follow `changed`. What a role may not do is not shown at all."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editing = True

    @property
    def editing(self) -> bool:
        """Edit mode: renaming, deleting and configuring are at hand."""
        return self._editing

    def may(self, kind: str) -> bool:
        """Whether the signed-in person's role may ask for that kind of command."""
        return True
