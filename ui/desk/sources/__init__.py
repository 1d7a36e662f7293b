"""The parts of the sources page and what the source list is put together with."""
