from __future__ import annotations

import pytest

from wallctl.domain.devices.points import Capability
from wallctl.domain.errors import Garbled, Rejected
from wallctl.drivers.http.diff import diff
from wallctl.drivers.http.profile import PointSpec, Request
from wallctl.drivers.http.protocol import filled, found, parsed, request_of, value_of


def test_words_are_escaped_as_each_place_needs() -> None:
    words = {"value": 'a"<&/ 中'}
    asked = filled(Request(path="/x/{value}", body='{"v": "{value}"}'), words, {})
    assert asked.path == "/x/a%22%3C%26%2F%20%E4%B8%AD"
    assert asked.body.decode() == '{"v": "a\\"<&/ 中"}'
    assert asked.headers == {"Content-Type": "application/json"}
    assert filled(Request(path="/", body="<v>{value}</v>", type="xml"), words, {}).body == (
        "<v>a&quot;&lt;&amp;/ 中</v>".encode()
    )
    bad = filled(Request(path="/", headers={"X": "{value}"}), {"value": "a\r\nEvil: 1"}, {})
    assert bad.headers == {"X": "aEvil: 1"}


@pytest.mark.parametrize(
    ("kind", "text", "at", "told"),
    [
        ("json", '{"a": {"b": [1, {"c": true}]}}', ("a.b[1].c",), True),
        ("json", '{"a": "{\\"b\\": 5}"}', ("a", "b"), 5),
        ("json", '{"a": {}}', ("a",), None),
        ("json", "{}", ("a.b",), None),
        ("xml", '<a xmlns="urn:x"><b id="7">中 </b></a>', ("b",), "中"),
        ("xml", '<a xmlns="urn:x"><b id="7"/></a>', ("b/@id",), "7"),
        ("xml", "<a/>", ("b",), None),
        ("pairs", "a.b=1=2\r\nc=3", ("a.b",), "1=2"),
        ("text", "vol: 33%", (r"vol: (\d+)",), "33"),
    ],
)
def test_values_are_found(kind: str, text: str, at: tuple[str, ...], told: object) -> None:
    assert found(parsed(text, kind), kind, at) == told  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("json", "<html>"),
        ("json", "[" * 100_000),
        ("xml", "{}"),
        ("xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ],
)
def test_what_makes_no_sense_is_garbled(kind: str, text: str) -> None:
    with pytest.raises(Garbled):
        parsed(text, kind)  # type: ignore[arg-type]


def test_a_value_there_and_back() -> None:
    put = Request(method="PUT", path="/v")
    volume = PointSpec(
        key="v", capability=Capability.LEVEL, zh="v", en="v", read="s", at="v", scale=0.5, set=put
    )
    assert value_of(volume, "31") == 15.5
    assert value_of(volume, "loud") is None
    assert request_of(volume, 15.5) == (put, "31")
    source = PointSpec(
        key="s", capability=Capability.INPUT, zh="s", en="s", read="s", at="s",
        values={"3": "hdmi"}, set=put,
    )  # fmt: skip
    assert (value_of(source, 3), value_of(source, 4)) == ("hdmi", None)
    assert request_of(source, "hdmi") == (put, "3")
    with pytest.raises(Rejected):
        request_of(source, "vga")


def test_diff() -> None:
    seen = {"a": 1, "b": "x"}
    assert diff(seen, seen) == ()
    assert [o.message for o in diff(seen, {"a": 2, "b": "x"})] == [("a", 2)]
