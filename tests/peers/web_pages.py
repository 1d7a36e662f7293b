"""A web server whose pages do what pages do to a wall: fail, hang, crash, ask for a password.

`/ok` shows a known colour and a counter of 12 black and white cells that a script changes.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from numpy.typing import NDArray

USER, PASSWORD = "zhiban", "S3cret-pw@1"
CELLS = 12
CELL_PX = 20

COUNTER = """<!doctype html><meta charset=utf-8><title>ok</title>
<style>body{margin:0;background:%(colour)s}canvas{position:absolute;left:0;top:0}</style>
<canvas id=c width=240 height=20></canvas><script>
let n = 0; const c = document.getElementById('c').getContext('2d');
function step() {
  for (let i = 0; i < 12; i++) {
    c.fillStyle = n >> (11 - i) & 1 ? '#fff' : '#000';
    c.fillRect(i * 20, 0, 20, 20);
  }
  n = (n + 1) %% 4096;
}
step(); if (%(every)d) setInterval(step, %(every)d);
</script>"""
POLLING = """<!doctype html><body style="background:#102030"><script>
setInterval(() => fetch('/data', {cache: 'no-store'}).catch(() => 0), 200);
</script>"""
HANGS = """<!doctype html><body style="background:#a05010"><script>
setTimeout(() => { for (;;); }, 1500);
</script>"""
PUSHY = """<!doctype html><body style="background:#204060"><script>
alert('a'); confirm('b'); prompt('c'); window.open('/ok'); print();
Notification.requestPermission(); navigator.geolocation.getCurrentPosition(() => 0);
const a = document.createElement('a'); a.href = '/download'; a.download = 'x.bin'; a.click();
document.documentElement.requestFullscreen().catch(() => 0); location.href = 'mailto:x@y.z';
</script>"""
WEBGL = """<!doctype html><body style="margin:0;background:#101010">
<canvas id=c width=400 height=400></canvas><script>
const g = document.getElementById('c').getContext('webgl');
g.clearColor(0, 0.5, 0, 1); g.clear(g.COLOR_BUFFER_BIT);
</script>"""
TALL = """<!doctype html><body style="margin:0"><div style="height:1000px;background:#c00000"></div>
<div style="height:2000px;background:#0000c0"></div>"""


def count_of(picture: NDArray[np.uint8], cell: float = CELL_PX) -> int:
    """The counter in the upper left corner of a picture of `/ok`."""
    row = picture[int(cell / 2), :, 1]
    return sum(int(row[int((i + 0.5) * cell)] > 128) << (CELLS - 1 - i) for i in range(CELLS))


class Pages:
    """The server on its own thread and loop; `stop()` and `start()` make it go and come back."""

    def __init__(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        self.port = port
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner: web.AppRunner | None = None
        self.asked: list[str] = []
        self.credentials: list[str] = []

    def url(self, path: str, info: str = "") -> str:
        scheme = "https" if self._tls else "http"
        return f"{scheme}://{info}{'@' if info else ''}127.0.0.1:{self.port}{path}"

    def start(self) -> Pages:
        self._call(self._start)
        return self

    def stop(self) -> None:
        self._call(self._stop)

    def close(self) -> None:
        self.stop()
        self._call(self._drain)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _call(self, what: Callable[[], object]) -> None:
        asyncio.run_coroutine_threadsafe(what(), self._loop).result(20)

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(
            self._runner, "127.0.0.1", self.port, ssl_context=self._tls, reuse_address=True
        )
        await site.start()

    async def _stop(self) -> None:
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    async def _drain(self) -> None:
        """Ends the answers that still wait."""
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        self.asked.append(path)
        match path:
            case "/ok":
                colour = "#" + request.query.get("colour", "2060a0")
                body = COUNTER % {"colour": colour, "every": int(request.query.get("ms", 0))}
            case "/polling":
                body = POLLING
            case "/data":
                return web.json_response({"level": 1})
            case "/hangs":
                body = HANGS
            case "/pushy":
                body = PUSHY
            case "/webgl":
                body = WEBGL
            case "/tall":
                body = TALL
            case "/404":
                return web.Response(status=404, text="<h1>gone</h1>", content_type="text/html")
            case "/500":
                return web.Response(status=500, text="<h1>oh</h1>", content_type="text/html")
            case "/loop":
                raise web.HTTPFound("/loop")
            case "/silent":
                await asyncio.sleep(60)
                body = ""
            case "/download":
                return web.Response(body=b"x" * 64, content_type="application/octet-stream")
            case "/auth":
                return self._guarded(request)
            case _:
                raise web.HTTPNotFound
        return web.Response(text=body, content_type="text/html")

    def _guarded(self, request: web.Request) -> web.Response:
        given = request.headers.get("Authorization", "")
        self.credentials.append(given)
        import base64

        right = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if given != f"Basic {right}":
            return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="x"'})
        return web.Response(
            text=COUNTER % {"colour": "#10a040", "every": 0}, content_type="text/html"
        )


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's TLS with a certificate that nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context
