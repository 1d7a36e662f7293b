"""MQTT: lamps, sockets, curtains, thermostats and sensors behind a broker (Mosquitto, EMQX, ...),
as Zigbee2MQTT tells of them, or as devices announce themselves for Home Assistant (Tasmota,
ESPHome, Shelly, OpenBeken, ...). One broker is one device here; its points are found, not written.

Manuals: MQTT 3.1.1 (OASIS, 2014); Zigbee2MQTT documentation "Exposes", "MQTT topics and messages";
Home Assistant documentation "MQTT Discovery". The library aiomqtt 2.5 speaks to the broker.
"""

from __future__ import annotations

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import Capability, Choice, Text
from wallctl.drivers.mqtt.diff import diff
from wallctl.drivers.mqtt.state import points
from wallctl.ports.driver import Connection, Family, Means, Pace

__all__ = ["FAMILY", "connect"]


def connect(options: Options, means: Means) -> Connection:
    from wallctl.drivers.mqtt.connection import MqttConnection

    return MqttConnection(options, means)


def _pace(options: Options) -> Pace:
    # Devices tell by themselves; what was set is waited for, and asked for, by the connection.
    return Pace(gap_s=0.02, poll_s=float(options["poll_s"]), timeout_s=5.0, readback_s=0.0)


FAMILY = Family(
    FamilyCard(
        "mqtt",
        Text("MQTT（Zigbee2MQTT、自动发现）", "MQTT (Zigbee2MQTT, discovery)"),
        "Zigbee2MQTT; Tasmota, ESPHome, Shelly and all that announce themselves for Home Assistant",
        "MQTT 3.1.1; Zigbee2MQTT: Exposes; Home Assistant: MQTT Discovery",
        (
            Capability.LIGHT,
            Capability.SWITCH,
            Capability.OUTLET,
            Capability.COVER,
            Capability.CLIMATE,
            Capability.LEVEL,
            Capability.INPUT,
            Capability.SENSOR,
        ),
        (
            Option("host", OptionKind.HOST, Text("代理服务器地址", "Broker"), required=True),
            Option("port", OptionKind.PORT, Text("端口", "Port"), default=1883),
            Option("user", OptionKind.TEXT, Text("用户名", "User")),
            Option("password", OptionKind.SECRET, Text("密码", "Password")),
            Option("tls", OptionKind.SWITCH, Text("加密 (TLS)", "Enciphered (TLS)"), default=False),
            Option(
                "kind",
                OptionKind.CHOICE,
                Text("发现方式", "Found by"),
                default="zigbee2mqtt",
                choices=(
                    Choice("zigbee2mqtt", Text("Zigbee2MQTT", "Zigbee2MQTT")),
                    Choice(
                        "homeassistant",
                        Text("Home Assistant 自动发现", "Home Assistant discovery"),
                    ),
                ),
            ),
            Option(
                "base",
                OptionKind.TEXT,
                Text("基础主题", "Base topic"),
                default="zigbee2mqtt",
                shown_if=("kind", "zigbee2mqtt"),
            ),
            Option(
                "prefix",
                OptionKind.TEXT,
                Text("发现主题前缀", "Discovery prefix"),
                default="homeassistant",
                shown_if=("kind", "homeassistant"),
            ),
            Option(
                "poll_s",
                OptionKind.NUMBER,
                Text("轮询间隔", "Poll interval"),
                default=0,
                low=0,
                high=3600,
                unit="s",
                hint=Text("0：不轮询，由设备主动上报", "0: devices tell by themselves"),
            ),
        ),
        says_lines=True,
    ),
    points,
    diff,
    connect,
    _pace,
)
