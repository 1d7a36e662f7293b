"""A PostgreSQL server of a test's own: a new cluster in a folder, on a loopback port."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.processes import free_port

USER = "wallctl"


def programs() -> Path | None:
    """The folder of the newest installed server, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).parent if there else None


class Cluster:
    """Started and stopped by tests. PostgreSQL refuses to run as root: then it runs as nobody."""

    def __init__(self, folder: Path) -> None:
        there = programs()
        assert there is not None, "PostgreSQL is not installed"
        self._programs, self._data = there, folder / "data"
        self._log = folder / "server.log"
        self.port = free_port()
        self._as: list[str] = []
        if os.geteuid() == 0:
            owner = pwd.getpwnam("nobody")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            self._as = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}"]
            self._as += ["--clear-groups", "--"]
        self._run("initdb", "-D", self._data, "-U", USER, "-A", "trust", "-E", "UTF8", "-N")

    def start(self) -> None:
        options = f"-h 127.0.0.1 -p {self.port} -k ''"
        self._run("pg_ctl", "-D", self._data, "-l", self._log, "-w", "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "-D", self._data, "-w", "-m", mode, "stop")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{database}"

    def sql(self, statement: str, database: str = "postgres") -> str:
        host = ["-h", "127.0.0.1", "-p", str(self.port), "-U", USER]
        return self._run("psql", *host, "-d", database, "-At", "-c", statement)

    def _run(self, program: str, *arguments: object) -> str:
        # Outside a folder that "nobody" may enter the server says so on every start.
        command: Sequence[str] = [*self._as, str(self._programs / program), *map(str, arguments)]
        done = subprocess.run(
            command,
            cwd=self._data.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=90,
            check=False,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )
        told = done.stdout.decode(errors="replace")
        assert done.returncode == 0, f"{program}: {told}"
        return told
