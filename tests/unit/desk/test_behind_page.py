"""The page of what stands behind a wall: nothing changes before it is saved."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tests.unit.desk.conftest import Desk
from ui.desk.offered import Offered
from ui.desk.pages.behind import BehindPage
from wallctl.domain import commands as c
from wallctl.domain.devices.entities import Behind, Device, OutputBehind
from wallctl.domain.devices.observed import Availability, DeviceState
from wallctl.domain.devices.points import Capability, Choice, Point, Text

INPUTS = tuple(Choice(str(n), Text(f"输入 {n}", f"Input {n}")) for n in range(1, 5))
ROUTES = tuple(
    Point(f"route.{n}", Capability.ROUTE, Text(f"输出 {n}", f"Output {n}"), choices=INPUTS)
    for n in (1, 2)
)
WINDOWS = tuple(
    Point(f"window.{n}", Capability.WINDOW, Text(f"窗口 {n}", f"Window {n}")) for n in (1, 2, 3)
)


@pytest.fixture
def page(desk: Desk) -> BehindPage:
    for one in (Device("mx", "矩阵", "videohub"), Device("sp", "拼接器", "templated")):
        desk.room.put(one)
    desk.room.observe(
        devices=(
            DeviceState("mx", Availability.ONLINE, points=ROUTES),
            DeviceState("sp", Availability.ONLINE, points=WINDOWS),
        )
    )
    desk.settle()
    desk.window.drawer.open_page("behind")
    desk.settle()
    found = desk.window.drawer.page("behind")
    assert isinstance(found, BehindPage)
    return found


def choose(field: Offered, code: str) -> None:
    field.setCurrentIndex(field.findData(code))
    field.activated.emit(field.currentIndex())


def texts(field: Offered) -> list[str]:
    return [field.itemText(n) for n in range(field.count())]


def test_a_display_is_hung_on_a_matrix(desk: Desk, page: BehindPage) -> None:
    row = page._rows[0]
    assert texts(row.device) == ["节点直连", "矩阵"]
    assert not page.save.isEnabled()
    choose(row.device, "mx")
    assert texts(row.key) == ["输出 1", "输出 2"]
    assert texts(row.own) == ["输入 1", "输入 2", "输入 3", "输入 4"]
    choose(row.key, "route.2")
    choose(row.own, "4")
    assert not desk.room.show.all(Behind)
    page.save.press()
    desk.settle()
    [behind] = desk.room.show.all(Behind).values()
    assert behind == Behind("hall", (OutputBehind("o0", "mx", "route.2", "4"),))
    assert not page.changed
    assert not page.save.isEnabled()


def test_what_is_missing_is_named_by_its_output_and_field(desk: Desk, page: BehindPage) -> None:
    choose(page._rows[1].device, "mx")
    page.save.press()
    desk.settle()
    assert not desk.room.show.all(Behind)
    assert "o1 · 矩阵输出" in page.said.text()
    assert page.changed


def test_a_processor_brings_as_many_windows_as_it_has(desk: Desk, page: BehindPage) -> None:
    choose(page.processor, "sp")
    assert page.windows.value() == 3
    page.own.lineEdit().selectAll()
    page.own.lineEdit().insert("HDMI-2")
    page.save.press()
    desk.settle()
    assert desk.room.show.all(Behind)["hall"] == Behind("hall", (), "sp", "HDMI-2", 3)
    choose(page.processor, "")
    page.save.fired.emit()
    desk.settle()
    assert not desk.room.show.all(Behind)


def test_another_operators_change_does_not_take_away_what_is_typed(
    desk: Desk, page: BehindPage
) -> None:
    choose(page._rows[0].device, "mx")
    desk.room.do(c.WallBehind("hall", processor="sp", own="1", windows=2))
    desk.settle()
    assert page._rows[0].device.value() == "mx"
    page.back.press()
    desk.settle()
    assert page._rows[0].device.value() == ""
    assert (page.processor.value(), page.own.value(), page.windows.value()) == ("sp", "1", 2)


def test_a_device_that_is_gone_takes_nothing_away(desk: Desk, page: BehindPage) -> None:
    desk.room.do(c.WallBehind("hall", (OutputBehind("o0", "mx", "route.1", "3"),)))
    desk.settle()
    desk.room.observe(devices=())
    desk.settle()
    row = page._rows[0]
    assert (row.device.value(), row.key.value(), row.own.value()) == ("mx", "route.1", "3")
    QApplication.processEvents()
    assert not page.changed
