"""JSON-RPC of the xAPI: text <-> messages. Pure. (Cisco D15427.02, p. 9-16.)"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from wallctl.domain.devices.points import Value
from wallctl.domain.errors import AuthFailed, Garbled, Rejected
from wallctl.drivers.roomos.state import CALL, MICROPHONES, MUTE, POWER, VOLUME, WITH

STANDBY = ("Status", "Standby", "State")
AUDIO = ("Status", "Audio")
CALLS = ("Status", "Call")
UNIT = ("Status", "SystemUnit")
WATCHED = (("Status", "Standby"), AUDIO, CALLS)
_DENIED = -31999
_ENDED = {"Idle", "Disconnected", "Disconnecting"}


def request(number: int, method: str, params: Mapping[str, object]) -> str:
    told = {"jsonrpc": "2.0", "id": str(number), "method": method, "params": dict(params)}
    return json.dumps(told, ensure_ascii=False)


def read(text: str) -> Mapping[str, Any]:
    """Raises Garbled."""
    try:
        found = json.loads(text)
    except ValueError:
        raise Garbled(reason="json") from None
    if not isinstance(found, dict):
        raise Garbled(reason="json")
    return found


def answer(message: Mapping[str, Any]) -> Any:
    """Raises Rejected with the terminal's own words, AuthFailed where the user may not."""
    fault = message.get("error")
    if fault is None:
        result = message.get("result")
        if isinstance(result, dict) and result.get("status") == "Error":
            raise Rejected(answer=str(result)[:200])
        return result
    code = fault.get("code") if isinstance(fault, dict) else None
    if code == _DENIED:
        raise AuthFailed(reason="permission")
    raise Rejected(answer=str(fault)[:200])


def at(path: Sequence[str], result: Any) -> Any:
    """What stands at a path; some software repeats the path in its answer."""
    here = result
    for step in path:
        if not isinstance(here, dict) or step not in here:
            return result
        here = here[step]
    return here


def power(state: object) -> dict[str, Value]:
    """Of Status Standby State. Half awake shows a screen, but takes no part in anything."""
    words = {"Off": "on", "Standby": "off", "Halfwake": "off", "EnteringStandby": "off"}
    return {POWER: words[str(state)]} if str(state) in words else {}


def audio(told: object) -> dict[str, Value]:
    if not isinstance(told, dict):
        return {}
    found: dict[str, Value] = {}
    volume = str(told.get("Volume", ""))
    if volume.isascii() and volume.isdigit():
        found[VOLUME] = int(volume)
    if told.get("VolumeMute") in {"On", "Off"}:
        found[MUTE] = told["VolumeMute"] == "On"
    microphones = told.get("Microphones")
    if isinstance(microphones, dict) and microphones.get("Mute") in {"On", "Off"}:
        found[MICROPHONES] = microphones["Mute"] == "On"
    return found


def calls(told: object) -> dict[str, Value]:
    """Of Status Call: the foremost of them."""
    rows = told if isinstance(told, list) else [told]
    open_now = [
        row
        for row in rows
        if isinstance(row, dict)
        and row.get("ghost") is None
        and row.get("Status")
        and row.get("Status") not in _ENDED
    ]
    best: tuple[str, str] = ("idle", "")
    rank = ("idle", "calling", "ringing", "connected")
    for row in open_now:
        incoming = row.get("Direction") == "Incoming"
        status = str(row["Status"])
        how = "calling"
        if status in {"Connected", "OnHold", "Preserved"}:
            how = "connected"
        elif incoming:
            how = "ringing"
        if rank.index(how) > rank.index(best[0]):
            who = row.get("DisplayName") or row.get("RemoteNumber") or ""
            best = (how, str(who)[:100])
    return {CALL: best[0], WITH: best[1]}
