from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.common.figure import Figure
from ui.common.scale import Scale


def _figure(qtbot: QtBot, scale: Scale) -> Figure:
    figure = Figure(scale, "X", 0, 100)
    qtbot.addWidget(figure)
    figure.show()
    figure.put(40)
    return figure


def test_settles_on_enter(qtbot: QtBot, scale: Scale) -> None:
    figure = _figure(qtbot, scale)
    figure.selectAll()
    with qtbot.waitSignal(figure.settled) as settled:
        qtbot.keyClicks(figure, "55")
        qtbot.keyClick(figure, Qt.Key.Key_Return)
    assert settled.args == [55]


def test_steps(qtbot: QtBot, scale: Scale) -> None:
    figure = _figure(qtbot, scale)
    qtbot.keyClick(figure, Qt.Key.Key_Up)
    qtbot.keyClick(figure, Qt.Key.Key_PageDown)
    assert figure.value == 31


def test_kept_within_bounds(qtbot: QtBot, scale: Scale) -> None:
    figure = _figure(qtbot, scale)
    figure.put(99)
    qtbot.keyClick(figure, Qt.Key.Key_PageUp)
    assert figure.value == 100


def test_unchanged_says_nothing(qtbot: QtBot, scale: Scale) -> None:
    figure = _figure(qtbot, scale)
    with qtbot.assertNotEmitted(figure.settled):
        qtbot.keyClick(figure, Qt.Key.Key_Return)


def test_escape_takes_back_what_was_typed(qtbot: QtBot, scale: Scale) -> None:
    figure = _figure(qtbot, scale)
    qtbot.keyClicks(figure, "9")
    qtbot.keyClick(figure, Qt.Key.Key_Escape)
    assert figure.text() == "40"
