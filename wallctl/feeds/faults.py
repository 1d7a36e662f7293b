"""Why an address does not play, from what the libraries raise; never with the address in it."""

from __future__ import annotations

import errno

import av
import av.error

from wallctl.domain.observed import Reason


class PlayFailed(Exception):
    """A source does not play (any more). `detail` is the player's own words."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason.value, detail)
        self.reason = reason
        self.detail = detail


_BY_ERRNO = {
    errno.ECONNREFUSED: Reason.REFUSED,
    errno.ECONNRESET: Reason.REFUSED,
    errno.EPIPE: Reason.ENDED,
    errno.EHOSTUNREACH: Reason.UNREACHABLE,
    errno.ENETUNREACH: Reason.UNREACHABLE,
    errno.EHOSTDOWN: Reason.UNREACHABLE,
    errno.ETIMEDOUT: Reason.UNREACHABLE,
    errno.EADDRNOTAVAIL: Reason.UNREACHABLE,
    errno.EIO: Reason.UNREACHABLE,  # what FFmpeg makes of a name that is not known
    errno.ENOENT: Reason.NOT_FOUND,
    errno.ENODEV: Reason.NOT_FOUND,
    errno.ENXIO: Reason.NOT_FOUND,
    errno.EISDIR: Reason.NOT_FOUND,
    errno.EACCES: Reason.NOT_FOUND,
    errno.EINVAL: Reason.FORMAT,
    errno.ENOSYS: Reason.FORMAT,
}
_BY_TYPE: tuple[tuple[type[BaseException], Reason], ...] = (
    (av.error.HTTPUnauthorizedError, Reason.AUTH),
    (av.error.HTTPForbiddenError, Reason.AUTH),
    (av.error.HTTPNotFoundError, Reason.NOT_FOUND),
    (av.error.HTTPError, Reason.REFUSED),
    (av.error.ProtocolNotFoundError, Reason.FORMAT),
    (av.error.DemuxerNotFoundError, Reason.FORMAT),
    (av.error.DecoderNotFoundError, Reason.FORMAT),
    (av.error.PatchWelcomeError, Reason.FORMAT),
    (av.error.InvalidDataError, Reason.FORMAT),
    (av.error.EOFError, Reason.ENDED),
    (av.error.TimeoutError, Reason.UNREACHABLE),
)


def from_av(error: BaseException, *, playing: bool) -> PlayFailed:
    """`playing`: it had been opened, so that silence is no missing answer."""
    words = getattr(error, "strerror", None) or type(error).__name__
    if isinstance(error, av.error.ExitError):  # our own time limit
        return PlayFailed(Reason.SILENT if playing else Reason.UNREACHABLE, "no answer in time")
    if playing and isinstance(error, (av.error.InvalidDataError, av.error.TimeoutError)):
        return PlayFailed(Reason.ENDED, words)
    for kind, reason in _BY_TYPE:
        if isinstance(error, kind):
            return PlayFailed(reason, words)
    reason = _BY_ERRNO.get(getattr(error, "errno", 0) or 0, Reason.UNKNOWN)
    if playing and reason in (Reason.UNREACHABLE, Reason.REFUSED, Reason.UNKNOWN):
        reason = Reason.ENDED
    return PlayFailed(reason, words)


def without(address: str, words: str) -> str:
    """`words` with nothing of the address in it, nor of the name and password in that."""
    _, _, rest = address.partition("://")
    login, at, _ = rest.rpartition("@")
    parts = [address, rest, *(login.split(":", 1) if at else [])]
    # Shorter ones would only tear other words apart; the libraries' own words name no login.
    for part in sorted((p for p in parts if len(p) > 3), key=len, reverse=True):
        words = words.replace(part, "…")
    return words
