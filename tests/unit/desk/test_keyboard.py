"""An operator without a mouse: find, place, move, stack, take, restore. No mouse event at all."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from tests.unit.desk.conftest import Desk
from ui.common.figure import Figure
from ui.common.tokens import LONG_HOLD_MS
from wallctl.domain.alarms import Alarm, Priority
from wallctl.domain.commands import AlarmAck
from wallctl.domain.geometry import Rect

Key = Qt.Key
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
PLAIN = Qt.KeyboardModifier.NoModifier


class NoMouse(QObject):
    """Counts mouse events of the whole application."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove):
            self.count += 1
        return False


class Hands:
    """Keys to whatever has the focus."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.window.activateWindow()
        desk.qtbot.waitUntil(desk.window.isActiveWindow)

    @property
    def focus(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        self.desk.qtbot.keyClick(self.focus, key, modifier)
        self.desk.settle()

    def type(self, text: str) -> None:
        """As an input method does: composed first, then committed."""
        field = self.focus
        assert isinstance(field, QLineEdit)
        QApplication.sendEvent(field, QInputMethodEvent("pin", []))
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(field, event)
        self.desk.settle()

    def find_and_place(self, text: str) -> None:
        self.key(Key.Key_F, CTRL)
        self.type(text)
        self.key(Key.Key_Return)
        self.key(Key.Key_Return)


def _preview(desk: Desk) -> dict[str, Rect]:
    return {t.source: t.rect for t in desk.room.show.preview_tiles("hall")}


def test_a_whole_shift_by_keyboard(desk: Desk) -> None:
    app = QApplication.instance()
    assert app is not None
    mouse = NoMouse()
    app.installEventFilter(mouse)
    hands = Hands(desk)
    names = ("一张图", "实时水位", "白龙桥", "双龙", "视频会商", "琅琊 瞭望")
    for name in names:
        hands.find_and_place(name)
    cells = desk.window.actions_.cells()
    placed = desk.room.show.preview_tiles("hall")
    assert [t.rect for t in placed] == list(cells[:6])

    hands.key(Key.Key_F, CTRL)
    hands.key(Key.Key_Escape)
    hands.key(Key.Key_F6)
    assert hands.focus is desk.window.centre.preview
    hands.key(Key.Key_Tab)
    assert desk.window.selection.tile == placed[0].id
    hands.key(Key.Key_Right, CTRL)
    hands.key(Key.Key_Right)
    hands.key(Key.Key_Down, SHIFT)
    hands.key(Key.Key_Right, ALT)
    assert _preview(desk)["map"] == Rect(1921, 10, 1930, 1080)
    hands.key(Key.Key_PageUp, SHIFT)
    assert desk.room.show.preview_tiles("hall")[-1].source == "map"

    hands.key(Key.Key_Return, CTRL)
    assert len(desk.room.show.program("hall").tiles) == 6
    assert "已确认 6/6" in desk.window.log.text

    hands.key(Key.Key_Delete)
    assert len(_preview(desk)) == 5
    hands.key(Key.Key_Z, CTRL)
    assert len(_preview(desk)) == 6
    hands.key(Key.Key_3)
    assert desk.room.show.preview("hall").scene == "s3"
    desk.pass_time(0.51)  # two takes closer than 500 ms are one
    hands.key(Key.Key_Return, CTRL)
    assert desk.room.show.program("hall").scene == "s3"
    hands.key(Key.Key_Backspace, CTRL)
    assert {t.source for t in desk.room.show.program("hall").tiles} >= {"map", "river"}
    assert desk.room.show.program("hall").scene != "s3"

    lost = Alarm("node_lost/n1", "node_lost", "n1", Priority.CRITICAL, desk.hub.now() - 5)
    desk.room.observe(alarms=(lost,))
    desk.settle()
    desk.pass_time(5)  # nobody acknowledges what nobody can have read
    hands.key(Key.Key_A, ALT)
    assert desk.room.asked[-1] == AlarmAck(lost.key, lost.raised_at)
    assert mouse.count == 0
    app.removeEventFilter(mouse)


def test_enter_on_a_chosen_tile_changes_its_source(desk: Desk) -> None:
    hands = Hands(desk)
    hands.find_and_place("白龙桥")
    tile = desk.room.show.preview_tiles("hall")[0]
    desk.window.selection.choose_tile(tile.id)
    hands.find_and_place("双龙")
    (after,) = desk.room.show.preview_tiles("hall")
    assert (after.id, after.source, after.rect) == (tile.id, "look-2", tile.rect)


def test_a_free_cell_can_be_chosen(desk: Desk) -> None:
    hands = Hands(desk)
    hands.find_and_place("白龙桥")
    hands.key(Key.Key_F6)
    hands.key(Key.Key_Tab)
    hands.key(Key.Key_Tab)
    cells = desk.window.actions_.cells()
    assert desk.window.selection.cell == cells[1]
    hands.key(Key.Key_Down)
    assert desk.window.selection.cell == cells[5]
    hands.key(Key.Key_Return)
    assert [t.rect for t in desk.room.show.preview_tiles("hall")] == [cells[0], cells[5]]


def test_digits_recall_to_preview_only(desk: Desk) -> None:
    Hands(desk).key(Key.Key_2)
    assert desk.room.show.preview("hall").scene == "s2"
    assert not desk.room.show.program("hall").tiles


def test_ctrl_digit_takes_live(desk: Desk) -> None:
    Hands(desk).key(Key.Key_2, CTRL)
    assert desk.room.show.program("hall").scene == "s2"


def test_digits_in_a_field_stay_there(desk: Desk) -> None:
    hands = Hands(desk)
    hands.key(Key.Key_F, CTRL)
    desk.qtbot.keyClicks(hands.focus, "123")
    assert desk.window.sources.find.text() == "123"
    assert "scene.recall" not in desk.room.kinds()


def test_ctrl_keys_work_while_a_field_has_the_focus(desk: Desk) -> None:
    hands = Hands(desk)
    hands.key(Key.Key_F, CTRL)
    hands.key(Key.Key_4, CTRL)
    assert desk.room.show.program("hall").scene == "s4"
    hands.key(Key.Key_Return, CTRL)
    assert "wall.take" in desk.room.kinds()


def test_space_and_letters_do_nothing_live(desk: Desk) -> None:
    hands = Hands(desk)
    desk.window.centre.take.button.setFocus()
    for key in (Key.Key_Space, Key.Key_Return, Key.Key_A, Key.Key_T):
        hands.key(key)
    assert not desk.room.asked


def test_escape_is_never_destructive(desk: Desk) -> None:
    hands = Hands(desk)
    hands.find_and_place("白龙桥")
    before = desk.room.show
    for widget in (desk.window.centre.preview, desk.window.sources.tree, desk.window.sources.find):
        widget.setFocus()
        hands.key(Key.Key_Escape)
    assert desk.room.show is before


def test_one_move_for_a_held_arrow(desk: Desk) -> None:
    hands = Hands(desk)
    hands.find_and_place("白龙桥")
    tile = desk.room.show.preview_tiles("hall")[0]
    desk.window.selection.choose_tile(tile.id)
    canvas = desk.window.centre.preview
    canvas.setFocus()
    for _ in range(12):
        desk.qtbot.keyPress(canvas, Key.Key_Right)
    assert "tile.move" not in desk.room.kinds()
    desk.qtbot.keyRelease(canvas, Key.Key_Right)
    desk.settle()
    assert desk.room.kinds().count("tile.move") == 1
    assert desk.room.show.preview_tiles("hall")[0].rect.x == 12


def test_the_safe_picture_needs_a_held_key(desk: Desk) -> None:
    hands = Hands(desk)
    modifiers = CTRL | SHIFT
    desk.qtbot.keyPress(hands.focus, Key.Key_B, modifiers)
    assert desk.window.centre.safe.holding
    desk.qtbot.keyRelease(hands.focus, Key.Key_B, modifiers)
    assert not desk.window.centre.safe.holding
    assert not desk.room.asked
    desk.qtbot.keyPress(hands.focus, Key.Key_B, modifiers)
    desk.pass_time(LONG_HOLD_MS / 1000 - 0.1)
    assert desk.window.centre.safe.holding and not desk.room.asked
    desk.pass_time(0.1)
    desk.qtbot.keyRelease(hands.focus, Key.Key_B, modifiers)
    desk.settle()
    assert desk.room.show.walls["hall"].safe


def test_only_text_fields_have_an_input_method(desk: Desk) -> None:
    wants = Qt.WidgetAttribute.WA_InputMethodEnabled
    texts = {desk.window.sources.find, desk.window.wall.notice, desk.window.sheets.save.name}
    fields = (QLineEdit, QTextEdit, QPlainTextEdit)
    reachable = [
        w
        for w in desk.window.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.ClickFocus or w.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    typed = {w for w in reachable if w.testAttribute(wants)}
    assert texts <= typed
    assert not [w for w in typed if not isinstance(w, fields) or isinstance(w, Figure)]


def test_question_mark_shows_the_keys(desk: Desk) -> None:
    hands = Hands(desk)
    hands.key(Key.Key_Question, SHIFT)
    assert desk.window.sheets.keys.isVisible()
    hands.key(Key.Key_Escape)
    hands.key(Key.Key_F1)
    assert desk.window.sheets.help.isVisible()
    hands.key(Key.Key_F1)
    assert not desk.window.sheets.help.isVisible()
