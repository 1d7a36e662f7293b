"""Passwords in addresses: taken out before anything is kept, put back only to open a source.

A password stands after the user's name (`rtsp://user:pw@host`) or as a named value in the path
or query (`password=...`, as some cameras want). Cameras are often typed in with '@', '#' or '/'
unescaped in the password: it ends at the last '@' before the path.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

MASK = "***"

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+)://")
_HOST = re.compile(r"^(\[[0-9A-Fa-f:.]+\]|[^:@\[\]]*)(:\d*)?$")
_NAMED = re.compile(
    r"((?:^|[?&;_/])(?:password|passwd|passphrase|pwd|pass|psw|token|access_token|secret|apikey"
    r"|api_key|auth_key)=)([^&;/?#\s]+?)(?=$|[&;/?#]|_(?:channel|stream|user)=)",
    re.IGNORECASE,
)
_BETWEEN = "\t"
_STREAMS = "\n"


@dataclass(frozen=True, slots=True)
class Split:
    """An address without its passwords, and these (empty where there were none)."""

    address: str
    password: str = ""

    def __repr__(self) -> str:
        return f"Split({self.address!r})"


def scheme_of(address: str) -> str:
    """The scheme in lower case; empty for a plain path."""
    found = _SCHEME.match(address)
    return found.group(1).lower() if found else ""


def host_of(address: str) -> str:
    """Host and port of an address without a password; empty for a plain path."""
    _, _, host, _ = _parts(address)
    return host


def names_host(address: str) -> bool:
    """Whether the address has a host that can be looked up and, where it has one, a port that
    can be. A port alone is enough: that listens."""
    host = host_of(address)
    found = _HOST.match(host)
    if not host.strip(":") or found is None or any(c.isspace() for c in host):
        return False
    port = (found.group(2) or "").removeprefix(":")
    return not port or 0 < int(port) < 65_536


def user_of(address: str) -> str:
    """The user's name in an address; empty where it has none."""
    _, user, _, _ = _parts(address)
    return (user or "").partition(":")[0]


def moved(address: str, of: str, to: str) -> str:
    """The address at another host, where it is at host `of`; a password in it goes.

    `of` and `to` are a host, a host with its port, or both the front of a host up to a dot.
    Without a port in `of` the address keeps its own.
    """
    head, user, host, rest = _parts(address)
    found = _HOST.match(host)
    if not of or not host.strip(":") or found is None:
        return address
    bare, port = found.group(1), found.group(2) or ""
    if of.casefold() == host.casefold():
        there = to
    elif of.casefold() == bare.casefold():
        there = to if _has_port(to) else to + port
    elif of.endswith(".") and bare.startswith(of):
        there = to + bare[len(of) :] + port
    else:
        return address
    if user is None:
        return f"{head}{there}{rest}"
    return f"{head}{user.partition(':')[0]}@{there}{rest}"


def signed(address: str, user: str) -> str:
    """The address with another user's name, or none; without a host it stays. A password in it
    goes."""
    head, old, host, rest = _parts(address)
    if not host.strip(":") or (not user and not old):
        return address
    return f"{head}{quote(user, safe='')}@{host}{rest}" if user else f"{head}{host}{rest}"


def _has_port(host: str) -> bool:
    found = _HOST.match(host)
    return found is not None and bool(found.group(2))


def split(address: str) -> Split:
    """Takes the passwords out of an address."""
    head, user, host, rest = _parts(address)
    found: list[str] = []
    if user is not None:
        name, colon, password = user.partition(":")
        if colon:
            if password:
                found.append(unquote(password, errors="strict") if _utf8(password) else password)
            user = name
        head = f"{head}{user}@"

    def take(match: re.Match[str]) -> str:
        if match.group(2) != MASK:
            found.append(match.group(2))
        return f"{match.group(1)}{MASK}"

    clean = f"{head}{host}{_NAMED.sub(take, rest)}"
    return Split(clean if found else address, _BETWEEN.join(found))


def put_back(address: str, password: str) -> str:
    """The address with its passwords again, escaped as an address needs it."""
    if not password:
        return address
    waiting = password.split(_BETWEEN)
    head, user, host, rest = _parts(address)
    if user is not None:
        name, _, present = user.partition(":")
        if not present:
            user = f"{name}:{quote(waiting.pop(0), safe='')}"
        head = f"{head}{user}@"

    def give(match: re.Match[str]) -> str:
        value = waiting.pop(0) if waiting and match.group(2) == MASK else match.group(2)
        return f"{match.group(1)}{value}"

    return f"{head}{host}{_NAMED.sub(give, rest)}"


def redact(text: str) -> str:
    """An address, or words with addresses in them, without any password."""
    return " ".join(_redacted(word) for word in text.split(" "))


def holds_password(address: str) -> bool:
    return bool(split(address).password)


def seal_of(main: str, sub: str) -> str:
    """One clear text for the passwords of both streams, to be sealed; empty for none."""
    return main if main == sub or not sub else f"{main}{_STREAMS}{sub}"


def passwords_of(clear: str) -> tuple[str, str]:
    """The passwords of main and sub stream from an opened seal. A seal of one fits both."""
    main, both, sub = clear.partition(_STREAMS)
    return main, sub if both else main


def _redacted(word: str) -> str:
    start = _scheme_start(word)
    before, address = word[:start], word[start:]
    return before + split(address).address


def _scheme_start(word: str) -> int:
    found = re.search(r"[A-Za-z][A-Za-z0-9+.-]+://", word)
    return found.start() if found else 0


def _utf8(password: str) -> bool:
    try:
        unquote(password, errors="strict")
    except UnicodeDecodeError:
        return False
    return True


def _parts(address: str) -> tuple[str, str | None, str, str]:
    """(scheme with ://, userinfo or None, host and port, the rest)."""
    found = _SCHEME.match(address)
    if found is None:
        return "", None, "", address
    head, body = address[: found.end()], address[found.end() :]
    authority, _, _ = body.partition("/")
    if "@" not in authority and not _HOST.match(re.split(r"[?#]", authority)[0]):
        # A '/' in the password cut it in two: a port is no word, so the '@' is farther on.
        at = body.rfind("@")
        if at >= 0:
            end = body.find("/", at)
            authority = body if end < 0 else body[:end]
    user, at_sign, host = authority.rpartition("@")
    front, question, query = user.partition("?")
    if question and "=" in query and _HOST.match(front):
        # http://host:80?mail=a@b: the '@' belongs to the query.
        at_sign = ""
    if not at_sign:
        cut = re.search(r"[?#]", authority)
        stop = cut.start() if cut else len(authority)
        return head, None, body[:stop], body[stop:]
    cut = re.search(r"[?#]", host)
    stop = len(authority) - len(host) + (cut.start() if cut else len(host))
    return head, user, body[len(user) + 1 : stop], body[stop:]
