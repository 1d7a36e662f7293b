"""Addresses as people write them: what is shown of them holds no password."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl

from ui.web.address import parse


def test_name_and_password_are_taken_out_of_the_url() -> None:
    found = parse("http://zhiban:S3cret-pw%401@10.1.2.3:8080/water?id=7")
    assert found.url.toString() == "http://10.1.2.3:8080/water?id=7"
    assert (found.user, found.password) == ("zhiban", "S3cret-pw@1")
    assert "S3cret" not in repr(found)


@pytest.mark.parametrize("text", ["10.1.2.3/water", "http://10.1.2.3/water"])
def test_a_host_without_a_scheme_is_a_web_page(text: str) -> None:
    assert parse(text).url == QUrl("http://10.1.2.3/water")


def test_a_path_is_a_file() -> None:
    found = parse("/srv/预案/值班表.pdf")
    assert found.local_file == "/srv/预案/值班表.pdf"
    assert found.usable


@pytest.mark.parametrize("text", ["", "http://[::bad", "chrome://crash", "javascript:alert(1)"])
def test_what_is_no_page_is_refused(text: str) -> None:
    assert not parse(text).usable


def test_credentials_are_for_their_own_server_only() -> None:
    found = parse("http://a:b@10.1.2.3/")
    assert found.same_place(QUrl("http://10.1.2.3:80/deep/er"))
    for other in ("http://10.1.2.4/", "https://10.1.2.3/", "http://10.1.2.3:81/"):
        assert not found.same_place(QUrl(other))
