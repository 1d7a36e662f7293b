"""Hashes of passwords: Argon2id, each with a salt of its own, sealed."""

from __future__ import annotations

import asyncio

import pytest

from wallctl.api.sign_in_passwords import Busy, Passwords
from wallctl.testing.secrets import FakeSecrets


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(FakeSecrets())


async def test_a_hash_fits_its_password_alone(passwords: Passwords) -> None:
    secret = await passwords.sealed("一个口令 for all")
    opened = FakeSecrets().open(secret)
    assert opened.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert "口令" not in secret + opened
    assert await passwords.fits("一个口令 for all", secret)
    assert not await passwords.fits("一个口令 for al", secret)
    assert not await passwords.fits("", secret)
    assert secret != await passwords.sealed("一个口令 for all")


async def test_half_a_character_is_no_fault_of_ours(passwords: Passwords) -> None:
    secret = await passwords.sealed("\ud800 half")
    assert await passwords.fits("\ud800 half", secret)


async def test_a_secret_of_another_key_is_told(passwords: Passwords) -> None:
    with pytest.raises(ValueError, match="key"):
        await passwords.fits("x", FakeSecrets("other").seal("x"))
    assert not await passwords.fits("x", FakeSecrets().seal("rubbish"))


async def test_no_more_wait_than_there_is_room_for(passwords: Passwords) -> None:
    came = await asyncio.gather(
        *(passwords.fits("x", FakeSecrets().seal("rubbish")) for _ in range(40)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, Busy) for one in came) == 23
    assert came.count(False) == 17
    assert not await passwords.fits("x", FakeSecrets().seal("rubbish"))
