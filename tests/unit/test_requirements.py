"""Where each requirement of the desk is proved: a test by file and name, or a step of the tour.

A row whose proof was renamed or removed fails here. Rows C (all screens) and D (operator desk).
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DESK, COMMON, E2E = "tests/unit/desk", "tests/unit/common", "tests/e2e"
BENCH = "tests/bench"

PROOF: dict[str, tuple[str, ...]] = {
    "C1 press feedback": (
        f"{COMMON}/test_command_button.py::test_a_press_is_seen_whatever_the_button_looks_like",
        f"{BENCH}/desk_live.py::_presses",
    ),
    "C2 states of a button": (
        f"{COMMON}/test_command_button.py::test_every_state_is_drawn_in_the_room_kept_for_it",
        f"{COMMON}/test_words.py::test_every_button_state_has_words",
    ),
    "C3 confirmed by read-back": (
        f"{DESK}/test_take.py::test_pending_until_the_glass_has_answered",
        f"{DESK}/test_take.py::test_no_answer_is_never_called_done",
        f"{DESK}/test_ptz.py::test_a_preset_is_sent_never_confirmed",
        f"{DESK}/devices/test_page.py::test_confirmed_only_once_it_is_read_back",
        f"{DESK}/devices/test_page.py::test_without_read_back_it_is_sent",
        f"{E2E}/test_desk_devices.py::test_a_projector_is_added_switched_on_and_watched",
    ),
    "C4 result or progress": (
        f"{DESK}/test_take.py::test_pending_until_the_glass_has_answered",
        "tests/unit/engine/test_take.py::test_a_silent_node_is_waited_for_two_seconds",
    ),
    "C5 dropped and shown": (
        f"{COMMON}/test_command_button.py::test_repeat_is_dropped_and_shown",
        f"{COMMON}/test_command_button.py::test_pending_drops",
    ),
    "C6 release inside": (
        f"{COMMON}/test_command_button.py::test_fires_on_release_inside",
        f"{COMMON}/test_command_button.py::test_sliding_off_cancels",
        f"{DESK}/test_keyboard.py::test_a_whole_shift_by_keyboard",
    ),
    "C7 contrast": (
        f"{COMMON}/test_tokens.py::test_body_text",
        f"{COMMON}/test_tokens.py::test_muted_text",
        f"{COMMON}/test_tokens.py::test_edges_icons_and_focus",
    ),
    "C8 what colours mean": (
        f"{COMMON}/test_tokens.py::test_words_on_a_warning_badge",
        "tour:situation",
    ),
    "C9 stale values": (
        f"{DESK}/test_old_figures.py::test_figures_are_hatched_with_their_age_until_the_engine_is_back",
        f"{DESK}/devices/test_page.py::test_old_values_are_hatched_with_their_age_and_mark_no_button",
    ),
    "C10 glyphs in mm": (f"{DESK}/test_layout_pages.py::test_desk_and_pages",),
    "C11 changes made elsewhere": (
        f"{E2E}/test_desk_engine.py::test_another_operators_change_is_seen_and_named",
    ),
    "C12 what a removal says": (
        f"{DESK}/test_scenes.py::test_removed_with_its_consequence_told_and_back_by_ctrl_z",
        f"{DESK}/test_users_page.py::test_removing_says_whom_and_what_and_the_way_back_is_at_hand",
        f"{DESK}/sources_page/test_page.py::test_a_used_source_says_by_whom_and_offers_no_button",
    ),
    "C13 undo, hold": (
        f"{COMMON}/test_command_button.py::test_hold_fires_after_its_time",
        f"{DESK}/devices/test_page.py::test_dangerous_is_held_names_its_consequence_and_confirms",
        f"{DESK}/test_many_tiles.py::test_fifty_gestures_are_undone_and_the_wall_is_not_touched",
    ),
    "C14 server lost": (
        f"{DESK}/test_window.py::test_the_engine_is_lost_and_comes_back",
        f"{E2E}/test_desk_engine.py::test_the_engine_dies_and_comes_back",
    ),
    "D1 preview and program": (
        f"{DESK}/test_layout.py::test_preview_and_program_take_the_middle",
        f"{DESK}/test_drawer.py::test_a_page_leaves_the_canvases_their_share",
    ),
    "D2 drag to preview": (
        f"{DESK}/test_mouse.py::test_a_source_dropped_on_a_free_cell_fills_it",
        f"{DESK}/test_mouse.py::test_the_target_is_lit_and_escape_cancels",
        f"{DESK}/test_mouse.py::test_dropped_outside_nothing_happens",
    ),
    "D3 canvas editing": (
        f"{DESK}/test_many_tiles.py::test_every_tool_is_in_the_menu_and_has_a_key",
        f"{DESK}/test_geometry.py::test_moves_to_a_seam_within_reach",
        f"{DESK}/test_many_tiles.py::test_cropped_by_keys",
        f"{DESK}/test_window.py::test_exact_numbers",
    ),
    "D4 take": (
        f"{DESK}/test_take.py::test_part_lists_the_tiles_and_why",
        f"{DESK}/test_take.py::test_counts_warnings_without_blocking",
        f"{DESK}/test_audio.py::test_two_sounds_at_once_are_told_before_the_take",
        f"{E2E}/test_room_outputs.py::test_no_window_ever_mixes_two_layouts",
    ),
    "D5 undo and restore": (
        f"{DESK}/test_many_tiles.py::test_fifty_gestures_are_undone_and_the_wall_is_not_touched",
        f"{DESK}/test_many_tiles.py::test_ten_programs_are_restored_one_after_another",
        f"{DESK}/test_take.py::test_a_changed_wall_marks_its_scene",
        "tests/unit/engine/test_ptz.py::test_undo_touches_no_camera",
    ),
    "D6 scenes": (
        f"{DESK}/test_keyboard.py::test_digits_recall_to_preview_only",
        f"{DESK}/test_keyboard.py::test_ctrl_digit_takes_live",
        f"{DESK}/test_scenes.py::test_scenes_beyond_the_keys_are_found_by_name",
        f"{BENCH}/desk_recall.py::run",
    ),
    "D7 sources": (
        f"{DESK}/test_sources_panel.py::test_grouped_by_a_press_and_by_key",
        f"{DESK}/test_sources_panel.py::test_all_thumbnails_share_one_budget",
        f"{DESK}/sources_page/test_multiviewer.py::test_it_wants_only_what_is_in_sight",
        f"{BENCH}/desk.py::run",
    ),
    "D8 full wall and back": (
        f"{DESK}/test_many_tiles.py::"
        "test_a_tile_of_the_echo_fills_the_wall_and_the_same_key_brings_the_layout_back",
        "tour:full_wall",
    ),
    "D9 patrol": (
        f"{E2E}/test_room_patrol.py::test_each_in_turn_and_no_black_between",
        f"{E2E}/test_room_patrol.py::test_a_choice_by_hand_stays_until_it_is_let_go",
        f"{DESK}/test_patrols.py::test_stopped_and_resumed_by_one_key",
    ),
    "D10 keyboard": (
        f"{DESK}/test_keyboard.py::test_a_whole_shift_by_keyboard",
        f"{DESK}/test_keyboard.py::test_space_and_letters_do_nothing_live",
        f"{DESK}/test_keyboard.py::test_only_text_fields_have_an_input_method",
        f"{DESK}/test_keymap.py::test_what_stands_in_the_way_is_named_and_nothing_changes",
    ),
    "D11 audio strip": (
        f"{DESK}/test_audio.py::test_a_level_its_highest_and_a_clip_that_stays",
        f"{DESK}/test_audio.py::test_a_mute_is_shown_once_it_is_read_back",
        f"{DESK}/test_audio.py::test_the_source_that_follows_is_named_and_its_silence_explained",
        f"{DESK}/test_audio.py::test_the_monitor_alters_nothing_else",
        "tests/peers/test_sound_server.py::"
        "test_a_muted_bus_is_silent_within_200_ms_and_the_others_go_on",
        "tour:sound",
    ),
    "D12 alarms": (
        f"{E2E}/test_alarms.py::test_a_killed_node_is_one_alarm_answered_by_one_key",
        f"{E2E}/test_alarms.py::test_nobody_at_the_desk_is_heard_in_the_duty_room",
        f"{DESK}/test_alarms.py::test_shelving_needs_a_reason_and_puts_it_on_the_other_tab",
        "tests/unit/engine/test_alarms.py::"
        "test_a_call_nobody_answers_says_the_telephone_and_goes_on_calling",
    ),
    "D13 show and edit mode": (
        f"{DESK}/test_seat.py::test_show_mode_configures_nothing",
        f"{DESK}/test_seat.py::test_edit_mode_ends_by_itself_unless_something_is_edited",
        f"{DESK}/test_seat.py::test_an_operator_has_no_edit_mode",
    ),
    "D14 lock screen": (
        f"{DESK}/test_lock_screen.py::test_echo_alarms_and_clock_stay_in_sight",
        f"{DESK}/test_lock_screen.py::test_the_safe_picture_works_by_mouse_and_by_key",
        f"{DESK}/test_audio.py::test_a_locked_desk_still_mutes",
    ),
    "D15 handover": (
        f"{DESK}/test_handover.py::test_two_names_make_a_handover_and_one_does_not",
        f"{DESK}/test_handover.py::test_the_paper_is_a4_and_says_where_it_is",
        f"{DESK}/test_seat.py::test_somebody_takes_over_without_touching_the_picture",
    ),
    "D16 monitors": (
        f"{DESK}/test_second.py::test_pages_open_in_the_second_window",
        f"{DESK}/test_window.py::test_keeps_off_the_wall",
        f"{E2E}/test_desk_monitors.py::test_windows_open_beside_the_wall_and_never_on_it",
    ),
    "D17 nothing modal, nothing idle": (
        f"{DESK}/test_window.py::test_sheets_leave_the_wall_in_sight",
        f"{DESK}/test_window.py::test_nothing_repaints_when_nothing_changes",
        f"{BENCH}/desk_live.py::run",
    ),
    "D18 overlays and visitors": (
        f"{E2E}/test_wall_glass.py::test_overlays_survive_a_take",
        f"{DESK}/test_overlays.py::test_a_notice_is_typed_shown_changed_and_taken_down",
        "tests/unit/domain/test_visitors.py::test_neither_live_nor_by_take_nor_by_restore",
    ),
    "D19 requests": (
        f"{DESK}/test_requests.py::test_accepted_by_one_key",
        f"{DESK}/test_requests.py::test_it_expires_in_sight_then_goes",
        "tour:requested",
        f"{DESK}/devices/test_ups.py::test_on_battery_it_stays_in_sight_beside_an_alarm_on_a_small_screen",
    ),
    "D20 first start": (
        f"{E2E}/test_first_start.py::test_from_nothing_to_a_picture_on_the_wall",
        f"{DESK}/test_wizard.py::test_a_step_is_ticked_by_the_glass_and_by_nothing_else",
    ),
}
LATER: dict[str, str] = {}


@pytest.mark.parametrize("proof", sorted({one for proofs in PROOF.values() for one in proofs}))
def test_the_proof_is_there(proof: str) -> None:
    place, _, name = proof.rpartition("::")
    if not place:
        assert proof.removeprefix("tour:") in _functions(*sorted((ROOT / "ui/tour").glob("*.py")))
    else:
        assert name in _functions(ROOT / place)


def test_every_row_is_proved_or_said_to_come_later() -> None:
    rows = {row.split()[0] for row in (*PROOF, *LATER)}
    assert rows == {f"C{n}" for n in range(1, 15)} | {f"D{n}" for n in range(1, 21)}


def _functions(*files: Path) -> set[str]:
    return {
        node.name
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
