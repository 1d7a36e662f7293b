"""The room's sound on the desk: the strip, and what it says."""
