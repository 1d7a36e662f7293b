"""The composition root of an engine: the only place that knows everyone."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wallctl.api.nodes import NodeHub
from wallctl.api.reception import Door
from wallctl.api.server import Api, build_app
from wallctl.api.tokens import FILE as TOKENS
from wallctl.api.tokens import Tokens
from wallctl.app import systemd
from wallctl.app.announce import announce
from wallctl.app.ending import Exit
from wallctl.app.http_server import HttpServer, bind, check_tls
from wallctl.app.refusal import Refusal
from wallctl.app.site import RoomSite, Site
from wallctl.app.system import RandomIds, SystemClock
from wallctl.domain.commands import Result
from wallctl.domain.entities import Entity
from wallctl.domain.show import Show
from wallctl.drivers import found
from wallctl.engine.control.times import local_zone
from wallctl.engine.room import RoomEngine
from wallctl.ports.audio import AudioBackend, NoAudio
from wallctl.ports.clock import Clock
from wallctl.ports.journal import ChainBroken
from wallctl.ports.secrets import Secrets
from wallctl.store import archive
from wallctl.store.alarm_log import SqlAlarmLog
from wallctl.store.backup import Backups
from wallctl.store.database import StoreError
from wallctl.store.files import write_whole
from wallctl.store.journal import SqlJournal, open_journal
from wallctl.store.patrol_places import FILE as PATROLS
from wallctl.store.patrol_places import FilePlaces
from wallctl.store.runs import ALIVE, FileAlive, FileRuns
from wallctl.store.runs import FILE as RUNS
from wallctl.store.secrets import KeyFileSecrets
from wallctl.store.sessions import SqlSessions
from wallctl.transport.finding import NetworkDiscovery
from wallctl.transport.lines.real import lines
from wallctl.transport.sound.backend import PulseBackend

log = logging.getLogger(__name__)

DATABASE_PASSWORD = "WALLCTL_DATABASE_PASSWORD"
BACKUP_PASSPHRASE = "WALLCTL_BACKUP_PASSPHRASE"
READY_S = 30.0
SYSTEM_CLOCK = SystemClock()


@dataclass(frozen=True, slots=True)
class RoomArchive:
    """api.routes_site.Archive with this room's key and picture files; takes this room's alone."""

    room: str
    secrets: Secrets
    assets: Path
    clock: Clock

    def pack(self, show: Show, passphrase: str) -> bytes:
        return archive.pack(show, self.secrets, passphrase, at=self.clock.now(), assets=self.assets)

    def unpack(self, data: bytes, passphrase: str) -> tuple[Entity, ...]:
        return archive.unpack(data, self.secrets, passphrase, assets=self.assets, room=self.room)


async def serve_until_signal(site: Site, mine: RoomSite, folder: Path, port: int) -> None:
    """`serve_room` until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    restore = _on_signals(stop)
    try:
        await serve_room(site, mine, folder, port, stop)
    finally:
        restore()


async def serve_room(
    site: Site,
    mine: RoomSite,
    folder: Path,
    port: int,
    stop: asyncio.Event,
    *,
    clock: Clock = SYSTEM_CLOCK,
) -> None:
    """Runs the engine of a room until `stop`. Raises Refusal where it cannot start."""
    room, ids = mine.room.id, RandomIds()
    check_tls(site.security.tls_cert, site.security.tls_key)
    sock = bind(site.security.listen, port)
    try:
        secrets = _secrets(folder)
        journal = await _journal(mine, folder)
        try:
            hub = NodeHub(room, clock, ids)
            engine = RoomEngine(
                room=room,
                journal=journal,
                glass=hub,
                clock=clock,
                ids=ids,
                alarm_log=SqlAlarmLog(journal),
                duty=mine.duty,
                audio=_audio(room, mine.audio),
                secrets=secrets,
                places=FilePlaces(folder / PATROLS),
                discovery=NetworkDiscovery(),
                families=found(),
                lines=lines,
                runs=FileRuns(folder / RUNS),
                alive=FileAlive(folder / ALIVE),
                zone=local_zone(),
            )
            api = build_app(
                engine,
                hub,
                clock=clock,
                ids=ids,
                secrets=secrets,
                archive=RoomArchive(room, secrets, folder / "assets", clock),
                sessions=SqlSessions(journal),
                door=_door(site, folder),
            )
            backups = Backups(
                room=room,
                folder=folder / "backups",
                show=lambda: engine.show,
                journal=journal,
                secrets=secrets,
                clock=clock,
                faults=lambda present: _show_faults(engine, present),
                every=site.backup.every,
                keep=site.backup.keep,
                copy_to=site.backup.copy_to,
                passphrase=os.environ.get(BACKUP_PASSPHRASE, ""),
                pictures=folder / "assets",
            )
            server = HttpServer(api.app, sock, site.security.tls_cert, site.security.tls_key)
            await _run(Parts(site, mine, folder, port, engine, api, server, backups), stop)
        finally:
            await journal.close()
    finally:
        sock.close()


@dataclass(frozen=True, slots=True)
class Parts:
    """All that runs for one room."""

    site: Site
    mine: RoomSite
    folder: Path
    port: int
    engine: RoomEngine
    api: Api
    server: HttpServer
    backups: Backups


async def _run(parts: Parts, stop: asyncio.Event) -> None:
    ready = asyncio.Event()
    try:
        async with asyncio.TaskGroup() as group:
            engine = group.create_task(parts.engine.run(ready))
            async with asyncio.timeout(READY_S):
                await ready.wait()
            await _apply_site(parts)
            await parts.api.sign_ins.load()
            others = [
                group.create_task(parts.api.run()),
                group.create_task(parts.backups.run()),
                group.create_task(_announced(parts)),
            ]
            log.info("room %s listens on port %d", parts.mine.room.id, parts.port)
            systemd.notify(systemd.READY)
            await parts.server.run(stop)
            systemd.notify(systemd.STOPPING)
            log.info("room %s ends", parts.mine.room.id)
            # The engine goes last: what is being written is written.
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            engine.cancel()
    except* Refusal as group_of:
        raise group_of.exceptions[0] from None
    except* ChainBroken as group_of:
        why = group_of.exceptions[0]
        raise Refusal("serve.chain", Exit.FAULT, room=parts.mine.room.id, why=why) from None
    except* StoreError as group_of:
        raise _store_refusal(parts.mine, group_of.exceptions[0]) from None


async def _announced(parts: Parts) -> None:
    security, room = parts.site.security, parts.mine.room
    await announce(room.id, room.name, security.listen, parts.port, security.tls_cert is not None)


async def _apply_site(parts: Parts) -> None:
    """Brings the show to the site file when that changed since it was last applied. Without a
    file, a room that is there stays as it was made by commands."""
    if not parts.site.told and parts.engine.show.rooms:
        return
    file = parts.folder / "site.digest"
    digest = parts.mine.digest
    known = file.read_text("utf-8").strip() if file.exists() else ""
    if known == digest and parts.engine.show.rooms:
        return
    id = RandomIds().fresh()
    answer = await parts.engine.ask(parts.mine.command, id=id, by="site file")
    if answer.result is not Result.DONE:
        raise Refusal("serve.site", why=answer.message or answer.code)
    write_whole(file, digest.encode())
    log.info("the site file %s is applied", parts.site.path.name or "(none)")


def _on_signals(stop: asyncio.Event) -> Callable[[], None]:
    """SIGTERM and SIGINT set `stop`; gives the way back. Works on Windows too."""
    loop = asyncio.get_running_loop()
    before = {
        name: signal.signal(name, lambda *_: loop.call_soon_threadsafe(stop.set))
        for name in (signal.SIGTERM, signal.SIGINT)
    }

    def restore() -> None:
        for name, handler in before.items():
            signal.signal(name, handler)

    return restore


def _audio(room: str, server: str) -> AudioBackend:
    """The sound server that the site names, or the surroundings do; else there is no sound."""
    server = server or os.environ.get("PULSE_SERVER", "")
    if not server:
        return NoAudio()
    return PulseBackend(room, "" if server == "default" else server)


def _secrets(folder: Path) -> KeyFileSecrets:
    try:
        return KeyFileSecrets(folder / "room.key")
    except (OSError, ValueError) as exc:
        raise Refusal("serve.key", why=exc) from None


async def _journal(mine: RoomSite, folder: Path) -> SqlJournal:
    url = mine.database or f"sqlite:///{(folder / 'room.sqlite').absolute().as_posix()}"
    try:
        return await open_journal(url, password=os.environ.get(DATABASE_PASSWORD, ""))
    except StoreError as exc:
        raise _store_refusal(mine, exc) from None


def _store_refusal(mine: RoomSite, exc: BaseException) -> Refusal:
    why = str(exc.fields.get("why", exc.code)) if isinstance(exc, StoreError) else str(exc)
    return Refusal("serve.store", room=mine.room.id, why=why)


def _show_faults(engine: RoomEngine, present: frozenset[str]) -> None:
    for code in ("backup_failed", "backup_copy_failed", "journal_broken"):
        engine.fault(code, code in present)


def _door(site: Site, folder: Path) -> Door:
    return Door(Tokens(folder / TOKENS).owner, site.security.open_to_others)
