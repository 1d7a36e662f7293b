"""What whoever sits here may do, and whether the desk is in show mode or in edit mode."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from ui.common.hub import Hub
from wallctl.domain.people import Role, least, may

EDIT_MS = 15 * 60 * 1000
"""Edit mode ends by itself when nothing was edited for this long."""

_FIELDS = (QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit)
_TYPED = frozenset({QEvent.Type.KeyPress, QEvent.Type.InputMethod})


class Rights(QObject):
    """Views ask it and follow `changed`. What a role may not do is not shown at all.

    In show mode (值守) nothing can be renamed, deleted or configured by accident; edit mode needs
    a role that may, and ends by itself.
    """

    changed = Signal()

    def __init__(self, hub: Hub | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._role = Role.ENGINEER
        self._editing = False
        self._idle = QTimer(self, singleShot=True, interval=EDIT_MS)
        self._idle.timeout.connect(lambda: self.edit(False))
        if hub is not None:
            hub.me_changed.connect(self._look)
            self._look()

    @property
    def role(self) -> Role:
        """The signed-in person's; an engineer's where nobody has to sign in."""
        return self._role

    @property
    def editing(self) -> bool:
        """Edit mode: renaming, deleting and configuring are at hand."""
        return self._editing

    @property
    def can_edit(self) -> bool:
        """Whether there is anything that edit mode would bring to hand."""
        return self.may("scene.save")

    def may(self, kind: str) -> bool:
        """Whether the signed-in person's role may ask for that kind of command."""
        return may(self._role, kind)

    def now(self, kind: str, command: object = None) -> bool:
        """Whether it may be asked for now: what configures the room needs edit mode too."""
        configures = least(kind, command) is Role.ENGINEER
        allowed = self.may(kind) and may(self._role, kind, command)
        return allowed and (self._editing or not configures)

    def edit(self, on: bool) -> None:
        """Into edit mode, where the role may, or back to show mode."""
        on = on and self.can_edit
        if on == self._editing:
            return
        self._editing = on
        app = QApplication.instance()
        if on:
            self._idle.start()
        else:
            self._idle.stop()
        if isinstance(app, QApplication):
            watch = app.focusChanged.connect if on else app.focusChanged.disconnect
            watch(self._watch)
        self.changed.emit()

    def touched(self) -> None:
        """Something was edited."""
        if self._editing:
            self._idle.start()

    def _watch(self, old: QWidget | None, new: QWidget | None) -> None:
        """What is typed into a page or a sheet is editing, before it is saved too."""
        if old is not None:
            old.removeEventFilter(self)
        if isinstance(new, _FIELDS) and _configures(new):
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TYPED:
            self.touched()
        return False

    def _look(self) -> None:
        if self._hub is None:
            return
        told = self._hub.me.role
        role = Role(told) if told in set(Role) else Role.VIEWER
        if role is not self._role:
            self._role = role
            if self._editing and not self.can_edit:
                self.edit(False)
            self.changed.emit()


def _configures(field: QWidget) -> bool:
    parent = field.parentWidget()
    while parent is not None:
        if parent.property("role") in ("page", "panel"):
            return True
        parent = parent.parentWidget()
    return False
