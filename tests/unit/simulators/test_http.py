"""The simulated box, asked by bytes; its digest against RFC 7616's own way of counting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from hashlib import md5

import pytest

from wallctl.simulators.devices.http import HttpBox


@pytest.fixture
async def box() -> AsyncIterator[HttpBox]:
    made = HttpBox("pw")
    await made.start()
    yield made
    await made.stop()


async def asked(box: HttpBox, line: str, authorization: str = "") -> str:
    reader, writer = await asyncio.open_connection(box.host, box.port)
    more = f"Authorization: {authorization}\r\n" if authorization else ""
    writer.write(f"{line} HTTP/1.1\r\nHost: x\r\n{more}\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    writer.close()
    await writer.wait_closed()
    return head


def digest(password: str, method: str, uri: str) -> str:
    nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c0"
    one = md5(f"admin:wallctl:{password}".encode()).hexdigest()
    two = md5(f"{method}:{uri}".encode()).hexdigest()
    answer = md5(f"{one}:{nonce}:00000001:abc:auth:{two}".encode()).hexdigest()
    return (
        f'Digest username="admin", realm="wallctl", nonce="{nonce}", uri="{uri}", qop=auth, '
        f'nc=00000001, cnonce="abc", response="{answer}"'
    )


async def test_only_who_knows_the_password_restarts_it(box: HttpBox) -> None:
    assert 'qop="auth"' in await asked(box, "POST /restart")
    assert "401" in await asked(box, "POST /restart", digest("other", "POST", "/restart"))
    assert "401" in await asked(box, "POST /restart", digest("pw", "GET", "/restart"))
    assert box.acted == 0
    assert "200 OK" in await asked(box, "POST /restart", digest("pw", "POST", "/restart"))
    assert box.acted == 1
