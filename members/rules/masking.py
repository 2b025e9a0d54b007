"""What may be shown of a number or an address. Never enough to use it, always enough to know it."""

from __future__ import annotations

DOT = "•"


def tail(text: str, shown: int = 4) -> str:
    """The last `shown` characters."""
    return text[-shown:] if shown else ""


def number(text: str, shown: int = 4) -> str:
    """Dots for all but the last `shown` characters; all dots when there are no more than that."""
    if len(text) <= shown:
        return DOT * len(text)
    return DOT * (len(text) - shown) + text[-shown:]


def login_id(text: str) -> str:
    """An ID on the password page: the ends stay, the middle does not."""
    if len(text) <= 4:
        return text[:1] + DOT * (len(text) - 1)
    shown = 2 if len(text) < 10 else 3
    return text[:shown] + DOT * (len(text) - 2 * shown) + text[-shown:]


def email(text: str) -> str:
    """`aminah@example.my` becomes `a•••••@example.my`; nothing becomes nothing."""
    name, at, domain = text.partition("@")
    if not at or not name:
        return number(text, 0)
    return f"{name[0]}{DOT * max(len(name) - 1, 3)}@{domain}"


def person(name: str) -> str:
    """A name with its first letters left: `Aminah binti Hassan` becomes `A••••• b•••• H•••••`."""
    return " ".join(word[:1] + DOT * (len(word) - 1) for word in name.split())
