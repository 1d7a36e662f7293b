"""The form is what the driver declares: what is wrong is said at its field, secrets stay secret."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLineEdit

from tests.unit.desk.devices.conftest import Seat, Site
from ui.common.command_button import State
from ui.desk.devices.policies import MIXED, grouped
from ui.desk.pages.devices import DevicesPage
from wallctl.domain import commands as c
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.points import Capability, Point, Policy, Text

WORD = "s3cret-Wort"


@pytest.fixture
async def page(seat: Seat, site: Site) -> DevicesPage:
    made: DevicesPage = seat.page(DevicesPage)
    await seat.done()
    return made


def known(seat: Seat, id: str = "pj1") -> Device:
    return seat.room.show.all(Device)[id]


def typed(page: DevicesPage, **values: object) -> None:
    form = page.form
    for key, value in values.items():
        (form.options.get(key) or form.own[key]).editor.put(value)
    for box in form.options.values():
        box.changed.emit()


def new(page: DevicesPage, driver: str = "projector") -> None:
    page.add()
    assert page.form.driver is not None
    page.form.driver.editor.put(driver)
    page.form.driver.changed.emit()


async def test_a_device_is_added_with_its_secret_beside_its_options(
    seat: Seat, page: DevicesPage
) -> None:
    new(page)
    typed(page, name="东投影", place="指挥大厅", rack="A-03", host="10.0.0.4", port="4353")
    secret = page.form.options["password"].editor
    assert isinstance(secret, QLineEdit)
    secret.setText(WORD)
    page.form.save.press()
    await seat.done()
    (command,) = [one for one in seat.room.asked if isinstance(one, c.DeviceAdd)]
    assert command.secrets == {"password": WORD}
    assert dict(command.options) == {
        "host": "10.0.0.4",
        "port": 4353,
        "line": "tcp",
        "poll_s": 10,
        "tls": False,
        "profile": "",
    }
    assert (command.driver, command.place, command.rack) == ("projector", "指挥大厅", "A-03")
    assert page.stack.currentWidget() is page.both
    assert secret.text() == ""


def test_the_family_says_makers_and_manual(page: DevicesPage) -> None:
    new(page)
    assert "Epson" in page.form.cited.text()
    assert "JBMIA PJLink 2.00" in page.form.cited.text()


def test_what_is_asked_for_goes_with_the_others(page: DevicesPage) -> None:
    new(page)
    assert page.form.options["baud"].isHidden()
    typed(page, line="serial")
    assert not page.form.options["baud"].isHidden()
    assert page.form.values()["baud"] == 9600
    typed(page, line="tcp")
    assert "baud" not in page.form.values()


@pytest.mark.parametrize(
    ("fields", "at", "why"),
    [
        ({"name": ""}, "name", "必须填写"),
        ({"host": ""}, "host", "必须填写"),
        ({"host": "a b"}, "host", "不能用的字符"),
        ({"port": "99999"}, "port", "1 到 65535"),
        ({"port": "abc"}, "port", "不是数字"),
        ({"port": "80.5"}, "port", "整数"),
        ({"poll_s": "0"}, "poll_s", "1 到 300"),
        ({"line": "serial", "baud": "1"}, "baud", "300"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_asked(
    seat: Seat, page: DevicesPage, fields: dict[str, str], at: str, why: str
) -> None:
    new(page)
    typed(page, **{"name": "甲", "host": "h", **fields})
    page.form.save.press()
    await seat.done()
    assert not seat.room.asked
    box = page.form.options.get(at) or page.form.own[at]
    assert why in box.wrong.text()
    assert not box.wrong.isHidden()
    assert box.editor.hasFocus()


@pytest.mark.parametrize(
    ("key", "at"),
    [
        ("options.host", "host"),
        ("args.options.host", "host"),
        ("secrets.password", "password"),
        ("name", "name"),
    ],
)
async def test_a_refusal_of_the_engine_comes_to_its_field(
    seat: Seat, page: DevicesPage, key: str, at: str
) -> None:
    new(page)
    typed(page, name="甲", host="h")

    async def send(kind: str, args: object, **_: object) -> c.Answer:
        fields = (("key", key), ("reason", "characters"), ("got", ""))
        return c.Answer(c.Result.REFUSED, 1, "invalid", "", fields)

    seat.room.send = send  # type: ignore[method-assign]  # as the engine refuses
    page.form.save.press()
    await seat.done()
    box = page.form.options.get(at) or page.form.own[at]
    assert "不能用的字符" in box.wrong.text()
    assert page.stack.currentWidget() is page.form


async def test_a_profile_is_wrong_at_a_line(seat: Seat, page: DevicesPage) -> None:
    new(page)
    typed(page, name="甲", host="h")

    async def send(kind: str, args: object, **_: object) -> c.Answer:
        fields = {"key": "options.profile", "reason": "profile", "line": "7", "why": "set"}
        return c.Answer(c.Result.REFUSED, 1, "invalid", "", tuple(fields.items()))

    seat.room.send = send  # type: ignore[method-assign]  # as the engine refuses
    page.form.save.press()
    await seat.done()
    assert "第 7 行" in page.form.options["profile"].wrong.text()


def test_a_kept_secret_is_said_and_not_shown(seat: Seat, page: DevicesPage) -> None:
    page.edit(replace(known(seat), secret="sealed"))
    box = page.form.options["password"]
    assert isinstance(box.editor, QLineEdit)
    assert (box.editor.text(), box.editor.placeholderText()) == ("", "已保存·重新输入")
    assert box.editor.echoMode() is QLineEdit.EchoMode.Password
    assert page.form.secrets() == {}
    assert box.forget is not None
    box.forget.press()
    assert page.form.secrets() == {"password": ""}


async def test_only_what_was_changed_is_asked_for(seat: Seat, page: DevicesPage) -> None:
    page.edit(known(seat))
    typed(page, rack="B-07")
    page.form.save.press()
    await seat.done()
    assert seat.room.asked[-1] == c.DeviceUpdate("pj1", rack="B-07")


async def test_a_changed_option_goes_with_all_of_them(seat: Seat, page: DevicesPage) -> None:
    page.edit(known(seat))
    typed(page, host="10.0.0.77")
    page.form.save.press()
    await seat.done()
    command = seat.room.asked[-1]
    assert isinstance(command, c.DeviceUpdate)
    assert command.options is not None
    assert (command.options["host"], command.options["port"]) == ("10.0.0.77", 4352)
    assert (command.name, command.secrets) == (None, None)


async def test_policies_replace_those_of_the_points(seat: Seat, page: DevicesPage) -> None:
    page.edit(known(seat))
    boxes = page.form.policies.boxes
    assert list(boxes) == ["power", "input", "mute.video"]
    boxes["power"].editor.put("enforce")
    page.form.save.press()
    await seat.done()
    assert seat.room.asked[-1] == c.DeviceUpdate("pj1", policies={"power": Policy.ENFORCE})


async def test_many_points_of_a_kind_have_one_policy(seat: Seat, page: DevicesPage) -> None:
    seat.room.put(replace(known(seat, "mx"), policies=(("route.3", Policy.OBSERVE),)))
    seat.settle()
    page.edit(known(seat, "mx"))
    (box,) = page.form.policies.boxes.values()
    assert box.editor.value() == MIXED
    assert page.form.policies.policies() == {"route.3": Policy.OBSERVE}
    box.editor.put("observe")
    assert len(page.form.policies.policies()) == 40


def test_few_points_are_decided_one_by_one() -> None:
    points = [Point(f"o.{n}", Capability.SWITCH, Text("", "")) for n in range(25)]
    assert len(grouped(points[:24])) == 24
    assert len(grouped(points)) == 1


async def test_a_test_says_what_it_is_and_reports_and_how_long_it_took(
    seat: Seat, page: DevicesPage
) -> None:
    page.edit(known(seat))
    fields = (("model", "EB-L200"), ("power", "on"))
    steps = (c.Step("device", "projector", "done", "", 41.7),)
    seat.room.device = c.Answer(c.Result.DONE, 1, "", "", fields, steps)
    page.form.test.press()
    await seat.done()
    command = seat.room.asked[-1]
    assert isinstance(command, c.DeviceTest)
    assert (command.driver, command.device) == ("projector", "pj1")
    told = page.form.said.text()
    assert "42 ms" in told
    assert "型号: EB-L200" in told
    assert "电源: 开机" in told
    assert page.stack.currentWidget() is page.form


async def test_a_test_that_fails_says_why(seat: Seat, page: DevicesPage) -> None:
    page.edit(known(seat))
    steps = (c.Step("device", "projector", "failed", "auth_failed"),)
    seat.room.device = c.Answer(c.Result.FAILED, 1, "auth_failed", "", (), steps)
    page.form.test.press()
    await seat.done()
    assert "用户名或密码错误" in page.form.said.text()
    assert page.form.test.state is State.FAILED


async def test_without_an_engine_nothing_is_lost(seat: Seat, page: DevicesPage) -> None:
    new(page)
    typed(page, name="甲", host="h")
    seat.room.lose()
    seat.settle()
    page.form.save.press()
    await seat.done()
    assert not seat.room.asked
    assert page.form.own["name"].editor.value() == "甲"


def test_a_driver_that_is_not_there_is_said(seat: Seat, page: DevicesPage, site: Site) -> None:
    page.edit(replace(known(seat), driver="gone"))
    assert page.form.cited.text() == "没有安装驱动"
