"""What every SessionStore must do; a test module derives from it and opens its own."""

from __future__ import annotations

from abc import abstractmethod
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

from wallctl.ports.sessions import Session, SessionStore

Opened = AbstractAsyncContextManager[SessionStore]


ONE = Session("a" * 64, "u1", "王工", "127.0.0.1", 1000.5, 1200.25, mark="m")
EMERGENCY = Session("b" * 64, "", "应急·李", "::1", 1100.0, 1100.0, 4700.0, "值班员突发疾病", "")


class SessionSuite:
    @abstractmethod
    def open(self, where: Path) -> Opened:
        """The store of `where`; opened again it holds what it held."""

    async def test_what_was_put_is_there_after_a_restart(self, tmp_path: Path) -> None:
        async with self.open(tmp_path) as store:
            assert await store.load() == ()
            await store.put(ONE)
            await store.put(EMERGENCY)
        async with self.open(tmp_path) as store:
            assert set(await store.load()) == {ONE, EMERGENCY}

    async def test_the_same_id_is_kept_once(self, tmp_path: Path) -> None:
        later = replace(ONE, used_at=9000.0)
        async with self.open(tmp_path) as store:
            await store.put(ONE)
            await store.put(later)
            assert await store.load() == (later,)

    async def test_what_is_removed_is_gone_and_the_rest_stays(self, tmp_path: Path) -> None:
        async with self.open(tmp_path) as store:
            await store.put(ONE)
            await store.put(EMERGENCY)
            await store.remove([EMERGENCY.id, "never there"])
            await store.remove([])
        async with self.open(tmp_path) as store:
            assert await store.load() == (ONE,)
