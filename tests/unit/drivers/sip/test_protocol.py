"""Words of baresip 1.0.0, as it said them to these commands."""

from __future__ import annotations

import json

import pytest

from wallctl.domain.devices.options import complete
from wallctl.domain.errors import Garbled, Invalid, Rejected
from wallctl.drivers.sip import FAMILY, protocol
from wallctl.drivers.sip.state import points

IN = (
    b'{"event":true,"type":"CALL_INCOMING","class":"call","accountaor":"sip:wallctl@10.213.175.49",'
    b'"direction":"incoming","peeruri":"sip:peer@10.213.175.50","id":"b5b3c14db5934aa9",'
    b'"param":"sip:peer@10.213.175.50"}'
)
CLOSED = (
    b'{"event":true,"type":"CALL_CLOSED","class":"call","direction":"incoming",'
    b'"peeruri":"sip:peer@10.213.175.50","param":"Connection reset by peer"}'
)
LISTED = "--- Active calls (1) ---\n> [line 1]  0:00:00   {}             sip:peer@10.213.175.50"
GIVEN = {"address": "10.0.0.1", "user": "1001"}


def options(**more: str | bool) -> dict[str, bool | int | float | str]:
    return complete(FAMILY.card.options, {**GIVEN, **more})


def test_netstrings_come_in_any_pieces() -> None:
    data = b"%d:%s,%d:%s," % (len(IN), IN, len(CLOSED), CLOSED)
    for size in (1, 7, len(data)):
        framer = protocol.Netstrings()
        found = [m for n in range(0, len(data), size) for m in framer.feed(data[n : n + size])]
        assert found == [IN, CLOSED]


@pytest.mark.parametrize("data", [b"x", b"3:abcd", b":,", b"9999999:", b"1234567", b"-1:"])
def test_what_is_no_netstring(data: bytes) -> None:
    with pytest.raises(Garbled):
        protocol.Netstrings().feed(data)


def test_events() -> None:
    who = "sip:peer@10.213.175.50"
    assert protocol.event(IN) == {"call": "ringing", "with": who, "muted": False}
    ended = "Connection reset by peer"
    assert protocol.event(CLOSED) == {"call": "idle", "with": "", "muted": False, "ended": ended}
    assert protocol.event(b'{"event":true,"type":"CALL_RTCP"}') == {}
    for bad in (b"[]", b"{", b"\xff"):
        with pytest.raises(Garbled):
            protocol.event(bad)


@pytest.mark.parametrize(
    ("state", "call"),
    [
        ("INCOMING", "ringing"),
        ("OUTGOING", "calling"),
        ("RINGING", "calling"),
        ("EARLY", "calling"),
        ("ESTABLISHED", "connected"),
    ],
)
def test_the_list_of_calls(state: str, call: str) -> None:
    assert protocol.listed(LISTED.format(state))["call"] == call
    assert protocol.listed("--- Active calls (0) ---")["call"] == "idle"
    with pytest.raises(Garbled):
        protocol.listed("what?")


def test_answers_belong_to_their_question() -> None:
    said = json.dumps({"response": True, "ok": True, "data": "\ncall muted\n", "token": "7"})
    assert protocol.answered(said.encode(), "7") == "call muted"
    assert protocol.answered(said.encode(), "8") is None
    assert protocol.answered(IN, "7") is None
    with pytest.raises(Rejected):
        protocol.answered(b'{"response":true,"ok":false,"data":"no","token":"7"}', "7")
    assert protocol.command("dial", "1", "7").endswith(b'"token": "7"},')


def test_sign_in() -> None:
    failed = b'{"event":true,"type":"REGISTER_FAIL","param":"401 Unauthorized"}'
    assert protocol.refused(failed) == "401 Unauthorized"
    assert protocol.refused(b'{"event":true,"type":"REGISTER_OK","param":"200 OK"}') == ""
    assert protocol.refused(IN) is None


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("8001", "8001"),
        ("*99#", "*99#"),
        ("会议室", ""),
        ("sip:hall@10.0.0.9:5070;transport=tcp", "sip:hall@10.0.0.9:5070;transport=tcp"),
        ("hall@10.0.0.9", "sip:hall@10.0.0.9"),
        ("sip:a@b\nquit", ""),
        ("sip:a@b;auth_pass=x", ""),
        ("", ""),
        ("/quit", ""),
    ],
)
def test_whom_to_call(typed: str, dialled: str) -> None:
    if dialled:
        assert protocol.address(typed) == dialled
    else:
        with pytest.raises(Rejected):
            protocol.address(typed)


def test_files() -> None:
    text = protocol.config(options(), 4444, "/m")
    assert "sip_listen 10.0.0.1:5060\n" in text
    assert "ctrl_tcp_listen 127.0.0.1:4444\n" in text
    account = protocol.account(options(domain="pbx", password="s3cret", auto=True))
    assert account.startswith("<sip:1001@pbx;transport=udp>;auth_pass=s3cret;auth_user=1001;")
    assert account.endswith("answermode=auto")
    for bad in ({"password": "a;b", "domain": "x"}, {"user": "a b"}, {"user": "a>;x=<"}):
        with pytest.raises(Invalid) as caught:
            protocol.account(options(**bad))
        assert "a;b" not in str(caught.value)


def test_a_registrar_is_a_point_of_its_own() -> None:
    assert [p.key for p in points(options())] == ["call", "with", "muted", "ended"]
    assert points(options(domain="pbx"))[-1].key == "registered"
