"""A conference terminal that speaks Cisco's xAPI on a WebSocket (without TLS)."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import WSMsgType, web

from wallctl.simulators.devices.base import Simulator, Value

_STATE = "Status"


class RoomosSimulator(Simulator):
    """Front panel: "power" ("on", "off"), "volume", "mute", "microphones.mute", and "call" ("idle",
    "ringing", "calling", "connected")."""

    family = "roomos"

    def __init__(self, password: str = "wallctl", user: str = "admin") -> None:
        super().__init__()
        self.host, self.port = "127.0.0.1", 0
        self.password, self.user = password, user
        self._values: dict[str, Value] = {
            "power": "off",
            "volume": 30,
            "mute": False,
            "microphones.mute": False,
            "call": "idle",
        }
        self.dialled: list[str] = []
        self._with = "sip:hall@county"
        self._sockets: dict[web.WebSocketResponse, int] = {}
        self._runner: web.AppRunner | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        app = web.Application()
        app.router.add_get("/ws", self._spoken_to)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.host, self.port = self._runner.addresses[0][:2]

    async def stop(self) -> None:
        runner, self._runner = self._runner, None
        for one in tuple(self._sockets):
            if one._req is not None and one._req.transport is not None:
                one._req.transport.abort()
        if runner is not None:
            await runner.cleanup()

    def options(self) -> Mapping[str, Value]:
        return {
            "host": self.host,
            "port": self.port,
            "tls": False,
            "user": self.user,
            "password": self.password,
        }

    def state(self) -> Mapping[str, Value]:
        return dict(self._values)

    async def front_panel(self, key: str, value: Value) -> None:
        if key not in self._values:
            raise KeyError(key)
        self._values[key] = value
        await self._tell(key)

    async def _spoken_to(self, request: web.Request) -> web.StreamResponse:
        word = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {word}":
            return web.Response(status=401)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets[socket] = 0
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._answer(socket, json.loads(message.data))
        finally:
            self._sockets.pop(socket, None)
        return socket

    async def _answer(self, socket: web.WebSocketResponse, asked: Mapping[str, Any]) -> None:
        told: dict[str, object] = {"jsonrpc": "2.0", "id": asked.get("id")}
        method, params = str(asked.get("method")), asked.get("params") or {}
        news = ""
        if method == "xFeedback/Subscribe":
            self._sockets[socket] += 1
            told["result"] = {"Id": self._sockets[socket]}
        elif method == "xGet":
            found = _at(self._tree(), params.get("Path", []))
            told |= {"result": found} if found is not None else {"error": _error(1, "No match")}
        elif self.faults.refuse:
            told["error"] = _error(1, "Command error")
        else:
            done = self._done(method, params)
            told |= {"result": {"status": "OK"}} if done else {"error": _error(1, "not now")}
            news = done or ""
        await self._say(socket, told)
        if news:
            await self._tell(news)

    def _done(self, method: str, params: Mapping[str, Any]) -> str:
        """The key that changed; "" where it will not."""
        v = self._values
        simple: dict[str, tuple[str, Value]] = {
            "xCommand/Standby/Activate": ("power", "off"),
            "xCommand/Standby/Deactivate": ("power", "on"),
            "xCommand/Audio/Volume/Mute": ("mute", True),
            "xCommand/Audio/Volume/Unmute": ("mute", False),
            "xCommand/Audio/Microphones/Mute": ("microphones.mute", True),
            "xCommand/Audio/Microphones/Unmute": ("microphones.mute", False),
        }
        if method in simple:
            key, value = simple[method]
            v[key] = value
            return key
        if method == "xCommand/Audio/Volume/Set" and 0 <= int(params.get("Level", -1)) <= 100:
            v["volume"] = int(params["Level"])
            return "volume"
        call = v["call"]
        if method == "xCommand/Dial":
            self.dialled.append(str(params.get("Number")))
            v["call"], self._with = "calling", str(params.get("Number"))
        elif method == "xCommand/Call/Accept" and call == "ringing":
            v["call"] = "connected"
        elif method == "xCommand/Call/Disconnect" and call != "idle":
            v["call"] = "idle"
        else:
            return ""
        self.acted += 1
        return "call"

    def _tree(self) -> dict[str, Any]:
        v = self._values
        tree: dict[str, Any] = {
            "Standby": {"State": "Off" if v["power"] == "on" else "Standby"},
            "Audio": {
                "Volume": v["volume"],
                "VolumeMute": "On" if v["mute"] else "Off",
                "Microphones": {"Mute": "On" if v["microphones.mute"] else "Off"},
            },
            "SystemUnit": {"ProductId": "模拟会议终端", "Software": {"Version": "ce9.15"}},
        }
        if v["call"] != "idle":
            words = {"ringing": "Ringing", "calling": "Dialling", "connected": "Connected"}
            incoming = v["call"] == "ringing"
            tree["Call"] = [
                {
                    "id": 1,
                    "Status": words[str(v["call"])],
                    "Direction": "Incoming" if incoming else "Outgoing",
                    "RemoteNumber": self._with,
                }
            ]
        return {_STATE: tree}

    async def _tell(self, key: str) -> None:
        tree = self._tree()[_STATE]
        branch = {"power": "Standby", "call": "Call"}.get(key, "Audio")
        told = tree.get(branch, [{"id": 1, "ghost": "True"}])
        params = {"Id": 1, _STATE: {branch: told}}
        for socket in [one for one, count in self._sockets.items() if count]:
            await self._say(
                socket, {"jsonrpc": "2.0", "method": "xFeedback/Event", "params": params}
            )

    async def _say(self, socket: web.WebSocketResponse, told: Mapping[str, object]) -> None:
        if self.faults.slow_s:
            await asyncio.sleep(self.faults.slow_s)
        if self.faults.silence or socket.closed:
            return
        text = json.dumps(told, ensure_ascii=False)
        if self.faults.endless:
            text = "x" * 2_000_000
        await socket.send_str("\x00?!{" if self.faults.garbage else text)


def _at(tree: Any, path: list[str]) -> Any:
    for step in path:
        if not isinstance(tree, dict) or step not in tree:
            return None
        tree = tree[step]
    return tree


def _error(code: int, message: str) -> dict[str, object]:
    return {"code": code, "message": message}
