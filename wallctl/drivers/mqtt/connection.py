"""One broker, by aiomqtt, and the entities behind it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket
import ssl
import uuid
from collections.abc import Callable, Collection, Iterable
from typing import NoReturn

import aiomqtt

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Value
from wallctl.domain.errors import AuthFailed, DeviceError, Garbled, Rejected, TimedOut, Unreachable
from wallctl.drivers.mqtt import homeassistant, zigbee
from wallctl.drivers.mqtt.entities import MOST, Entity, Raw, Where, found, messages, value
from wallctl.ports.driver import Act, Means, Opened, Operation, State

REACH_S = 5.0
MARK_S = 2.0  # a broker that lets nobody write to our topic is waited for no longer
ANSWER_S = 1.0  # a lamp on the mains has answered by then; what sleeps answers when it wakes
KEEPALIVE_S = 15
QUEUED = 5_000
LARGEST = 1_000_000  # bytes of one message
BATCH = 100  # topics of one subscription

# Loss is logged by whoever owns the connection, once; the library would also tell every message.
_silent = logging.getLogger("aiomqtt")
_silent.setLevel(logging.CRITICAL + 1)


class MqttConnection:
    """The Connection port."""

    def __init__(self, options: Options, means: Means) -> None:
        self._means, self._options = means, options
        self._where = f"{options['host']}:{options['port']}"
        self._zigbee = options["kind"] == "zigbee2mqtt"
        self._base = str(options["base"]).strip("/")
        self._prefix = str(options["prefix"]).strip("/")
        self._mark = f"wallctl/{uuid.uuid4().hex}"
        self._marks = 0
        self._marked = asyncio.Event()
        self._entities: dict[str, Entity] = {}
        self._announced: dict[str, tuple[Entity, ...]] = {}
        self._by_topic: dict[str, list[Entity]] = {}
        self._heard: dict[Where, Raw] = {}
        self._news: dict[str, asyncio.Event] = {}
        self._told: Callable[[State], None] | None = None
        self._changed = asyncio.Event()
        self._failure: DeviceError | None = None
        self._failed = asyncio.Event()
        self._client: aiomqtt.Client | None = None
        self._pump: asyncio.Task[None] | None = None

    # -- the port -----------------------------------------------------------------------------

    async def open(self) -> Opened:
        await self._reach()
        self._pump = asyncio.create_task(self._receive(), name="mqtt")
        await self._subscribe([self._mark, *self._announcements()])
        await self._until_marked()
        self._changed.clear()
        await self._take_entities()
        return Opened(self._state(), tuple(one.point for one in self._entities.values()))

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        self._told = told
        while True:
            await self._either(self._changed)
            self._changed.clear()
            await self._take_entities()
            self._means.repointed(tuple(one.point for one in self._entities.values()))
            told(self._state())

    async def read(self, keys: Collection[str] = ()) -> State:
        wanted = [self._entities[k] for k in keys if k in self._entities]
        await self._ask(wanted or self._entities.values())
        return self._state()

    async def send(self, operation: Operation) -> State:
        assert isinstance(operation.message, tuple)
        key, wanted = operation.message
        entity = self._entities.get(key)
        if entity is None:
            raise Rejected("unknown_point", key=key)
        news = self._news[key] = asyncio.Event()
        try:
            for topic, payload in messages(entity, wanted):
                await self._publish(topic, payload)
            if not entity.point.readable:
                return {}
            if not await self._within(news, ANSWER_S):
                await self._ask([entity])
            now = value(entity, self._heard) if news.is_set() else None
            return {} if now is None else {key: now}
        finally:
            self._news.pop(key, None)

    async def act(self, act: Act) -> State:
        raise Rejected("unsupported", act=act.name)

    async def say(self, line: str) -> str:
        """`TOPIC PAYLOAD` publishes; the answer is that the broker has taken it."""
        topic, _, payload = line.strip().partition(" ")
        if not topic or set("+#") & set(topic):
            raise Rejected("topic", got=topic[:60])
        await self._publish(topic, payload)
        return "PUBACK"

    async def close(self) -> None:
        self._fail(Unreachable(address=self._where, reason="closed"))
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.wait({self._pump})
        await self._let_go()

    # -- what stands behind it ----------------------------------------------------------------

    def _announcements(self) -> list[str]:
        if self._zigbee:
            return [f"{self._base}/bridge/state", f"{self._base}/bridge/devices"]
        return [f"{self._prefix}/+/+/config", f"{self._prefix}/+/+/+/config"]

    async def _take_entities(self) -> None:
        """Listens to what was announced so far, and asks how it is."""
        rows = [one for many in self._announced.values() for one in many]
        self._entities = {one.point.key: one for one in rows[:MOST]}
        before = set(self._by_topic)
        self._by_topic = {}
        for one in self._entities.values():
            for place in one.places:
                self._by_topic.setdefault(place.topic, []).append(one)
        await self._subscribe([topic for topic in self._by_topic if topic not in before])
        await self._until_marked()
        await self._ask(self._entities.values())

    async def _ask(self, entities: Iterable[Entity]) -> None:
        """Asks Zigbee2MQTT for what it can ask its devices for, and waits a moment."""
        questions: dict[str, dict[str, str]] = {}
        events: dict[str, asyncio.Event] = {}
        for one in entities:
            if one.ask is not None:
                questions.setdefault(one.ask.topic, {})[one.ask.key] = ""
                events[one.point.key] = self._news.get(one.point.key) or asyncio.Event()
        own = {key: event for key, event in events.items() if key not in self._news}
        self._news |= own
        try:
            for topic, body in questions.items():
                await self._publish(topic, json.dumps(body))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ANSWER_S):
                    for event in events.values():
                        await self._either(event)
        finally:
            for key in own:
                self._news.pop(key, None)
        self._check()

    def _state(self) -> dict[str, Value]:
        found = ((key, value(one, self._heard)) for key, one in self._entities.items())
        return {key: one for key, one in found if one is not None}

    # -- what comes ---------------------------------------------------------------------------

    async def _receive(self) -> None:
        assert self._client is not None
        try:
            async for message in self._client.messages:
                self._take(str(message.topic), message.payload)
        except aiomqtt.MqttError:
            self._fail(Unreachable(address=self._where, reason="ended"))
        except DeviceError as exc:  # whoever is told finds that it is too much
            self._fail(exc)
        except Exception as exc:
            self._fail(Garbled(reason=type(exc).__name__))

    def _take(self, topic: str, payload: object) -> None:
        if not isinstance(payload, bytes | bytearray) or len(payload) > LARGEST:
            return
        text = bytes(payload).decode("utf-8", "replace")
        if topic == self._mark:
            if text == str(self._marks):
                self._marked.set()
        elif self._zigbee and topic == f"{self._base}/bridge/state":
            if '"offline"' in text or text == "offline":
                raise Unreachable(address=self._where, reason="bridge_offline")
        elif self._zigbee and topic == f"{self._base}/bridge/devices":
            self._announce(topic, zigbee.entities(self._base, text))
        elif not self._zigbee and topic.endswith("/config") and topic.startswith(self._prefix):
            self._announce(topic, homeassistant.entities(topic, text))
        else:
            self._reported(topic, text)

    def _announce(self, topic: str, entities: tuple[Entity, ...]) -> None:
        if topic not in self._announced and len(self._announced) >= 2 * MOST:
            return
        if self._announced.get(topic, ()) != entities:
            self._announced[topic] = entities
            self._changed.set()

    def _reported(self, topic: str, text: str) -> None:
        news: dict[str, Value] = {}
        for entity in self._by_topic.get(topic, ()):
            fresh = False
            for place in entity.places:
                raw = found(place, text) if place.topic == topic else None
                if raw is not None:
                    self._heard[place] = raw
                    fresh = True
            now = value(entity, self._heard) if fresh else None
            if now is not None:
                news[entity.point.key] = now
                if (event := self._news.get(entity.point.key)) is not None:
                    event.set()
        shown = text[:200] if news or topic not in self._by_topic else f"? {text[:200]}"
        self._means.exchanged("", f"{topic} {shown}", 0.0)
        if news and self._told is not None:
            self._told(news)

    # -- the broker ---------------------------------------------------------------------------

    async def _reach(self) -> None:
        options = self._options
        await self._knock()
        self._client = aiomqtt.Client(
            str(options["host"]),
            int(options["port"]),
            username=str(options["user"]) or None,
            password=str(options["password"]) or None,
            identifier=f"wallctl-{uuid.uuid4().hex[:12]}",
            keepalive=KEEPALIVE_S,
            timeout=REACH_S,
            max_queued_incoming_messages=QUEUED,
            logger=_silent,
            tls_context=_own_certificates() if options["tls"] else None,
        )
        try:
            await self._client.__aenter__()
        except aiomqtt.MqttCodeError as exc:
            await self._let_go()
            raise self._refused(exc) from None
        except (aiomqtt.MqttError, OSError, ValueError) as exc:
            await self._let_go()
            if "timed out" in str(exc):
                raise TimedOut(address=self._where) from None
            raise Unreachable(address=self._where, reason=_why(exc)) from None
        self._check()

    async def _knock(self) -> None:
        """Whether anybody is there. The library would find out in a thread of the pool that all
        share, which nobody can call back."""
        host, port = str(self._options["host"]), int(self._options["port"])
        try:
            async with asyncio.timeout(REACH_S):
                _, writer = await asyncio.open_connection(host, port)
        except TimeoutError:
            raise TimedOut(address=self._where) from None
        except OSError as exc:
            raise Unreachable(address=self._where, reason=_why(exc)) from None
        writer.transport.abort()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async def _let_go(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        client.timeout = 0.5 if self._pump is not None else 0.05  # it hangs up at once anyhow
        with contextlib.suppress(aiomqtt.MqttError, OSError, ValueError):
            await client.__aexit__(None, None, None)

    def _refused(self, exc: aiomqtt.MqttCodeError) -> DeviceError:
        code = exc.rc if isinstance(exc.rc, int) else getattr(exc.rc, "value", 0)
        if code in {4, 5, 134, 135}:  # CONNACK of MQTT 3.1.1, and the same in words of 5
            return AuthFailed(address=self._where)
        return Unreachable(address=self._where, reason="refused", connack=code)

    async def _subscribe(self, topics: list[str]) -> None:
        for start in range(0, len(topics), BATCH):
            batch = [(topic, 1) for topic in topics[start : start + BATCH]]
            await self._call(self._broker().subscribe(batch))

    async def _until_marked(self) -> None:
        """Until all that the broker keeps for us has come: a message of our own comes after it."""
        self._marks += 1
        self._marked.clear()
        await self._call(self._broker().publish(self._mark, str(self._marks), qos=1))
        await self._within(self._marked, MARK_S)

    async def _publish(self, topic: str, payload: str) -> None:
        begun = self._means.clock.monotonic()
        await self._call(self._broker().publish(topic, payload, qos=1))
        ms = 1000 * (self._means.clock.monotonic() - begun)
        self._means.exchanged(f"{topic} {payload}", "PUBACK", ms)

    async def _call(self, what: object) -> None:
        """The broker takes it, or the connection is over."""
        try:
            await what  # type: ignore[misc]
        except (aiomqtt.MqttError, OSError, ValueError) as exc:
            late = "timed out" in str(exc)
            self._fail(
                TimedOut(address=self._where)
                if late
                else Unreachable(address=self._where, reason="ended")
            )
        self._check()

    def _broker(self) -> aiomqtt.Client:
        self._check()
        assert self._client is not None
        return self._client

    # -- its end ------------------------------------------------------------------------------

    def _fail(self, why: DeviceError) -> None:
        if self._failure is None:
            self._failure = why
            self._failed.set()

    def _check(self) -> None:
        if self._failure is not None:
            raise type(self._failure)(self._failure.code, **self._failure.fields)

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
        self._check()

    async def _within(self, event: asyncio.Event, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._either(event)
        return event.is_set()


def _own_certificates() -> ssl.SSLContext:
    """Brokers of a building sign their own certificates."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _why(exc: BaseException) -> str:
    """A stable word for the error."""
    if isinstance(exc, ConnectionRefusedError):
        return "refused"
    if isinstance(exc, socket.gaierror):
        return "no_such_host"
    return "tls" if "ssl" in str(exc).lower() else "unreachable"
