"""uvicorn inside our own loop: our socket, our signals, our end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from wallctl.app.refusal import Refusal

MAX_FRAME = 64 * 1024 * 1024  # a picture of a wall in PNG
GRACE_S = 3.0
PING_S, PONG_S = 5.0, 10.0
_TICK_S = 1.0
_LOOK_S = 0.005
log = logging.getLogger(__name__)


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to the address. Raises Refusal."""
    sock: socket.socket | None = None
    try:
        info = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.socket(info[0], socket.SOCK_STREAM)
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows: else another could share the port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(info[4])
        sock.listen(128)
        sock.setblocking(False)
    except (OSError, OverflowError) as exc:
        if sock is not None:
            sock.close()
        why = getattr(exc, "strerror", None) or exc
        raise Refusal("serve.port", host=host, port=port, why=why) from None
    return sock


def check_tls(cert: Path | None, key: Path | None) -> None:
    """Raises Refusal where the two do not serve."""
    if cert is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key)
    except (OSError, ssl.SSLError) as exc:
        raise Refusal("serve.tls", why=exc) from None


class _Server(uvicorn.Server):
    """Ends when it is told to and all is said; uvicorn's own waits tenths of a second each time."""

    def __init__(self, config: uvicorn.Config, grace_s: float) -> None:
        super().__init__(config)
        self._grace_s = grace_s
        self.stop = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # the composition root handles them

    async def main_loop(self) -> None:
        while not self.stop.is_set():
            await self.on_tick(0)  # the date in every answer
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_TICK_S):
                    await self.stop.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        state = self.server_state
        for open_ in (*self.servers, *(sockets or ())):
            open_.close()
        for connection in list(state.connections):
            connection.shutdown()
        try:
            async with asyncio.timeout(self._grace_s):
                while state.connections or state.tasks:  # noqa: ASYNC110  # nobody tells
                    await asyncio.sleep(_LOOK_S)
        except TimeoutError:
            log.warning("requests cut off at the end: %d", len(state.tasks))
            for task in state.tasks:
                task.cancel()


class HttpServer:
    def __init__(
        self,
        app: ASGIApp,
        sock: socket.socket,
        cert: Path | None,
        key: Path | None,
        *,
        grace_s: float = GRACE_S,
    ) -> None:
        """`grace_s`: how long what is under way may take at the end."""
        self._sock = sock
        self._server = _Server(
            uvicorn.Config(
                app,
                ws="websockets-sansio",
                ws_max_size=MAX_FRAME,
                ws_max_queue=8,
                ws_ping_interval=PING_S,
                ws_ping_timeout=PONG_S,
                ws_per_message_deflate=False,
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=30,
                ssl_certfile=cert,
                ssl_keyfile=key,
            ),
            grace_s,
        )

    @property
    def started(self) -> bool:
        return self._server.started

    async def run(self, stop: asyncio.Event) -> None:
        """Serves until told to stop; then lets what is under way end."""
        self._server.stop = stop
        await self._server.serve(sockets=[self._sock])
