"""`python -m portal.local COMMAND`: what the Makefile calls once .venv exists."""

from __future__ import annotations

import sys

from portal.local import bootstrap
from portal.local.places import SetUpError


def main(arguments: list[str]) -> int:
    """Returns the exit code."""
    command, rest = (arguments[0] if arguments else "help"), arguments[1:]
    from portal.local import checking, commands, run, testing

    known = {
        "run": run.run,
        "reset-demo": commands.reset_demo,
        "manage": commands.manage,
        "test": testing.test,
        "bench": testing.bench,
        "check": checking.check,
        "fmt": checking.fmt,
        "lock": checking.lock,
    }
    if command not in known:
        bootstrap.say(f"There is no command {command!r}. Known: {', '.join(known)}")
        return 2
    try:
        return known[command](rest)
    except SetUpError as error:
        bootstrap.say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
