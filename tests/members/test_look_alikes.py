"""Letters and digits of other alphabets that look like ours: told at once, nobody looked up, no 500."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import SignInCounter
from members.services import sign_in as service
from members.work.models import Task
from tests import cast
from tests.members.pages import english, fill

pytestmark = pytest.mark.django_db

IDS = {
    "full-width digits": "１８８００００１",
    "Arabic digits": "١٨٨٠٠٠٠١",
    "Devanagari digits": "१८८००००१",
    "mathematical digits": "𝟏𝟖𝟖𝟎𝟎𝟎𝟎𝟏",
    "one full-width digit": "1880000１",
    "a Cyrillic a": "аminah",
    "a Cyrillic i": "amіnah",
    "a Greek nu": "amiνah",
    "a full-width letter": "ａminah",
    "a dotless i": "amınah",
    "a dotted capital I": "AMİNAH",
    "a Kelvin sign": "aminah\u212a",
    "a zero-width space": "ami\u200bnah",
    "a zero-width joiner": "ami\u200dnah",
    "a soft hyphen": "ami\u00adnah",
    "a byte order mark": "\ufeffaminah",
    "reading turned round": "\u202eaminah",
    "a combining accent": "amina\u0301h",
    "a ligature": "amin\ufb01",
    "half a character": "amin\udcffah".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "a no-break space within": "188\u00a000001",
    "a line break within": "188\n00001",
    "a NUL": "aminah\x00",
}
WANTED = "Enter your KWSP No. or i-Akaun ID"


@pytest.fixture(autouse=True)
def _aminah() -> None:
    cast.aminah()


def sign_in(client: Client, login_id: str) -> Any:
    return client.post(reverse("members:sign_in"), {"login_id": login_id})


def by_phone(client: Client, login_id: str) -> Any:
    return client.post(reverse("members:forgotten_by_phone"), {"login_id": login_id})


def lock(client: Client, login_id: str) -> Any:
    return client.post(reverse("members:lock_account"), {"login_id": login_id})


def by_email(client: Client, login_id: str) -> Any:
    fields = {"login_id": login_id, "email": "aminah@example.test"}
    return fill(client, reverse("members:forgotten_password"), fields)


def activate(client: Client, login_id: str) -> Any:
    fields = {"login_id": login_id, "secret": "AAAA-BBBB-CCCC-DDDD"}
    return fill(client, reverse("members:activate"), fields)


@pytest.mark.parametrize("page", [sign_in, by_phone, lock, by_email, activate])
@pytest.mark.parametrize("kind", IDS)
def test_no_id_is_taken_for_the_one_it_looks_like(page: Any, kind: str, client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = page(english(client), IDS[kind])
    assert answer.status_code == 200, "asked again, not gone on with"
    text = answer.content.decode()
    assert 'aria-invalid="true"' in text
    if "NUL" not in kind:
        assert (WANTED if page is not activate else "Enter your KWSP No.") in text
    asked = " ".join(each["sql"] for each in queries)
    assert "members_member" not in asked and 'FROM "members_user"' not in asked
    assert not Task.objects.exists() and "sign_in_id" not in client.session
    assert not SignInCounter.objects.exclude(kind="PICTURE").exists()


@pytest.mark.parametrize(
    "number", [*(IDS[kind] for kind in IDS if "digit" in kind), "А12345678", "A1234\u200b5678"]
)
def test_no_document_is_taken_for_the_one_it_looks_like(number: str, client: Client) -> None:
    facts = {"name": "X", "born_on_0": "1", "born_on_1": "6", "born_on_2": "1975"}
    fields = {**facts, "ic_no": number, "email": "bakar@example.test"}
    page = fill(english(client), reverse("members:forgotten_number"), fields)
    assert page.status_code == 200
    assert "Enter the number as it is on the card or passport" in page.content.decode()
    assert not Task.objects.exists()


@pytest.mark.parametrize("digits", ["１９７５", "١٩٧٥", "1975\u200b", "१९७५"])
def test_no_date_is_read_in_other_digits(digits: str, client: Client) -> None:
    facts = {"name": "X", "born_on_0": "1", "born_on_1": "6", "born_on_2": digits}
    fields = {**facts, "ic_no": "750601105433", "email": "bakar@example.test"}
    page = fill(english(client), reverse("members:forgotten_number"), fields).content.decode()
    assert "The date must be a real date" in page


@pytest.mark.parametrize("code", ["１２３４５６", "١٢٣٤٥٦", "12345６", "123\u200b456", "12345\x00"])
def test_no_code_is_read_in_other_digits(code: str, client: Client) -> None:
    """Told what a TAC is, and no try is counted."""
    by_phone(english(client), "aminah")
    SignInCounter.objects.all().delete()
    page = client.post(reverse("members:door_code"), {"tac": code})
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert not SignInCounter.objects.exists()


def test_the_database_finds_no_look_alike_either() -> None:
    """Even past the form, a look-alike names nobody: numbers are compared byte by byte."""
    for typed in IDS.values():
        if "\x00" not in typed:
            assert service.find(typed) is None
