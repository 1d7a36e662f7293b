"""Fixtures that every test may ask for. Nothing here needs a display, a network or a user."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

# Widgets in the test's own process are drawn off screen, also where a display is at hand: a test
# run puts no windows before a person. Processes under test get a virtual display in their env.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
if os.geteuid() == 0:
    os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"

import tests.profiles  # noqa: F401  # the number of examples
from tests.display import Display, Screen
from tests.processes import TOKEN, Processes, wait_for
from tests.room import SMALL_SITE, EngineProcess, NodeProcess, make_engine
from ui.common.garbage import Garbage
from wallctl.simulators import clips as clip_maker
from wallctl.simulators.feed_server import FeedServer

_garbage: list[Garbage] = []  # from when the tests begin
CJK_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a test over screens, languages and sizes of writing only the tightest case is quick: the
    smallest screen, in English, in the largest writing. The others are marked `matrix`."""
    families: dict[str, list[pytest.Function]] = {}
    for item in items:
        if isinstance(item, pytest.Function) and _is_of_screens(item):
            families.setdefault(f"{item.path}::{item.originalname}", []).append(item)
    for family in families.values():
        for item in sorted(family, key=_room)[1:]:
            item.add_marker("matrix")


def pytest_collection_finish() -> None:
    """What all tests need is there to stay: collecting garbage does not look at it again."""
    gc.collect()
    gc.freeze()
    _garbage.append(Garbage())


def pytest_runtest_logfinish() -> None:
    """Widgets that a test is done with are freed here, in the thread they lived in: the next
    test's threads, where Python might do so, are none that Qt knows."""
    for garbage in _garbage:
        garbage.look()


def _is_of_screens(item: pytest.Function) -> bool:
    params = item.callspec.params if hasattr(item, "callspec") else {}
    return "px" in params or ("lang" in params and not params.keys().isdisjoint(("size", "factor")))


def _room(item: pytest.Function) -> tuple[float, bool, float]:
    """How much room the words have; the least comes first."""
    params = item.callspec.params
    width, height = params.get("size", (0, 0))
    return width * height, params.get("lang") != "en", -params.get("factor", 1.0)


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """What this test starts. At the end all of it must go, and leave no child behind."""
    folder = tmp_path / "processes"
    folder.mkdir()
    mine = Processes(folder)
    yield mine
    mine.close()


@pytest.fixture(scope="session")
def session_processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    """What lives as long as the test session."""
    mine = Processes(tmp_path_factory.mktemp("session"))
    yield mine
    mine.close()


@pytest.fixture
def display(request: pytest.FixtureRequest, processes: Processes) -> Display:
    """A virtual display of this test's own, 1920x1080 unless asked otherwise:

    `@pytest.mark.parametrize("display", [Screen(3840, 1080)], indirect=True)`
    """
    screen = getattr(request, "param", Screen())
    assert isinstance(screen, Screen)
    return Display(processes, screen)


@pytest.fixture(scope="session")
def clips() -> Path:
    """The folder of the standard clips (wallctl.simulators.clips), made once and kept."""
    folder = clip_maker.standard_folder()
    clip_maker.make_all(clip_maker.standard_set(clip_maker.footage_folder()), folder)
    return folder


@pytest.fixture(scope="session")
def feed_server(clips: Path, session_processes: Processes) -> Iterator[FeedServer]:
    """A real RTSP server (gst-rtsp-server) on a free port, for all tests.

    Add mounts of your own names; a test that kills or stalls a source uses its own mount.
    """
    with FeedServer(env={TOKEN: session_processes.token}) as server:
        yield server


@pytest.fixture
def own_feed_server(clips: Path, processes: Processes) -> Iterator[FeedServer]:
    """A feed server of this test's own, which it may kill."""
    with FeedServer(env={TOKEN: processes.token}) as server:
        yield server


@pytest.fixture
def engine(request: pytest.FixtureRequest, processes: Processes, tmp_path: Path) -> EngineProcess:
    """A running engine of a room with one small wall, or of the site text given indirectly."""
    one = make_engine(processes, tmp_path, getattr(request, "param", SMALL_SITE))
    one.start()
    return one


@pytest.fixture
def wall_node(
    processes: Processes, engine: EngineProcess, display: Display, tmp_path: Path
) -> NodeProcess:
    """The node `hall-1` of `engine` on `display`, connected."""
    node = NodeProcess(processes, engine.url, "hall-1", display.env, tmp_path / "node")
    node.start()
    wait_for(
        "the node to greet the engine",
        lambda: [n for n in engine.state()["observed"]["nodes"] if n["node"] == "hall-1"],
        40,
    )
    return node


@pytest.fixture(scope="session")
def qapp(qapp: object) -> object:
    """The QApplication of pytest-qt with the Chinese font: without it Qt measures boxes."""
    from PySide6.QtGui import QFontDatabase

    if CJK_FONT.exists():
        QFontDatabase.addApplicationFont(str(CJK_FONT))
    return qapp
