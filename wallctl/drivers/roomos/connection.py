"""A terminal, reached by a WebSocket. Answers are told apart by their number; whatever it tells by
itself only says that the state is to be read again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from typing import Any, NoReturn

import aiohttp
from yarl import URL

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Value
from wallctl.domain.errors import (
    AuthFailed,
    DeviceError,
    Garbled,
    Rejected,
    TimedOut,
    Unreachable,
)
from wallctl.drivers.roomos import protocol
from wallctl.ports.driver import Act, Means, Opened, Operation, State

MOST = 1_000_000  # bytes of a message
QUIET_S = 0.1  # between two readings, however much it tells


class RoomosConnection:
    def __init__(self, options: Options, means: Means, timeout_s: float) -> None:
        self._options, self._means, self._timeout_s = options, means, timeout_s
        scheme = "wss" if options["tls"] else "ws"
        host, port = str(options["host"]), int(options["port"])
        self._where = URL.build(scheme=scheme, host=host, port=port, path="/ws")
        self._session: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._pump: asyncio.Task[None] | None = None
        self._asked: dict[str, asyncio.Future[Mapping[str, Any]]] = {}
        self._number = 0
        self._news = asyncio.Event()
        self._failure: DeviceError | None = None
        self._failed = asyncio.Event()

    # -- the port -----------------------------------------------------------------------------

    async def open(self) -> Opened:
        await self._reach()
        self._pump = asyncio.create_task(self._receive(), name="roomos")
        for path in protocol.WATCHED:
            await self._ask("xFeedback/Subscribe", {"Query": list(path)})
        info = []
        unit = await self._get(protocol.UNIT)
        if isinstance(unit, dict):
            software = unit.get("Software")
            version = software.get("Version") if isinstance(software, dict) else ""
            told = (("model", unit.get("ProductId")), ("version", version))
            info = [(key, str(value)[:100]) for key, value in told if value]
        return Opened(await self.read(), info=(("maker", "Cisco"), *info))

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        while True:
            await self._either(self._news)
            self._news.clear()
            told(await self.read())
            await asyncio.sleep(QUIET_S)

    async def read(self, keys: Collection[str] = ()) -> State:
        state: dict[str, Value] = {}
        state |= protocol.power(await self._get(protocol.STANDBY))
        state |= protocol.audio(await self._get(protocol.AUDIO))
        state |= protocol.calls(await self._get(protocol.CALLS))
        return state

    async def send(self, operation: Operation) -> State:
        assert isinstance(operation.message, tuple)
        method, params = operation.message
        await self._ask(method, params)
        return {}

    async def act(self, act: Act) -> State:
        match act.name:
            case "dial":
                number = str(act.value).strip()
                if not number or len(number) > 255:
                    raise Rejected("bad_argument", got=number[:60])
                await self._ask("xCommand/Dial", {"Number": number})
            case "answer":
                await self._ask("xCommand/Call/Accept", {})
            case "hangup":
                await self._ask("xCommand/Call/Disconnect", {})
            case _:
                raise Rejected("unsupported", act=act.name)
        return {}

    async def say(self, line: str) -> str:
        raise Rejected("unsupported")

    async def close(self) -> None:
        self._fail(Unreachable(reason="closed"))
        session, self._session = self._session, None
        pump, self._pump = self._pump, None
        if pump is not None:
            pump.cancel()
            await asyncio.wait({pump})
        if session is not None:
            if self._socket is not None:
                response = self._socket._response  # a goodbye would wait for the other end
                response.close()
            await session.close()
            await asyncio.sleep(0)

    # -- words --------------------------------------------------------------------------------

    async def _reach(self) -> None:
        user, password = str(self._options["user"]), str(self._options["password"])
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(force_close=True, ssl=False, limit=1),
            headers={aiohttp.hdrs.AUTHORIZATION: aiohttp.encode_basic_auth(user, password)},
        )
        try:
            async with asyncio.timeout(self._timeout_s):
                self._socket = await self._session.ws_connect(
                    self._where, max_msg_size=MOST, autoclose=False
                )
        except TimeoutError:
            raise TimedOut(address=str(self._where)) from None
        except aiohttp.WSServerHandshakeError as exc:
            if exc.status in {401, 403}:
                raise AuthFailed(address=str(self._where)) from None
            raise Unreachable(address=str(self._where), reason=f"http_{exc.status}") from None
        except aiohttp.ClientConnectionError as exc:
            raise Unreachable(address=str(self._where), reason=type(exc).__name__) from None
        except (aiohttp.ClientError, ValueError, OSError) as exc:
            raise Garbled(address=str(self._where), reason=type(exc).__name__) from None

    async def _receive(self) -> None:
        assert self._socket is not None
        try:
            async for message in self._socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take(protocol.read(message.data))
                elif message.type is aiohttp.WSMsgType.ERROR:
                    self._fail(Garbled(reason="websocket"))
            self._fail(Unreachable(address=str(self._where), reason="ended"))
        except DeviceError as exc:
            self._fail(exc)
        except Exception as exc:
            self._fail(Garbled(reason=type(exc).__name__))

    def _take(self, message: Mapping[str, Any]) -> None:
        if message.get("method") == "xFeedback/Event":
            self._means.exchanged("", f"event {str(message.get('params'))[:300]}", 0.0)
            self._news.set()
            return
        asked = self._asked.pop(str(message.get("id")), None)
        if asked is not None and not asked.done():
            asked.set_result(message)

    async def _get(self, path: tuple[str, ...]) -> Any:
        """None where there is nothing at it: no call, no such thing."""
        try:
            return protocol.at(path, await self._ask("xGet", {"Path": list(path)}))
        except Rejected:
            return None

    async def _ask(self, method: str, params: Mapping[str, object]) -> Any:
        self._check()
        assert self._socket is not None
        self._number += 1
        key, begun, got = str(self._number), self._means.clock.monotonic(), ""
        reply = self._asked[key] = asyncio.get_running_loop().create_future()
        there = asyncio.Event()
        reply.add_done_callback(lambda _: there.set())
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._socket.send_str(protocol.request(self._number, method, params))
                await self._either(there)
            message = reply.result()
            got = str(message.get("result", message.get("error")))
            return protocol.answer(message)
        except TimeoutError:
            raise TimedOut(address=str(self._where)) from None
        except (aiohttp.ClientError, ConnectionError) as exc:
            raise Unreachable(address=str(self._where), reason=type(exc).__name__) from None
        finally:
            self._asked.pop(key, None)
            ms = (self._means.clock.monotonic() - begun) * 1000
            self._means.exchanged(f"{method} {dict(params)}", got, ms)

    # -- its end ------------------------------------------------------------------------------

    def _fail(self, why: DeviceError) -> None:
        if self._failure is None:
            self._failure = why
            self._failed.set()

    def _check(self) -> None:
        if self._failure is not None:
            raise type(self._failure)(self._failure.code, **self._failure.fields)
        if self._socket is None:
            raise Unreachable(reason="closed")

    async def _either(self, event: asyncio.Event) -> None:
        """Waits for it; raises what became of the connection if that is over first."""
        async with asyncio.TaskGroup() as group:
            tasks: set[asyncio.Task[object]] = {
                group.create_task(event.wait()),
                group.create_task(self._failed.wait()),
            }
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
        if not event.is_set():
            self._check()
