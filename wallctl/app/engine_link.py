"""How a command of the command line reaches the engine."""

from __future__ import annotations

import asyncio
import getpass
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
from yarl import URL

from wallctl.app.ending import Exit, Stop
from wallctl.app.folders import token
from wallctl.app.words import CliWords
from wallctl.client.asking import ask
from wallctl.client.errors import EngineUnreachable, SignInNeeded
from wallctl.client.find import find_engine
from wallctl.client.session import address, open_session
from wallctl.domain.commands import Answer

T = TypeVar("T")
QUICK_S = 20.0


def whoami() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "cli"


@dataclass(frozen=True, slots=True)
class EngineLink:
    """One engine and the session to it."""

    url: str
    session: aiohttp.ClientSession
    words: CliWords
    user: str

    async def command(self, body: Mapping[str, Any]) -> Answer:
        return await ask(self.session, self.url, body, user=self.user)

    async def get(self, path: str) -> bytes:
        """The body of a GET. Raises Stop with what the engine says."""
        async with asyncio.timeout(QUICK_S), self.session.get(self.at(path)) as response:
            return await self.body(response)

    async def post(self, path: str, data: bytes, headers: Mapping[str, str]) -> bytes:
        async with (
            asyncio.timeout(QUICK_S * 3),
            self.session.post(self.at(path), data=io.BytesIO(data), headers=headers) as response,
        ):
            return await self.body(response)

    async def state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads(await self.get("/api/v1/state"))
        return state

    def at(self, path: str) -> URL:
        return address(self.url, path, user=self.user)

    async def body(self, response: aiohttp.ClientResponse) -> bytes:
        raw = await response.read()
        if response.status == 200:
            return raw
        if response.status == 401:
            raise SignInNeeded
        try:
            told = str(json.loads(raw)["message"])
        except (ValueError, KeyError, TypeError):
            told = f"HTTP {response.status}"
        code = Exit.DEVICE if response.status >= 500 else Exit.REFUSED
        raise Stop(code, self.words("engine_refused", message=told))


@asynccontextmanager
async def linked(engine: str, words: CliWords) -> AsyncIterator[EngineLink]:
    url = engine or await find_engine()
    if not url:
        raise Stop(Exit.UNREACHABLE, words("no_engine"))
    async with open_session(token(url)) as session:
        yield EngineLink(url, session, words, whoami())


def on_engine(engine: str, words: CliWords, work: Callable[[EngineLink], Awaitable[T]]) -> T:
    """Runs the work with a link to the engine. Raises Stop where it is not reached."""

    async def go() -> T:
        async with linked(engine, words) as link:
            try:
                return await work(link)
            except SignInNeeded:
                raise Stop(Exit.REFUSED, words("sign_in", url=link.url)) from None
            except EngineUnreachable as exc:
                why = exc.fields.get("why", "")
                raise Stop(Exit.UNREACHABLE, words("unreachable", url=link.url, why=why)) from None
            except (aiohttp.ClientError, OSError, TimeoutError) as exc:
                why = str(exc) or type(exc).__name__
                raise Stop(Exit.UNREACHABLE, words("unreachable", url=link.url, why=why)) from None

    return asyncio.run(go())
