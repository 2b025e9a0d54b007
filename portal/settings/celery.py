"""The broker is a doorbell: work lives in rows, so a lost or doubled message costs a few seconds.

Names are Celery's, with the prefix CELERY_ that portal/celery.py reads.
"""

from __future__ import annotations

from typing import Any

from portal import env

_PREFIX = env.text("REDIS_PREFIX", "portal")

CELERY_BROKER_URL = env.text("REDIS_URL")
CELERY_TASK_DEFAULT_QUEUE = f"{_PREFIX}.work"
# A message taken by a worker that died comes back after the visibility timeout. The longest task
# must be shorter. kombu looks for such messages only every interval x throttle seconds.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "unacked_key": f"{_PREFIX}.unacked",
    "unacked_index_key": f"{_PREFIX}.unacked_index",
    "unacked_mutex_key": f"{_PREFIX}.unacked_mutex",
    "fanout_prefix": f"/{_PREFIX}.{{db}}.",
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "retry_on_timeout": True,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 60
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240

CELERY_TIMEZONE = "Asia/Kuala_Lumpur"
CELERY_ENABLE_UTC = True
# An entry that waits longer than its period is worthless: the next one does the same.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "work that is due": {"task": "work.tick", "schedule": 5.0, "options": {"expires": 5}},
    "the business day": {"task": "work.day", "schedule": 60.0, "options": {"expires": 60}},
}
