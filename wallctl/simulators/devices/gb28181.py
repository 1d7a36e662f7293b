"""A GB/T 28181 platform with the REST interface of wvp-GB28181-pro: one recorder, some
cameras."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from wallctl.simulators.devices.base import TcpSimulator, Value

DEVICE = "34020000001110000001"
_TOKEN = "token-of-the-simulated-platform"


class GbPlatform(TcpSimulator):
    """Front panel: "camera.CODE" ("online", "offline"), "stream.CODE" (bool)."""

    family = "gb28181"
    user = "admin"

    def __init__(self, password: str = "admin", *, cameras: int = 4) -> None:
        super().__init__()
        self.password = password
        self.moves: list[tuple[str, str]] = []
        """Cameras and what they were told: a direction, or "preset N"."""
        codes = [f"340200000013200000{n:02d}" for n in range(1, cameras + 1)]
        self._online = dict.fromkeys(codes, True)
        self._drawn = dict.fromkeys(codes, False)

    def options(self) -> Mapping[str, Value]:
        return {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
            "poll_s": 2.0,
        }

    def state(self) -> Mapping[str, Value]:
        told: dict[str, Value] = {}
        for code, online in self._online.items():
            told[f"camera.{code}"] = "online" if online else "offline"
            told[f"stream.{code}"] = self._drawn[code]
        return told

    async def front_panel(self, key: str, value: Value) -> None:
        what, _, code = key.partition(".")
        if code not in self._online:
            raise KeyError(key)
        if what == "camera":
            self._online[code] = value == "online"
        else:
            self._drawn[code] = bool(value)

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            _, target, _ = head[0].split(" ", 2)
            signed_in = any(line.lower() == f"access-token: {_TOKEN}" for line in head[1:])
            url = urlsplit(target)
            reply = self._reply(url.path, dict(parse_qsl(url.query)), signed_in)
            body = json.dumps(reply, ensure_ascii=False).encode()
            start = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
            await self.say(writer, start.encode() + body)

    def _reply(self, path: str, query: Mapping[str, str], signed_in: bool) -> dict[str, object]:
        if path == "/api/user/login":
            right = hashlib.md5(self.password.encode(), usedforsecurity=False).hexdigest()
            if query.get("username") != self.user or query.get("password") != right:
                return _no(100, "用户名或密码错误")
            return _good({"username": self.user, "accessToken": _TOKEN})
        if not signed_in:
            return _no(401, "请登录后重新请求")
        parts = path.strip("/").split("/")
        match parts:
            case ["api", "device", "query", "devices"]:
                return _page([{"deviceId": DEVICE, "name": "模拟录像机", "onLine": True}], query)
            case ["api", "device", "query", "devices", device, "channels"] if device == DEVICE:
                return _page([self._row(code) for code in self._online], query)
            case ["api", *_, code] if code not in self._online or self.faults.refuse:
                return _no(100, "通道不存在")
            case ["api", "play", word, _, code]:
                if not self._online[code]:
                    return _no(100, "收流超时")
                self._drawn[code] = word == "start"
                return _good({"app": "rtp", "stream": f"{DEVICE}_{code}"})
            case ["api", "front-end", "ptz", _, code]:
                self.moves.append((code, query.get("command", "")))
            case ["api", "front-end", "preset", "call", _, code]:
                self.moves.append((code, f"preset {query.get('presetId')}"))
            case ["api", "front-end", "preset", "add", _, code]:
                self.moves.append((code, f"keep {query.get('presetId')}"))
            case _:
                return _no(404, "未找到")
        self.acted += 1
        return _good(None)

    def _row(self, code: str) -> dict[str, object]:
        return {
            "deviceId": code,
            "name": f"摄像机 {int(code[-2:])}",
            "manufacturer": "wallctl",
            "model": "模拟",
            "status": "ON" if self._online[code] else "OFF",
            "streamId": f"{DEVICE}_{code}" if self._drawn[code] else None,
            "ptzType": 1,
            "channelType": 0,
        }


def _good(data: object) -> dict[str, object]:
    return {"code": 0, "msg": "成功", "data": data}


def _no(code: int, why: str) -> dict[str, object]:
    return {"code": code, "msg": why, "data": None}


def _page(rows: list[dict[str, object]], query: Mapping[str, str]) -> dict[str, object]:
    page, count = int(query.get("page", 1)), int(query.get("count", 15))
    some = rows[(page - 1) * count : page * count]
    return _good({"total": len(rows), "list": some, "pageNum": page})
