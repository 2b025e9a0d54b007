"""A new i-Akaun: an officer who has seen the person gives leave, the person does the rest.

The login is inactive until the phone has answered, so nothing of a half-done activation opens any
door. What is proved at the first page is counted and answered like a password at the door.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import hashers
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from members.audit import services as audit
from members.audit.services import Origin
from members.gateways import vault
from members.models import Activation, CounterKind, Member, Role, User
from members.rules import activation as rules
from members.rules import own_id, recognition
from members.tac import services as tac

from . import notices, passwords, sign_in, sign_in_counters, stand_in

PURPOSE = "activation"


class HasLogin(Exception):
    """The member has an i-Akaun already."""


class NotTheirOwn(Exception):
    """An officer gives no leave for their own savings."""


class Over(Exception):
    """The leave was used, replaced, or is more than 30 days old."""


class IdTaken(Exception):
    """Somebody has this ID, or one that is taken for it."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What is printed once: what to log in with, and `secret`, which is nowhere else."""

    login: str
    secret: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Proof:
    """`activation` when the temporary password was right. `expired`: it was, 30 days ago."""

    activation: Activation | None = None
    expired: bool = False
    locked_until: datetime | None = None


def issue(
    *,
    member: Member,
    phone: str,
    email: str,
    language: str,
    seen: str,
    by: User,
    at: datetime,
    origin: Origin,
) -> Issued:
    """Temporary credentials for a member without an i-Akaun; older ones are void.

    Raises HasLogin, NotTheirOwn.
    """
    if by.member_id == member.pk:
        raise NotTheirOwn
    with transaction.atomic():
        Member.objects.select_for_update(no_key=True).get(pk=member.pk)
        user = User.objects.filter(member=member, role=Role.MEMBER).first()
        if user is not None and not is_waiting(user):
            raise HasLogin
        user = user or User(
            login_id=f"new-{uuid.uuid4().hex[:24]}",
            role=Role.MEMBER,
            member=member,
            display_name=member.name,
            is_active=False,
        )
        return issue_to(
            user=user,
            login=member.member_no,
            phone=phone,
            email=email,
            language=language,
            seen=seen,
            by=by,
            at=at,
            origin=origin,
        )


def issue_to(
    *,
    user: User,
    login: str,
    phone: str,
    email: str,
    language: str,
    seen: str,
    by: User,
    at: datetime,
    origin: Origin,
) -> Issued:
    """Temporary credentials for a login that nobody has opened yet; `login` names it on the sheet.

    The caller holds whose login it is; `user` may be new and unsaved.
    """
    secret = rules.new_secret()
    with transaction.atomic():
        user.phone, user.email, user.language = phone, email, language
        user.set_unusable_password()
        user.save()
        tac.void_all(user=user, at=at)
        _live(user.pk).update(voided_at=at)
        issued = Activation(
            user=user,
            seen=seen.strip()[:200],
            issued_by=by,
            issued_at=at,
            expires_at=at + rules.LIFE,
        )
        issued.secret_hash = hashers.make_password(_keyed(user, secret))
        issued.save(force_insert=True)
        _record("activation.issued", user, by, at, origin, seen=issued.seen)
    return Issued(login, secret, issued.expires_at)


def is_waiting(user: User) -> bool:
    """A login that no activation has opened yet."""
    return (
        not user.is_active
        and user.activations.exists()
        and not user.activations.filter(used_at__isnull=False).exists()
    )


def prove(*, login_id: str, secret: str, at: datetime, origin: Origin) -> Proof:
    """The first page: is this the temporary password of this member? The same work for everybody.

    To be called outside a transaction: the try stays counted.
    """
    user = sign_in.find(login_id)
    place = (CounterKind.ADDRESS, origin["address"])
    who = (CounterKind.ACCOUNT, f"activation:{sign_in.subject(login_id, user)}")
    by_address, by_account = sign_in_counters.reserve_both(place, who, at=at)
    if by_account is None or not by_account.allowed:
        until = by_address.locked_until if by_account is None else by_account.locked_until
        return Proof(locked_until=until or at)
    found = _live(user.pk if user else 0).first()
    hashed = found.secret_hash if found else stand_in.nobodys_hash()
    right = hashers.check_password(_keyed(user, secret), hashed) and found is not None
    _record("activation.proved" if right else "activation.failed", user, None, at, origin)
    if not right or found is None:
        return Proof(locked_until=by_account.locked_until)
    sign_in_counters.forgive(place, who, at=at)
    return Proof(expired=True) if at >= found.expires_at else Proof(found)


def get(key: str, *, at: datetime) -> Activation:
    """The leave that a session has proved. Raises Over."""
    found = (
        Activation.objects.select_related("user__member")
        .filter(pk=key, used_at__isnull=True, voided_at__isnull=True, expires_at__gt=at)
        .first()
    )
    if found is None:
        raise Over
    return found


def step(activation: Activation) -> rules.Step:
    """What is to be done next."""
    return rules.next_step(
        terms=activation.terms == rules.TERMS,
        login=activation.chosen_at is not None,
        sign=bool(activation.user.security_phrase),
    )


def agree(*, key: str, at: datetime) -> None:
    """The terms of today. Raises Over."""
    with transaction.atomic():
        activation = _locked(key, at)
        activation.terms, activation.terms_at = rules.TERMS, at
        activation.save(update_fields=["terms", "terms_at"])


def choose(*, key: str, login_id: str, password: str, at: datetime) -> None:
    """The ID, for good once the account is open, and the password. Raises Over, IdTaken, Refused."""
    try:
        with transaction.atomic():
            activation = _locked(key, at)
            user = activation.user
            user.login_id, user.id_skeleton = login_id, own_id.skeleton(login_id)
            found = passwords.refusals(password, user)
            if found:
                raise passwords.Refused(found)
            user.set_password(password)
            user.save(update_fields=["login_id", "id_skeleton", "password"])
            activation.chosen_at = at
            activation.save(update_fields=["chosen_at"])
    except IntegrityError as error:
        raise IdTaken from error


def choose_sign(*, key: str, picture: str, phrase: str, at: datetime) -> None:
    """Picture and phrase. Raises Over, ValueError for what is not from the stock."""
    if picture not in recognition.PICTURES or not recognition.is_phrase(phrase):
        raise ValueError("not from the stock")
    with transaction.atomic():
        user = _locked(key, at).user
        user.security_picture, user.security_phrase = picture, phrase
        user.save(update_fields=["security_picture", "security_phrase"])


def send_code(*, key: str, session_key: str, at: datetime) -> tac.Challenge:
    """A TAC to the phone that the officer wrote down. Raises Over, tac.TooManyCodes."""
    activation = get(key, at=at)
    return tac.issue(
        user=activation.user,
        purpose=PURPOSE,
        binding=_binding(activation),
        message_facts={},
        session_key=session_key,
        by=None,
        at=at,
    )


def finish(
    *, key: str, challenge_id: str, code: str, session_key: str, at: datetime, origin: Origin
) -> tac.Outcome:
    """The phone has answered: the login is open and the leave used up, in one transaction.

    A wrong code commits its counted try. Raises Over.
    """
    with transaction.atomic():
        activation = _locked(key, at)
        user = activation.user
        if step(activation) is not rules.Step.PHONE:
            raise Over
        outcome = tac.verify(
            challenge_id=challenge_id,
            user=user,
            code=code,
            binding=_binding(activation),
            session_key=session_key,
            at=at,
            purpose=PURPOSE,
        )
        if outcome.ok:
            user.is_active = True
            user.save(update_fields=["is_active"])
            activation.used_at = at
            activation.save(update_fields=["used_at"])
            _record("activation.done", user, user, at, origin)
            notices.tell(user=user, about="activation.done", at=at)
    return outcome


def _live(user_id: int) -> QuerySet[Activation]:
    return Activation.objects.filter(user_id=user_id, used_at__isnull=True, voided_at__isnull=True)


def _locked(key: str, at: datetime) -> Activation:
    found = (
        Activation.objects.select_for_update(of=("self", "user"))
        .select_related("user")
        .filter(pk=key, used_at__isnull=True, voided_at__isnull=True, expires_at__gt=at)
        .first()
    )
    if found is None:
        raise Over
    return found


def _keyed(user: User | None, secret: str) -> str:
    typed = rules.typed_secret(secret)
    return vault.digest("activation", str(user.pk if user else 0), typed).hex()


def _binding(activation: Activation) -> dict[str, str | int]:
    user = activation.user
    return {"activation": str(activation.pk), "login": user.login_id, "phone": user.phone}


def _record(
    action: str, user: User | None, by: User | None, at: datetime, origin: Origin, **detail: str
) -> None:
    """`user` None: a number that nobody has; the trail keeps the try, not the number."""
    audit.record(
        action,
        by=by,
        at=at,
        member_id=user.member_id if user else None,
        entity="user",
        entity_id=str(user.pk) if user else "",
        role="" if by else "UNKNOWN",
        detail=dict(detail),
        **origin,
    )
