"""The handover of a shift: its words and its paper."""
