"""A room's sound: what shall be, level by level, and what is read back."""
