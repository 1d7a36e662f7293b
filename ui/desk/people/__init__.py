"""The page of those who work here: its parts."""
