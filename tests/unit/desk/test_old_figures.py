"""Figures are hatched with their age once they are older than ten seconds."""

from __future__ import annotations

from tests.unit.desk.conftest import Desk
from ui.common.lint import findings


def veils(desk: Desk) -> list[str]:
    return [veil.text for veil in desk.window.veils.veils if veil.isVisible()]


def test_figures_are_hatched_with_their_age_until_the_engine_is_back(desk: Desk) -> None:
    assert veils(desk) == []
    desk.room.lose()
    desk.settle()
    desk.pass_time(9.0)
    assert veils(desk) == []
    desk.pass_time(6.0)
    assert veils(desk) == ["15 秒前的数据"] * 4
    assert [f for f in findings(desk.window) if "OldVeil" in str(f)] == []
    desk.room.come_back()
    desk.settle()
    assert veils(desk) == []


def test_a_veil_covers_its_panel_and_lets_the_mouse_through(desk: Desk) -> None:
    desk.room.lose()
    desk.settle()
    desk.pass_time(20.0)
    tree = desk.window.sources.tree
    veil = desk.window.veils.veils[0]
    assert veil.geometry() == tree.rect()
    desk.window.resize(1500, 900)
    desk.qtbot.waitUntil(lambda: veil.geometry() == tree.rect())
    assert tree.childAt(tree.rect().center()) is not veil
