"""A room without an engine: the same commands decided by the same domain, in this process.

It stands in for `wallctl.client.room.RoomClient` where a test needs a room that can be steered:
held answers, lost connections, stale feeds, pictures at will.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from wallctl.api.importing.batches import Batches
from wallctl.api.importing.preview import preview_of
from wallctl.api.importing.table import BadFile
from wallctl.api.importing.words import FileWords
from wallctl.api.importing.writing import write_failed, write_sources, write_template
from wallctl.api.sealing import Sealer
from wallctl.client.errors import EngineUnreachable, FileRefused
from wallctl.client.sign_in import SignInRefused
from wallctl.domain import commands as c
from wallctl.domain.decide import decide
from wallctl.domain.deciding.people import named
from wallctl.domain.entities import (
    KIND_OF,
    Carrier,
    Entity,
    Medium,
    Output,
    Program,
    Room,
    Scene,
    SceneLayout,
    Source,
    SourceKind,
    Tile,
    Wall,
)
from wallctl.domain.errors import Refused
from wallctl.domain.geometry import Rect, Size, grid
from wallctl.domain.observed import (
    Budget,
    FeedFigures,
    NodeStatus,
    Picture,
    Reason,
    TileReport,
    WallReport,
)
from wallctl.domain.people import EMERGENCY, User
from wallctl.domain.show import Change, Show, apply, build, change
from wallctl.domain.undo import redo, undo
from wallctl.testing.clock import VirtualClock
from wallctl.testing.secrets import FakeSecrets
from wallctl.wire.desk import Me, ObservedState, SessionOut
from wallctl.wire.importing import EXPORT_PATH, TEMPLATE_PATH, ImportPreview
from wallctl.wire.node import PictureHead, Wanted


@dataclass(frozen=True, slots=True)
class Entry:
    revision: int
    kind: str
    by: str
    at: float
    changes: tuple[Change, ...]
    undoes: int = 0


class Gate:
    """Awaited, it lets nobody through until it is open; needs no loop."""

    def __init__(self) -> None:
        self.open = False

    def __await__(self) -> Generator[None, None, None]:
        while not self.open:
            yield


class FakeFiles:
    """Lists in and out by the engine's own rules, in this process."""

    def __init__(self, room: FakeRoom) -> None:
        self._room = room
        self._batches = Batches(VirtualClock())
        self._sealer = Sealer(FakeSecrets())

    async def preview(self, data: bytes) -> ImportPreview:
        show = self._room.show
        fresh = (f"i{n}" for n in itertools.count(1))
        try:
            batch = self._batches.prepare(data, show.sources, self._sealer.source, fresh.__next__)
        except BadFile as bad:
            raise FileRefused(**{k: str(v) for k, v in bad.fields.items()}) from None
        self._batches.keep(batch)
        return preview_of(batch, show.revision)

    async def apply(self, digest: str, id: str = "") -> c.Answer:
        batch = self._batches.get(digest)
        assert batch is not None
        return await self._room.send("source.import", batch.command())

    async def fetch(self, path: str, *, ids: Sequence[str] = (), **query: str) -> bytes:
        words = FileWords("en" if query.get("lang") == "en" else "zh")
        if path == TEMPLATE_PATH:
            return write_template(words)
        if path == EXPORT_PATH:
            known = self._room.show.sources.values()
            return write_sources(
                [s for s in known if not ids or s.id in ids], query["format"], words
            )
        batch = self._batches.get(path.split("/")[-2])
        assert batch is not None
        return write_failed(batch.table, batch.rows, words)


class FakeRoom:
    """Answers at once; with `hold` set, what is asked is done but answered once it is open."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self.show: Show = build(entities, 1)
        self.observed = ObservedState()
        self.connected = True
        self.lost_since: float | None = None
        self.refused = ""
        self.me = Me()
        self.signed: list[str] = []
        self.sign_in_refused: SignInRefused | None = None
        self.open_sessions: tuple[SessionOut, ...] = ()
        self.asked: list[Any] = []
        self.wanted: tuple[Wanted, ...] = ()
        self.pages: dict[str, Any] = {}
        self.fetched: list[tuple[str, dict[str, object]]] = []
        self.idle: list[float] = []
        self.on_change: Callable[[object], None] = lambda _: None
        self.hold: Gate | None = None
        self.answer: c.Answer | None = None  # said instead of done, for takes
        self.camera: c.Answer | None = None  # said instead of sent, for cameras
        self.device: c.Answer | None = None  # said instead of done, for what devices are asked
        self._log: list[Entry] = []
        self._ids = itertools.count(1)
        self._files = FakeFiles(self)

    def now(self) -> float:
        return time.time()

    @property
    def files(self) -> FakeFiles:
        return self._files

    def kinds(self) -> list[str]:
        return [c.NAME_OF[type(one)] for one in self.asked]

    def watch(self, wanted: Sequence[Wanted]) -> None:
        self.wanted = tuple(wanted)

    async def fetch(self, path: str, model: type[Any], **query: object) -> Any:
        """What a test put into `pages`: a model, or what makes one of the query."""
        self.fetched.append((path, query))
        page = self.pages.get(path)
        if not self.connected or page is None:
            raise EngineUnreachable(url="fake", why="lost")
        return page(**query) if callable(page) else page

    def present(self, idle_s: float) -> None:
        self.idle.append(idle_s)

    async def sign_in(self, user: str, password: str) -> Me:
        """The password is the user's name, twice."""
        self.signed.append(user)
        if self.sign_in_refused is not None:
            raise self.sign_in_refused
        known = self.show.get(User, user) or named(self.show, user)
        if known is None or password != known.name * 2:
            raise SignInRefused("wrong_password")
        return self.become(
            Me(user=known.id, name=known.name, role=known.role.value, signed_in=True)
        )

    async def emergency(self, name: str, reason: str) -> Me:
        self.signed.append(f"{name}: {reason}")
        if self.sign_in_refused is not None:
            raise self.sign_in_refused
        return self.become(
            Me(
                name=EMERGENCY + name,
                role="operator",
                emergency=True,
                signed_in=True,
                expires=time.time() + 3600,
            )
        )

    async def sign_out(self) -> None:
        self.want_sign_in()

    async def sessions(self) -> tuple[SessionOut, ...]:
        return self.open_sessions

    async def end_session(self, id: str) -> None:
        self.open_sessions = tuple(s for s in self.open_sessions if s.id != id)

    def become(self, me: Me) -> Me:
        """The engine takes this screen for somebody else from now on."""
        self.me, self.refused, self.connected, self.lost_since = me, "", True, None
        self.on_change(None)
        return me

    def want_sign_in(self) -> None:
        self.refused, self.connected, self.lost_since = "sign_in", False, time.monotonic()
        self.on_change(None)

    def lose(self) -> None:
        self.connected, self.lost_since = False, time.monotonic()
        self.on_change(None)

    def come_back(self) -> None:
        self.connected, self.lost_since = True, None
        self.on_change(None)

    def observe(self, **parts: Any) -> None:
        self.observed = self.observed.model_copy(update=parts)
        self.on_change(None)

    def do(self, command: Any, by: str = "other") -> None:
        """Somebody else's command. Raises Refused."""
        self._carry_out(c.NAME_OF[type(command)], command, by)
        self.on_change(None)

    def put(self, entity: Entity) -> None:
        """An entity as it would come from the engine, whoever made it."""
        known = self.show.table[KIND_OF[type(entity)]].get(entity.id)
        self.show = apply(self.show, [change(known, entity)])
        self.on_change(None)

    async def send(
        self,
        kind: str,
        args: Mapping[str, Any] | Any,
        *,
        id: str | None = None,
        expect: int | None = None,
        by: str = "desk",
    ) -> c.Answer:
        command = c.KINDS[kind](**args) if isinstance(args, Mapping) else args
        self.asked.append(command)
        if not self.connected:
            raise EngineUnreachable(url="fake", why="lost")
        if password := getattr(command, "password", ""):  # what the API's edge does
            command = replace(command, password="", secret=f"sealed {password}")
        if getattr(command, "secrets", None):
            command = replace(command, secrets={}, secret="sealed secrets")
        if isinstance(command, c.DeviceAction):
            if self.hold is not None:
                await self.hold
            return self.device or c.Answer(c.Result.DONE, self.show.revision)
        if isinstance(command, c.PtzAction):
            if self.hold is not None:
                await self.hold
            return self.camera or c.Answer(c.Result.DONE, self.show.revision, "sent")
        try:
            self._carry_out(kind, command, by)
        except Refused as error:
            fields = tuple((k, str(v)) for k, v in error.fields.items())
            return c.Answer(c.Result.REFUSED, self.show.revision, error.code, str(error), fields)
        self.on_change(None)
        if self.hold is not None:
            await self.hold
        if isinstance(command, c.DeviceSet) and self.device is not None:
            return self.device
        if kind in ("wall.take", "wall.restore") and isinstance(command.wall, str):
            return self._shown(command.wall)
        return c.Answer(c.Result.DONE, self.show.revision)

    def _carry_out(self, kind: str, command: Any, by: str) -> None:
        undoes = 0
        if isinstance(command, c.Undo | c.Redo):
            step = (undo if isinstance(command, c.Undo) else redo)(
                self.show, self._log, by, command.wall
            )
            changes, undoes = step.changes, step.undoes
        else:
            fresh = tuple(f"n{next(self._ids)}" for _ in range(24))
            changes = decide(self.show, command, c.Envelope("e", by, time.time(), fresh))
        if changes:
            revision = self.show.revision + 1
            changes = tuple(_stamped(one, revision, by) for one in changes)
            self.show = apply(self.show, changes)
            self._log.append(Entry(revision, kind, by, time.time(), changes, undoes))

    def _shown(self, wall: str) -> c.Answer:
        program = self.show.program(wall)
        if self.answer is not None:
            return self.answer
        self.show = apply(
            self.show, [change(program, replace(program, confirmed=True))], self.show.revision
        )
        steps = tuple(c.Step("tile", t.id, "live", ms=40.0) for t in program.tiles)
        self.report(wall)
        return c.Answer(c.Result.DONE, self.show.revision, steps=steps)

    def report(self, wall: str, **states: Picture) -> None:
        """The glass reports the program of a wall; `states` by source id."""
        program = self.show.program(wall)
        tiles = tuple(
            TileReport(t.id, t.source, states.get(t.source, Picture.LIVE), age_ms=60.0)
            for t in program.tiles
        )
        outputs = len(self.show.outputs_of(wall))
        told = WallReport(wall, program.serial, time.time(), outputs, outputs, 2.0, tiles)
        told = replace(told, node="hall-1")
        others = tuple(w for w in self.observed.walls if w.wall != wall)
        self.observe(walls=(*others, told))


def _stamped(one: Change, revision: int, by: str) -> Change:
    if isinstance(one.after, Program) and one.after.serial == 0:
        return replace(one, after=replace(one.after, serial=revision, at=time.time(), by=by))
    return one


def demo_entities() -> list[Entity]:
    """A hall with a wall of 4x2, twenty sources and six scenes, as such a centre would have."""
    cells = grid(Size(4, 2), Size(1920, 1080))
    outputs = [Output(f"o{n}", "hall", "hall-1", rect) for n, rect in enumerate(cells)]
    sources = [_source(*row.split("|")) for row in SOURCES.split()]
    c0, big = cells, Rect(1920, 0, 3840, 2160)
    layouts = {
        "日常值守": [
            ("map", Rect(0, 0, 3840, 2160)),
            ("look-2", c0[2]),
            ("body-7", c0[3]),
            ("river", c0[6]),
            ("look-5", c0[7]),
        ],
        "应急指挥": [
            ("map", big),
            ("body-7", c0[0]),
            ("body-9", c0[4]),
            ("drone-1", c0[3]),
            ("river", c0[7]),
        ],
        "防汛防台": [
            ("river", c0[0]),
            ("ball-3", c0[4]),
            ("drone-1", big),
            ("map", c0[3]),
            ("meet-1", c0[7]),
        ],
        "森林防火": [("look-2", c0[0]), ("look-5", c0[4]), ("map", Rect(1920, 0, 5760, 2160))],
        "视频会商": [("meet-1", Rect(0, 0, 7680, 2160))],
        "观摩汇报": [("map", Rect(0, 0, 3840, 2160)), ("meet-1", Rect(3840, 0, 3840, 2160))],
    }
    scenes = [
        Scene(
            f"s{n}",
            name,
            name_en=english,
            number=n,
            layouts=(
                SceneLayout(
                    "hall",
                    tuple(Tile(f"s{n}t{i}", "hall", s, r, z=i) for i, (s, r) in enumerate(tiles)),
                ),
            ),
        )
        for n, ((name, tiles), english) in enumerate(
            zip(
                layouts.items(),
                (
                    "Daily watch",
                    "Emergency",
                    "Flood and typhoon",
                    "Forest fire",
                    "Conference",
                    "Visit",
                ),
                strict=True,
            ),
            1,
        )
    ]
    hall = Wall("hall", "hall", "大厅主屏", Size(7680, 2160), name_en="Main wall")
    return [Room("hall", "指挥大厅", "Command hall"), hall, *outputs, *sources, *scenes]


SOURCES = """
drone-1|无人机_1_·_沙畈水库|Drone_1_·_Shafan|drone|应急|wireless|stream
body-7|单兵_07_·_白龙桥|Body_07_·_Bailong|body|应急|satellite|stream
body-9|单兵_09_·_琅琊镇|Body_09_·_Langya|body|公安|command|stream
ball-3|布控球_03_·_箬阳|Ball_03_·_Ruoyang|ball|应急|wireless|stream
look-2|瞭望_02_·_双龙|Lookout_02_·_Shuanglong|lookout|林业|shilian|stream
look-5|瞭望_05_·_琅琊|Lookout_05_·_Langya|lookout|林业|shilian|stream
meet-1|省厅视频会商|Province_conference|conference|应急|command|stream
river|水利_·_实时水位|River_levels|business|水利|government|web
map|应急指挥一张图|Command_map|business|应急|government|web
rain|气象_·_雷达降雨|Weather_radar|business|气象|government|web
seat-1|坐席_01|Seat_01|matrix|值班|local|capture
card|测试卡|Test_card|document||local|bars
"""


def _source(*row: str) -> Source:
    id, name, english, kind, department, carrier, medium = (part.replace("_", " ") for part in row)
    return Source(
        id,
        name,
        Medium(medium),
        main=f"rtsp://10.0.0.1/{id}",
        name_en=english,
        kind=SourceKind(kind),
        department=department,
        carrier=Carrier(carrier),
    )


def feed(source: str, picture: Picture = Picture.LIVE, **more: Any) -> FeedFigures:
    figures: dict[str, Any] = {
        "since": time.time() - 8,
        "width": 1920,
        "height": 1080,
        "fps": 25.0,
        "frame_age_ms": 42.0 if picture is Picture.LIVE else 8000.0,
    }
    return FeedFigures(source, "main", picture, **(figures | more))


def node(mpx_s: float = 400, preview: float = 120, name: str = "hall-1") -> NodeStatus:
    budget = Budget(mpx_s, 180.0, preview)
    return NodeStatus(name, "0.1.0", time.time(), 2.0, ("HDMI-1",), budget, 4, 0)


def slate(source: str) -> FeedFigures:
    return feed(source, Picture.SLATE, reason=Reason.UNREACHABLE, width=0, height=0)


_HUES = (205, 120, 30, 265, 185, 0, 90, 320, 150, 45, 240, 285)


def portrait(source: str, width: int, height: int) -> QImage:
    """A picture that is recognisably this source's."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    hue = _HUES[sum(source.encode()) % len(_HUES)]
    image.fill(QColor.fromHsv(hue, 130, 120))
    painter = QPainter(image)
    painter.setPen(Qt.PenStyle.NoPen)
    for n in range(5):
        painter.setBrush(QColor.fromHsv((hue + 12 * n) % 360, 110, 90 + 24 * n))
        side = height * (0.9 - 0.16 * n)
        painter.drawEllipse(QRectF(width * 0.55 - side / 2, height * 0.48 - side / 2, side, side))
    painter.end()
    return image


def wall_picture(show: Show, wall: str, tiles: Sequence[Tile], width: int) -> QImage:
    canvas = show.walls[wall].canvas
    k = width / canvas.w
    image = QImage(width, round(canvas.h * k), QImage.Format.Format_RGB32)
    image.fill(QColor("#0B1420"))
    painter = QPainter(image)
    for t in tiles:
        r = t.rect
        box = QRect(round(r.x * k), round(r.y * k), round(r.w * k), round(r.h * k))
        painter.drawImage(box, portrait(t.source, max(1, box.width()), max(1, box.height())))
    painter.end()
    return image


def jpeg(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 85)
    return bytes(buffer.data().data())


def picture(kind: str, id: str, image: QImage, serial: int = 0) -> tuple[PictureHead, bytes]:
    head = PictureHead(
        kind=kind,
        id=id,
        format="jpeg",
        width=image.width(),
        height=image.height(),
        serial=serial,
        at=time.time(),
    )
    return head, jpeg(image)
