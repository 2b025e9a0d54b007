"""Doors to the world outside: a Protocol for each, a real one, and the name of the setting that chooses."""
