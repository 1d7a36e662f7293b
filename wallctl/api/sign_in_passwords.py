"""Passwords as Argon2id hashes, sealed. In the clear they live for one call of this module."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from wallctl.ports.secrets import Secrets

P = ParamSpec("P")
R = TypeVar("R")

MEMORY_KIB, ITERATIONS, LANES = 47_104, 1, 1
"""OWASP's first choice: 46 MiB and about 0.1 s for each guess."""
SALT_BYTES, HASH_BYTES = 16, 32
AT_ONCE = 1  # a hash at one time, however many ask: the machine may draw a wall too
WAITING = 16

SHORTEST, LONGEST = 8, 256  # characters


class Busy(Exception):
    """So many passwords wait to be checked that this one was not taken."""


class Passwords:
    """Hashes and checks on threads: the loop goes on, and the memory taken is bounded."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._asked = 0
        self._nobody = ""

    async def sealed(self, password: str) -> str:
        """The sealed hash, for `User.secret`. Raises Busy."""
        return self._secrets.seal(await self._run(_hashed, password))

    async def fits(self, password: str, secret: str) -> bool:
        """Whether it is the password of a secret. Raises Busy, and ValueError where the room's
        key does not open the secret."""
        return await self._run(_fits, password, self._secrets.open(secret))

    async def waste(self, password: str) -> None:
        """Takes as long as `fits`: a name that nobody has is not told by the time it takes."""
        if not self._nobody:
            self._nobody = await self._run(_hashed, os.urandom(16).hex())
        await self._run(_fits, password, self._nobody)

    async def _run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if self._asked >= AT_ONCE + WAITING:
            raise Busy
        self._asked += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(work, *args, **kwargs)
        finally:
            self._asked -= 1


def _hashed(password: str) -> str:
    kdf = Argon2id(
        salt=os.urandom(SALT_BYTES),
        length=HASH_BYTES,
        iterations=ITERATIONS,
        lanes=LANES,
        memory_cost=MEMORY_KIB,
    )
    return kdf.derive_phc_encoded(password.encode("utf-8", "surrogatepass"))


def _fits(password: str, hashed: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(password.encode("utf-8", "surrogatepass"), hashed)
    except InvalidKey:
        return False
    return True
