"""Screens become outputs: as they stand on the desktop, moved about, turned, across nodes."""

from __future__ import annotations

from ui.desk.wizard.seats import (
    Seat,
    first_seats,
    grid_of,
    is_plain,
    missing_pieces,
    moved,
    pieces,
    pitch_mm,
    places,
    seats_of,
)
from wallctl.domain.entities import Output
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.observed import Budget, NodeStatus, ScreenSize


def node(name: str, *sizes: ScreenSize) -> NodeStatus:
    names = tuple(s.name for s in sizes)
    return NodeStatus(name, "1", 0.0, 0.0, names, Budget(1, 0), 0, 0, sizes)


A = ScreenSize("A", 0, 0, 1920, 1080, 600, 337.5)
B = ScreenSize("B", 1920, 0, 1920, 1080)
C = ScreenSize("C", 0, 1080, 1280, 720)


def test_the_desktop_is_the_first_guess_and_the_desks_own_screen_stays_out() -> None:
    found = pieces([node("n1", A, B, C)], own=[B])
    assert [(p.number, p.own) for p in found] == [(1, False), (2, True), (3, False)]
    seats = first_seats(found)
    assert seats == {("n1", "A"): Seat(0, 0), ("n1", "C"): Seat(0, 1)}
    assert grid_of(seats) == Size(1, 2)


def test_a_second_node_stands_to_the_right_and_numbers_its_own_screens() -> None:
    found = pieces([node("n2", B), node("n1", A)], taken=[])
    assert [(p.name, p.number) for p in found] == [(("n1", "A"), 1), (("n2", "B"), 1)]
    assert first_seats(found) == {("n1", "A"): Seat(0, 0), ("n2", "B"): Seat(1, 0)}


def test_screens_that_mirror_each_other_get_seats_of_their_own() -> None:
    twin = ScreenSize("T", 0, 0, 1920, 1080)
    seats = first_seats(pieces([node("n1", A, twin)]))
    assert set(seats.values()) == {Seat(0, 0), Seat(1, 0)}


def test_moving_onto_another_changes_places() -> None:
    seats = {("n", "A"): Seat(0, 0), ("n", "B"): Seat(1, 0, 90)}
    after = moved(seats, ("n", "A"), Seat(1, 0))
    assert after == {("n", "A"): Seat(1, 0), ("n", "B"): Seat(0, 0, 90)}
    assert moved(seats, ("n", "C"), Seat(1, 0)) == {("n", "A"): Seat(0, 0), ("n", "C"): Seat(1, 0)}


def test_places_are_as_wide_as_the_widest_and_keep_ids_and_gaps() -> None:
    found = pieces([node("n1", A, B, C)])
    seats = {("n1", "A"): Seat(2, 1), ("n1", "B"): Seat(3, 1, 90), ("n1", "C"): Seat(2, 2)}
    kept = Output("kept", "w", "n1", Rect(0, 0, 9, 9), "B", name="右屏", content=True)
    made = places(seats, found, hidden=Size(20, 10), known={("n1", "B"): kept})
    assert [(p.screen, p.rect, p.rotation, p.id) for p in made] == [
        ("A", Rect(0, 0, 1920, 1080), 0, ""),
        ("B", Rect(1940, 0, 1080, 1920), 90, "kept"),
        ("C", Rect(0, 1930, 1280, 720), 0, ""),
    ]
    assert (made[1].name, made[1].content) == ("右屏", True)


def test_a_screen_that_is_gone_has_no_place() -> None:
    assert places({("n1", "X"): Seat(0, 0)}, pieces([node("n1", A)])) == ()


def test_seats_are_found_again_in_outputs() -> None:
    outputs = [
        Output("1", "w", "n1", Rect(0, 0, 100, 100), "A"),
        Output("2", "w", "n1", Rect(120, 0, 100, 100), "B", 180),
        Output("3", "w", "n1", Rect(0, 0, 9, 9), "B", window=Rect(0, 0, 9, 9)),
    ]
    assert seats_of(outputs) == {("n1", "A"): Seat(0, 0), ("n1", "B"): Seat(1, 0, 180)}


def test_screens_of_a_node_that_is_away_are_not_lost() -> None:
    found = pieces([node("n1", A)])
    away = Output("2", "w", "n2", Rect(1920, 0, 1080, 1920), "B", rotation=90)
    here = Output("1", "w", "n1", Rect(0, 0, 1920, 1080), "A")
    (lost,) = missing_pieces([here, away], found)
    assert (lost.name, lost.size.w, lost.size.h, lost.missing) == (("n2", "B"), 1920, 1080, True)
    seats = seats_of([here, away])
    kept = {(o.node, o.screen): o for o in (here, away)}
    made = places(seats, (*found, lost), known=kept)
    assert [(p.id, p.rect) for p in made] == [("1", here.rect), ("2", away.rect)]


def test_windows_on_one_screen_are_not_arranged_by_screens() -> None:
    full = Output("1", "w", "n", Rect(0, 0, 9, 9), "A")
    assert is_plain([full])
    assert not is_plain([full, Output("2", "w", "n", Rect(9, 0, 9, 9), "A")])
    assert not is_plain([Output("1", "w", "n", Rect(0, 0, 9, 9), "A", window=Rect(0, 0, 9, 9))])


def test_the_pitch_is_the_makers_or_unknown() -> None:
    outputs = [Output("1", "w", "n1", Rect(0, 0, 1920, 1080), "A")]
    assert pitch_mm(outputs, [node("n1", A)]) == 600 / 1920
    assert pitch_mm([Output("1", "w", "n1", Rect(0, 0, 9, 9), "B")], [node("n1", A, B)]) == 0.0
