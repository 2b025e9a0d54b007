"""How much we take at once. Settings may say otherwise; nothing here is law."""

from __future__ import annotations

from django.conf import settings


def max_file_bytes() -> int:
    """The largest contribution file, in bytes: a million lines are about 66 MB."""
    return int(getattr(settings, "CONTRIBUTIONS_MAX_FILE_BYTES", 128 * 1024 * 1024))


def bytes_checked_at_once() -> int:
    """How large a file a page checks itself; a larger one is the worker's."""
    return int(getattr(settings, "CONTRIBUTIONS_BYTES_CHECKED_AT_ONCE", 8 * 1024 * 1024))


def chunk_lines() -> int:
    """How many members one posting transaction credits at most."""
    return int(getattr(settings, "CONTRIBUTIONS_CHUNK_LINES", 60_000))


def posting_connections() -> int:
    """On how many connections one worker posts the parts of a remittance at the same time."""
    return int(getattr(settings, "CONTRIBUTIONS_POSTING_CONNECTIONS", 2))


def look_ups_an_hour() -> int:
    """How often one user of an employer may look somebody up."""
    return int(getattr(settings, "CONTRIBUTIONS_LOOK_UPS_AN_HOUR", 30))


def form_rows() -> int:
    """How many employees a month filled in on screen may have; more come as a file."""
    return int(getattr(settings, "CONTRIBUTIONS_FORM_ROWS", 2_000))


def lines_compared_at_once() -> int:
    """How many lines a page compares with the schedule itself; more is the worker's."""
    return int(getattr(settings, "CONTRIBUTIONS_LINES_COMPARED_AT_ONCE", 20_000))
