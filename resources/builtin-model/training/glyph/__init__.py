"""Glyph: the program that makes Sfumato's built-in text-to-image model (see ../README.md)."""
