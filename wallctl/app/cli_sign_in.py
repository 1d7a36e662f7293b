"""Signing in and out at an engine from the command line."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated

import typer

from wallctl.app.ending import Exit, Stop
from wallctl.app.folders import keeping
from wallctl.app.words import CliWords, language
from wallctl.client.errors import EngineUnreachable
from wallctl.client.find import find_engine
from wallctl.client.sign_in import SignInRefused, sign_in, sign_out

Engine = Annotated[str, typer.Option(help="Address of the engine; else the local one is found.")]


def add_sign_in_commands(app: typer.Typer) -> None:
    app.command("sign-in")(sign_in_)
    app.command("sign-out")(sign_out_)


def sign_in_(user: Annotated[str, typer.Argument(help="Name or id.")], engine: Engine = "") -> None:
    """Signs in (the password is typed, or comes from stdin) until `sign-out`."""
    words = CliWords(language())
    url = _engine(engine, words)
    if sys.stdin.isatty():
        password: str = typer.prompt(words("sign_in.password"), hide_input=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    try:
        signed = asyncio.run(sign_in(url, user, password))
    except SignInRefused as exc:
        key = f"sign_in.{exc.code}"
        raise Stop(
            Exit.REFUSED, words(key if words.has(key) else "sign_in.refused", seconds=exc.seconds)
        ) from None
    except EngineUnreachable as exc:
        why = exc.fields.get("why", "")
        raise Stop(Exit.UNREACHABLE, words("unreachable", url=url, why=why)) from None
    try:
        keeping().keep(url, signed.token)
    except OSError as exc:
        why = exc.strerror
        raise Stop(Exit.REFUSED, words("bad_file", file=keeping().file, why=why)) from None
    role = words(f"role.{signed.me.role}")
    typer.echo(words("sign_in.done", name=signed.me.name, role=role))


def sign_out_(engine: Engine = "") -> None:
    """Ends the sign-in that was kept."""
    words = CliWords(language())
    url = _engine(engine, words)
    token = keeping().token(url)
    keeping().forget(url)
    if token:
        try:
            asyncio.run(sign_out(url, token))
        except EngineUnreachable as exc:
            why = exc.fields.get("why", "")
            raise Stop(Exit.UNREACHABLE, words("unreachable", url=url, why=why)) from None
    typer.echo(words("sign_out.done"))


def _engine(engine: str, words: CliWords) -> str:
    url = engine or asyncio.run(find_engine())
    if not url:
        raise Stop(Exit.UNREACHABLE, words("no_engine"))
    return url
