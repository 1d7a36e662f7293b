"""The command line as a user runs it: processes, exit codes, what they print."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

from tests.processes import ROOT, Processes, free_port, wait_for
from tests.room import SMALL_SITE, EngineProcess, make_engine
from wallctl.app.main import run

BARS = {"kind": "source.add", "args": {"source": {"id": "a", "name": "彩条", "medium": "bars"}}}
TILE = {
    "kind": "tile.add",
    "args": {
        "wall": "hall-wall",
        "source": "a",
        "id": "t",
        "rect": {"x": 0, "y": 0, "w": 640, "h": 360},
    },
}


@dataclass(frozen=True)
class Done:
    """What a command of the command line came to."""

    returncode: int
    stdout: str
    stderr: str


class _Typed(io.StringIO):
    def isatty(self) -> bool:
        return False


def wallctl(
    *args: str, lang: str = "C", stdin: str = "", home: Path | None = None, **env: str
) -> Done:
    """Runs the command line in this process: a process of its own takes a second to start."""
    told = {"LC_ALL": lang} | ({"XDG_CONFIG_HOME": str(home)} if home else {})
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, told | env),
        mock.patch.object(sys, "stdin", _Typed(stdin)),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = run(list(args))
    return Done(code, out.getvalue(), err.getvalue())


def process(*args: str, lang: str = "C") -> Done:
    """The same as a process, for what sets up logging and signals."""
    done = subprocess.run(
        [sys.executable, "-m", "wallctl.app.main", *args],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env=os.environ | {"LC_ALL": lang},
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def send(engine: EngineProcess, *commands: dict[str, object]) -> Done:
    return wallctl("send", "-", "--engine", engine.url, stdin=json.dumps(commands))


def test_check_of_a_good_and_a_bad_site(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(SMALL_SITE.replace("{port}", "8700"), "utf-8")
    bad.write_text(SMALL_SITE.replace("{port}", '"many"').replace("columns = 1", ""), "utf-8")
    done = process("check", str(good))
    assert (done.returncode, done.stderr) == (0, "")
    assert "hall (指挥大厅)" in done.stdout
    wrong = wallctl("check", str(bad))
    assert wrong.returncode == 2
    lines = wrong.stderr.strip().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{bad}:9: room[")


def test_what_is_asked_wrongly_exits_2(tmp_path: Path) -> None:
    assert wallctl("fly").returncode == 2
    assert wallctl("take").returncode == 2
    site = tmp_path / "site.toml"
    site.write_text(SMALL_SITE.replace("{port}", "8700"), "utf-8")
    none = wallctl("serve", str(site), "--room", "cellar", lang="zh_CN.UTF-8")
    assert none.returncode == 2
    assert "没有房间 cellar" in none.stderr and "hall" in none.stderr


def test_an_engine_that_is_not_there_exits_4() -> None:
    gone = wallctl("state", "--engine", f"http://127.0.0.1:{free_port()}")
    assert gone.returncode == 4
    assert len(gone.stderr.strip().splitlines()) == 1
    sent = wallctl("send", "-", "--engine", "http://127.0.0.1:1", stdin='{"kind": "undo"}')
    assert sent.returncode == 4


def test_commands_and_their_exit_codes(engine: EngineProcess, tmp_path: Path) -> None:
    done = send(engine, BARS, TILE, {"kind": "scene.save", "args": {"name": "值守", "number": 1}})
    assert (done.returncode, done.stdout.split()) == (0, ["done"] * 3)
    refused = send(engine, BARS)
    assert refused.returncode == 2
    assert refused.stdout.startswith("refused")
    bad = wallctl("send", "-", "--engine", engine.url, stdin='{"kind": "tile.move", "args": {}}')
    assert bad.returncode == 2
    assert "args.id" in bad.stdout
    assert wallctl("send", "-", "--engine", engine.url, stdin="{").returncode == 2
    assert wallctl("send", str(tmp_path / "none"), "--engine", engine.url).returncode == 2
    # No node draws the wall: the take fails at the glass.
    take = wallctl("take", "大厅大屏", "--engine", engine.url, lang="zh_CN.UTF-8")
    assert take.returncode == 3
    assert take.stdout.startswith("失败")
    as_json = wallctl("take", "hall-wall", "--json", "--engine", engine.url)
    assert json.loads(as_json.stdout)["result"] == "failed"
    assert wallctl("take", "nowhere", "--engine", engine.url).returncode == 2
    assert wallctl("recall", "1", "--engine", engine.url).returncode == 0
    assert wallctl("recall", "值守", "--engine", engine.url).returncode == 0
    assert wallctl("recall", "nothing", "--engine", engine.url).returncode == 2
    snap = wallctl("snapshot", "hall-wall", str(tmp_path / "x.png"), "--engine", engine.url)
    assert snap.returncode == 3
    assert not (tmp_path / "x.png").exists()
    state = wallctl("state", "--engine", engine.url, lang="zh_CN.UTF-8")
    assert "大屏 大厅大屏" in state.stdout and "hall-1：失联" in state.stdout
    whole = wallctl("state", "--json", "--engine", engine.url)
    assert json.loads(whole.stdout)["room"] == "hall"


def test_follow_prints_a_json_line_for_each_event(
    engine: EngineProcess, processes: Processes
) -> None:
    follower = processes.start(
        "follow",
        [sys.executable, "-u", "-m", "wallctl.app.main", "follow", "--engine", engine.url],
    )
    wait_for("the greeting", lambda: "connected" in follower.text())
    engine.ok("source.add", source={"id": "a", "name": "彩条", "medium": "bars"})
    wait_for("the event", lambda: "source.add" in follower.text())
    lines = [json.loads(line) for line in follower.text().splitlines() if line.startswith("{")]
    event = next(one for one in lines if one["type"] == "event")
    assert (event["kind"], event["by"], event["changes"][0]["id"]) == ("source.add", "test", "a")
    assert "彩条" in follower.text()
    engine.kill()
    engine.start()
    wait_for("the greeting after a restart", lambda: follower.text().count("connected") == 2)


def test_export_and_import_bring_a_site_to_a_spare_machine(
    engine: EngineProcess, processes: Processes, tmp_path: Path
) -> None:
    word = "pa55-Wort"
    source = {"id": "c", "name": "c", "medium": "stream", "main": f"rtsp://u:{word}@10.0.0.1/1"}
    assert send(engine, {"kind": "source.add", "args": {"source": source}}).returncode == 0
    file, phrase = tmp_path / "site.wallctl", {"WALLCTL_PASSPHRASE": "一句足够长的口令 for all"}
    assert wallctl("export", str(file), "--engine", engine.url).returncode == 2, "no passphrase"
    assert wallctl("export", str(file), "--engine", engine.url, **phrase).returncode == 0
    assert word.encode() not in file.read_bytes()
    other = tmp_path / "spare"
    other.mkdir()
    spare = make_engine(processes, other)
    spare.start()
    wrong = wallctl("import", str(file), "--engine", spare.url, WALLCTL_PASSPHRASE="something else")
    assert wrong.returncode == 2
    assert spare.entities("source") == {}
    right = wallctl("import", str(file), "--engine", spare.url, **phrase)
    assert right.returncode == 0, right.stdout + right.stderr
    assert spare.entities("source")["c"]["secret"] == "sealed"
    assert wallctl("import", str(tmp_path / "no"), "--engine", spare.url, **phrase).returncode == 2


def test_a_refused_start_says_why_in_one_line(
    engine: EngineProcess, processes: Processes, tmp_path: Path
) -> None:
    def serve(data: Path, port: int) -> Done:
        asked = ("serve", str(engine.site), "--room", "hall", "--data", str(data))
        return process(*asked, "--port", str(port))

    taken = serve(tmp_path / "other", engine.port)
    assert taken.returncode == 2
    assert str(engine.port) in taken.stderr.strip().splitlines()[-1]
    second = serve(engine.data, free_port())
    assert second.returncode == 2
    assert "hall" in second.stderr.strip().splitlines()[-1]
    assert "Traceback" not in taken.stderr + second.stderr
    spoilt = tmp_path / "spoilt"
    spoilt.mkdir()
    (spoilt / "room.key").write_text("no key")
    key = serve(spoilt, free_port())
    assert key.returncode == 2
    assert "room.key" in key.stderr.strip().splitlines()[-1]
    file = tmp_path / "file"
    file.write_text("")
    assert serve(file, free_port()).returncode == 2


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_engine_in_order(engine: EngineProcess, name: signal.Signals) -> None:
    assert engine.running is not None
    engine.ok("source.add", source={"id": "a", "name": "a", "medium": "bars"})
    engine.running.process.send_signal(name)
    assert engine.running.process.wait(10) == 0
    assert "Traceback" not in engine.running.text()
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", engine.port))


def test_tokens(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    added = wallctl("token", "add", "王工", *data)
    token = added.stdout.strip()
    assert added.returncode == 0 and len(token) > 30
    assert token not in (tmp_path / "data" / "tokens.json").read_text("utf-8")
    assert wallctl("token", "list", *data).stdout == "王工\n"
    assert wallctl("token", "remove", "李工", *data).returncode == 2
    assert wallctl("token", "remove", "王工", *data).returncode == 0
    kept = wallctl("token", "keep", stdin=token + "\n", home=tmp_path)
    assert kept.returncode == 0 and token not in kept.stdout
    assert (tmp_path / "wallctl" / "token").read_text("utf-8").strip() == token
    assert (tmp_path / "wallctl" / "token").stat().st_mode & 0o077 == 0
