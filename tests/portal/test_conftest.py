"""The test bed itself: rights, cleaning, network."""

from __future__ import annotations

import socket

import pytest
from django.db import connection

from members.models import Member
from tests import cast
from tests.conftest import OutsideWorldRefused


@pytest.mark.django_db
def test_tests_run_as_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("portal_app",)


@pytest.mark.django_db(transaction=True)
def test_committed_rows_are_visible_to_the_owner(owner_connection) -> None:
    cast.aminah()
    with owner_connection.cursor() as cursor:
        cursor.execute("select current_user, (select count(*) from members_member)")
        assert cursor.fetchone() == ("portal_owner", 1)


@pytest.mark.django_db(transaction=True)
def test_committed_rows_of_the_test_before_are_gone() -> None:
    assert not Member.objects.exists()


@pytest.mark.django_db
def test_the_cast_is_complete() -> None:
    people = [cast.aminah(), cast.bakar(), cast.chong(), cast.devi()]
    assert [person.is_staff for person in people] == [False, False, True, True]


def test_other_machines_are_out_of_reach() -> None:
    with pytest.raises(OutsideWorldRefused):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
