"""The commands that speak with a running engine."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import aiohttp
import typer

from wallctl.app.ending import Exit, Stop, exit_of
from wallctl.app.engine_link import EngineLink, on_engine
from wallctl.app.telling import answer_lines, event_line, rows_of, state_lines
from wallctl.app.words import CliWords, language
from wallctl.client.asking import answer_in, fresh_id
from wallctl.client.backoff import Backoff
from wallctl.client.room import HEARTBEAT_S
from wallctl.client.session import MAX_FRAME
from wallctl.domain.commands import Answer
from wallctl.store.files import write_whole
from wallctl.wire.desk import AnswerOut
from wallctl.wire.site import ARCHIVE_TYPE, PASSPHRASE

Engine = Annotated[str, typer.Option(help="Address of the engine; else the local one is found.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of words.")]
PASSPHRASE_VARIABLE = "WALLCTL_PASSPHRASE"


def add_client_commands(app: typer.Typer) -> None:
    app.command()(state)
    app.command()(send)
    app.command()(recall)
    app.command()(take)
    app.command()(follow)
    app.command()(snapshot)
    app.command("export")(export)
    app.command("import")(import_)


def state(engine: Engine = "", json_: AsJson = False) -> None:
    """The state of the room: walls, what the glass shows, nodes."""
    words = CliWords(language())

    async def work(link: EngineLink) -> None:
        if json_:
            typer.echo((await link.get("/api/v1/state")).decode())
            return
        for line in state_lines(await link.state(), words):
            typer.echo(line)

    on_engine(engine, words, work)


def send(
    file: Annotated[str, typer.Argument(help="JSON file of one command or a list; - is stdin.")],
    engine: Engine = "",
    json_: AsJson = False,
) -> None:
    """Sends commands from a file and says what came of each; stops at the first not done."""
    words = CliWords(language())
    commands = _commands_in(file, words)

    async def work(link: EngineLink) -> Exit:
        for command in commands:
            code = _say(await link.command({"id": fresh_id()} | command), words, json_)
            if code is not Exit.DONE:
                return code
        return Exit.DONE

    raise typer.Exit(on_engine(engine, words, work))


def recall(
    scene: Annotated[str, typer.Argument(help="Id, name or number of a scene.")],
    live: Annotated[bool, typer.Option("--live", help="Take it to the wall at once.")] = False,
    engine: Engine = "",
    json_: AsJson = False,
) -> None:
    """Brings a scene to preview, with --live onto the wall."""
    words = CliWords(language())

    async def work(link: EngineLink) -> Exit:
        id = _scene(rows_of(await link.state(), "scene"), scene, words)
        body = {"id": fresh_id(), "kind": "scene.recall", "args": {"id": id, "live": live}}
        return _say(await link.command(body), words, json_)

    raise typer.Exit(on_engine(engine, words, work))


def take(
    wall: Annotated[str, typer.Argument(help="Id or name of a wall.")],
    fade_ms: Annotated[int | None, typer.Option(help="Fade in ms; 0 is a cut.")] = None,
    engine: Engine = "",
    json_: AsJson = False,
) -> None:
    """Puts a wall's preview on the wall and says what the glass shows."""
    words = CliWords(language())

    async def work(link: EngineLink) -> Exit:
        id = _wall(rows_of(await link.state(), "wall"), wall, words)
        args = {"wall": id, "fade_ms": fade_ms}
        body = {"id": fresh_id(), "kind": "wall.take", "args": args}
        return _say(await link.command(body), words, json_)

    raise typer.Exit(on_engine(engine, words, work))


def follow(engine: Engine = "") -> None:
    """Every event of the room, a JSON line each, until interrupted; comes back by itself."""
    words = CliWords(language())

    async def work(link: EngineLink) -> None:
        backoff, met = Backoff(), False
        while True:
            try:
                await _follow_once(link)
                backoff.reset()
                met = True
            except (aiohttp.ClientError, OSError, TimeoutError):
                if not met:
                    raise
            await asyncio.sleep(backoff.again())

    on_engine(engine, words, work)


def snapshot(
    wall: Annotated[str, typer.Argument(help="Id or name of a wall.")],
    out: Annotated[Path, typer.Argument(help="PNG file to write.")],
    preview: Annotated[bool, typer.Option("--preview", help="The preview instead.")] = False,
    engine: Engine = "",
) -> None:
    """Writes what a wall really shows, read back from the glass, as a PNG."""
    words = CliWords(language())

    async def work(link: EngineLink) -> bytes:
        id = _wall(rows_of(await link.state(), "wall"), wall, words)
        kind = "preview" if preview else "program"
        return await link.get(f"/api/v1/walls/{quote(id, safe='')}/{kind}.png")

    data = on_engine(engine, words, work)
    _write(out, data, words)
    typer.echo(words("written", file=out, bytes=len(data)))


def export(
    file: Annotated[Path, typer.Argument(help="Archive to write.")], engine: Engine = ""
) -> None:
    """Writes the whole site as one archive; passwords in it are sealed with a passphrase."""
    words = CliWords(language())
    passphrase = _passphrase(words, twice=True)

    async def work(link: EngineLink) -> bytes:
        headers = {PASSPHRASE: quote(passphrase)}
        return await link.post("/api/v1/export", b"", headers)

    data = on_engine(engine, words, work)
    _write(file, data, words)
    typer.echo(words("exported", file=file, bytes=len(data)))


def import_(
    file: Annotated[Path, typer.Argument(help="Archive that `export` wrote.")],
    engine: Engine = "",
    json_: AsJson = False,
) -> None:
    """Brings the room to what an archive holds. The sources, layouts and scenes of now go."""
    words = CliWords(language())
    try:
        data = file.read_bytes()
    except OSError as exc:
        raise Stop(Exit.REFUSED, words("bad_file", file=file, why=exc.strerror)) from None
    passphrase = _passphrase(words, twice=False)

    async def work(link: EngineLink) -> Exit:
        headers = {PASSPHRASE: quote(passphrase), "Content-Type": ARCHIVE_TYPE}
        raw = await link.post("/api/v1/import", data, headers)
        return _say(answer_in(AnswerOut.model_validate_json(raw)), words, json_)

    raise typer.Exit(on_engine(engine, words, work))


async def _follow_once(link: EngineLink) -> None:
    async with link.session.ws_connect(
        link.at("/api/v1/events"), heartbeat=HEARTBEAT_S, max_msg_size=MAX_FRAME, compress=0
    ) as ws:
        async for frame in ws:
            if frame.type is aiohttp.WSMsgType.TEXT:
                sys.stdout.write(event_line(frame.data) + "\n")
                sys.stdout.flush()


def _say(answer: Answer, words: CliWords, as_json: bool) -> Exit:
    for line in answer_lines(answer, words, as_json):
        typer.echo(line)
    return exit_of(answer)


def _commands_in(file: str, words: CliWords) -> list[dict[str, Any]]:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
        found = json.loads(text)
    except OSError as exc:
        raise Stop(Exit.REFUSED, words("bad_file", file=file, why=exc.strerror)) from None
    except ValueError as exc:
        raise Stop(Exit.REFUSED, words("bad_file", file=file, why=f"not JSON: {exc}")) from None
    many = found if isinstance(found, list) else [found]
    if not all(isinstance(one, dict) for one in many):
        raise Stop(Exit.REFUSED, words("bad_file", file=file, why="not a command"))
    return many


def _wall(walls: dict[str, dict[str, Any]], asked: str, words: CliWords) -> str:
    for id, wall in walls.items():
        if asked in {id, wall["name"], wall["name_en"]}:
            return id
    known = ", ".join(f"{id} ({wall['name']})" for id, wall in walls.items())
    raise Stop(Exit.REFUSED, words("no_such_wall", name=asked, known=known))


def _scene(scenes: dict[str, dict[str, Any]], asked: str, words: CliWords) -> str:
    if asked in scenes:
        return asked
    hits = [
        id
        for id, one in scenes.items()
        if asked in {one["name"], one["name_en"]} or (one["number"] and asked == str(one["number"]))
    ]
    if len(hits) == 1:
        return hits[0]
    known = ", ".join(f"{id} ({scenes[id]['name']})" for id in hits or scenes)
    key = "many_scenes" if hits else "no_such_scene"
    raise Stop(Exit.REFUSED, words(key, name=asked, known=known))


def _passphrase(words: CliWords, twice: bool) -> str:
    """From the environment or typed; never an argument, which everyone on the machine sees."""
    told = os.environ.get(PASSPHRASE_VARIABLE, "")
    if told:
        return told
    if not sys.stdin.isatty():
        raise Stop(Exit.REFUSED, words("passphrase_needed"))
    again = words("passphrase_again") if twice else False
    typed: str = typer.prompt(words("passphrase"), hide_input=True, confirmation_prompt=again)
    return typed


def _write(file: Path, data: bytes, words: CliWords) -> None:
    try:
        write_whole(file, data)
    except OSError as exc:
        raise Stop(Exit.REFUSED, words("bad_file", file=file, why=exc.strerror)) from None
