"""One tunnel to the bus, by xknx: its interface alone, not its queue and not its devices, for those
say nothing where a telegram was not taken."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
from collections import deque
from collections.abc import Callable, Collection
from typing import NoReturn

from xknx import XKNX
from xknx.core.connection_state import XknxConnectionState
from xknx.dpt.payload import DPTArray, DPTBinary
from xknx.exceptions import ConfirmationError, XKNXException
from xknx.io import ConnectionConfig, ConnectionType
from xknx.telegram import GroupAddress, Telegram
from xknx.telegram.apci import GroupValueRead, GroupValueResponse, GroupValueWrite

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Value
from wallctl.domain.errors import DeviceError, Garbled, Invalid, Rejected, TimedOut, Unreachable
from wallctl.drivers.knx.protocol import Coder, Payload
from wallctl.drivers.knx.state import PRESET, Spec, specs
from wallctl.ports.driver import Act, Means, Opened, Operation, State

ANSWER_S = 1.0  # an actuator that will answer has done so by then
READING_S = 6.0  # of the time for opening; what is left is read when there is time
AT_ONCE = 25  # asked for before their answers are waited for
BETWEEN_S = 0.02  # a bus of 9600 baud carries some forty telegrams a second
ASK_S = 15.0  # between two looks whether the gateway is still there
REACH_S = 5.0
CLOSE_S = 1.5

# Loss is logged by whoever owns the connection, once.
logging.getLogger("xknx").setLevel(logging.CRITICAL)


class KnxConnection:
    """The Connection port over one KNXnet/IP tunnel."""

    def __init__(self, options: Options, means: Means) -> None:
        self._means = means
        self._specs = {one.key: one for one in specs(str(options["points"]))}
        self._coders = {key: Coder(one) for key, one in self._specs.items()}
        self._by_address: dict[str, list[Spec]] = {}
        for one in self._specs.values():
            if one.kind != PRESET:
                self._by_address.setdefault(one.reports, []).append(one)
        self._where = f"{options['host']}:{options['port']}"
        tcp = options["transport"] == "tcp"
        self._xknx = XKNX(
            connection_config=ConnectionConfig(
                connection_type=ConnectionType.TUNNELING_TCP if tcp else ConnectionType.TUNNELING,
                gateway_ip=str(options["host"]),
                gateway_port=int(options["port"]),
                route_back=bool(options["route_back"]),
                auto_reconnect=False,
            ),
            connection_state_changed_cb=self._changed,
        )
        self._state: dict[str, Value] = {}
        self._told: Callable[[State], None] | None = None
        self._turn = asyncio.Lock()
        self._waiting: dict[str, asyncio.Event] = {}
        self._unread: deque[str] = deque()
        self._failure: DeviceError | None = None
        self._failed = asyncio.Event()
        self._pump: asyncio.Task[None] | None = None
        self._up = False
        self._describes = False

    # -- the port -----------------------------------------------------------------------------

    async def open(self) -> Opened:
        try:
            async with asyncio.timeout(REACH_S):
                await self._xknx.knxip_interface.start()
        except TimeoutError:
            raise TimedOut(address=self._where) from None
        except (XKNXException, OSError) as exc:
            raise Unreachable(address=self._where, reason=_why(exc)) from None
        self._up = True
        self._check()
        self._pump = asyncio.create_task(self._receive(), name="knx")
        info = await self._info()
        self._all_unread()
        await self._read_rest(READING_S)
        return Opened(dict(self._state), info=info)

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        self._told = told
        missed = 0
        await self._read_rest()
        while True:  # a gateway without power says nothing for minutes: it is asked
            if not await self._fails_within(ASK_S) and self._describes:
                missed = 0 if await self._info() else missed + 1
                if missed >= 2:
                    self._fail(TimedOut(address=self._where))
            self._check()

    async def read(self, keys: Collection[str] = ()) -> State:
        if keys:
            wanted = [self._specs[key] for key in keys if key in self._specs]
            await self._ask([one.reports for one in wanted if _asked(one)])
        else:
            self._all_unread()
            await self._read_rest(READING_S)
        return dict(self._state)

    async def send(self, operation: Operation) -> State:
        message = operation.message
        assert isinstance(message, tuple)
        key, value = message
        spec = self._specs[key]
        await self._write(spec, self._coders[key].payload(value))
        if spec.blind:
            return {}
        self._state.pop(key, None)  # what was reported before proves nothing of now
        await self._ask([spec.reports])
        return {key: self._state[key]} if key in self._state else {}

    async def act(self, act: Act) -> State:
        presets = [one for one in self._specs.values() if one.kind == PRESET]
        named = [one for one in presets if one.key == act.key] if act.key else presets
        if act.name != PRESET or len(named) != 1:
            raise Rejected("unsupported", act=act.name, key=act.key)
        number = act.value
        if isinstance(number, bool) or not isinstance(number, int | float) or not 1 <= number <= 64:
            raise Rejected("range", act=act.name, got=str(number))
        await self._write(named[0], self._coders[named[0].key].payload(int(number)))
        return {}

    async def say(self, line: str) -> str:
        """`KEY` reads a point by its key, `KEY VALUE` writes it; the answer is what then comes."""
        key, _, text = line.strip().partition(" ")
        spec = self._specs.get(key)
        if spec is None or spec.kind == PRESET:
            raise Rejected("unknown_point", got=key[:60])
        if text:
            try:
                await self._write(spec, self._coders[key].payload(_typed(text.strip())))
            except (Invalid, ValueError):
                raise Rejected("value", got=text[:60]) from None
        self._state.pop(key, None)
        await self._ask([spec.reports])
        return f"{spec.reports} = {self._state[key]}" if key in self._state else ""

    async def close(self) -> None:
        self._fail(Unreachable(address=self._where, reason="closed"))
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.wait({self._pump})
        self._up = False
        with contextlib.suppress(XKNXException, OSError, TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await self._xknx.knxip_interface.stop()
        await asyncio.sleep(0)  # a transport lets go of its socket in the next turn of the loop

    # -- the bus ------------------------------------------------------------------------------

    async def _write(self, spec: Spec, payload: Payload) -> None:
        await self._telegram(spec.address, GroupValueWrite(payload), f"{spec.address} <- {payload}")

    def _all_unread(self) -> None:
        """A long list goes on where the last reading had to stop."""
        if not self._unread:
            rows = (one.reports for one in self._specs.values() if _asked(one))
            self._unread.extend(dict.fromkeys(rows))

    async def _read_rest(self, most_s: float = math.inf) -> None:
        end = self._means.clock.monotonic() + most_s
        while self._unread and self._means.clock.monotonic() < end:
            batch = [self._unread.popleft() for _ in range(min(AT_ONCE, len(self._unread)))]
            await self._ask(batch)

    async def _ask(self, addresses: list[str]) -> None:
        """Asks for them, and waits a moment for the answers. No answer is no error: many an
        actuator is not told to give one."""
        events = {address: asyncio.Event() for address in addresses}
        begun = self._means.clock.monotonic()
        try:
            for address, event in events.items():
                self._waiting[address] = event
                await self._telegram(address, GroupValueRead(), "")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ANSWER_S):
                    for event in events.values():
                        await event.wait()
        finally:
            for address in addresses:
                self._waiting.pop(address, None)
        self._check()
        ms = 1000 * (self._means.clock.monotonic() - begun)
        for address, event in events.items():
            heard = self._state.get(self._by_address[address][0].key)
            self._means.exchanged(f"{address}?", str(heard) if event.is_set() else "", ms)

    async def _telegram(
        self, address: str, payload: GroupValueRead | GroupValueWrite, shown: str
    ) -> None:
        async with self._turn:
            self._check()
            begun = self._means.clock.monotonic()
            telegram = Telegram(GroupAddress(address), payload=payload)
            try:
                await self._xknx.cemi_handler.send_telegram(telegram)
            except ConfirmationError:
                self._fail(TimedOut(address=self._where, telegram=address))
            except XKNXException as exc:
                self._fail(Unreachable(address=self._where, reason=_why(exc)))
            self._check()
            if shown:
                ms = 1000 * (self._means.clock.monotonic() - begun)
                self._means.exchanged(shown, "L_Data.con", ms)
            await asyncio.sleep(BETWEEN_S)

    async def _receive(self) -> None:
        """What the gateway hands on, until the line is closed."""
        try:
            while True:
                telegram = await self._xknx.telegrams.get()
                if telegram is not None:
                    self._take(telegram)
        except DeviceError as exc:  # whoever is told finds that it is too much
            self._fail(exc)
        except Exception as exc:
            self._fail(Garbled(reason=type(exc).__name__))

    def _take(self, telegram: Telegram) -> None:
        payload = telegram.payload
        address = str(telegram.destination_address)
        if not isinstance(payload, GroupValueWrite | GroupValueResponse):
            return
        if not isinstance(payload.value, DPTArray | DPTBinary):
            return
        news: dict[str, Value] = {}
        for spec in self._by_address.get(address, ()):
            try:
                news[spec.key] = self._coders[spec.key].value(payload.value)
            except Garbled as exc:  # some device on the bus was set up otherwise
                self._means.exchanged("", f"{address} = {payload.value}: {exc}", 0.0)
        self._state.update(news)
        if news and self._told is not None:
            self._told(news)
        if address in self._waiting:
            self._waiting[address].set()

    async def _info(self) -> tuple[tuple[str, str], ...]:
        """What the gateway says of itself; () where it says nothing."""
        found = await self._xknx.knxip_interface.gateway_info()
        if found is None:
            return ()
        self._describes = True
        return (("model", found.name), ("address", str(found.individual_address or "")))

    # -- its end ------------------------------------------------------------------------------

    def _changed(self, state: XknxConnectionState) -> None:
        if state is XknxConnectionState.DISCONNECTED and self._up:
            self._fail(Unreachable(address=self._where, reason="tunnel_closed"))

    def _fail(self, why: DeviceError) -> None:
        if self._failure is None:
            self._failure = why
            self._failed.set()
            for event in self._waiting.values():
                event.set()

    def _check(self) -> None:
        if self._failure is not None:
            raise type(self._failure)(self._failure.code, **self._failure.fields)

    async def _fails_within(self, seconds: float) -> bool:
        async with asyncio.TaskGroup() as group:
            tasks = {
                group.create_task(self._wait_failed()),
                group.create_task(self._means.clock.sleep(seconds)),
            }
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
        return self._failed.is_set()

    async def _wait_failed(self) -> None:
        await self._failed.wait()


def _asked(spec: Spec) -> bool:
    return spec.kind != PRESET and not spec.blind


def _typed(text: str) -> Value:
    if text in {"on", "true", "开"}:
        return True
    if text in {"off", "false", "关"}:
        return False
    if text.replace(".", "", 1).removeprefix("-").isdigit():
        return float(text)
    return text


def _why(exc: BaseException) -> str:
    """A stable word; the library's own are for those who read its code."""
    if isinstance(exc, ConnectionRefusedError):
        return "refused"
    if "resolve" in str(exc) or "not a valid" in str(exc):
        return "no_such_host"
    return "no_answer"
