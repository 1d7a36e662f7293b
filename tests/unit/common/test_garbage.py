"""Garbage is collected in the thread of the screens, and nowhere else."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator

import pytest

from ui.common.garbage import Garbage

THREADS = """
import asyncio, sys, threading, weakref
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from ui.common.loop import run

here, freed = threading.get_ident(), []

def drop():
    one = QObject()
    one.me = one
    weakref.finalize(one, lambda: freed.append(threading.get_ident()))

def allocate():
    for _ in range(5_000):
        ring = []
        ring.append(ring)

async def main():
    for _ in range(20):
        drop()
        await asyncio.to_thread(allocate)
    for _ in range(200):
        if freed:
            break
        await asyncio.sleep(0.02)
    print(len(freed) > 0, {"here" if one == here else "elsewhere" for one in freed})
    return 0

sys.exit(run(QApplication([]), main))
"""


@pytest.fixture
def garbage() -> Iterator[Garbage]:
    made = Garbage()
    yield made
    made.close()


class Node:
    pass


def ring() -> Node:
    one = Node()
    one.me = one  # type: ignore[attr-defined]
    return one


def allocate() -> None:
    for _ in range(5_000):
        ring()


def test_what_a_screen_is_done_with_goes_in_the_thread_of_the_screens() -> None:
    """A process of its own: the loop of a program, a thread that allocates."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(
        [sys.executable, "-c", THREADS], env=env, capture_output=True, timeout=60, check=False
    )
    assert (ran.returncode, ran.stdout.decode().strip()) == (0, "True {'here'}"), ran.stderr


def test_a_thread_that_allocates_collects_nothing(garbage: Garbage) -> None:
    one = weakref.ref(ring())
    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert one() is not None
    garbage.look()
    assert one() is None


def test_what_had_grown_old_goes_as_well(garbage: Garbage) -> None:
    old = ring()
    gc.collect(0)
    gc.collect(1)
    seen = weakref.ref(old)
    del old
    allocate()
    gc.collect(1)
    assert seen() is not None, "only a look at everything finds it"
    for _ in range(200):
        allocate()
        garbage.look()
    assert seen() is None


def test_afterwards_python_collects_by_itself_again() -> None:
    was = gc.isenabled()
    gc.enable()
    made = Garbage()
    assert not gc.isenabled()
    made.close()
    assert gc.isenabled()
    if not was:
        gc.disable()
