"""Web pages through the real worker: the pixels are the page's, and its faults have their names."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from tests.peers.web_node import Feed, WebNode
from tests.peers.web_pages import PASSWORD, USER, Pages, count_of, self_signed
from tests.processes import free_port
from wallctl.domain.entities import Medium, PlayOptions
from wallctl.domain.geometry import Size
from wallctl.domain.plan import FeedSpec
from wallctl.feeds.keys import Mode

INFO = f"{USER}:{PASSWORD.replace('@', '%40')}"


def web(url: str, source: str = "page", **options: object) -> FeedSpec:
    options.setdefault("fps", 10.0)
    return FeedSpec(source, "业务系统", Medium.WEB, url, options=PlayOptions(**options))


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    server = Pages(free_port()).start()
    yield server
    server.close()


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    server = Pages(free_port(), self_signed(tmp_path_factory.mktemp("tls"))).start()
    yield server
    server.close()


@pytest.fixture
def node(tmp_path: Path) -> Iterator[WebNode]:
    with WebNode({"XDG_CACHE_HOME": str(tmp_path)}) as made:
        yield made


def colour(node: WebNode, feed: int) -> tuple[int, int, int]:
    r, g, b = node.picture(feed)[-10, -10]
    return int(r), int(g), int(b)


def children(node: WebNode) -> list[psutil.Process]:
    return psutil.Process(node.process.pid).children(recursive=True)


def renderers(node: WebNode) -> list[psutil.Process]:
    """The processes of the pages: Chromium's first child makes them, and keeps its name."""
    found = []
    for process in children(node):
        with contextlib.suppress(psutil.Error):  # gone, or a zombie
            if process.ppid() != node.process.pid and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def test_a_page_is_shown_and_its_changes_arrive(node: WebNode, pages: Pages) -> None:
    node.open(1, web(pages.url("/ok?colour=2060a0&ms=100")))
    node.until_state(1, "live")
    first = count_of(node.picture(1))
    assert colour(node, 1) == (0x20, 0x60, 0xA0)
    node.until("the counter moves", lambda: count_of(node.picture(1)) >= first + 3)
    assert node.frame(1).native == Size(1280, 720)


def test_a_still_page_sends_beats_and_no_pictures(node: WebNode, pages: Pages) -> None:
    feed = node.open(1, web(pages.url("/ok")))
    node.until_state(1, "live")
    node.until("the page has settled", lambda: feed.beats >= 2)
    frames = feed.frames
    node.until("beats go on", lambda: feed.beats >= 6)
    assert feed.frames == frames


def test_the_wanted_size_is_delivered_and_a_new_one_at_once(node: WebNode, pages: Pages) -> None:
    node.open(1, web(pages.url("/ok?colour=804020")), size=Size(480, 270))
    node.until_state(1, "live")
    assert node.picture(1).shape == (270, 480, 3)
    assert colour(node, 1) == (0x80, 0x40, 0x20)
    node.change(1, size=Size(960, 540))
    node.until("the new size", lambda: node.picture(1).shape == (540, 960, 3))
    node.change(1, size=Size(4000, 4000))
    node.until("never enlarged", lambda: node.picture(1).shape == (720, 1280, 3))


def test_a_warm_page_draws_nothing_until_it_plays(node: WebNode, pages: Pages) -> None:
    feed = node.open(1, web(pages.url("/ok?ms=100")), mode=Mode.WARM)
    node.until_state(1, "warm")
    node.until("beats", lambda: feed.beats >= 2)
    assert feed.frames == 0
    node.play(1)
    node.until_state(1, "live")
    assert feed.frames > 0


def test_a_map_that_needs_webgl_is_drawn(node: WebNode, pages: Pages) -> None:
    node.open(1, web(pages.url("/webgl")))
    node.until_state(1, "live")
    node.until("green", lambda: tuple(node.picture(1)[200, 200]) == (0, 0x80, 0))


def test_scroll_and_zoom(node: WebNode, pages: Pages) -> None:
    node.open(1, web(pages.url("/tall"), size=Size(640, 360)))
    node.open(2, web(pages.url("/tall"), "b", size=Size(640, 360), scroll_y=1000))
    node.open(3, web(pages.url("/tall"), "c", size=Size(640, 2200), zoom=2.0))
    for feed in (1, 2, 3):
        node.until_state(feed, "live")
    assert colour(node, 1) == (0xC0, 0, 0)
    node.until("scrolled", lambda: colour(node, 2) == (0, 0, 0xC0))
    node.until(
        "at twice the size red ends at 2000",
        lambda: (
            tuple(node.picture(3)[1990, 300]) == (0xC0, 0, 0)
            and tuple(node.picture(3)[2010, 300]) == (0, 0, 0xC0)
        ),
    )


@pytest.mark.parametrize(
    ("path", "reason", "detail"),
    [
        ("/404", "not_found", "http_404"),
        ("/500", "page_error", "http_500"),
        ("/loop", "page_error", "err_too_many_redirects"),
        ("/download", "format", "page_is_a_download"),
        ("/auth", "auth", "http_401"),
    ],
)
def test_a_page_that_does_not_load_says_why(
    node: WebNode, pages: Pages, path: str, reason: str, detail: str
) -> None:
    feed = node.open(1, web(pages.url(path)))
    node.until("a reason", lambda: feed.state[1] != "")
    assert feed.state == ("opening", reason, detail)
    assert feed.frames == 0
    assert feed.beats == 0


def test_a_certificate_nobody_trusts_is_refused(node: WebNode, tls: Pages) -> None:
    feed = node.open(1, web(tls.url("/ok")))
    node.until("a reason", lambda: feed.state[1] != "")
    assert feed.state == ("opening", "certificate", "err_cert_authority_invalid")
    asked = len(tls.asked)
    node.open(2, web(tls.url("/ok?colour=306090"), "b", ignore_tls=True))
    node.until_state(2, "live")
    assert colour(node, 2) == (0x30, 0x60, 0x90)
    assert feed.state[1] == "certificate"
    assert len(tls.asked) > asked


def test_name_and_password_open_a_page_and_are_shown_nowhere(node: WebNode, pages: Pages) -> None:
    feed = node.open(1, web(pages.url("/auth", INFO)))
    node.until_state(1, "live")
    assert colour(node, 1) == (0x10, 0xA0, 0x40)
    assert all(PASSWORD not in str(said) and USER not in str(said) for said in feed.said)
    lines = [
        word for p in [psutil.Process(node.process.pid), *children(node)] for word in p.cmdline()
    ]
    assert not [word for word in lines if PASSWORD in word or "S3cret" in word]


def test_a_wrong_password_is_tried_once(node: WebNode, pages: Pages) -> None:
    pages.credentials.clear()
    feed = node.open(1, web(pages.url("/auth", "zhiban:wrong")))
    node.until("refused", lambda: feed.state[1] == "auth")
    node.run_for(3)  # longer than the first waits between two tries
    wrong = "Basic emhpYmFuOndyb25n"
    assert pages.credentials.count(wrong) == 1


def test_a_page_that_wants_attention_gets_none(node: WebNode, pages: Pages) -> None:
    node.open(1, web(pages.url("/pushy")))
    node.until_state(1, "live")
    node.until("it goes on", lambda: node.feeds[1].beats >= 3)
    assert colour(node, 1) == (0x20, 0x40, 0x60)


def test_a_dead_address_costs_no_other_feed_and_comes_back(node: WebNode, pages: Pages) -> None:
    port = free_port()
    late = Pages(port)
    try:
        feed = node.open(1, web(late.url("/ok?colour=a03060")))
        node.open(2, web(pages.url("/ok?ms=100"), "b"))
        node.until_state(2, "live")
        node.until("refused", lambda: feed.state[1] == "refused")
        late.start()
        node.until_state(1, "live")
        assert colour(node, 1) == (0xA0, 0x30, 0x60)
    finally:
        late.close()


def test_the_last_good_picture_stays_when_a_reload_fails(node: WebNode) -> None:
    server = Pages(free_port()).start()
    try:
        feed = node.open(1, web(server.url("/ok?colour=a03060"), refresh_s=1.0))
        node.until_state(1, "live")
        server.stop()
        node.until_state(1, "stale", "refused")
        frames, beats = feed.frames, feed.beats
        node.run_for(2)
        assert (feed.frames, feed.beats) == (frames, beats)
        assert colour(node, 1) == (0xA0, 0x30, 0x60)
        server.start()
        node.until_state(1, "live")
        node.until("beats again", lambda: feed.beats > beats)
    finally:
        server.close()


def test_a_dashboard_whose_data_stops_is_not_live(node: WebNode) -> None:
    server = Pages(free_port()).start()
    try:
        node.open(1, web(server.url("/polling")))
        node.until_state(1, "live")
        node.until("it polls", lambda: server.asked.count("/data") > 3)
        server.stop()
        detail = node.until_state(1, "stale", "unreachable")
        assert detail == "page_data_lost"
        server.start()
        node.until_state(1, "live")
    finally:
        server.close()


def killed(node: WebNode, keep: set[int]) -> None:
    for process in renderers(node):
        if process.pid not in keep:
            process.kill()


def test_a_crashed_page_comes_back_and_hurts_no_other(node: WebNode, pages: Pages) -> None:
    other = node.open(1, web(pages.url("/ok?ms=100"), "other"))
    node.until_state(1, "live")
    before = {p.pid for p in renderers(node)}
    feed = node.open(2, web(pages.url("/ok?colour=406080&ms=200"), "crashing"))
    node.until_state(2, "live")
    crashed_at = len(feed.said)
    frames = other.frames
    killed(node, before)
    node.until(
        "crash is told", lambda: any(s.reason == "page_crashed" for s in feed.said[crashed_at:])
    )
    node.until_state(2, "live")
    node.until("it draws again", lambda: feed.frames > 0 and colour(node, 2) == (0x40, 0x60, 0x80))
    node.until("the other went on", lambda: other.frames > frames)
    assert all(said.reason == "" for said in other.said)
    counted = count_of(node.picture(2))
    node.until("its changes arrive", lambda: count_of(node.picture(2)) != counted)


def test_a_page_that_hangs_is_silent_then_loaded_again(node: WebNode, pages: Pages) -> None:
    feed = node.open(1, web(pages.url("/hangs")))
    other = node.open(2, web(pages.url("/ok?ms=100"), "other"))
    node.until_state(1, "live")
    assert node.until_state(1, "stale", "silent") == "page_hangs"
    beats = feed.beats
    node.until("it was ended", lambda: any(s.reason == "page_crashed" for s in feed.said), 40)
    assert feed.beats == beats
    node.until_state(1, "live")
    assert all(said.reason == "" for said in other.said)


def test_a_server_that_never_answers(node: WebNode, pages: Pages) -> None:
    feed = node.open(1, web(pages.url("/silent")))
    node.until("silent", lambda: feed.state[1] == "silent")
    assert feed.state[0] == "opening"
    assert feed.beats == 0


def test_an_erring_worker_is_not_mute(node: WebNode) -> None:
    """A worker that says nothing for five seconds would be taken for hung."""
    feed = node.open(1, web(f"http://127.0.0.1:{free_port()}/"))
    node.until("a reason", lambda: feed.state[1] != "")
    said = len(feed.said)
    node.until("said again", lambda: len(feed.said) >= said + 3, 5)


def test_feeds_close_and_the_worker_ends_with_its_node(pages: Pages, tmp_path: Path) -> None:
    with WebNode({"XDG_CACHE_HOME": str(tmp_path)}) as node:
        for number in (1, 2, 3, 4):
            node.open(number, web(pages.url("/ok"), f"s{number}"))
        for number in (1, 2, 3, 4):
            node.until_state(number, "live")
        many = len(renderers(node))
        node.close(1)
        node.close(2)
        node.until("two pages are gone", lambda: len(renderers(node)) <= many - 2)
        left = children(node)
    assert node.process.returncode == 0
    assert node.errors == ""
    gone, alive = psutil.wait_procs(left, timeout=10)
    assert not alive
    assert len(gone) == len(left)


def test_cookies_of_a_source_outlive_the_worker_and_belong_to_it_alone(
    pages: Pages, tmp_path: Path
) -> None:
    stores: list[set[str]] = []
    for source in ("a", "b"):
        with WebNode({"XDG_CACHE_HOME": str(tmp_path)}) as node:
            node.open(1, web(pages.url("/ok"), source))
            node.until_state(1, "live")
        folder = tmp_path / "wallctl" / "web"
        stores.append({p.name for p in folder.iterdir() if p.is_dir()})
    assert len(stores[0]) == 1
    assert len(stores[1]) == 2
    if os.name == "posix":
        assert all(p.stat().st_mode & 0o077 == 0 for p in folder.iterdir() if p.is_dir())


def states(feed: Feed) -> list[str]:
    return [said.picture.value for said in feed.said]


def test_the_picture_is_the_page_and_nothing_else(node: WebNode, pages: Pages) -> None:
    node.open(1, web(pages.url("/ok?colour=2060a0"), size=Size(800, 600)))
    node.until_state(1, "live")
    picture = node.picture(1)
    assert picture.shape == (600, 800, 3)
    below = picture[20:]  # the counter is above: no scroll bars, no caret, no frame
    assert np.array_equal(np.unique(below.reshape(-1, 3), axis=0), [[0x20, 0x60, 0xA0]])
    assert states(node.feeds[1])[0] == "opening"
