"""Addresses as they are typed and shown: who signs in and with what stands in fields of its own."""

from __future__ import annotations

from urllib.parse import unquote

from wallctl.domain.address import host_of, put_back, signed, split, user_of
from wallctl.domain.entities import Source


def shown(address: str) -> str:
    """An address without its user, for the field of addresses."""
    return signed(split(address).address, "")


def user_shown(source: Source) -> str:
    return unquote(user_of(source.main) or user_of(source.sub))


def taken_apart(text: str) -> tuple[str, str, str]:
    """(address, user, password) of what somebody pasted with all of it in one."""
    found = split(text.strip())
    password = found.password.partition("\t")[0] if user_of(found.address) else ""
    return shown(found.address), unquote(user_of(found.address)), password


def composed(address: str, user: str, password: str) -> str:
    """The address to send: the engine takes the password out and seals it."""
    address = address.strip()
    if not host_of(address):
        return address
    whole = signed(address, user) if user else address
    return put_back(whole, password) if user and password else whole
