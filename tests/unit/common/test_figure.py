from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.common.figure import Figure
from ui.common.scale import Scale


@pytest.fixture
def figure(qtbot: QtBot, scale: Scale) -> Iterator[Figure]:
    host = QWidget()
    host.resize(200, 100)
    qtbot.addWidget(host)
    figure = Figure(scale, "X", 0, 100)
    figure.setParent(host)
    host.show()
    figure.put(40)
    yield figure
    host.hide()


def test_settles_on_enter(qtbot: QtBot, figure: Figure) -> None:
    figure.selectAll()
    with qtbot.waitSignal(figure.settled) as settled:
        qtbot.keyClicks(figure, "55")
        qtbot.keyClick(figure, Qt.Key.Key_Return)
    assert settled.args == [55]


def test_steps(qtbot: QtBot, figure: Figure) -> None:
    qtbot.keyClick(figure, Qt.Key.Key_Up)
    qtbot.keyClick(figure, Qt.Key.Key_PageDown)
    assert figure.value == 31


def test_kept_within_bounds(qtbot: QtBot, figure: Figure) -> None:
    figure.put(99)
    qtbot.keyClick(figure, Qt.Key.Key_PageUp)
    assert figure.value == 100


def test_unchanged_says_nothing(qtbot: QtBot, figure: Figure) -> None:
    with qtbot.assertNotEmitted(figure.settled):
        qtbot.keyClick(figure, Qt.Key.Key_Return)


def test_escape_takes_back_what_was_typed(qtbot: QtBot, figure: Figure) -> None:
    qtbot.keyClicks(figure, "9")
    qtbot.keyClick(figure, Qt.Key.Key_Escape)
    assert figure.text() == "40"


def test_a_sum_is_worked_out(qtbot: QtBot, figure: Figure) -> None:
    figure.selectAll()
    with qtbot.waitSignal(figure.settled) as settled:
        qtbot.keyClicks(figure, "(100+20)/2")
        qtbot.keyClick(figure, Qt.Key.Key_Return)
    assert settled.args == [60]
    assert figure.text() == "60"


def test_what_is_no_sum_changes_nothing_and_is_marked(qtbot: QtBot, figure: Figure) -> None:
    figure.selectAll()
    with qtbot.assertNotEmitted(figure.settled), qtbot.waitSignal(figure.mistaken):
        qtbot.keyClicks(figure, "10/")
        qtbot.keyClick(figure, Qt.Key.Key_Return)
    assert (figure.bad, figure.text(), figure.value) == (True, "10/", 40)
    qtbot.keyClick(figure, Qt.Key.Key_Escape)
    assert (figure.bad, figure.text()) == (False, "40")


def test_letters_are_not_taken(qtbot: QtBot, figure: Figure) -> None:
    figure.clear()
    qtbot.keyClicks(figure, "a1b2?")
    assert figure.text() == "12"


def test_an_empty_field_stands_for_several_values(qtbot: QtBot, figure: Figure) -> None:
    figure.clear_value()
    with qtbot.assertNotEmitted(figure.settled):
        qtbot.keyClick(figure, Qt.Key.Key_Return)
    with qtbot.waitSignal(figure.settled) as settled:
        qtbot.keyClicks(figure, "0")
        qtbot.keyClick(figure, Qt.Key.Key_Return)
    assert settled.args == [0]


def test_nothing_is_shown_where_it_stands_for_none(figure: Figure) -> None:
    figure.clear_value()
    assert figure.text() == ""
    figure.put(0)
    assert figure.text() == "0"
