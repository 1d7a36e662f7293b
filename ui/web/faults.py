"""What went wrong with a page, in stable words that hold no address."""

from __future__ import annotations

import re

from PySide6.QtWebEngineCore import QWebEngineLoadingInfo

from wallctl.domain.observed import Reason

_Domain = QWebEngineLoadingInfo.ErrorDomain
_ABORTED = -3
_BY_NAME = {
    "ERR_CONNECTION_REFUSED": Reason.REFUSED,
    "ERR_FILE_NOT_FOUND": Reason.NOT_FOUND,
    "ERR_INVALID_AUTH_CREDENTIALS": Reason.AUTH,
    "ERR_TOO_MANY_REDIRECTS": Reason.PAGE_ERROR,
    "ERR_EMPTY_RESPONSE": Reason.PAGE_ERROR,
    "ERR_INVALID_RESPONSE": Reason.PAGE_ERROR,
    "ERR_INVALID_HTTP_RESPONSE": Reason.PAGE_ERROR,
    "ERR_SSL_PROTOCOL_ERROR": Reason.PAGE_ERROR,
    "ERR_TIMED_OUT": Reason.UNREACHABLE,
}
_BY_STATUS = {401: Reason.AUTH, 403: Reason.AUTH, 404: Reason.NOT_FOUND, 407: Reason.AUTH}


def of_loading(info: QWebEngineLoadingInfo) -> tuple[Reason, str]:
    """Reason and detail of a load that failed."""
    domain, code = info.errorDomain(), info.errorCode()
    if domain == _Domain.HttpStatusCodeDomain:
        return _BY_STATUS.get(code, Reason.PAGE_ERROR), f"http_{code}"
    name = _name(info.errorString())
    if domain == _Domain.CertificateErrorDomain:
        return Reason.CERTIFICATE, name
    if info.isDownload():
        return Reason.FORMAT, "page_is_a_download"
    if code == _ABORTED:
        return Reason.PAGE_ERROR, "load_aborted"
    if name.upper() in _BY_NAME:
        return _BY_NAME[name.upper()], name
    if domain == _Domain.ConnectionErrorDomain:
        return Reason.UNREACHABLE, name
    return Reason.PAGE_ERROR, name


def _name(words: str) -> str:
    """Chromium's own name of an error (ERR_...), lower case; "load_failed" for anything else."""
    found = re.search(r"ERR_[A-Z0-9_]+", words)
    return found.group().lower() if found else "load_failed"
