"""wallctl: video wall, audio and intelligent control of a command hall, without Qt."""

__version__ = "0.1.0"
