"""A live mirror of one room: follows every change, sends commands, comes back by itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import aiohttp
from pydantic import ValidationError

from wallctl.client import sign_in
from wallctl.client.asking import Args, args_of, ask, fresh_id
from wallctl.client.backoff import Backoff
from wallctl.client.errors import EngineUnreachable
from wallctl.client.files import Files
from wallctl.client.mirror import Mirror, Moved, OutOfStep
from wallctl.client.reading import M, read
from wallctl.client.session import CONNECT_S, MAX_FRAME, address, open_session
from wallctl.domain.commands import Answer
from wallctl.domain.show import Show
from wallctl.wire.desk import (
    FROM_ROOM,
    Event,
    Me,
    MeNow,
    Observed,
    ObservedState,
    Present,
    Resync,
    SessionOut,
    SignedIn,
    State,
    Watch,
)
from wallctl.wire.node import PictureHead, Wanted, unpack_picture
from wallctl.wire.version import PROTOCOL, speaks_ours

__all__ = ["Moved", "RoomClient"]

log = logging.getLogger(__name__)

HEARTBEAT_S = 3.0  # a ping after this, and half as long for its answer: lost is known within 5 s


class RoomClient:
    """Make it and `run` it on one loop. The callbacks come on that loop and must not block.

    `token` signs in where the engine asks for it, until a person does (`sign_in`). `user` is whom
    changes are put down to where nobody has to sign in. `keep` is told the token of a person who
    signed in, and "" once that is over.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str = "",
        user: str = "",
        on_change: Callable[[Moved], None] | None = None,
        on_picture: Callable[[PictureHead, bytes], None] | None = None,
        keep: Callable[[str], None] | None = None,
        kept: str = "",
    ) -> None:
        self.url = url
        self._own_token = token
        self._token = kept or token
        self._keep = keep
        self._user = user
        self._on_change = on_change
        self._on_picture = on_picture
        self._mirror = Mirror()
        self._wanted: tuple[Wanted, ...] = ()
        self._watch_changed = asyncio.Event()
        self._input_at: float | None = None
        self._connected = False
        self._lost_since: float | None = time.monotonic()
        self._refused = ""
        self._session: aiohttp.ClientSession | None = None
        self._ws: aiohttp.ClientWebSocketResponse | None = None
        self._hurry = asyncio.Event()

    @property
    def show(self) -> Show:
        return self._mirror.show

    @property
    def observed(self) -> ObservedState:
        return self._mirror.observed

    @property
    def room(self) -> str:
        """The room's id; empty before the first state."""
        return self._mirror.room

    @property
    def connected(self) -> bool:
        return self._connected

    @property
    def lost_since(self) -> float | None:
        """Monotonic s since when the engine is away; None while it is there."""
        return self._lost_since

    @property
    def refused(self) -> str:
        """Why the engine does not want this client: "protocol", "sign_in" or ""."""
        return self._refused

    @property
    def me(self) -> Me:
        """Whom the engine takes this client for; as it last was while the engine is away."""
        return self._mirror.me

    def now(self) -> float:
        """The engine's clock, epoch s: what `at` of events and pictures is counted on."""
        return time.time() + self._mirror.offset_s

    async def send(
        self, kind: str, args: Args | Any, *, id: str | None = None, expect: int | None = None
    ) -> Answer:
        """Asks the engine and waits for what came of it. A lost connection is tried again with
        the same id for a few seconds. Raises EngineUnreachable, SignInNeeded."""
        body: dict[str, Any] = {"id": id or fresh_id(), "kind": kind, "args": args_of(args)}
        if expect is not None:
            body["expect"] = expect
        if self._session is not None:
            return await ask(self._session, self.url, body, user=self._user)
        async with open_session(self._token) as session:
            return await ask(session, self.url, body, user=self._user)

    async def sign_in(self, user: str, password: str) -> Me:
        """Goes on as that person; whoever was signed in here is signed out. Where it is refused
        nothing changes. Raises SignInRefused, EngineUnreachable."""
        return await self._become(await sign_in.sign_in(self.url, user, password))

    async def emergency(self, name: str, reason: str) -> Me:
        """At the duty console: an operator for an hour. Raises SignInRefused,
        EngineUnreachable."""
        return await self._become(await sign_in.emergency(self.url, name, reason, self._own_token))

    async def sign_out(self) -> None:
        """Ends this sign-in here at once, and at the engine as soon as it hears of it. Raises
        EngineUnreachable."""
        old = self._token if self._token != self._own_token else ""
        await self._take(self._own_token, "")
        if old:
            await sign_in.sign_out(self.url, old)

    async def sessions(self) -> tuple[SessionOut, ...]:
        """Who is signed in. Raises SignInRefused, SignInNeeded, EngineUnreachable."""
        return await sign_in.sessions(self.url, self._token)

    async def end_session(self, id: str) -> None:
        """Signs somebody out. Raises SignInRefused, SignInNeeded, EngineUnreachable."""
        await sign_in.end_session(self.url, self._token, id)

    async def _become(self, signed: SignedIn) -> Me:
        old = self._token if self._token != self._own_token else ""
        await self._take(signed.token, signed.token)
        if old:
            with contextlib.suppress(EngineUnreachable):
                await sign_in.sign_out(self.url, old)
        return signed.me

    async def _take(self, token: str, kept: str) -> None:
        """Comes again with another token."""
        self._token, self._session = token, None
        self._hurry.set()
        if self._ws is not None:
            await self._ws.close()
        if self._keep is not None:
            try:
                await asyncio.to_thread(self._keep, kept)
            except OSError as exc:
                log.warning("the sign-in is not kept over a restart: %s", exc.strerror)

    @property
    def files(self) -> Files:
        """Lists of sources in and out."""
        return Files(self.url, self._token, self._user)

    async def fetch(self, path: str, model: type[M], **query: object) -> M:
        """A page of the engine's history, as `wire.history` has it. Raises EngineUnreachable,
        SignInNeeded."""
        if self._session is not None:
            return await read(self._session, self.url, path, model, **query)
        async with open_session(self._token) as session:
            return await read(session, self.url, path, model, **query)

    def present(self, idle_s: float) -> None:
        """Tells the engine that somebody may be here: the last input was so long ago."""
        self._input_at = time.monotonic() - idle_s
        self._watch_changed.set()

    def watch(self, wanted: Sequence[Wanted]) -> None:
        """The live pictures wanted from now on; holds across reconnects."""
        self._wanted = tuple(wanted)
        self._watch_changed.set()

    async def run(self) -> None:
        """Connects, mirrors and reconnects for ever; ends when cancelled."""
        backoff = Backoff()
        told = False
        while True:
            why = ""
            try:
                async with open_session(self._token) as session:
                    await self._meet(session)
            except aiohttp.WSServerHandshakeError as exc:
                why = f"status {exc.status}"
                self._refuse("sign_in" if exc.status in {401, 403} else "")
            except (aiohttp.ClientError, OSError, TimeoutError, ValidationError) as exc:
                why = str(exc) or type(exc).__name__
            finally:
                self._session = None
                was = self._connected
                self._lost()
            if was:
                backoff.reset()
                told = False
            if not told and self._refused != "sign_in" and not self._hurry.is_set():
                log.warning("engine %s is away: %s", self.url, why or "the connection ended")
                told = True
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(backoff.again()):
                    await self._hurry.wait()
            self._hurry.clear()

    async def _meet(self, session: aiohttp.ClientSession) -> None:
        async with asyncio.timeout(CONNECT_S):
            ws = await session.ws_connect(
                address(self.url, "/api/v1/events", user=self._user),
                heartbeat=HEARTBEAT_S,
                max_msg_size=MAX_FRAME,
                compress=0,
            )
        self._session, self._ws = session, ws
        self._watch_changed.set()
        watching = asyncio.create_task(self._keep_watch(ws))
        try:
            await self._follow(ws)
        finally:
            self._ws = None
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await ws.close()

    async def _follow(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        astray = False  # the whole state is asked for: events until then say nothing to us
        async for frame in ws:
            if frame.type is aiohttp.WSMsgType.BINARY:
                self._picture(frame.data)
                continue
            if frame.type is not aiohttp.WSMsgType.TEXT:
                return
            try:
                message = FROM_ROOM.validate_json(frame.data)
            except ValidationError as exc:
                log.warning("the engine said something unknown: %d places", exc.error_count())
                continue
            match message:
                case State():
                    if not speaks_ours(message.protocol):
                        self._refused = "protocol"
                        log.error(
                            "engine speaks protocol %s, this client %s", message.protocol, PROTOCOL
                        )
                        return
                    await self._whole(message)
                    astray = False
                case Event() if not astray:
                    try:
                        self._tell(self._mirror.event(message))
                    except OutOfStep:
                        log.warning("out of step at revision %d: asking for all", message.revision)
                        await ws.send_str(Resync().model_dump_json())
                        astray = True
                case Event():
                    pass
                case Observed():
                    self._tell(self._mirror.reported(message))
                case MeNow(me=None):
                    self._refuse("sign_in")
                    return
                case MeNow(me=Me() as me):
                    self._mirror.me = me
                    self._tell(Moved(me=True))

    async def _whole(self, state: State) -> None:
        moved = await self._mirror.whole(state)
        new = not self._connected
        self._connected, self._lost_since, self._refused = True, None, ""
        if new:
            log.info("engine %s of room %s is there", self.url, state.room)
        self._tell(replace(moved, connection=new))

    async def _keep_watch(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        told: Watch | None = None
        try:
            while True:
                await self._watch_changed.wait()
                self._watch_changed.clear()
                watch = Watch(wanted=self._wanted)
                if watch != told:
                    await ws.send_str(watch.model_dump_json())
                    told = watch
                if self._input_at is not None:
                    idle = max(0.0, time.monotonic() - self._input_at)
                    await ws.send_str(Present(idle_s=idle).model_dump_json())
        except (aiohttp.ClientError, OSError):
            await ws.close()

    def _picture(self, frame: bytes) -> None:
        if self._on_picture is None:
            return
        try:
            head, data = unpack_picture(frame)
        except ValueError:
            log.warning("a picture frame that is none")
            return
        self._on_picture(head, data)

    def _refuse(self, why: str) -> None:
        if why != self._refused:
            self._refused = why
            self._tell(Moved(connection=True))

    def _lost(self) -> None:
        if self._connected:
            self._connected = False
            self._lost_since = time.monotonic()
            self._tell(Moved(connection=True))

    def _tell(self, moved: Moved) -> None:
        if self._on_change is not None and moved != Moved():
            self._on_change(moved)
