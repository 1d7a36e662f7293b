"""Files of images and documents: read beside the event loop, and again when they change."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance
from PySide6.QtNetwork import (
    QAuthenticator,
    QNetworkAccessManager,
    QNetworkReply,
    QNetworkRequest,
    QSslError,
)

from ui.web import address
from ui.web.retry import AUTH_AGAIN_S
from wallctl.domain.observed import Reason

LOOK_EVERY_MS = 2000
LARGEST_BYTES = 256 * 1024 * 1024
ANSWER_WITHIN_MS = 10_000
_Error = QNetworkReply.NetworkError
_REASONS = {
    _Error.ConnectionRefusedError: Reason.REFUSED,
    _Error.ContentNotFoundError: Reason.NOT_FOUND,
    _Error.ContentGoneError: Reason.NOT_FOUND,
    _Error.AuthenticationRequiredError: Reason.AUTH,
    _Error.ContentAccessDenied: Reason.AUTH,
    _Error.SslHandshakeFailedError: Reason.CERTIFICATE,
    _Error.OperationCanceledError: Reason.SILENT,
    _Error.TimeoutError: Reason.SILENT,
}

Stamp = tuple[int, int]  # modification time in ns, bytes


class Material(QObject):
    """What lies at an address: a file on this machine (watched) or on a web server (`again`).

    `came(bytes)` follows each change; `missing(reason, detail)` each look that found nothing.
    A dead network drive holds up only the thread that reads it.
    """

    came = Signal(bytes)
    missing = Signal(object, str)
    _looked = Signal(object)

    def __init__(self, where: str, *, again_s: float, ignore_tls: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._address = address.parse(where)
        self._path = self._address.local_file
        self._ignore_tls = ignore_tls
        self._stamp: Stamp | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="material")
        self._busy = False
        self._not_before = 0.0
        self._net: QNetworkAccessManager | None = None
        self._asked_again = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        every = again_s if again_s > 0 else (LOOK_EVERY_MS / 1000 if self._path else 0.0)
        self._every_ms = round(every * 1000)
        self._looked.connect(self._found)

    def start(self) -> None:
        if self._every_ms:
            self._timer.start(self._every_ms)
        self.look()

    def stop(self) -> None:
        self._timer.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def look(self) -> None:
        """Looks now; nothing comes of it where nothing changed."""
        if self._busy or time.monotonic() < self._not_before:
            return
        if self._path:
            self._busy = True
            reading = self._pool.submit(_read, self._path, self._stamp)
            reading.add_done_callback(handed(self._looked))
        elif self._address.usable:
            self._busy = True
            self._fetch()
        else:
            self.missing.emit(Reason.FORMAT, "address_not_usable")

    def _found(self, done: Future[tuple[Stamp, bytes | None]]) -> None:
        self._busy = False
        if done.cancelled():
            return
        try:
            stamp, data = done.result()
        except FileNotFoundError:
            self._lost(Reason.NOT_FOUND, "file_not_found")
        except PermissionError:
            self._lost(Reason.REFUSED, "file_not_readable")
        except _TooLargeError:
            self._lost(Reason.FORMAT, "file_too_large")
        except OSError:
            self._lost(Reason.UNREACHABLE, "file_not_readable")
        else:
            self._stamp = stamp
            if data is not None:
                self.came.emit(data)

    def _lost(self, reason: Reason, detail: str) -> None:
        self._stamp = None
        self.missing.emit(reason, detail)

    def _fetch(self) -> None:
        if self._net is None:
            self._net = QNetworkAccessManager(self)
            self._net.authenticationRequired.connect(self._challenged)
        self._asked_again = False
        request = QNetworkRequest(self._address.url)
        request.setTransferTimeout(ANSWER_WITHIN_MS)
        reply = self._net.get(request)
        reply.sslErrors.connect(self._judge(reply))
        reply.downloadProgress.connect(_bound(reply))
        reply.finished.connect(lambda: self._answered(reply))

    def _judge(self, reply: QNetworkReply) -> Callable[[list[QSslError]], None]:
        def judge(_: list[QSslError]) -> None:
            if self._ignore_tls:
                reply.ignoreSslErrors()

        return judge

    def _challenged(self, reply: QNetworkReply, answer: QAuthenticator) -> None:
        place = self._address
        if place.user and not self._asked_again and place.same_place(reply.url()):
            self._asked_again = True
            answer.setUser(place.user)
            answer.setPassword(place.password)

    def _answered(self, reply: QNetworkReply) -> None:
        self._busy = False
        error = reply.error()
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        data = bytes(reply.readAll().data())
        reply.deleteLater()
        if error == _Error.NoError:
            self.came.emit(data)
            return
        detail = f"http_{status}" if status else _snake(error.name)
        reason = _REASONS.get(error, Reason.UNREACHABLE)
        if reason is Reason.AUTH:
            self._not_before = time.monotonic() + AUTH_AGAIN_S
        self.missing.emit(reason, detail)


def handed(signal: SignalInstance) -> Callable[[Future[Any]], None]:
    """Hands what a thread has done to the event loop, if who asked for it is still there."""

    def hand(done: Future[Any]) -> None:
        with contextlib.suppress(RuntimeError):  # its QObject is gone
            signal.emit(done)

    return hand


class _TooLargeError(Exception):
    pass


def _read(path: str, known: Stamp | None) -> tuple[Stamp, bytes | None]:
    """The file's stamp, and its bytes if it is not the known one."""
    file = Path(path)
    about = file.stat()
    stamp = (about.st_mtime_ns, about.st_size)
    if about.st_size > LARGEST_BYTES:
        raise _TooLargeError
    if stamp == known:
        return stamp, None
    return stamp, file.read_bytes()


def _bound(reply: QNetworkReply) -> Callable[[int, int], None]:
    def bound(got: int, _total: int) -> None:
        if got > LARGEST_BYTES:
            reply.abort()

    return bound


def _snake(name: str) -> str:
    words = "".join(f"_{c.lower()}" if c.isupper() else c for c in name.removesuffix("Error"))
    return words.strip("_")
