from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.domain.address import (
    holds_password,
    host_of,
    names_host,
    passwords_of,
    put_back,
    redact,
    scheme_of,
    seal_of,
    split,
)


@pytest.mark.parametrize(
    ("given_address", "clean", "password"),
    [
        ("rtsp://admin:secret1@10.0.0.5:554/ch1", "rtsp://admin@10.0.0.5:554/ch1", "secret1"),
        ("rtsp://admin:p@ss@10.0.0.5/ch1", "rtsp://admin@10.0.0.5/ch1", "p@ss"),
        ("rtsp://admin:a#1@h/Streaming/101", "rtsp://admin@h/Streaming/101", "a#1"),
        ("rtsp://admin:12#34@h/1", "rtsp://admin@h/1", "12#34"),
        ("rtsp://admin:a/b@c@10.0.0.5/ch1", "rtsp://admin@10.0.0.5/ch1", "a/b@c"),
        ("rtsp://admin:p%40ss@h/1", "rtsp://admin@h/1", "p@ss"),
        ("rtsp://admin:100%sure@h/1", "rtsp://admin@h/1", "100%sure"),
        ("rtsp://:only@h/1", "rtsp://@h/1", "only"),
        ("rtsp://管理:密码@h/1", "rtsp://管理@h/1", "密码"),
        ("rtsp://u:pw9@[fe80::1]:554/1", "rtsp://u@[fe80::1]:554/1", "pw9"),
        (
            "rtsp://h:554/user=admin_password=tlJw_channel=1_stream=0.sdp",
            "rtsp://h:554/user=admin_password=***_channel=1_stream=0.sdp",
            "tlJw",
        ),
        ("rtsp://h/user=admin&password=x&c=1", "rtsp://h/user=admin&password=***&c=1", "x"),
        ("https://h/board?token=abc#/a", "https://h/board?token=***#/a", "abc"),
        ("srt://h:9000?passphrase=0123456789", "srt://h:9000?passphrase=***", "0123456789"),
        ("http://u:p@h/?token=t", "http://u@h/?token=***", "p\tt"),
    ],
)
def test_split_and_put_back(given_address: str, clean: str, password: str) -> None:
    taken = split(given_address)
    assert (taken.address, taken.password) == (clean, password)
    assert not holds_password(clean)
    assert split(put_back(clean, password)) == taken
    assert repr(taken) == f"Split({clean!r})"


@pytest.mark.parametrize(
    "address",
    [
        "rtsp://10.0.0.5:554/ch1",
        "rtsp://admin@10.0.0.5/ch1",
        "http://h:80?mail=a@b",
        "https://h/path@here",
        "udp://@239.0.0.1:1234",
        "/srv/video/大桥.mp4",
        "C:\\video\\a.mp4",
        "v4l2:///dev/video0",
        "rtsp://[fe80::1]/x",
        "",
    ],
)
def test_an_address_without_a_password_stays(address: str) -> None:
    assert split(address) == split(split(address).address)
    assert split(address).address == address
    assert not holds_password(address)


def test_escaping_when_put_back() -> None:
    assert put_back("rtsp://admin@h/1", "p@s#/: %") == "rtsp://admin:p%40s%23%2F%3A%20%25@h/1"
    assert put_back("rtsp://h/1", "unused") == "rtsp://h/1"


def test_words_are_redacted() -> None:
    told = redact("cannot open 'rtsp://admin:a@b@10.0.0.5/1': 401 rtsp://x:y@h/2")
    assert told == "cannot open 'rtsp://admin@10.0.0.5/1': 401 rtsp://x@h/2"


def test_scheme_and_host() -> None:
    assert scheme_of("RTSP://h/1") == "rtsp"
    assert scheme_of("/dev/video0") == ""
    assert host_of("rtsp://admin@h:554/1") == "h:554"
    assert host_of("/a/b") == ""


def test_hosts_that_can_be_looked_up() -> None:
    for good in ("rtsp://h/1", "udp://@239.0.0.1:5000", "srt://:9000?mode=listener"):
        assert names_host(good), good
    assert names_host("rtsp://u@[fe80::1]:554/1")
    for bad in ("rtsp:///1", "http://[", "rtsp://h:0/1", "rtsp://h:65536/1", "rtsp://a b/1"):
        assert not names_host(bad), bad


def test_one_seal_for_both_streams() -> None:
    assert passwords_of(seal_of("a", "a")) == ("a", "a")
    assert passwords_of(seal_of("a", "b")) == ("a", "b")
    assert passwords_of(seal_of("a", "")) == ("a", "a")
    assert passwords_of(seal_of("", "b")) == ("", "b")
    assert passwords_of("") == ("", "")


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1))
def test_any_password_survives_put_back_and_split(password: str) -> None:
    whole = put_back("rtsp://admin@10.0.0.5:554/ch/1", password)
    taken = split(whole)
    assert taken.address == "rtsp://admin@10.0.0.5:554/ch/1"
    assert taken.password == password


@given(
    st.text(
        st.characters(exclude_categories=("Cc", "Cs", "Zs"), exclude_characters="/?#%"), min_size=1
    )
)
def test_an_unescaped_password_never_stays_in_the_address(password: str) -> None:
    taken = split(f"rtsp://admin:{password}@10.0.0.5/ch1")
    assert taken.address == "rtsp://admin@10.0.0.5/ch1"
    assert taken.password == password
