"""What is written to baresip and what it says: netstrings of JSON, and its files. Pure.

baresip 1.0.0, modules/ctrl_tcp/ctrl_tcp.c: a command is {"command", "params", "token"}; an answer
has "response": true, "ok", "data" and the token, an event "event": true, "type", "class".
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Value
from wallctl.domain.errors import Garbled, Invalid, Rejected
from wallctl.drivers.sip.state import (
    CALL,
    CALLING,
    CONNECTED,
    ENDED,
    IDLE,
    MUTED,
    REGISTERED,
    RINGING,
    WITH,
)

LONGEST = 65_536
_LINE = re.compile(r"\[line \d+\]\s+\S+\s+(\S+)\s+(\S+)")
_NUMBER = re.compile(r"[0-9*#+]{1,40}")
_ADDRESS = re.compile(r"sips?:[\w.!~*'()&=+$,?/%-]+(@[\w.:\[\]-]+)?(;transport=(udp|tcp|tls))?")
_WORD = re.compile(r"[^\s<>;,\"'\\\x00-\x20\x7f]+")


class Netstrings:
    """`LENGTH:BYTES,` out of a stream."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        self._rest += data
        found: list[bytes] = []
        while self._rest:
            head, colon, _ = self._rest.partition(b":")
            if not head.isdigit() or len(head) > 6 or int(head) > LONGEST:
                raise Garbled(reason="netstring")
            if not colon:
                break
            end = len(head) + 1 + int(head)
            if len(self._rest) <= end:
                break
            if self._rest[end : end + 1] != b",":
                raise Garbled(reason="netstring")
            found.append(bytes(self._rest[len(head) + 1 : end]))
            del self._rest[: end + 1]
        return found


def command(name: str, params: str, token: str) -> bytes:
    text = json.dumps({"command": name, "params": params, "token": token}).encode()
    return b"%d:%s," % (len(text), text)


def told(message: bytes) -> Mapping[str, Any]:
    """Raises Garbled."""
    try:
        found = json.loads(message.decode("utf-8", "replace"))
    except ValueError:
        raise Garbled(reason="json") from None
    if not isinstance(found, dict):
        raise Garbled(reason="json")
    return found


def answered(message: bytes, token: str) -> str | None:
    """The text of the answer to a command. Raises Rejected where it says no."""
    found = told(message)
    if found.get("response") is not True or found.get("token") != token:
        return None
    text = str(found.get("data") or "").strip()
    if found.get("ok") is not True:
        raise Rejected(answer=text[:200])
    return text


def event(message: bytes) -> dict[str, Value]:
    """What it says of the state by itself."""
    found = told(message)
    kind, peer = found.get("type"), str(found.get("peeruri") or "")[:200]
    match kind:
        case "CALL_INCOMING":
            return {CALL: RINGING, WITH: peer, MUTED: False}
        case "CALL_OUTGOING" | "CALL_RINGING" | "CALL_PROGRESS":
            return {CALL: CALLING, WITH: peer, MUTED: False}
        case "CALL_ESTABLISHED":
            return {CALL: CONNECTED, WITH: peer}
        case "CALL_CLOSED":
            ended = str(found.get("param") or "")[:100]
            return {CALL: IDLE, WITH: "", MUTED: False, ENDED: ended}
        case "REGISTER_OK":
            return {REGISTERED: True}
        case "REGISTER_FAIL" | "UNREGISTERING":
            return {REGISTERED: False}
    return {}


def listed(text: str) -> dict[str, Value]:
    """Of the list of calls."""
    found = _LINE.search(text)
    if found is None:
        if "Active calls (0)" not in text:
            raise Garbled(reason="calls")
        return {CALL: IDLE, WITH: "", MUTED: False}
    how = {"INCOMING": RINGING, "ESTABLISHED": CONNECTED}.get(found.group(1), CALLING)
    return {CALL: how, WITH: found.group(2)[:200]}


def refused(message: bytes) -> str | None:
    """Of a sign-in that failed, why; "" of one that did not; None of anything else."""
    found = told(message)
    if found.get("type") == "REGISTER_OK":
        return ""
    return str(found.get("param") or "?") if found.get("type") == "REGISTER_FAIL" else None


def address(value: object) -> str:
    """Whom to call. Raises Rejected (`bad_argument`)."""
    text = str(value).strip()
    if _NUMBER.fullmatch(text) or _ADDRESS.fullmatch(text):
        return text
    if "@" in text and _ADDRESS.fullmatch(f"sip:{text}"):
        return f"sip:{text}"
    raise Rejected("bad_argument", got=text[:100])


def config(options: Options, control: int, modules: str) -> str:
    sound = str(options["sound"])
    device = _clean("sound_device", str(options["sound_device"] or "default"))
    if sound == "none":
        audio = ["audio_player aubridge,out", "audio_alert aubridge,alert"]
        audio += ["audio_source aubridge,in", "module aubridge.so"]
    else:
        audio = [f"audio_{one} {sound},{device}" for one in ("player", "alert", "source")]
        audio += [f"module {sound}.so"]
    local = f"{options['address']}:{options['port']}"
    lines = [
        f"sip_listen {local}",
        f"net_interface {options['address']}",
        "call_max_calls 1",
        f"module_path {modules}",
        *audio,
        "module g711.so",
        "module_app account.so",
        "module_app contact.so",
        "module_app menu.so",
        "module_app ctrl_tcp.so",
        f"ctrl_tcp_listen 127.0.0.1:{control}",
    ]
    return "\n".join(lines) + "\n"


def account(options: Options) -> str:
    """Raises Invalid for what would be read as something else."""
    user, domain = _clean("user", str(options["user"])), str(options["domain"])
    answer = "auto" if options["auto"] else "manual"
    if not domain:
        return f"<sip:{user}@{options['address']}>;regint=0;answermode={answer}"
    password = str(options["password"])
    word = f";auth_pass={_clean('password', password, secret=True)}" if password else ""
    return (
        f"<sip:{user}@{domain};transport={options['transport']}>{word};auth_user={user}"
        f";regint=600;answermode={answer}"
    )


def _clean(key: str, text: str, *, secret: bool = False) -> str:
    if not _WORD.fullmatch(text):
        raise Invalid(key=f"options.{key}", reason="characters", got="" if secret else text)
    return text
