"""What may be wrong with a Form A file of fixed width, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Words:
    """What is wrong, and what to do. May hold %(value)s, %(row)s, %(header)s, %(most)s."""

    problem: Any
    remedy: Any


_MAKE_AGAIN = _("Make the file again with your payroll software, and upload that")

FORM_A: dict[str, Words] = {
    "A_WIDTH": Words(_("The record has %(value)s characters, but there must be 129"), _MAKE_AGAIN),
    "A_NOT_DIGITS": Words(
        _("“%(value)s” must be digits only, with zeros in front"),
        _("Amounts are in sen, without a decimal point. Make the file again and upload that"),
    ),
    "A_UNKNOWN_RECORD": Words(
        _("The row begins with “%(value)s”, but a record begins with 01, 02 or 99"), _MAKE_AGAIN
    ),
    "A_NOT_OPENED": Words(
        _("The file does not begin with record 00"),
        _("Upload the whole file: record 00, then 01, one record 02 for each employee, then 99"),
    ),
    "A_TITLE": Words(
        _("Record 00 says “%(value)s”, not EPF MONTHLY FORM A"),
        _("Check that this is the Form A file"),
    ),
    "A_NO_EMPLOYER": Words(
        _("Record 01, with your employer number and the month, is missing"), _MAKE_AGAIN
    ),
    "A_TWO_EMPLOYERS": Words(
        _("There is a second record 01"), _("Send one file for each month, with one record 01")
    ),
    "A_BANK_LAYOUT": Words(
        _("This is a file for a bank's payment service"),
        _("Choose the Form A file (129 characters) in your payroll software, or use CSV"),
    ),
    "A_MONTH": Words(
        _("“%(value)s” is not a contribution month"),
        _("Write the contribution month as MMYYYY, for example 112026"),
    ),
    "A_AFTER_END": Words(
        _("There is a record after record 99"), _("Record 99 must be the last one of the file")
    ),
    "A_NOT_CLOSED": Words(
        _("Record 99 is missing: the file may have been cut off"),
        _("Upload the whole file, which ends with record 99"),
    ),
    "A_WRONG_COUNT": Words(
        _("It says %(value)s employees, but the file has another number of them"), _MAKE_AGAIN
    ),
    "A_WRONG_EMPLOYER_TOTAL": Words(
        _(
            "It says a total of %(value)s for the employer's share, but the employees add up otherwise"
        ),
        _MAKE_AGAIN,
    ),
    "A_WRONG_EMPLOYEE_TOTAL": Words(
        _("It says a total of %(value)s for the employees' share, but they add up otherwise"),
        _MAKE_AGAIN,
    ),
    "A_WRONG_HASH": Words(
        _("The check number %(value)s is not the sum of the KWSP Nos. of the employees"),
        _MAKE_AGAIN,
    ),
    "A_OTHER_EMPLOYER": Words(
        _("The file is for employer number %(value)s, not for your company"),
        _("Check that this is your company's file"),
    ),
    "A_OTHER_MONTH": Words(
        _("The file is for contribution month %(value)s, not for the month you chose"),
        _(
            "Choose the right wage month (the month before the contribution month), or the right file"
        ),
    ),
}
