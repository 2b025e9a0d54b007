"""Doors to the world outside: a Protocol for each, a real one, and a setting that chooses."""
