"""Who sits at the desk: signing in, show and edit mode, the lock, and what a role does not see."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from ui.common.command_button import CommandButton, Dress
from ui.common.glyphs import Glyph
from ui.common.theme import font
from ui.common.tokens import DARK
from ui.desk.arrangement import Arrangement
from ui.desk.kit import Kit
from ui.desk.lock_screen import LockScreen
from ui.desk.sign_in import SignInSheet, me_words
from ui.desk.tight import WITHHELD
from wallctl.domain.commands import KINDS, NAME_OF
from wallctl.domain.people import may

FRAME_PX = 4
LONGEST = 14  # characters of a name in the line at the top
COUNT_MS = 10_000  # how often the minutes left of an emergency sign-in are said


class EditFrame(QWidget):
    """An amber frame round the whole window while it is in edit mode."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("floats", True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def lay(self, area: QRect) -> None:
        self.setGeometry(area)
        inner = QRect(QPoint(0, 0), area.size()).adjusted(FRAME_PX, FRAME_PX, -FRAME_PX, -FRAME_PX)
        self.setMask(QRegion(QRect(QPoint(0, 0), area.size())).subtracted(QRegion(inner)))

    def paintEvent(self, _: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(DARK.pending))


class Veil(QWidget):
    """In place of everything that nobody may see before signing in."""

    def __init__(self, kit: Kit, window: QWidget) -> None:
        super().__init__(window)
        self._words = kit.words
        self.setProperty("floats", True)
        self.setFont(font(kit.scale.large))
        kit.words.changed.connect(self.update)
        self.hide()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(DARK.window))
        painter.setPen(QColor(DARK.body))
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        room = self.rect().adjusted(0, 0, -self.width() // 4, 0)
        painter.drawText(room, flags, self._words("sign_in.veil"))


class ModeButton(CommandButton):
    """[值守] or [编辑] beside the room's name; pressed, it changes."""

    def mark(self) -> Glyph:
        return Glyph.NONE

    def _colours(self) -> tuple[str, str, str]:
        if self.isChecked() and not self.isDown():
            return DARK.pending_fill, DARK.pending, DARK.text
        return super()._colours()


class Seat(QObject):
    """Puts its parts over the window, and into the status line. `kinds` says which command a
    widget is for: whoever may not ask that does not see it."""

    def __init__(
        self,
        kit: Kit,
        window: QWidget,
        area: Arrangement,
        *,
        seen: tuple[QWidget, ...],
        alive: tuple[QWidget, ...],
        kinds: dict[QWidget, str],
        safe_keys: tuple[str, ...] = (),
    ) -> None:
        super().__init__(window)
        self._kit, self._window, self._area, self._kinds = kit, window, area, kinds
        self._wanted = False
        words, scale = kit.words, kit.scale
        self.frame = EditFrame(window)
        self.veil = Veil(kit, window)
        self.sheet = SignInSheet(kit, window)
        self.lock = LockScreen(kit, window, seen=seen, alive=alive, allowed=safe_keys)
        self.mode = ModeButton(words, scale, self._mode_words)
        self.mode.setCheckable(True)
        self.mode.fired.connect(self.toggle_edit)
        self.who = CommandButton(words, scale, self._who_words, dress=Dress.QUIET)
        self.who.fired.connect(self.open_sheet)
        self._minute = QTimer(self, interval=COUNT_MS)
        self._minute.timeout.connect(self.who.say)
        kit.rights.changed.connect(self._rights_changed)
        kit.hub.me_changed.connect(self._me_changed)
        kit.hub.connection_changed.connect(self._me_changed)
        kit.actions.gate = self.why_not
        self._rights_changed()
        self._me_changed()

    @property
    def buttons(self) -> tuple[CommandButton, ...]:
        """Those that work without the engine."""
        return (*self.sheet.buttons, self.mode, self.who, self.lock.form.go)

    def acts(self) -> dict[str, Callable[[], None]]:
        return {
            "edit_mode": self.toggle_edit,
            "lock_screen": self.lock_desk,
            "sign_in": self.open_sheet,
        }

    def why_not(self, command: object) -> str:
        """The key of the words why this is not asked for now; empty where it may be."""
        kind, rights = NAME_OF.get(type(command), ""), self._kit.rights
        if kind not in KINDS:
            return ""
        if not rights.now(kind, command):
            mine = rights.may(kind) and may(rights.role, kind, command)
            return "hint.show_mode" if mine else "hint.not_allowed"
        rights.touched()
        return ""

    def toggle_edit(self) -> None:
        rights = self._kit.rights
        if not rights.editing and not rights.can_edit:
            self._kit.actions.hinted.emit("hint.not_allowed")
        rights.edit(not rights.editing)
        self._rights_changed()

    def lock_desk(self) -> None:
        if self._kit.hub.me.emergency:  # there is no password to unlock it with
            self._kit.actions.hinted.emit("hint.no_lock")
        elif not self.sheet.wanted:
            self.sheet.shut()
            self._kit.rights.edit(False)
            self.lock.lock()

    def open_sheet(self) -> None:
        if self.sheet.isVisible():
            self.sheet.shut()
        else:
            self._area.drawer.shut()
            self.lay()
            self.sheet.open()

    def lay(self) -> None:
        """To the size that the window has now."""
        window, area = self._window.rect(), self._area
        self.frame.lay(window)
        place = QRect(area.mapTo(self._window, QPoint(0, 0)), area.size())
        self.veil.setGeometry(place)
        side = area.left if area.narrow else area.right
        if side.isVisible():
            place = QRect(side.mapTo(self._window, QPoint(0, 0)), side.size())
        else:
            place.setLeft(place.right() + 1 - min(self._kit.scale.mm(88), place.width()))
        self.sheet.setGeometry(place)
        if self.lock.locked:
            self.lock.lay()

    # -- what is shown ------------------------------------------------------------------------

    def _rights_changed(self) -> None:
        rights = self._kit.rights
        self.mode.setChecked(rights.editing)
        self.mode.setVisible(rights.can_edit)
        self.mode.say()
        self.lay()
        self.frame.setVisible(rights.editing)
        if rights.editing:
            self.frame.raise_()
        for widget, kind in self._kinds.items():
            widget.setProperty(WITHHELD, not rights.now(kind))
            widget.setVisible(rights.now(kind))

    def _me_changed(self) -> None:
        wanted = self.sheet.wanted
        self.lay()
        self.veil.setVisible(wanted)
        self.who.say()
        (self._minute.start if self._kit.hub.me.emergency else self._minute.stop)()
        if wanted:
            self._kit.rights.edit(False)
            self.veil.raise_()
            if not self.sheet.isVisible():
                self.sheet.open()
            self.sheet.raise_()
            if self.lock.locked:
                self.lock.raise_()
        elif self._wanted:
            self.sheet.shut()
        self._wanted = wanted

    def _mode_words(self) -> str:
        return self._kit.words("mode.edit" if self._kit.rights.editing else "mode.show")

    def _who_words(self) -> str:
        me, words = self._kit.hub.me, self._kit.words
        if self.sheet.wanted:
            return words("sign_in.title")
        if me.emergency:
            left = max(0, math.ceil((me.expires - self._kit.hub.now()) / 60))
            return "▲ " + words("sign_in.left", name=_short(me.name), n=left)
        if me.signed_in:
            return _short(me_words(self._kit))
        return words("sign_in.open")


def _short(said: str) -> str:
    """The alarm's words need the line more than a long name does: that is whole on the sheet."""
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
