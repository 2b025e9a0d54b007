"""Buttons and links follow the same table as the pages behind them."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: Any, page: str, method: str = "GET") -> bool:
    """`{% may "admin:members_user_unlock" as may_unlock %}`: whether the reader may go there."""
    request = context.get("request")
    return bool(request is not None and request.may(page, method))
