"""One platform: a token, and a request at a time."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Collection, Mapping
from typing import Any, NoReturn

import aiohttp
from yarl import URL

from wallctl.domain.devices import ptz
from wallctl.domain.devices.options import Options
from wallctl.domain.errors import AuthFailed, Garbled, Rejected, TimedOut, Unreachable
from wallctl.drivers.gb28181.protocol import Camera, camera_of, code_of, data_of, rows_of, way
from wallctl.drivers.gb28181.state import CAMERA, points_of, values_of
from wallctl.ports.driver import Act, Means, Opened, Operation, State

TIMEOUT_S = 5.0
PAGE, MOST_DEVICES, MOST_CAMERAS = 200, 1_000, 5_000
MOST = 4_000_000  # bytes of a reply
SPEED, ZOOM = 100, 8  # of 255 and of 15
PRESET_CODES = {"add": "129", "call": "130"}  # GB/T 28181-2016, A.3.4: 0x81, 0x82


class PlatformConnection:
    def __init__(self, options: Options, means: Means) -> None:
        self._options, self._means = options, means
        scheme = "https" if options["tls"] else "http"
        where = URL.build(scheme=scheme, host=str(options["host"]), port=int(options["port"]))
        self._base = str(where).rstrip("/")
        self._newer = options["interface"] == "front-end"
        self._session: aiohttp.ClientSession | None = None
        self._token = ""
        self._signed_in = False
        self._cameras: dict[str, Camera] = {}

    async def open(self) -> Opened:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(force_close=True, ssl=False, limit=2),
            timeout=aiohttp.ClientTimeout(total=TIMEOUT_S),
        )
        # The platform wants the MD5 of the password, which is then as good as the password.
        password = hashlib.md5(str(self._options["password"]).encode(), usedforsecurity=False)
        sign_in = {"username": str(self._options["user"]), "password": password.hexdigest()}
        try:
            told = await self._ask("GET", "/api/user/login", sign_in, shown="/api/user/login ***")
        except Rejected as exc:
            raise AuthFailed(**dict(exc.fields)) from None
        token = told.get("accessToken") if isinstance(told, dict) else None
        if not isinstance(token, str) or not token:
            raise Garbled(reason="no_token")
        self._token = token
        await self._catalogue()
        self._signed_in = True
        cameras = self.cameras()
        return Opened(values_of(cameras), points_of(cameras))

    def cameras(self) -> tuple[Camera, ...]:
        """The catalogue as it was last read, by code."""
        return tuple(self._cameras[code] for code in sorted(self._cameras))

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        await asyncio.Event().wait()  # it says nothing by itself
        raise Unreachable(reason="closed")

    async def read(self, keys: Collection[str] = ()) -> State:
        before = self._cameras
        await self._catalogue()
        cameras = self.cameras()
        if [(c.code, c.name) for c in before.values()] != [
            (c.code, c.name) for c in self._cameras.values()
        ]:
            self._means.repointed(points_of(cameras))
        return values_of(cameras)

    async def send(self, operation: Operation) -> State:
        match operation.message:
            case (str(code), bool() as flows):
                camera = self._camera(code)
            case _:
                raise Rejected(reason="unsupported")
        word = "start" if flows else "stop"
        await self._ask("GET", f"/api/play/{word}/{camera.device}/{camera.code}")
        return {}

    async def act(self, act: Act) -> State:
        camera = self._camera(act.key.removeprefix(CAMERA))
        where = f"{camera.device}/{camera.code}"
        match act.name:
            case "ptz":
                speeds = {"zoomSpeed": str(ZOOM)}
                speeds |= {"horizonSpeed": str(SPEED), "verticalSpeed": str(SPEED)}
                await self._move(where, str(act.value), speeds)
            case ptz.MOVE:
                await self._move(where, *way(*ptz.velocity(act.value)))
            case ptz.STOP:
                await self._move(where, *way(0, 0, 0))
            case "preset" | ptz.RECALL:
                await self._preset(where, "call", ptz.preset(act.value))
            case ptz.STORE:
                await self._preset(where, "add", ptz.preset(act.value))
            case _:
                raise Rejected(reason="unsupported", act=act.name)
        return {}

    async def say(self, line: str) -> str:
        raise Rejected("unsupported")

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()
            await asyncio.sleep(0)

    # -- words --------------------------------------------------------------------------------

    async def _move(self, where: str, word: str, speeds: Mapping[str, str]) -> None:
        moves = {"command": word, **speeds}
        if self._newer:
            await self._ask("GET", f"/api/front-end/ptz/{where}", moves)
        else:
            await self._ask("POST", f"/api/ptz/control/{where}", moves)

    async def _preset(self, where: str, what: str, number: int) -> None:
        """`what`: call, or add (keep where it looks now); the platform keeps no names."""
        if self._newer:
            asked = {"presetId": str(number)}
            await self._ask("GET", f"/api/front-end/preset/{what}/{where}", asked)
        else:
            command = {"cmdCode": PRESET_CODES[what], "parameter1": "0", "combindCode2": "0"}
            command["parameter2"] = str(number)
            await self._ask("POST", f"/api/ptz/front_end_command/{where}", command)

    def _camera(self, code: str) -> Camera:
        camera = self._cameras.get(code)
        if camera is None:
            raise Rejected(reason="no_camera", camera=code[:40])
        return camera

    async def _catalogue(self) -> None:
        """Reads it whole; a device that left between two pages leaves no trace."""
        found: dict[str, Camera] = {}
        devices = await self._pages("/api/device/query/devices", MOST_DEVICES)
        for device in filter(None, map(code_of, devices)):
            rows = await self._pages(
                f"/api/device/query/devices/{device}/channels", MOST_CAMERAS - len(found)
            )
            for row in rows:
                camera = camera_of(row, device)
                if camera is not None:
                    found[camera.code] = camera
        self._cameras = found

    async def _pages(self, path: str, most: int) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        page = 1
        while len(found) < most:
            asked = {"page": str(page), "count": str(min(PAGE, most))}
            rows, total = rows_of(await self._ask("GET", path, asked))
            found += rows
            page += 1
            if not rows or len(found) >= total:
                break
        return found[:most]

    async def _ask(
        self, method: str, path: str, query: Mapping[str, str] | None = None, *, shown: str = ""
    ) -> Any:
        session = self._session
        if session is None:
            raise Unreachable(reason="closed")
        began = self._means.clock.monotonic()
        try:
            async with session.request(
                method,
                URL(f"{self._base}{path}").with_query(query or {}),
                headers={"access-token": self._token} if self._token else {},
                allow_redirects=False,
            ) as answer:
                status, text = answer.status, await _text(answer)
        except TimeoutError:
            raise TimedOut(s=TIMEOUT_S) from None
        except aiohttp.ClientConnectionError as exc:
            raise Unreachable(reason=type(exc).__name__) from None
        except (aiohttp.ClientError, ValueError, OSError) as exc:
            raise Garbled(reason=type(exc).__name__) from None
        ms = (self._means.clock.monotonic() - began) * 1000
        got = f"{status} ***" if shown else f"{status} {text[:300]}"
        self._means.exchanged(shown or f"{method} {path} {dict(query or {})}", got, ms)
        try:
            return data_of(status, text)
        except AuthFailed:
            if self._signed_in:  # tokens end: signing in again helps
                raise Unreachable(reason="signed_out") from None
            raise


async def _text(answer: aiohttp.ClientResponse) -> str:
    """Raises Garbled for more than a platform has reason to say."""
    body = bytearray()
    async for piece in answer.content.iter_chunked(65_536):
        body += piece
        if len(body) > MOST:
            raise Garbled(reason="endless")
    return body.decode("utf-8", "replace")
