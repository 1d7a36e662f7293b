"""What the desk's keys can do: one table of functions and the keys they were made with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """`name` is the key of its words `key.NAME`; the sequences are Qt's portable text."""

    name: str
    sequences: tuple[str, ...]
    group: str


def _numbers() -> tuple[Function, ...]:
    return tuple(
        one
        for n in range(1, 10)
        for one in (
            Function(f"recall_{n}", (str(n),), "scenes"),
            Function(f"live_{n}", (f"Ctrl+{n}",), "scenes"),
        )
    )


FUNCTIONS: tuple[Function, ...] = (
    Function("take", ("Ctrl+Return", "Ctrl+Enter"), "live"),
    Function("restore", ("Ctrl+Backspace",), "live"),
    Function("safe", ("Ctrl+Shift+B",), "live"),
    Function("full", ("F12",), "live"),
    Function("patrol_toggle", ("Ctrl+P",), "live"),
    Function("audio_mute_pa", ("Alt+M",), "live"),
    Function("audio_mute_far", ("Alt+K",), "live"),
    Function("audio_mute_both", ("Alt+Shift+M",), "live"),
    Function("audio_mute_monitor", ("Alt+L",), "live"),
    Function("audio_follow", ("Alt+F",), "live"),
    Function("audio_clear", ("Alt+Shift+C",), "live"),
    Function("alarm_ack", ("Alt+A",), "live"),
    Function("alarm_silence", ("Alt+S",), "live"),
    Function("request_accept", ("Alt+Y",), "live"),
    Function("request_decline", ("Alt+N",), "live"),
    Function("undo", ("Ctrl+Z",), "preview"),
    Function("redo", ("Ctrl+Y", "Ctrl+Shift+Z"), "preview"),
    Function("lock", ("Ctrl+L",), "preview"),
    Function("select_all", ("Ctrl+A",), "preview"),
    Function("duplicate", ("Ctrl+D",), "preview"),
    Function("whole", ("Ctrl+M",), "preview"),
    Function("crop", ("Ctrl+K",), "preview"),
    Function("snap", ("Ctrl+Shift+G",), "preview"),
    Function("align", ("Ctrl+Shift+A",), "preview"),
    Function("align_left", ("Ctrl+Shift+Left",), "preview"),
    Function("align_right", ("Ctrl+Shift+Right",), "preview"),
    Function("align_top", ("Ctrl+Shift+Up",), "preview"),
    Function("align_bottom", ("Ctrl+Shift+Down",), "preview"),
    Function("align_centre", ("Ctrl+Shift+C",), "preview"),
    Function("align_middle", ("Ctrl+Shift+M",), "preview"),
    Function("spread_across", ("Ctrl+Shift+H",), "preview"),
    Function("spread_down", ("Ctrl+Shift+V",), "preview"),
    Function("same_size", ("Ctrl+Shift+S",), "preview"),
    Function("ptz", ("Ctrl+Shift+Y",), "go"),
    Function("templates", ("Ctrl+T",), "preview"),
    Function("save_template", ("Ctrl+Shift+T",), "preview"),
    Function("patrol_edit", ("Ctrl+R",), "preview"),
    Function("next_warning", ("Ctrl+J",), "preview"),
    Function("coming", ("Alt+P",), "preview"),
    Function("find", ("Ctrl+F",), "go"),
    Function("group", ("Alt+G",), "go"),
    Function("next_pane", ("F6",), "go"),
    Function("find_scene", ("Ctrl+G",), "scenes"),
    Function("save", ("Ctrl+S",), "scenes"),
    Function("next_wall", ("Ctrl+Tab",), "go"),
    Function("language", ("Ctrl+Shift+L",), "go"),
    Function("help", ("F1",), "go"),
    Function("keys", ("?", "？"), "go"),
    Function("full_screen", ("F11",), "go"),
    Function("edit_mode", ("Ctrl+E",), "go"),
    Function("lock_screen", ("Ctrl+Alt+L",), "go"),
    Function("sign_in", ("Ctrl+Alt+U",), "go"),
    Function("pages", ("F2",), "go"),
    Function("page_multiviewer", ("F3",), "pages"),
    Function("page_alarms", ("F4",), "pages"),
    Function("page_log", ("F5",), "pages"),
    Function("page_sources", ("F7",), "pages"),
    Function("page_devices", ("Ctrl+F7",), "pages"),
    Function("page_control", ("Ctrl+F8",), "pages"),
    Function("page_audio", ("Ctrl+F6",), "pages"),
    Function("page_scenes", ("F8",), "pages"),
    Function("page_handover", ("F9",), "pages"),
    Function("page_settings", ("F10",), "pages"),
    Function("page_wizard", ("Ctrl+F10",), "pages"),
    Function("page_behind", ("Ctrl+Shift+F7",), "pages"),
    Function("page_users", ("Ctrl+U",), "pages"),
    *_numbers(),
)
TYPED = "keys"
"""Told by what was typed, not by a key: `?` lies elsewhere on each keyboard."""
HELD = frozenset({"safe"})
LOCKED_TOO = frozenset(
    {"safe", "alarm_silence", "audio_mute_pa", "audio_mute_far", "audio_mute_both"}
)
"""What works on a locked desk."""


def shown(sequence: str) -> str:
    """A sequence as it stands on the keyboard."""
    return {
        "Ctrl+Return": "Ctrl+Enter",
    }.get(sequence, sequence)


def shown_for(name: str) -> str:
    """The first key of a function, as it stands on the keyboard; empty for one without."""
    for function in FUNCTIONS:
        if function.name == name:
            return shown(function.sequences[0])
    return ""
