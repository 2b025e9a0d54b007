"""One small module per kind of thing. Ordinary model creation, no magic."""

from .people import PASSWORD, make_member, make_user

__all__ = ["PASSWORD", "make_member", "make_user"]
