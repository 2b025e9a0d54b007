"""A worker of its own: checks, submits and credits one received file, and says what that took of it.

`python -m portal.bench.posting_worker REMITTANCE USER` prints two lines of JSON: when it
is about to post, the seconds of the check; at the end how it went, and the most memory the process held, in MB.
"""

from __future__ import annotations

import json
import resource
import sys
import time

import django


def main(remittance_id: int, user_id: int) -> None:
    """Run as the whole process: the peak is that of the process."""
    django.setup()
    from django.utils import timezone

    from contributions.services import post, submit, validate
    from members.models import User

    at = timezone.now()
    started = time.perf_counter()
    validate.validate(remittance_id=remittance_id, at=at)
    checked = time.perf_counter()
    submit.submit(remittance_id=remittance_id, by=User.objects.get(pk=user_id), at=at)
    print(json.dumps({"check": checked - started}), flush=True)
    remittance = post.post_all(remittance_id, at=at)
    # Linux counts in KiB, macOS in bytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {
                "state": remittance.state,
                "peak_mb": peak / (1024 * 1024 if sys.platform == "darwin" else 1024),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
