"""Codes become sentences here: what is wrong with a row, and what to do about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from contributions.files import layout
from contributions.wording_form_a import FORM_A, Words

_DIGITS = Words(
    _("“%(value)s” is not written with the digits 0 to 9"),
    _("Type the number again with ordinary digits"),
)

WORDS: dict[str, Words] = {
    **FORM_A,
    # The file
    "EMPTY": Words(_("The file is empty"), _("Choose the contribution file and upload it again")),
    "EXCEL": Words(
        _("The file is an Excel workbook, not a CSV file"),
        _("Open it in Excel, choose Save As, then “CSV UTF-8 (comma delimited)”, and upload that"),
    ),
    "UTF16": Words(
        _("The file is saved as Unicode text (UTF-16)"),
        _("Save it as “CSV UTF-8 (comma delimited)” and upload it again"),
    ),
    "OLD_LINE_ENDS": Words(
        _("The rows of the file are not separated by line breaks that we can read"),
        _("Save it as “CSV UTF-8 (comma delimited)” and upload it again"),
    ),
    "NO_ROWS": Words(_("The file has a header but no rows"), _("Add one row for each employee")),
    "TOO_MANY_FAULTS": Words(
        _("We stopped after %(most)s errors"),
        _("Check that this is the right file. The rest is checked when you upload it again"),
    ),
    "WRONG_LINES": Words(
        _("You gave %(value)s rows, but the file has another number of rows"),
        _("Correct the number of rows or the file"),
    ),
    "WRONG_TOTAL": Words(
        _("You gave a total of %(value)s, but the column of the file has another total"),
        _("Correct the total or the file"),
    ),
    "UNREADABLE": Words(
        _("We could not read this row"),
        _("Type the row again, or save the file as “CSV UTF-8 (comma delimited)”"),
    ),
    # The header
    "WRONG_ORDER": Words(
        _("The columns are in the wrong order"),
        _("Put them in this order: %(header)s"),
    ),
    "WRONG_HEADER": Words(
        _("The first row does not name the columns that we expect"),
        _("Make the first row exactly: %(header)s"),
    ),
    "NO_HEADER": Words(
        _("The first row is an employee, but it must name the columns"),
        _("Add this row at the top: %(header)s"),
    ),
    "WRONG_SEPARATOR": Words(
        _("The columns are not separated by commas"),
        _("Save the file as “CSV UTF-8 (comma delimited)” and upload it again"),
    ),
    # A row
    "WRONG_COLUMNS": Words(
        _("The row has %(value)s columns, but there must be 6"),
        _("Put quotation marks around a name that has a comma, and remove extra commas"),
    ),
    "LINE_TOO_LONG": Words(
        _("The row is too long"), _("Check that each employee is on a row of their own")
    ),
    "NUL_BYTE": Words(
        _("The row has characters that are not text"),
        _("Save the file as “CSV UTF-8 (comma delimited)” and upload it again"),
    ),
    "CONTROL_CHARACTER": Words(
        _("The row has characters that cannot be printed"),
        _("Type the row again without them"),
    ),
    "NOT_UTF8": Words(
        _("The row has characters that we cannot read"),
        _("Save the file as “CSV UTF-8 (comma delimited)” and upload it again"),
    ),
    "QUOTES": Words(
        _("A quotation mark in the row is not closed"),
        _("Remove the quotation mark, or put one on both sides of the value"),
    ),
    # A value
    "MISSING": Words(_("The value is missing"), _("Fill in the value")),
    "TOO_LONG": Words(_("“%(value)s” is too long"), _("Shorten it to 120 characters or fewer")),
    "FOREIGN_DIGITS": _DIGITS,
    "NOT_MEMBER_NO": Words(
        _("“%(value)s” is not a KWSP No."),
        _("Enter the employee's KWSP No., 8 to 12 digits. Format the column as text in Excel"),
    ),
    "NOT_IDENTITY_NO": Words(
        _("“%(value)s” is not an IC No. or passport number"),
        _("Enter the 12 digits of the identity card, or the passport number"),
    ),
    "NEGATIVE": Words(
        _("“%(value)s” is below zero"),
        _("Enter an amount of 0 or more. To correct an earlier month, contact us"),
    ),
    "EXPONENT": Words(
        _("“%(value)s” is written with an exponent"),
        _("Write the amount in full, for example 1000.00"),
    ),
    "TOO_MANY_DECIMALS": Words(
        _("“%(value)s” has more than two decimals"),
        _("Write the amount in ringgit and sen, for example 12.35"),
    ),
    "THOUSANDS_COMMA": Words(
        _("“%(value)s” has a comma for thousands"),
        _("Write the amount without commas, for example 1234.50"),
    ),
    "NOT_AMOUNT": Words(
        _("“%(value)s” is not an amount"),
        _("Write the amount in ringgit and sen, for example 3250.00"),
    ),
    "TOO_LARGE": Words(_("“%(value)s” is too large"), _("Check the amount")),
    "NOT_WHOLE_RINGGIT": Words(
        _("“%(value)s” is not a whole number of ringgit"),
        _("Contributions are paid in whole ringgit. Use the amount in the Third Schedule"),
    ),
    "NO_SHARES": Words(
        _("Both shares are zero"),
        _("Enter the shares, or remove the row if nothing is due for this month"),
    ),
    # A person
    "UNKNOWN_MEMBER": Words(
        _("There is no member with KWSP No. %(value)s"),
        _("Check the number on the employee's statement or i-Akaun"),
    ),
    "OTHER_PERSON": Words(
        _("IC No. %(value)s does not belong to this KWSP No."),
        _("Check both numbers against the employee's identity card"),
    ),
    "DUPLICATE": Words(
        _("KWSP No. %(value)s is already in row %(row)s"),
        _("Keep one row for each employee, with the amounts added together"),
    ),
    "TOO_OLD": Words(
        _("The member with KWSP No. %(value)s is 75 or older"),
        _("Remove the row. Contributions cannot be credited from the age of 75"),
    ),
}


def explain(code: str, *, value: str = "", row: int | None = None) -> tuple[str, str]:
    """(what is wrong, what to do), in the active language. Raises KeyError for an unknown code."""
    words = WORDS[code]
    facts = {
        "value": value,
        "row": "" if row is None else row,
        "header": layout.HEADER_LINE,
        "most": f"{layout.MAX_ERRORS:,}",
    }
    return str(words.problem) % facts, str(words.remedy) % facts
