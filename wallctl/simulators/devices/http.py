"""A box on the wall with an HTTP interface and digest sign-in (RFC 7616, MD5, qop=auth): power,
volume and mute in JSON, who it is in XML."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Mapping

from wallctl.simulators.devices.base import TcpSimulator, Value

PROFILE = """
[profile]
zh = "模拟设备"
en = "Simulated device"
document = "wallctl.simulators.devices.http"

[info]
model = { read = "about", at = "model" }

[[reads]]
name = "about"
path = "/about"
kind = "xml"
once = true

[[reads]]
name = "state"
path = "/state"

[[points]]
key = "power"
capability = "power"
zh = "电源"
en = "Power"
read = "state"
at = "power"
values = { 1 = "on", 0 = "off" }
set = { method = "PUT", path = "/state", body = '{"power": {value}}' }

[[points]]
key = "volume"
capability = "level"
zh = "音量"
en = "Volume"
read = "state"
at = "audio.volume"
low = 0
high = 100
step = 1
set = { method = "PUT", path = "/state", body = '{"volume": {value}}' }

[[points]]
key = "mute"
capability = "mute"
zh = "静音"
en = "Mute"
read = "state"
at = "audio.mute"
values = { true = true, false = false }

[points.sets.true]
method = "POST"
path = "/mute?on=1"

[points.sets.false]
method = "POST"
path = "/mute?on=0"

[[acts]]
name = "restart"
method = "POST"
path = "/restart"
"""
_REALM, _NONCE = "wallctl", "dcd98b7102dd2f0e8b11d0f600bfb0c0"
_FIELD = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')


class HttpBox(TcpSimulator):
    """Front panel: "power" ("on", "off"), "volume" (0..100), "mute" (bool)."""

    family = "http"
    user = "admin"

    def __init__(self, password: str = "wallctl") -> None:
        super().__init__()
        self.password = password
        self._state: dict[str, Value] = {"power": "off", "volume": 10, "mute": False}

    def options(self) -> Mapping[str, Value]:
        return {
            "host": self.host,
            "port": self.port,
            "profile": "own",
            "profile_text": PROFILE,
            "auth": "digest",
            "user": self.user,
            "password": self.password,
            "poll_s": 1.0,
        }

    def state(self) -> Mapping[str, Value]:
        return dict(self._state)

    async def front_panel(self, key: str, value: Value) -> None:
        if key not in self._state:
            raise KeyError(key)
        self._state[key] = value

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, target, _ = head[0].split(" ", 2)
            headers = {
                name.lower(): told.strip()
                for name, _, told in (line.partition(":") for line in head[1:])
            }
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            if self._knows(method, headers.get("authorization", "")):
                status, kind, text = self._answer(method, target, body)
                more = ""
            else:
                status, kind, text = "401 Unauthorized", "text/plain", ""
                more = (
                    f'WWW-Authenticate: Digest realm="{_REALM}", nonce="{_NONCE}", qop="auth"\r\n'
                )
            content = text.encode()
            answer = (
                f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}"
                f"Content-Length: {len(content)}\r\n\r\n"
            )
            await self.say(writer, answer.encode() + content)

    def _knows(self, method: str, told: str) -> bool:
        fields = {name: quoted or bare for name, quoted, bare in _FIELD.findall(told)}
        try:
            secret = _md5(f"{self.user}:{_REALM}:{self.password}")
            asked = _md5(f"{method}:{fields['uri']}")
            proof = f"{fields['nonce']}:{fields['nc']}:{fields['cnonce']}:{fields['qop']}"
            if fields["username"] != self.user or fields["nonce"] != _NONCE:
                return False
            return bool(fields["response"] == _md5(f"{secret}:{proof}:{asked}"))
        except KeyError:
            return False

    def _answer(self, method: str, target: str, body: bytes) -> tuple[str, str, str]:
        good, none = "200 OK", ("404 Not Found", "text/plain", "")
        if self.faults.refuse and method != "GET":
            return "403 Forbidden", "text/plain", ""
        match method, target:
            case "GET", "/about":
                about = '<About xmlns="urn:any"><model>模拟 HTTP 设备</model></About>'
                return good, "application/xml", about
            case "GET", "/state":
                audio = {"volume": self._state["volume"], "mute": self._state["mute"]}
                told = {"power": int(self._state["power"] == "on"), "audio": audio}
                return good, "application/json", json.dumps(told)
            case "PUT", "/state":
                try:
                    for key, value in json.loads(body).items():
                        self._state[key] = ("on" if value else "off") if key == "power" else value
                except (ValueError, AttributeError):
                    return "400 Bad Request", "text/plain", ""
                return good, "application/json", "{}"
            case "POST", "/mute?on=1" | "/mute?on=0":
                self._state["mute"] = target.endswith("1")
                return good, "application/json", "{}"
            case "POST", "/restart":
                self.acted += 1
                return good, "application/json", "{}"
        return none


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
