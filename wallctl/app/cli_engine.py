"""The commands that run an engine or look after its files."""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from wallctl.api.tokens import FILE, Tokens
from wallctl.app import logs
from wallctl.app.ending import Exit, Stop
from wallctl.app.folders import data_of, keep_token, logs_of
from wallctl.app.site import Site, SiteErrors, first_site, load_site
from wallctl.app.words import CliWords, language
from wallctl.domain.address import redact
from wallctl.domain.errors import NotFound

SiteFile = Annotated[Path, typer.Argument(metavar="SITE.toml", help="The site file.")]
Optional = Annotated[
    Path | None,
    typer.Argument(metavar="[SITE.toml]", help="The site file; none begins with an empty room."),
]
Room = Annotated[str, typer.Option(help="Id of the room.")]
Data = Annotated[Path | None, typer.Option(help="Folder of the room's data and logs.")]


def add_engine_commands(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(check)
    tokens = typer.Typer(help="Tokens for callers from other machines.", no_args_is_help=True)
    tokens.command("add")(token_add)
    tokens.command("remove")(token_remove)
    tokens.command("list")(token_list)
    tokens.command("keep")(token_keep)
    app.add_typer(tokens, name="token")


def serve(
    room: Room,
    site: Optional = None,
    data: Data = None,
    port: Annotated[int | None, typer.Option(help="Port instead of the site file's.")] = None,
) -> None:
    """Runs the engine of a room until it is told to end (SIGTERM, Ctrl+C).

    Without a site file the room begins empty and keeps what is set up at the desk.
    """
    # Here and not above: the engine's libraries take a second to load.
    from wallctl.app.compose import serve_until_signal
    from wallctl.app.refusal import Refusal

    words = CliWords(language())
    told = _site(site) if site is not None else _first(room)
    try:
        mine = told.room(room)
    except NotFound as exc:
        known = exc.fields.get("known", "")
        raise Stop(Exit.REFUSED, words("serve.room", room=room, known=known)) from None
    folder = data_of(room, data or mine.data)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        logs.set_up(logs_of(room, data or mine.data))
    except OSError as exc:
        raise Stop(Exit.REFUSED, words("serve.data", why=exc)) from None
    try:
        asyncio.run(serve_until_signal(told, mine, folder, port or mine.port))
    except Refusal as exc:
        raise Stop(exc.code, words(exc.key, **exc.fields)) from None
    except Exception as exc:
        logging.getLogger(__name__).exception("the engine of room %s ends by a fault of ours", room)
        raise Stop(Exit.FAULT, words("fault.ours", why=redact(str(first_of(exc))))) from None


def first_of(exc: BaseException) -> BaseException:
    """The first real exception of nested groups."""
    while isinstance(exc, BaseExceptionGroup):
        exc = exc.exceptions[0]
    return exc


def check(site: SiteFile) -> None:
    """Checks a site file; a line for each thing that is wrong."""
    words = CliWords(language())
    told = _site(site)
    rooms = ", ".join(f"{one.room.id} ({one.room.name})" for one in told.rooms)
    typer.echo(words("check.ok", file=site, rooms=rooms))


def token_add(
    name: str,
    room: Room = "hall",
    data: Data = None,
    duty: Annotated[
        bool, typer.Option("--duty", help="For a duty console: allows emergency sign-ins alone.")
    ] = False,
) -> None:
    """Makes a token for a name and shows it this once."""
    words = CliWords(language())
    token = Tokens(data_of(room, data) / FILE).add(name, duty=duty)
    typer.echo(words("token.added", name=name), err=True)
    typer.echo(token)


def token_remove(name: str, room: Room = "hall", data: Data = None) -> None:
    """Withdraws the token of a name."""
    words = CliWords(language())
    if not Tokens(data_of(room, data) / FILE).remove(name):
        raise Stop(Exit.REFUSED, words("token.unknown", name=name))
    typer.echo(words("token.removed", name=name))


def token_list(room: Room = "hall", data: Data = None) -> None:
    """The names that have a token."""
    for name in Tokens(data_of(room, data) / FILE).names():
        typer.echo(name)


def token_keep() -> None:
    """Keeps a token (typed, or from stdin) for this user, to sign in with from now on."""
    words = CliWords(language())
    if sys.stdin.isatty():
        token: str = typer.prompt(words("token.paste"), hide_input=True)
    else:
        token = sys.stdin.readline()
    typer.echo(words("token.kept", file=keep_token(token.strip())))


def _site(file: Path) -> Site:
    try:
        return load_site(file)
    except SiteErrors as exc:
        raise Stop(Exit.REFUSED, str(exc)) from None


def _first(room: str) -> Site:
    try:
        return first_site(room)
    except SiteErrors as exc:
        raise Stop(Exit.REFUSED, str(exc)) from None
