"""Sessions: what they hold on to, and what ends them. Virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from wallctl.api.sign_in import EMERGENCY_S, FAULT, MOST_OF_ONE, UNUSED_S, SignIns, WrongPassword
from wallctl.api.sign_in_lockout import FREE, Locked
from wallctl.api.sign_in_passwords import Passwords
from wallctl.domain.commands import UserSigned
from wallctl.domain.people import EMERGENCY, Role, User
from wallctl.domain.show import Show, build
from wallctl.ports.sessions import Session
from wallctl.testing.clock import VirtualClock
from wallctl.testing.secrets import FakeSecrets
from wallctl.testing.sessions import MemorySessions

PEER = "127.0.0.1"


class FakePasswords(Passwords):
    """The secret is "is:" and the password: hashing is tested where it is done."""

    async def fits(self, password: str, secret: str) -> bool:
        return secret == f"is:{password}"

    async def waste(self, password: str) -> None: ...


CHIEF = User("u1", "王工", Role.ENGINEER, secret="is:right")
DUTY = User("u2", "值班员", Role.OPERATOR, secret="is:right")


class Book:
    def __init__(self) -> None:
        self.show: Show = build((CHIEF, DUTY))
        self.clock = VirtualClock()
        self.store = MemorySessions()
        self.noted: list[tuple[UserSigned, str]] = []
        self.faults: set[str] = set()
        self.told = 0
        self.ins = self._made()
        self._task: asyncio.Task[None] | None = None

    def _made(self) -> SignIns:
        made = SignIns(
            show=lambda: self.show,
            store=self.store,
            passwords=FakePasswords(FakeSecrets()),
            clock=self.clock,
            note=self._note,
            fault=self._fault,
        )
        made.tell(self._changed)
        return made

    async def _note(self, signed: UserSigned, by: str) -> None:
        self.noted.append((signed, by))

    def _fault(self, code: str, on: bool) -> None:
        (self.faults.add if on else self.faults.discard)(code)

    def _changed(self) -> None:
        self.told += 1

    async def start(self) -> None:
        await self.ins.load()
        self._task = asyncio.create_task(self.ins.run())
        await self.clock.settle()

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def restart(self, *, away_s: float = 0.0) -> None:
        await self.stop()
        await self.clock.advance(away_s)
        self.faults.clear()
        self.ins = self._made()
        await self.start()

    def change(self, user: User) -> None:
        users = {u.id: u for u in self.show.all(User).values()} | {user.id: user}
        self.show = build(users.values())
        self.ins.look_again()

    async def enter(self, name: str = "王工") -> str:
        return (await self.ins.sign_in(name, "right", PEER))[0]


@pytest.fixture
async def book() -> AsyncIterator[Book]:
    one = Book()
    await one.start()
    yield one
    await one.stop()


async def test_who_signs_in_is_known_by_the_token_alone(book: Book) -> None:
    token = await book.enter()
    session = book.ins.who(token)
    assert session is not None
    assert (session.user, session.name) == ("u1", "王工")
    assert book.ins.who(token + "x") is None
    assert book.ins.who("") is None
    assert book.noted == [(UserSigned("sign_in", "王工", PEER), "王工")]
    assert token not in repr(book.store.kept)


async def test_wrong_names_and_passwords_are_told_apart_by_nobody(book: Book) -> None:
    for name in ("王工", "谁也不是"):
        with pytest.raises(WrongPassword) as wrong:
            await book.ins.sign_in(name, "wrong", PEER)
        assert not wrong.value.args
    book.change(replace(CHIEF, disabled=True))
    with pytest.raises(WrongPassword):
        await book.ins.sign_in("王工", "right", "10.0.0.1")
    assert not book.noted


async def test_many_guesses_at_once_gain_nothing(book: Book) -> None:
    guesses = [book.ins.sign_in("王工", f"guess {n}", PEER) for n in range(20)]
    came = await asyncio.gather(*guesses, return_exceptions=True)
    assert sum(isinstance(one, WrongPassword) for one in came) == FREE
    assert sum(isinstance(one, Locked) for one in came) == 20 - FREE
    with pytest.raises(Locked):
        await book.ins.sign_in("王工", "right", PEER)


async def test_a_lockout_never_shuts_out_the_duty_console(book: Book) -> None:
    for _ in range(FREE):
        with pytest.raises(WrongPassword):
            await book.ins.sign_in("王工", "wrong", PEER)
    token, _ = await book.ins.emergency("李", "火情", PEER)
    assert book.ins.who(token) is not None


@pytest.mark.matrix
async def test_a_session_ends_when_it_is_not_used(book: Book) -> None:
    used, idle = await book.enter(), await book.enter("值班员")
    for _ in range(16):
        await book.clock.advance(UNUSED_S / 16 - 1)
        assert book.ins.who(used) is not None
    await book.clock.advance(60)
    assert book.ins.who(idle) is None
    assert book.ins.who(used) is not None


async def test_a_restart_signs_nobody_out(book: Book) -> None:
    token = await book.enter()
    await book.restart(away_s=3600)
    assert book.ins.who(token) is not None
    await book.restart(away_s=UNUSED_S + 700)
    assert book.ins.who(token) is None


async def test_a_clock_that_was_put_right_signs_nobody_out(book: Book) -> None:
    token = await book.enter()
    book.clock._epoch += 400 * 86_400
    await book.clock.advance(30)
    assert book.ins.who(token) is not None


@pytest.mark.parametrize(
    "after",
    [replace(CHIEF, disabled=True), replace(CHIEF, secret="is:other"), replace(CHIEF, secret="")],
)
async def test_a_change_of_the_user_ends_it_at_once(book: Book, after: User) -> None:
    token, other = await book.enter(), await book.enter("值班员")
    told = book.told
    book.change(after)
    assert book.told > told
    assert book.ins.who(token) is None
    assert book.ins.who(other) is not None
    book.change(CHIEF)
    assert book.ins.who(token) is None, "it must not come back"


async def test_a_new_name_goes_on_under_it(book: Book) -> None:
    token = await book.enter()
    book.change(replace(CHIEF, name="王总工"))
    session = book.ins.who(token)
    assert session is not None and session.name == "王总工"


async def test_ones_own_new_password_ends_all_other_sessions(book: Book) -> None:
    mine, elsewhere = await book.enter(), await book.enter()
    session = book.ins.who(mine)
    assert session is not None
    book.ins.changes_password(session.id, "is:new")
    book.change(replace(CHIEF, secret="is:new"))
    book.ins.changed_password(session.id)
    assert book.ins.who(mine) is not None
    assert book.ins.who(elsewhere) is None
    await book.restart()
    assert book.ins.who(mine) is not None


async def test_a_change_that_was_not_made_leaves_no_way_in(book: Book) -> None:
    session = book.ins.who(await book.enter())
    assert session is not None
    book.ins.changes_password(session.id, "is:new")
    book.ins.changed_password(session.id)
    book.change(replace(CHIEF, secret="is:new"))
    assert book.ins.seen(session.id) is None


async def test_an_emergency_is_told_until_it_ends(book: Book) -> None:
    token, session = await book.ins.emergency("李", "值班员突发疾病", PEER)
    assert session.emergency and session.name == EMERGENCY + "李"
    assert book.faults == {FAULT}
    assert book.noted[-1][0] == UserSigned("emergency", EMERGENCY + "李", PEER, "值班员突发疾病")
    await book.restart(away_s=600)
    assert book.faults == {FAULT}
    for _ in range(6):
        await book.clock.advance((EMERGENCY_S - 600) / 6 - 1)
        assert book.ins.who(token) is not None
    await book.clock.advance(10)
    assert book.ins.who(token) is None
    assert not book.faults


async def test_signing_out_ends_it_for_good(book: Book) -> None:
    token = await book.enter()
    session = book.ins.who(token)
    assert session is not None
    assert await book.ins.sign_out(session.id)
    assert not await book.ins.sign_out(session.id)
    assert book.noted[-1] == (UserSigned("sign_out", "王工", PEER), "王工")
    await book.restart()
    assert book.ins.who(token) is None


async def test_who_is_out_stays_out_though_the_disk_was_full(book: Book) -> None:
    token = await book.enter()
    await book.clock.settle()
    real, book.store.remove = book.store.remove, _broken  # type: ignore[method-assign]
    session = book.ins.who(token)
    assert session is not None
    await book.ins.sign_out(session.id)
    await book.clock.settle()
    assert book.store.kept
    book.store.remove = real  # type: ignore[method-assign]
    await book.clock.advance(10)
    assert not book.store.kept


async def test_a_full_disk_lets_people_in(book: Book) -> None:
    book.store.broken = True
    token = await book.enter()
    await book.clock.settle()
    assert book.ins.who(token) is not None


async def test_sessions_do_not_pile_up(book: Book) -> None:
    tokens = []
    for _ in range(MOST_OF_ONE + 3):
        tokens.append(await book.enter())
        await book.clock.advance(1)
    assert [book.ins.who(t) is not None for t in tokens[:4]] == [False, False, False, True]


async def test_a_user_changed_while_the_password_was_checked_does_not_get_in(book: Book) -> None:
    class Slow(FakePasswords):
        async def fits(self, password: str, secret: str) -> bool:
            book.change(replace(CHIEF, disabled=True))
            return True

    book.ins._passwords = Slow(FakeSecrets())
    with pytest.raises(WrongPassword):
        await book.enter()


async def _broken(ids: object) -> None:
    raise OSError("no room")


async def test_what_was_kept_of_others_is_no_danger(book: Book) -> None:
    book.store.kept["x"] = Session("x", "u9", "谁", PEER, 1.0, 1.0, mark="m")
    await book.restart()
    assert book.ins.seen("x") is None
