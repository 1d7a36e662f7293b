"""One device that is asked by HTTP: a request, an answer, and the socket is let go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from typing import NoReturn

import aiohttp
from aiohttp import hdrs
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
from wallctl.drivers.http.profile import ReadSpec, Request, profile_of
from wallctl.drivers.http.protocol import filled, found, parsed, request_of, value_of, word_of
from wallctl.drivers.http.state import points_of
from wallctl.ports.driver import Act, Means, Opened, Operation, State

MOST = 1_000_000  # bytes of an answer
SHOWN = 300
HIDDEN = "***"


class HttpConnection:
    def __init__(self, options: Options, means: Means) -> None:
        self._profile = profile_of(options)
        self._means = means
        self._timeout_s = float(options["timeout_s"])
        scheme = "https" if options["tls"] else "http"
        where = URL.build(scheme=scheme, host=str(options["host"]), port=int(options["port"]))
        self._base = str(where).rstrip("/")
        user, password = str(options["user"]), str(options["password"])
        secret = str(options["app_secret"])
        self._words = {
            "user": user,
            "password": password,
            "app_key": str(options["app_key"]),
            "app_secret": secret,
        }
        self._secrets = {password, secret} - {""}
        self._sign_in = str(options["auth"])
        self._session: aiohttp.ClientSession | None = None
        self._signed_in = False
        self._fixed: dict[str, object] = {}
        self._closed = False

    async def open(self) -> Opened:
        user, password = self._words["user"], self._words["password"]
        digest = self._sign_in == "digest" and bool(user)
        basic = aiohttp.encode_basic_auth(user, password) if self._sign_in == "basic" else ""
        self._session = aiohttp.ClientSession(
            # Nothing is kept open: aiohttp would say a request again on a line that was lost.
            connector=aiohttp.TCPConnector(force_close=True, ssl=False, limit=2),
            cookie_jar=aiohttp.CookieJar(unsafe=True),  # devices have addresses, no names
            timeout=aiohttp.ClientTimeout(total=self._timeout_s),
            headers={hdrs.AUTHORIZATION: basic} if basic else None,
            middlewares=(aiohttp.DigestAuthMiddleware(user, password),) if digest else (),
        )
        for login in self._profile.login:
            try:
                answer = parsed(await self._said(login), login.kind)
            except Rejected as exc:
                if login.fails_auth:
                    raise AuthFailed(**dict(exc.fields)) from None
                raise
            for name, at in login.take.items():
                told = found(answer, login.kind, at)
                if told is None:
                    raise AuthFailed(reason="sign_in", at=name)
                self._words[name] = word_of(told)
                self._secrets |= {self._words[name]} - {""}
        self._fixed = {one.name: await self._answer(one) for one in self._profile.reads if one.once}
        answers = await self._answers()
        info: list[tuple[str, str]] = []
        for name, where in self._profile.info.items():
            spec = self._read(where.read)
            told = found(answers[where.read], spec.kind, where.at)
            if told is not None:
                info.append((name, word_of(told)[:100]))
        self._signed_in = True
        return Opened(self._values(answers), points_of(self._profile), tuple(info))

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        await asyncio.Event().wait()  # it says nothing by itself, and has no line to lose
        raise Unreachable(reason="closed")

    async def read(self, keys: Collection[str] = ()) -> State:
        return self._values(await self._answers())

    async def send(self, operation: Operation) -> State:
        match operation.message:
            case (str(key), bool() | int() | float() | str() as value):
                spec = next((one for one in self._profile.points if one.key == key), None)
            case _:
                spec = None
        if spec is None:
            raise Rejected(reason="unsupported")
        request, word = request_of(spec, value)
        await self._said(request, {"value": word})
        return {}  # that it was taken is not yet that it is so: it is read

    async def act(self, act: Act) -> State:
        row = next((one for one in self._profile.acts if one.name == act.name), None)
        if row is None:
            raise Rejected(reason="unsupported", act=act.name)
        await self._said(row, {"value": word_of(act.value)})
        return {}

    async def say(self, line: str) -> str:
        """A typed path is asked for by GET."""
        path = line.strip().removeprefix("GET ").strip()
        if not path.startswith("/") or not path.isprintable() or " " in path:
            raise Rejected("unsupported", reason="path")
        return await self._said(Request(path=path), judge=False)

    async def close(self) -> None:
        self._closed = True
        session, self._session = self._session, None
        if session is not None:
            await session.close()
            await asyncio.sleep(0)

    # -- words --------------------------------------------------------------------------------

    def _read(self, name: str) -> ReadSpec:
        return next(one for one in self._profile.reads if one.name == name)

    async def _answer(self, spec: ReadSpec) -> object:
        return parsed(await self._said(spec), spec.kind)

    async def _answers(self) -> dict[str, object]:
        found = dict(self._fixed)
        for spec in self._profile.reads:
            if not spec.once:
                found[spec.name] = await self._answer(spec)
        return found

    def _values(self, answers: Mapping[str, object]) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for spec in self._profile.points:
            if not spec.read:
                continue
            raw = found(answers[spec.read], self._read(spec.read).kind, spec.at)
            value = value_of(spec, raw)
            if value is not None:
                values[spec.key] = value
        return values

    async def _said(
        self, request: Request, more: Mapping[str, str] | None = None, *, judge: bool = True
    ) -> str:
        """The text of the answer. Raises DeviceError for what is none, or is a refusal."""
        session = self._session
        if session is None or self._closed:
            raise Unreachable(reason="closed")
        whole = filled(request, {**self._words, **(more or {})}, self._profile.headers)
        shown = self._hidden(f"{whole.method} {request.path} {request.body}")
        began = self._means.clock.monotonic()
        try:
            async with session.request(
                whole.method,
                URL(f"{self._base}{whole.path}", encoded=True),
                data=whole.body or None,
                headers=dict(whole.headers),
                allow_redirects=False,
            ) as answer:
                status = answer.status
                text = await _text(answer)
        except TimeoutError:
            raise TimedOut(s=self._timeout_s) from None
        except aiohttp.ClientConnectionError as exc:
            raise Unreachable(reason=type(exc).__name__) from None
        except (aiohttp.ClientError, ValueError, OSError) as exc:
            raise Garbled(reason=type(exc).__name__) from None
        ms = (self._means.clock.monotonic() - began) * 1000
        self._means.exchanged(shown, self._hidden(f"{status} {text[:SHOWN]}"), ms)
        if judge:
            self._judge(status, text)
        return self._hidden(f"{status} {text[:2000]}") if not judge else text

    def _judge(self, status: int, text: str) -> None:
        if status == 401:
            self._refused()
        if not 200 <= status < 300:
            raise Rejected(status=status)
        good = self._profile.good
        if good is not None:
            told = found(parsed(text, good.kind), good.kind, good.at)
            if told is not None and word_of(told) not in good.values:
                raise Rejected(reason=word_of(told)[:60])

    def _refused(self) -> NoReturn:
        error: DeviceError = AuthFailed(status=401)
        if self._signed_in and self._profile.login:
            error = Unreachable(reason="signed_out")  # a session ends: signing in again helps
        raise error

    def _hidden(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text


async def _text(answer: aiohttp.ClientResponse) -> str:
    """Raises Garbled for more than a device has reason to say."""
    length = answer.headers.get(hdrs.CONTENT_LENGTH, "")
    if length.isdigit() and int(length) > MOST:
        raise Garbled(reason="endless")
    body = bytearray()
    async for piece in answer.content.iter_chunked(16_384):
        body += piece
        if len(body) > MOST:
            raise Garbled(reason="endless")
    charset = answer.charset or "utf-8"
    try:
        return body.decode(charset, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")
