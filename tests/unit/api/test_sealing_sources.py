"""Passwords of many sources at once: sealed for each, told to no other host, repeated nowhere."""

from __future__ import annotations

import pytest

from wallctl.api.bodies import BadBody
from wallctl.api.sealing import Sealer
from wallctl.domain.address import passwords_of
from wallctl.domain.commands import Seal, SourceImport, SourceReplace, SourceUpdateMany
from wallctl.domain.entities import Medium, Source
from wallctl.domain.show import build
from wallctl.testing.secrets import FakeSecrets

WORD = "n3w-W0rd"
SECRETS = FakeSecrets()
SEALER = Sealer(SECRETS)


def source(id: str, main: str, sub: str = "", old: str = "", **more: str) -> Source:
    secret = SECRETS.seal(old) if old else ""
    return Source(id, id, Medium.STREAM, main, sub, secret=secret, **more)


KNOWN = {
    one.id: one
    for one in (
        source("a", "rtsp://admin@10.0.0.1/a", "rtsp://admin@10.0.0.1/as", "old"),
        source("b", "rtsp://admin@10.0.0.2/b"),
        source("c", "rtsp://10.0.0.3/c"),
        source("named", "rtsp://u@10.0.0.4/x?token=***", old="old\ttok"),
        source("card", ""),
    )
}


SHOW = build(KNOWN.values())


def seals(**args: object) -> dict[str, str]:
    command = SEALER.sealed(SourceUpdateMany(tuple(KNOWN), **args), SHOW)
    assert isinstance(command, SourceUpdateMany)
    assert command.password is None
    assert WORD not in repr(command)
    return {one.id: SECRETS.open(one.after) if one.after else "" for one in command.seals}


def test_a_new_password_is_sealed_for_every_address_with_a_user() -> None:
    assert seals(password=WORD) == {"a": WORD, "b": WORD, "named": f"{WORD}\ttok"}


def test_a_user_given_along_makes_room_for_the_password() -> None:
    told = seals(user="viewer", password=WORD)
    assert told["c"] == WORD
    assert "card" not in told


def test_no_user_no_password() -> None:
    # Of what was sealed only the named value is left.
    assert seals(user="") == {"a": "", "named": "tok"}


def test_without_password_or_user_nothing_is_opened() -> None:
    assert seals(department="应急") == {}


def test_the_password_goes_to_the_new_host_only_when_typed() -> None:
    move = {"host_from": "10.0.0.4", "host_to": "10.6.6.6"}
    assert seals(**move, password=WORD)["named"] == WORD


def test_equal_passwords_are_sealed_once() -> None:
    sealed = []
    counting = FakeSecrets()
    real = counting.seal
    counting.seal = lambda clear: (sealed.append(clear), real(clear))[1]  # type: ignore[method-assign]
    many = {f"s{n}": source(f"s{n}", "rtsp://admin@10.0.0.1/x") for n in range(300)}
    Sealer(counting).sealed(SourceUpdateMany(tuple(many), password=WORD), build(many.values()))
    assert sealed == [WORD]


@pytest.mark.parametrize(
    ("args", "at"),
    [
        ({"password": "a\nb"}, "args.password"),
        ({"password": "x" * 201}, "args.password"),
        ({"user": f"admin:{WORD}"}, "args.user"),
        ({"seals": (Seal("a", "", WORD),)}, "args.seals"),
    ],
)
def test_what_is_wrong_is_named_and_not_repeated(args: dict[str, object], at: str) -> None:
    with pytest.raises(BadBody) as caught:
        SEALER.sealed(SourceUpdateMany(("a",), **args), SHOW)
    assert caught.value.places[0].at == at
    assert WORD not in str(caught.value)


def test_a_password_for_sources_that_have_no_user_is_refused() -> None:
    with pytest.raises(BadBody):
        SEALER.sealed(SourceUpdateMany(("c", "card"), password=WORD), SHOW)


def test_another_device_is_told_its_own_password_only() -> None:
    def replaced(main: str) -> SourceReplace:
        command = SEALER.sealed(SourceReplace("a", main), SHOW)
        assert isinstance(command, SourceReplace)
        return command

    typed = replaced(f"rtsp://admin:{WORD}@10.0.0.9/x")
    assert typed.main == "rtsp://admin@10.0.0.9/x"
    assert passwords_of(SECRETS.open(typed.secret or ""))[0] == WORD
    assert WORD not in repr(typed)
    assert replaced("rtsp://admin@10.0.0.9/x").secret == ""
    assert SECRETS.open(replaced("rtsp://admin@10.0.0.1/other").secret or "") == "old"
    unknown = SEALER.sealed(SourceReplace("none", f"rtsp://admin:{WORD}@h/x"), SHOW)
    assert WORD not in repr(unknown)
    with pytest.raises(BadBody):
        SEALER.sealed(SourceReplace("a", "rtsp://h/x", secret=WORD), SHOW)


def test_what_a_screen_saw_before_is_compared_with_what_is_sealed() -> None:
    known = KNOWN["a"]
    seen = source("a", known.main, known.sub)
    seen = Source(
        **{k: getattr(seen, k) for k in Source.__dataclass_fields__} | {"secret": "sealed"}
    )
    command = SEALER.sealed(SourceImport((seen,), before=(seen,)), SHOW)
    assert isinstance(command, SourceImport)
    assert command.before == (known,)
