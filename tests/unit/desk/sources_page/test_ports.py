"""A source that is plugged into a matrix: the form offers what the device declares."""

from __future__ import annotations

import pytest

from tests.unit.desk.sources_page.conftest import Seat
from ui.desk.pages.sources import SourcesPage
from ui.desk.sources.form import Purpose
from wallctl.domain import commands as c
from wallctl.domain.devices.entities import Device, DevicePort
from wallctl.domain.devices.observed import Availability, DeviceState
from wallctl.domain.devices.points import Capability, Choice, Point, Text
from wallctl.domain.entities import Medium, Source

INPUTS = (Choice("1", Text("输入 1", "Input 1")), Choice("2", Text("坐席二", "Seat two")))
ROUTE = Point("route.1", Capability.ROUTE, Text("输出 1", "Output 1"), choices=INPUTS)
WINDOW = Point("window.1", Capability.WINDOW, Text("窗口 1", "Window 1"))
LAMP = Point("power", Capability.POWER, Text("电源", "Power"))


@pytest.fixture
def page(seat: Seat) -> SourcesPage:
    for one in (
        Device("mx", "矩阵", "videohub", name_en="Matrix"),
        Device("sp", "拼接器", "templated", options=(("inputs", 3),)),
        Device("lamp", "灯", "artnet"),
        Source("seat", "坐席", Medium.STREAM, "rtsp://10.0.0.3/1", port=DevicePort("mx", "2")),
    ):
        seat.room.put(one)
    seat.room.observe(
        devices=(
            DeviceState("mx", Availability.ONLINE, points=(ROUTE,)),
            DeviceState("sp", Availability.ONLINE, points=(WINDOW,)),
            DeviceState("lamp", Availability.ONLINE, points=(LAMP,)),
        )
    )
    seat.hub.moved()
    seat.settle()
    made: SourcesPage = seat.page(SourcesPage)
    return made


def offered(page: SourcesPage, key: str) -> list[str]:
    field = page.form.editors[key]
    return [field.itemText(n) for n in range(field.count())]


def choose(page: SourcesPage, key: str, code: str) -> None:
    field = page.form.editors[key]
    field.setCurrentIndex(field.findData(code))
    field.activated.emit(field.currentIndex())


async def test_a_source_with_no_address_is_added_at_an_input(seat: Seat, page: SourcesPage) -> None:
    page.add()
    assert offered(page, "port.device") == ["不经设备", "拼接器", "矩阵"]
    assert page.form.editors["port.input"].isHidden(), "there is nothing to choose from yet"
    choose(page, "port.device", "mx")
    assert not page.form.editors["port.input"].isHidden()
    assert offered(page, "port.input") == ["输入 1", "2 · 坐席二"]
    page.form.editors["name"].put("会议室")
    page.form.save.fired.emit()
    await seat.done()
    assert "设备输入" in page.form.said.text(), "which input is asked before anything is sent"
    choose(page, "port.input", "2")
    page.form.save.fired.emit()
    await seat.done()
    added = next(s for s in seat.room.show.sources.values() if s.name == "会议室")
    assert (added.main, added.port) == ("", DevicePort("mx", "2"))


async def test_a_processor_offers_as_many_inputs_as_it_has_and_takes_others(
    seat: Seat, page: SourcesPage
) -> None:
    page.add()
    choose(page, "port.device", "sp")
    assert offered(page, "port.input") == ["1", "2", "3"]
    page.form.editors["port.input"].setEditText("DP-7")
    assert page.form.editors["port.input"].value() == "DP-7"
    page.form.editors["name"].put("大屏机")
    page.form._test()
    assert "节点无法测试" in page.form.said.text()


async def test_it_is_kept_while_the_device_is_gone_and_can_be_taken_out(
    seat: Seat, page: SourcesPage
) -> None:
    seat.room.observe(devices=())
    seat.settle()
    page.form.open_for(Purpose.EDIT, seat.room.show.sources["seat"])
    page.stack.setCurrentWidget(page.form)
    assert page.form.editors["port.device"].value() == "mx"
    assert page.form.editors["port.input"].value() == "2"
    page.form.editors["place"].put("三楼")
    page.form.save.fired.emit()
    await seat.done()
    assert seat.room.show.sources["seat"].port == DevicePort("mx", "2")
    page.form.open_for(Purpose.EDIT, seat.room.show.sources["seat"])
    choose(page, "port.device", "")
    page.form.save.fired.emit()
    await seat.done()
    assert seat.room.show.sources["seat"].port is None
    assert isinstance(seat.room.asked[-1], c.SourceUpdate)
