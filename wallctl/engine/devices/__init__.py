"""The devices of a room: one actor each, and what binds them to the show."""
