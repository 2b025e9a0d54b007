"""What a load balancer asks. It says yes or no and nothing about who we are."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database and the cache answer, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        cache.set("health", 1, 10)
        well = cache.get("health") == 1
    except (DatabaseError, RedisError):
        well = False
    return HttpResponse(
        "ok\n" if well else "not ready\n",
        status=200 if well else 503,
        content_type="text/plain; charset=utf-8",
    )
