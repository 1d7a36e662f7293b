"""A site of devices of several families, with every verdict there is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from tests.unit.desk.fake_room import FakeRoom
from tests.unit.desk.sources_page.conftest import Make, Seat, make_seat, seat
from wallctl.domain.devices.entities import Desired, Device, desired_id
from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.observed import Availability, DeviceState, PointState, Verdict
from wallctl.domain.devices.options import Option, OptionKind
from wallctl.domain.devices.points import (
    ON_OFF,
    POWER_VIA,
    ActSpec,
    Capability,
    Choice,
    Point,
    Text,
    Value,
)
from wallctl.domain.devices.ups import CHARGE, FEED, LOAD, LOW, RUNTIME
from wallctl.wire.devices import DRIVERS_PATH, Drivers, Exchanges, exchanges_path

__all__ = ["Make", "Seat", "make_seat", "seat"]

INPUTS = tuple(Choice(str(n), Text(f"输入 {n}", f"Input {n}")) for n in range(1, 9))
PROJECTOR = (
    Point(
        "power",
        Capability.POWER,
        Text("电源", "Power"),
        choices=ON_OFF,
        via=POWER_VIA,
        settle_s=90.0,
    ),
    Point("input", Capability.INPUT, Text("输入", "Input"), choices=INPUTS),
    Point("mute.video", Capability.MUTE, Text("画面静默", "Picture mute")),
    Point(
        "hours.lamp.1",
        Capability.SENSOR,
        Text("灯泡 1 时数", "Lamp 1 hours"),
        settable=False,
        unit="h",
    ),
)
ROUTER = tuple(
    Point(
        f"route.{n}",
        Capability.ROUTE,
        Text(f"输出 {n}", f"Output {n}"),
        choices=INPUTS,
    )
    for n in range(1, 41)
)
LIGHTS = (
    Point(
        "dim",
        Capability.LIGHT,
        Text("主灯", "Main light"),
        low=0,
        high=100,
        step=1,
        unit="%",
    ),
    Point(
        "blind",
        Capability.COVER,
        Text("窗帘", "Blind"),
        low=0,
        high=100,
        step=1,
        unit="%",
        readable=False,
    ),
    Point(
        "climate",
        Capability.CLIMATE,
        Text("空调温度", "Air temperature"),
        low=16,
        high=30,
        step=0.5,
        unit="°C",
    ),
)
OUTLETS = tuple(
    Point(
        f"outlet.{n}",
        Capability.OUTLET,
        Text(f"第 {n} 路", f"Outlet {n}"),
        dangerous=True,
    )
    for n in range(1, 5)
)
UPS = (FEED, LOW, CHARGE, RUNTIME, LOAD)
POINTS = {
    "projector": PROJECTOR,
    "router": ROUTER,
    "lights": LIGHTS,
    "sequencer": OUTLETS,
    "ups": UPS,
}

HOST = Option("host", OptionKind.HOST, Text("地址", "Address"), required=True)
PORT = Option("port", OptionKind.PORT, Text("端口", "Port"), 4352)
PASSWORD = Option("password", OptionKind.SECRET, Text("密码", "Password"))
LINE = Option(
    "line",
    OptionKind.CHOICE,
    Text("线路", "Line"),
    "tcp",
    choices=(Choice("tcp", Text("网络", "Network")), Choice("serial", Text("串口", "Serial"))),
)
BAUD = Option(
    "baud",
    OptionKind.INTEGER,
    Text("波特率", "Baud rate"),
    9600,
    low=300,
    high=4_000_000,
    shown_if=("line", "serial"),
    hint=Text("按设备菜单", "As in the device's own menu"),
)
POLL = Option(
    "poll_s",
    OptionKind.NUMBER,
    Text("查询间隔", "Time between queries"),
    10.0,
    low=1,
    high=300,
    unit="s",
)
TLS = Option("tls", OptionKind.SWITCH, Text("加密", "Enciphered"), False)
OWN = Option("profile", OptionKind.LONG, Text("配置", "Profile"))
ACTS = (
    ActSpec("restart", Text("重新启动", "Restart"), dangerous=True),
    ActSpec(
        "recall",
        Text("调用预设", "Recall a preset"),
        Point("number", Capability.PRESET, Text("预设编号", "Preset number"), low=1, high=60),
    ),
    ActSpec("ding", Text("蜂鸣", "Beep")),
)


def card(name: str, zh: str, en: str, *, says_lines: bool = False) -> FamilyCard:
    return FamilyCard(
        name,
        Text(zh, en),
        "Epson, Panasonic, Sony",
        "JBMIA PJLink 2.00 (2017)",
        tuple(dict.fromkeys(p.capability for p in POINTS[name])),
        (HOST, PORT, LINE, BAUD, PASSWORD, POLL, TLS, OWN),
        ACTS,
        says_lines=says_lines,
    )


CARDS = (
    card("projector", "投影机（PJLink）", "Projector (PJLink)", says_lines=True),
    card("router", "矩阵", "Matrix router"),
    card("lights", "灯光窗帘", "Lights and blinds"),
    card("sequencer", "电源时序器", "Power sequencer"),
    card("ups", "UPS(NUT)", "UPS (NUT)"),
)
VALUES: dict[str, Value] = {
    "power": "on",
    "input": "3",
    "mute.video": False,
    "hours.lamp.1": 1204,
    "dim": 80,
    "climate": 22.5,
    "feed": "mains",
    "battery_low": False,
    "charge": 98,
    "runtime": 42,
    "load": 31,
    **{f"route.{n}": "1" for n in range(1, 41)},
    **{f"outlet.{n}": True for n in range(1, 5)},
}


@dataclass
class Site:
    """Devices of a fake room; `tell` has one report, `want` has somebody wish."""

    room: FakeRoom

    def __post_init__(self) -> None:
        self.room.pages[DRIVERS_PATH] = Drivers(families=CARDS)
        self.states: dict[str, DeviceState] = {}

    def add(
        self,
        id: str,
        driver: str,
        name: str,
        place: str = "指挥大厅",
        rack: str = "",
        *,
        availability: Availability = Availability.ONLINE,
        reason: str = "",
        **options: Value,
    ) -> None:
        device = Device(
            id,
            name,
            driver,
            options=tuple({"host": "10.0.0.9", **options}.items()),
            place=place,
            rack=rack,
            enabled=availability is not Availability.ABSENT,
        )
        self.room.pages[exchanges_path(id)] = Exchanges()
        self.room.put(device)
        points = POINTS[driver]
        online = availability is Availability.ONLINE
        states = tuple(
            PointState(
                p.key,
                VALUES.get(p.key),
                time.time() - 300,
                verdict=Verdict.FREE if online else Verdict.UNKNOWN,
                stale=not online,
                heard=0.0 if online else time.time() - 120,
            )
            for p in points
        )
        info = (("maker", "Epson"), ("model", f"{driver}-{id}"), ("version", "1.2"))
        self.states[id] = DeviceState(
            id, availability, reason, "", time.time() - 600, info if online else (), points, states
        )

    def point(self, device: str, key: str, **fields: object) -> None:
        """One point says something else, and its verdict is about what is wanted now."""
        state = self.states[device]
        wish = self.room.show.get(Desired, desired_id(device, key))
        if wish is not None:
            fields.setdefault("wished_at", wish.at)
        states = tuple(
            replace(one, **fields) if one.key == key else one  # type: ignore[arg-type]
            for one in state.states
        )
        self.states[device] = replace(state, states=states)

    def want(self, device: str, key: str, value: Value, by: str = "张三") -> None:
        one = Desired(desired_id(device, key), device, key, value, by, time.time() - 60)
        self.room.put(one)

    def tell(self) -> None:
        self.room.observe(devices=tuple(self.states.values()))


def fill(site: Site) -> None:
    """Twenty devices: offline, failed, drifted, pending, sent, old, connecting, absent, well."""
    away = {"availability": Availability.OFFLINE}
    site.add("pj1", "projector", "投影机 1", "指挥大厅", "A-01")
    site.add("pj2", "projector", "投影机 2", "指挥大厅", "A-01", reason="unreachable", **away)  # type: ignore[arg-type]
    site.add("pj3", "projector", "投影机 3", "指挥大厅", "A-01")
    site.add("mx", "router", "主矩阵", "指挥大厅", "A-02")
    site.add("seq", "sequencer", "电源时序器", "指挥大厅", "A-02")
    site.add("lt", "lights", "大厅灯光", "指挥大厅", "")
    site.add("ups", "ups", "大厅 UPS", "机房", "P-01")
    site.add("pjc", "projector", "会商室投影机", "会商室", "", reason="auth_failed", **away)  # type: ignore[arg-type]
    site.add("ltc", "lights", "会商室灯光", "会商室", "")
    site.add("old", "lights", "走廊灯光", "会商室", "")
    site.add("new", "projector", "新投影机", "", "", availability=Availability.CONNECTING)
    site.add("off", "projector", "备用投影机", "机房", "P-02", availability=Availability.ABSENT)
    for n in range(8):
        site.add(f"w{n}", "lights", f"灯组 {n + 1}", "指挥大厅", "")
    now = time.time()
    site.want("pj1", "power", "on")
    site.point("pj1", "power", value="on", verdict=Verdict.IN_SYNC, by="张三", since=now)
    site.want("pj1", "input", "2", "李四")
    site.point("pj1", "input", verdict=Verdict.DRIFTED, since=now - 90)
    site.want("pj3", "power", "on")
    site.point(
        "pj3", "power", value="warming", verdict=Verdict.PENDING, reason="warming", since=now
    )
    site.want("mx", "route.12", "4")
    site.point("mx", "route.12", verdict=Verdict.FAILED, reason="not_taken", attempts=3, since=now)
    site.want("lt", "blind", 40)
    site.point("lt", "blind", value=None, verdict=Verdict.SENT, since=now)
    site.want("pj2", "power", "off")
    site.point("pj2", "power", verdict=Verdict.PENDING, reason="waits", since=now - 30)
    for key in ("dim", "climate"):
        site.point("old", key, stale=True, heard=now - 45)
    site.tell()


Fill = Callable[[Site], None]


@pytest.fixture
def site(seat: Seat) -> Site:
    made = Site(seat.room)
    fill(made)
    seat.settle()
    return made
