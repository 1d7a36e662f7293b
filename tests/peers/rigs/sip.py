"""Calls over SIP: a second baresip (a person at a phone) and SIPp (messages by a script).

Both in a network of their own; the driver's baresip has `net.near` as its address (`sip_listen`,
`net_interface` is `net.link`). No registrar and no encryption. baresip's sound is a tone of 440 Hz
made by itself, it has no picture; SIPp sends no sound at all.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tests.peers.rigs.base import RigError, lacking
from tests.peers.rigs.netns import NamespacedRig, refused

_CONTROL = 4444
_MODULES = Path("/usr/lib/baresip/modules")
_CALL = re.compile(r"\[line (\d+)\]\s+(\S+)\s+(\S+)\s+(\S+)")


@dataclass(frozen=True, slots=True)
class Call:
    """A line of the peer's phone: state is INCOMING, OUTGOING, RINGING, EARLY, ESTABLISHED, ..."""

    line: int
    state: str
    peer: str


class Baresip(NamespacedRig):
    """`uri` is whom to call. `auto`: it answers at once; else it rings until `front_panel`."""

    name = "baresip"
    own_port = 5060

    def __init__(self, *, auto: bool = False) -> None:
        super().__init__()
        self.auto = auto

    @classmethod
    def missing(cls) -> str:
        return lacking("baresip") or refused()

    @property
    def uri(self) -> str:
        return f"sip:peer@{self.address[0]}"

    async def state(self) -> list[Call]:
        """The calls it has, as its own `listcalls` tells."""
        told = (await self._ask("listcalls"))["data"]
        return [Call(int(one[1]), one[3], one[4]) for one in _CALL.finditer(told)]

    async def front_panel(self, command: str, params: str = "") -> str:
        """A command of baresip: "accept", "hangup", "dial" (params: a SIP address), "mute", ..."""
        told = await self._ask(command, params)
        if not told["ok"]:
            raise RigError(f"baresip {command}: {told['data']}")
        return str(told["data"])

    async def _ask(self, command: str, params: str = "") -> dict[str, Any]:
        try:
            streams = await asyncio.open_connection(self.address[0], _CONTROL)
        except OSError as fault:
            raise RigError(f"baresip is not there: {fault}\n{self.output()}") from fault
        reader, writer = streams
        try:
            text = json.dumps({"command": command, "params": params, "token": "rig"}).encode()
            writer.write(b"%d:%s," % (len(text), text))
            async with asyncio.timeout(5):
                while True:  # events of calls come in between
                    size = int((await reader.readuntil(b":"))[:-1])
                    told: dict[str, Any] = json.loads((await reader.readexactly(size + 1))[:-1])
                    if told.get("response"):
                        return told
        except asyncio.IncompleteReadError as fault:
            raise RigError(f"baresip hung up\n{self.output()}") from fault
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _launch(self) -> None:
        lines = {
            "config": f"sip_listen {self.host}:{self.port}\nnet_interface eth0\n"
            "call_max_calls 4\naudio_player aubridge,out\naudio_alert aubridge,alert\n"
            "audio_source ausine,440\nausrc_srate 48000\nausrc_channels 2\nrtp_ports 10000-10100\n"
            f"module_path {_MODULES}\nmodule g711.so\nmodule aubridge.so\nmodule ausine.so\n"
            "module_app account.so\nmodule_app contact.so\nmodule_app menu.so\n"
            f"module_app ctrl_tcp.so\nctrl_tcp_listen {self.host}:{_CONTROL}\n",
            "accounts": f"<sip:peer@{self.host}>;regint=0;"
            f"answermode={'auto' if self.auto else 'manual'}\n",
            "contacts": "",
        }
        for name, text in lines.items():
            (self.folder / name).write_text(text)
        self._run("baresip", "baresip", "-f", str(self.folder))

    async def _ready(self) -> bool:
        try:
            return bool((await self._ask("reginfo"))["ok"])
        except RigError:
            return False


def _reply(status: str, cseq: str = "[last_CSeq:]") -> str:
    return f"""<send><![CDATA[SIP/2.0 {status}
[last_Via:]
[last_From:]
[last_To:];tag=[call_number]
[last_Call-ID:]
{cseq}
Content-Length: 0

]]></send>"""


def _scenario(*steps: str) -> str:
    body = "\n".join(steps)
    return f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<scenario name="rig">
<recv request="INVITE"><action>
<ereg regexp=".*" search_in="hdr" header="CSeq:" assign_to="1"/>
</action></recv>
{body}
</scenario>
"""


_BUSY = _scenario(_reply("486 Busy Here", "CSeq:[$1]"), '<recv request="ACK"/>')
_RING = _scenario(
    _reply("180 Ringing", "CSeq:[$1]"),
    '<recv request="CANCEL"/>',
    _reply("200 OK"),
    _reply("487 Request Terminated", "CSeq:[$1]"),
    '<recv request="ACK"/>',
)


_CHALLENGE = 'WWW-Authenticate: Digest realm="rig", nonce="{nonce}", algorithm=MD5'


def _registrar(user: str, password: str) -> str:
    def say(status: str, *lines: str) -> str:
        return _reply(status).replace("Content-Length", "\n".join((*lines, "Content-Length")))

    return f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<scenario name="registrar">
<recv request="REGISTER"/>
{say("401 Unauthorized", _CHALLENGE.format(nonce="47f3a8d1"))}
<recv request="REGISTER"><action>
<verifyauth assign_to="good" username="{user}" password="{password}"/>
</action></recv>
<nop test="good" next="welcome"/>
{_reply("403 Forbidden").replace("<send>", '<send next="end">')}
<label id="welcome"/>
{say("200 OK", "[last_Contact:]", "Expires: 600")}
<label id="end"/>
<nop/>
</scenario>
"""


class Sipp(NamespacedRig):
    """It answers calls by script, and makes one with `call`. `answer`: "ok", "busy" (486), "ring"
    (180 and no more, until the caller gives up) or "register": a registrar for `user`."""

    name = "sipp"
    own_port = 5060

    def __init__(
        self,
        *,
        answer: Literal["ok", "busy", "ring", "register"] = "ok",
        user: str = "",
        password: str = "",
    ) -> None:
        super().__init__()
        self.answer, self.user, self.password = answer, user, password

    @classmethod
    def missing(cls) -> str:
        return lacking("sipp", "ss") or refused()

    @property
    def uri(self) -> str:
        return f"sip:sipp@{self.address[0]}"

    async def state(self) -> list[str]:
        """First lines of the messages it sent and got, in order: "> SIP/2.0 180 Ringing" or
        "< INVITE sip:...". Its log is written as they go."""
        found = []
        for log in sorted(self.folder.glob("messages-*.log")):
            parts = re.split(r"UDP message (sent|received)", log.read_text(errors="replace"))
            for way, text in zip(parts[1::2], parts[2::2], strict=True):
                lines = [line.strip() for line in text.splitlines()]
                first = next((one for one in lines if "SIP/2.0" in one), "")
                found.append(f"{'>' if way == 'sent' else '<'} {first}")
        return found

    async def call(self, address: str, *, user: str = "wallctl", talk_s: float = 0.5) -> None:
        """Calls "host:port", talks, hangs up. RigError when it is not answered and ended so."""
        await self._inside(
            *("sipp", address, "-sn", "uac", "-s", user, "-i", self.host, "-m", "1"),
            *("-d", str(int(talk_s * 1000)), "-nostdin", "-timeout", "8", "-timeout_error"),
            timeout_s=12,
        )

    async def _launch(self) -> None:
        script = ["-sn", "uas"]
        if self.answer != "ok":
            file = self.folder / "answer.xml"
            file.write_text(
                _registrar(self.user, self.password)
                if self.answer == "register"
                else _BUSY
                if self.answer == "busy"
                else _RING
            )
            script = ["-sf", str(file)]
        log = self.folder / f"messages-{self._starts}.log"
        more = ["-nostdin", "-trace_msg", "-message_file", str(log), "-message_overwrite", "false"]
        self._run("sipp", "sipp", *script, "-i", self.host, "-p", str(self.port), *more)

    async def _ready(self) -> bool:
        told = await self._inside("ss", "-Hlun", f"sport = :{self.port}")
        return self.host in told
