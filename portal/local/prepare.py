"""Brings the database and the static files in step with the code, as the owner, in one process.

Called by the launcher with two paths: the mark that says "the demo fund is being loaded" and the
file that takes the list of demo log-ins.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
from pathlib import Path


def _fingerprint(folders: list[Path], more: list[Path]) -> str:
    """Changes when a file below the folders changes."""
    digest = hashlib.sha256()
    for path in sorted([p for folder in folders for p in folder.rglob("*") if p.is_file()] + more):
        facts = path.stat()
        digest.update(f"{path}:{facts.st_size}:{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def static_files(root: Path, stamp: Path) -> None:
    """Hashed and compressed; only when something changed."""
    from django.conf import settings
    from django.core.management import call_command

    now = _fingerprint([root / "static"], [root / "requirements-dev.lock"])
    target = Path(settings.STATIC_ROOT)
    if (target / "staticfiles.json").exists() and stamp.exists() and stamp.read_text() == now:
        return
    print("[set-up] Collecting the static files ...", file=sys.stderr, flush=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(now)


def database() -> None:
    """Migrations when there are any; grants always, for they follow the settings."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from portal import grants

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("[set-up] Migrating the database ...", file=sys.stderr, flush=True)
        call_command("migrate", interactive=False, verbosity=0)
    else:
        grants.grant()


def demo_fund(mark: Path, logins: Path) -> None:
    """Loaded once; the mark tells the next run that this one was cut off."""
    from django.core.management import call_command

    from members.models import Member

    if not Member.objects.exists():
        mark.write_text(json.dumps({"loading": True}))
        call_command("seed_demo")
        mark.unlink()
    words = io.StringIO()
    call_command("demo_logins", stdout=words)
    logins.unlink(missing_ok=True)
    logins.touch(mode=0o600)
    logins.write_text(words.getvalue())


def main(mark: str, logins: str) -> None:
    import django
    from django.conf import settings

    django.setup()
    root = Path(settings.BASE_DIR)
    database()
    static_files(root, Path(mark).with_name("static.stamp"))
    demo_fund(Path(mark), Path(logins))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:3])
    except KeyboardInterrupt:
        sys.exit(130)
