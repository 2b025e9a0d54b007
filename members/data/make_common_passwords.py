"""Makes common_passwords.bin from a list of common passwords, one a line, commonest first.

    python members/data/make_common_passwords.py 10_million_password_list_top_1M.txt

Kept: every entry of 12 characters or more, and the commonest of 8 to 11, because a password may be
one of them with a few signs around it or twice in a row. Lower case, NFKC, each once.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from members.gateways.common_passwords import FILE, prefix

WHOLE = 12
CORE = 8
CORES = 70_000


def main(source: str) -> None:
    """Read `source`, write FILE."""
    whole: set[str] = set()
    cores: dict[str, None] = {}
    with Path(source).open(encoding="utf-8", errors="ignore") as lines:
        for line in lines:
            entry = unicodedata.normalize("NFKC", line.rstrip("\r\n")).casefold()
            if len(entry) >= WHOLE:
                whole.add(entry)
            elif len(entry) >= CORE and len(cores) < CORES and not entry.isdigit():
                cores[entry] = None
    digests = sorted({prefix(entry) for entry in (*whole, *cores)})
    FILE.write_bytes(b"".join(digests))
    print(f"{len(whole)} long and {len(cores)} short entries, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
