"""SIP messages as datagrams have them (RFC 3261, 7 and 22.4). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import md5

_SHORT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length"}
_NEEDED = ("via", "from", "to", "call-id", "cseq")
_URI = re.compile(r"<\s*(sips?:[^>\s]+)\s*>|(sips?:[^\s;>]+)", re.IGNORECASE)
_PAIR = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))')


@dataclass(frozen=True, slots=True)
class Message:
    """`start` is the first line; names of `headers` are in small letters and written out."""

    start: str
    headers: tuple[tuple[str, str], ...]

    @property
    def status(self) -> int:
        """0 of a request."""
        return int(self.start[8:11]) if self.start.startswith("SIP/2.0 ") else 0

    @property
    def method(self) -> str:
        """Of an answer, what it answers."""
        return self.of("cseq").split()[1]

    @property
    def number(self) -> int:
        return int(self.of("cseq").split()[0])

    @property
    def branch(self) -> str:
        return parameter(self.of("via"), "branch")

    def of(self, name: str) -> str:
        """The first of that name, "" where there is none."""
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]


def parsed(data: bytes) -> Message | None:
    """None of what is no whole message."""
    head, end, _ = data.partition(b"\r\n\r\n")
    if not end:
        return None
    start, *lines = re.sub(r"\r\n[ \t]+", " ", head.decode("utf-8", "replace")).split("\r\n")
    headers = []
    for line in lines:
        name, _, value = line.partition(":")
        name = name.strip().lower()
        headers.append((_SHORT.get(name, name), value.strip()))
    found = Message(start, tuple(headers))
    if any(not found.of(name) for name in _NEEDED):
        return None
    if not re.fullmatch(r"SIP/2\.0 [1-6]\d\d .*|[A-Z]+ \S+ SIP/2\.0", start):
        return None
    if not re.fullmatch(r"\d{1,10} +[A-Z]+", found.of("cseq")):
        return None
    if not found.status and start.split(" ")[0] != found.method:
        return None
    return found


def request(start: str, lines: list[str], body: str = "") -> bytes:
    kind = ["Content-Type: application/sdp"] if body else []
    size = [f"Content-Length: {len(body.encode())}"]
    return "\r\n".join([start, *lines, *kind, *size, "", body]).encode()


def reply(
    to: Message, status: str, sender: tuple[str, int], tag: str, *more: str, body: str = ""
) -> bytes:
    """An answer goes back the way the request came (8.2.6, RFC 3581)."""
    first, *others = to.all("via")
    if re.search(r";\s*rport(?=;|$)", first):
        first = re.sub(r";\s*rport(?=;|$)", f";rport={sender[1]}", first, count=1)
        first += f";received={sender[0]}"
    whom = to.of("to")
    if tag and "tag=" not in whom:
        whom += f";tag={tag}"
    lines = [f"Via: {one}" for one in (first, *others)]
    lines += [f"Record-Route: {one}" for one in to.all("record-route")]
    lines += [f"From: {to.of('from')}", f"To: {whom}", f"Call-ID: {to.of('call-id')}"]
    lines += [f"CSeq: {to.of('cseq')}", *more]
    return request(f"SIP/2.0 {status}", lines, body)


def parameter(value: str, name: str) -> str:
    found = re.search(rf";\s*{name}=([^;\s>]+)", value, re.IGNORECASE)
    return found.group(1) if found else ""


def address(value: str) -> str:
    """The SIP address in a header."""
    found = _URI.search(value)
    return (found.group(1) or found.group(2)) if found else ""


def sdp(host: str) -> str:
    """A sound that neither end sends: there is no media here."""
    return (
        f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
        "m=audio 9 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=inactive\r\n"
    )


def proves(header: str, method: str, user: str, password: str, realm: str) -> bool:
    """Whether a digest was made with this password (RFC 2617, MD5)."""
    told = {m.group(1): m.group(2) or m.group(3) or "" for m in _PAIR.finditer(header)}
    if told.get("username") != user or told.get("realm") != realm:
        return False
    one, two = f"{user}:{realm}:{password}", f"{method}:{told.get('uri', '')}"
    middle = [told.get("nonce", "")]
    if told.get("qop"):
        middle += [told.get("nc", ""), told.get("cnonce", ""), told["qop"]]
    return _md5(":".join([_md5(one), *middle, _md5(two)])) == told.get("response")


def _md5(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
