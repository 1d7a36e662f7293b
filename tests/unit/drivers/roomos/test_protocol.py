"""Words of the xAPI: Cisco "xAPI over WebSocket" D15427.02 (August 2019) p. 9-16, states of the
CE9 API reference."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wallctl.domain.errors import AuthFailed, Garbled, Rejected
from wallctl.drivers.roomos import protocol
from wallctl.drivers.roomos.diff import diff


def test_a_request() -> None:
    told = json.loads(protocol.request(7, "xGet", {"Path": ["Status", "Audio"]}))
    assert told == {
        "jsonrpc": "2.0",
        "id": "7",
        "method": "xGet",
        "params": {"Path": ["Status", "Audio"]},
    }


def test_answers() -> None:
    assert protocol.answer({"id": "1", "result": 50}) == 50
    with pytest.raises(Rejected):
        protocol.answer({"id": "1", "error": {"code": 1, "message": "No match"}})
    with pytest.raises(AuthFailed):
        protocol.answer({"id": "1", "error": {"code": -31999, "message": "Permission denied"}})
    for bad in ("", "[]", "\x00?!{"):
        with pytest.raises(Garbled):
            protocol.read(bad)


def test_an_answer_with_and_without_its_path() -> None:
    audio = {"Volume": 50}
    assert protocol.at(protocol.AUDIO, audio) == audio
    assert protocol.at(protocol.AUDIO, {"Status": {"Audio": audio}}) == audio


@pytest.mark.parametrize(
    ("told", "power"),
    [("Off", "on"), ("Standby", "off"), ("Halfwake", "off"), ("Sleeping", None), (None, None)],
)
def test_standby(told: object, power: str | None) -> None:
    assert protocol.power(told) == ({"power": power} if power else {})


def test_audio() -> None:
    told = {"Volume": "50", "VolumeMute": "Off", "Microphones": {"Mute": "On"}}
    assert protocol.audio(told) == {"volume": 50, "mute": False, "microphones.mute": True}
    assert protocol.audio({"Volume": "loud", "VolumeMute": 1, "Microphones": []}) == {}
    assert protocol.audio(None) == {}


def _call(status: str, direction: str = "Outgoing", **more: object) -> dict[str, Any]:
    return {"id": 1, "Status": status, "Direction": direction, "RemoteNumber": "8001", **more}


@pytest.mark.parametrize(
    ("told", "call", "who"),
    [
        (None, "idle", ""),
        ([], "idle", ""),
        ([{"id": "1", "ghost": "True"}], "idle", ""),
        ([_call("Dialling")], "calling", "8001"),
        ([_call("Ringing", "Incoming", DisplayName="省厅")], "ringing", "省厅"),
        ([_call("Disconnecting")], "idle", ""),
        ([_call("Ringing", "Incoming"), _call("Connected", DisplayName="市")], "connected", "市"),
    ],
)
def test_calls(told: object, call: str, who: str) -> None:
    assert protocol.calls(told) == {"call": call, "with": who}


def test_it_wakes_first_and_sleeps_last() -> None:
    def methods(power: str) -> list[object]:
        operations = diff({}, {"power": power, "volume": 40.0, "mute": True})
        return [one.message[0] for one in operations]  # type: ignore[index]

    assert methods("on")[0] == "xCommand/Standby/Deactivate"
    assert methods("off")[-1] == "xCommand/Standby/Activate"
    assert diff({}, {"volume": 40.0})[0].message == ("xCommand/Audio/Volume/Set", {"Level": 40})
