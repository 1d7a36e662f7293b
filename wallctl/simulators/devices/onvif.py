"""A moving camera that speaks ONVIF: device, media, PTZ and events at one address."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import re
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from wallctl.simulators.devices.base import TcpSimulator, Value

_SPACES = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "tt": "http://www.onvif.org/ver10/schema",
    "tds": "http://www.onvif.org/ver10/device/wsdl",
    "trt": "http://www.onvif.org/ver10/media/wsdl",
    "tptz": "http://www.onvif.org/ver20/ptz/wsdl",
    "tev": "http://www.onvif.org/ver10/events/wsdl",
    "wsnt": "http://docs.oasis-open.org/wsn/b-2",
    "wsa": "http://www.w3.org/2005/08/addressing",
    "tns1": "http://www.onvif.org/ver10/topics",
    "ter": "http://www.onvif.org/ver10/error",
}
_DECLARED = " ".join(f'xmlns:{key}="{space}"' for key, space in _SPACES.items())
_MOTION = "tns1:RuleEngine/CellMotionDetector/Motion", "IsMotion"
_TAMPER = "tns1:VideoSource/GlobalSceneChange/ImagingService", "State"
_OPEN_TO_ALL = {"GetSystemDateAndTime", "GetServices", "GetCapabilities"}


class OnvifSimulator(TcpSimulator):
    """Front panel: pan, tilt (-100..100), zoom (0..100) in %, motion, tamper (bool)."""

    family = "onvif"

    def __init__(self, password: str = "wallctl", user: str = "admin") -> None:
        super().__init__()
        self.password, self.user = password, user
        self._values: dict[str, Value] = {
            "pan": 0,
            "tilt": 0,
            "zoom": 0,
            "motion": False,
            "tamper": False,
        }
        self.velocity = (0.0, 0.0, 0.0)
        self.presets: dict[str, tuple[str, Value, Value, Value]] = {}
        self._serial = 0  # of the last event
        self._told = -1
        self._news = asyncio.Event()

    def options(self) -> Mapping[str, Value]:
        return {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
            "poll_s": 1.0,
        }

    def state(self) -> Mapping[str, Value]:
        return dict(self._values)

    async def front_panel(self, key: str, value: Value) -> None:
        if key not in self._values:
            raise KeyError(key)
        self._values[key] = value
        if key in ("motion", "tamper"):
            self._serial += 1
            self._news.set()

    # -- HTTP ---------------------------------------------------------------------------------

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        size = re.search(r"(?i)content-length: *(\d+)", head)
        body = (await reader.readexactly(int(size.group(1)) if size else 0)).decode()
        found = re.search(r"<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)", body)
        asked = found.group(1) if found else ""
        if asked not in _OPEN_TO_ALL and not self._knows(body):
            status, told = "401 Unauthorized", _fault("ter:NotAuthorized", "Sender not Authorized")
        else:
            status, told = await self._answer(asked, body, reader)
        told = f"<?xml version='1.0'?><s:Envelope {_DECLARED}><s:Body>{told}</s:Body></s:Envelope>"
        content = told.encode()
        answer = (
            f"HTTP/1.1 {status}\r\nContent-Type: application/soap+xml; charset=utf-8\r\n"
            f"Content-Length: {len(content)}\r\nConnection: close\r\n\r\n"
        )
        await self.say(writer, answer.encode() + content)
        if self.faults.silence:
            await reader.read()  # it holds the line and says nothing

    def _knows(self, body: str) -> bool:
        if not self.password:
            return True
        user, told = _text(body, "Username"), _text(body, "Password")
        nonce, created = _text(body, "Nonce"), _text(body, "Created")
        with contextlib.suppress(ValueError):
            made = base64.b64decode(nonce) + created.encode() + self.password.encode()
            digest = hashlib.sha1(made, usedforsecurity=False).digest()
            return user == self.user and told == base64.b64encode(digest).decode()
        return False

    async def _answer(self, asked: str, body: str, reader: asyncio.StreamReader) -> tuple[str, str]:
        if asked == "PullMessages":
            return "200 OK", await self._pulled(reader)
        if asked in _SAID:
            return "200 OK", _SAID[asked](self, body)
        if asked in _DONE and not self.faults.refuse:
            refused = _DONE[asked](self, body)
            if not refused:
                space = "wsnt" if asked in ("Unsubscribe", "Renew") else "tptz"
                more = f"<tptz:PresetToken>{_text(body, 'PresetToken')}</tptz:PresetToken>"
                inner = more if asked == "SetPreset" else ""
                return "200 OK", f"<{space}:{asked}Response>{inner}</{space}:{asked}Response>"
            return "400 Bad Request", _fault("ter:InvalidArgVal", refused)
        return "500 Internal Server Error", _fault("ter:ActionNotSupported", "not supported")

    # -- what it says --------------------------------------------------------------------------

    def _services(self, body: str) -> str:
        at = f"http://{self.host}:{self.port}/onvif"
        rows = "".join(
            f"<tds:Service><tds:Namespace>{_SPACES[key]}</tds:Namespace>"
            f"<tds:XAddr>{at}/{name}</tds:XAddr>"
            "<tds:Version><tt:Major>2</tt:Major><tt:Minor>6</tt:Minor></tds:Version></tds:Service>"
            for key, name in (
                ("tds", "device_service"),
                ("trt", "media"),
                ("tptz", "ptz"),
                ("tev", "events"),
            )
        )
        return f"<tds:GetServicesResponse>{rows}</tds:GetServicesResponse>"

    def _about(self, body: str) -> str:
        return (
            "<tds:GetDeviceInformationResponse><tds:Manufacturer>wallctl</tds:Manufacturer>"
            "<tds:Model>模拟云台摄像机</tds:Model><tds:FirmwareVersion>1.0</tds:FirmwareVersion>"
            "<tds:SerialNumber>1</tds:SerialNumber><tds:HardwareId>sim</tds:HardwareId>"
            "</tds:GetDeviceInformationResponse>"
        )

    def _time(self, body: str) -> str:
        return (
            "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime>"
            "<tt:DateTimeType>NTP</tt:DateTimeType></tds:SystemDateAndTime>"
            "</tds:GetSystemDateAndTimeResponse>"
        )

    def _profiles(self, body: str) -> str:
        rows = "".join(
            f'<trt:Profiles token="{token}" fixed="true"><tt:Name>{name}</tt:Name>'
            '<tt:PTZConfiguration token="p"><tt:Name>p</tt:Name><tt:NodeToken>n</tt:NodeToken>'
            "</tt:PTZConfiguration></trt:Profiles>"
            for token, name in (("main", "主码流"), ("sub", "子码流"))
        )
        return f"<trt:GetProfilesResponse>{rows}</trt:GetProfilesResponse>"

    def _stream(self, body: str) -> str:
        token = escape(_text(body, "ProfileToken"))
        return (
            "<trt:GetStreamUriResponse><trt:MediaUri>"
            f"<tt:Uri>rtsp://{self.host}:554/{token}</tt:Uri>"
            "</trt:MediaUri></trt:GetStreamUriResponse>"
        )

    def _status(self, body: str) -> str:
        pan, tilt, zoom = (float(self._values[key]) / 100 for key in ("pan", "tilt", "zoom"))
        how = "MOVING" if any(self.velocity) else "IDLE"
        return (
            "<tptz:GetStatusResponse><tptz:PTZStatus><tt:Position>"
            f'<tt:PanTilt x="{pan}" y="{tilt}"/><tt:Zoom x="{zoom}"/></tt:Position>'
            f"<tt:MoveStatus><tt:PanTilt>{how}</tt:PanTilt><tt:Zoom>{how}</tt:Zoom>"
            "</tt:MoveStatus></tptz:PTZStatus></tptz:GetStatusResponse>"
        )

    def _listed(self, body: str) -> str:
        rows = "".join(
            f'<tptz:Preset token="{escape(token)}"><tt:Name>{escape(one[0])}</tt:Name>'
            "</tptz:Preset>"
            for token, one in self.presets.items()
        )
        return f"<tptz:GetPresetsResponse>{rows}</tptz:GetPresetsResponse>"

    def _subscribed(self, body: str) -> str:
        self._told = -1  # the state of each property comes first
        return (
            "<tev:CreatePullPointSubscriptionResponse><tev:SubscriptionReference>"
            f"<wsa:Address>http://{self.host}:{self.port}/onvif/pull</wsa:Address>"
            "</tev:SubscriptionReference></tev:CreatePullPointSubscriptionResponse>"
        )

    async def _pulled(self, reader: asyncio.StreamReader) -> str:
        if self._told == self._serial:
            self._news.clear()
            async with asyncio.TaskGroup() as group:
                gone = group.create_task(reader.read())
                news = group.create_task(self._news.wait())
                await asyncio.wait((gone, news), timeout=1.0, return_when="FIRST_COMPLETED")
                gone.cancel()
                news.cancel()
        rows = ""
        if self._told != self._serial:
            self._told = self._serial
            for key, (topic, name) in (("motion", _MOTION), ("tamper", _TAMPER)):
                value = str(bool(self._values[key])).lower()
                rows += (
                    "<wsnt:NotificationMessage>"
                    f'<wsnt:Topic Dialect="d">{topic}</wsnt:Topic><wsnt:Message>'
                    '<tt:Message UtcTime="2024-01-01T00:00:00Z" PropertyOperation="Changed">'
                    f'<tt:Data><tt:SimpleItem Name="{name}" Value="{value}"/></tt:Data>'
                    "</tt:Message></wsnt:Message></wsnt:NotificationMessage>"
                )
        return f"<tev:PullMessagesResponse>{rows}</tev:PullMessagesResponse>"

    # -- what it does --------------------------------------------------------------------------

    def _absolute(self, body: str) -> str:
        for key, name, axis in (
            ("pan", "PanTilt", "x"),
            ("tilt", "PanTilt", "y"),
            ("zoom", "Zoom", "x"),
        ):
            told = _axis(body, name, axis)
            if told is not None:
                self._values[key] = round(told * 100)
        return ""

    def _continuous(self, body: str) -> str:
        pan, tilt = _axis(body, "PanTilt", "x") or 0.0, _axis(body, "PanTilt", "y") or 0.0
        self.velocity = (pan, tilt, _axis(body, "Zoom", "x") or 0.0)
        self._values["pan"] = max(-100, min(100, int(self._values["pan"]) + round(10 * pan)))
        self._values["tilt"] = max(-100, min(100, int(self._values["tilt"]) + round(10 * tilt)))
        self.acted += 1
        return ""

    def _stop(self, body: str) -> str:
        self.velocity = (0.0, 0.0, 0.0)
        self.acted += 1
        return ""

    def _home(self, body: str) -> str:
        self._values |= {"pan": 0, "tilt": 0, "zoom": 0}
        self.acted += 1
        return ""

    def _stored(self, body: str) -> str:
        v, token = self._values, _text(body, "PresetToken")
        self.presets[token] = _text(body, "PresetName"), v["pan"], v["tilt"], v["zoom"]
        self.acted += 1
        return ""

    def _recalled(self, body: str) -> str:
        one = self.presets.get(_text(body, "PresetToken"))
        if one is None:
            return "no such preset"
        self._values |= {"pan": one[1], "tilt": one[2], "zoom": one[3]}
        self.acted += 1
        return ""

    def _nothing(self, body: str) -> str:
        return ""


_Answers = Mapping[str, Callable[[OnvifSimulator, str], str]]
_SAID: _Answers = {
    "GetServices": OnvifSimulator._services,
    "GetDeviceInformation": OnvifSimulator._about,
    "GetSystemDateAndTime": OnvifSimulator._time,
    "GetProfiles": OnvifSimulator._profiles,
    "GetStreamUri": OnvifSimulator._stream,
    "GetStatus": OnvifSimulator._status,
    "GetPresets": OnvifSimulator._listed,
    "CreatePullPointSubscription": OnvifSimulator._subscribed,
}
_DONE: _Answers = {
    "AbsoluteMove": OnvifSimulator._absolute,
    "ContinuousMove": OnvifSimulator._continuous,
    "Stop": OnvifSimulator._stop,
    "GotoHomePosition": OnvifSimulator._home,
    "SetPreset": OnvifSimulator._stored,
    "GotoPreset": OnvifSimulator._recalled,
    "Unsubscribe": OnvifSimulator._nothing,
    "Renew": OnvifSimulator._nothing,
}


def _fault(code: str, reason: str) -> str:
    return (
        f"<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>{code}</s:Value>"
        f'</s:Subcode></s:Code><s:Reason><s:Text xml:lang="en">{escape(reason)}</s:Text>'
        "</s:Reason></s:Fault>"
    )


def _text(body: str, name: str) -> str:
    found = re.search(rf"<(?:\w+:)?{name}(?: [^>]*)?>([^<]*)<", body)
    return found.group(1).strip() if found else ""


def _axis(body: str, name: str, axis: str) -> float | None:
    found = re.search(rf'<(?:\w+:)?{name}\s[^>]*\b{axis}="([-0-9.]+)"', body)
    return float(found.group(1)) if found else None
