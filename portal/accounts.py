"""What a member's accounts are for and when they open, in words; which of them a member sees.

Nothing here decides a withdrawal: that is `withdrawals.rules`. These are the words of a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.ledger import chart, money
from members.ledger.drafts import Amounts
from withdrawals.rules import ages


@dataclass(frozen=True, slots=True)
class Account:
    """One account: its address, its colour, and its words."""

    code: str
    slug: str
    style: str
    purpose: Any
    rules: tuple[Any, ...]

    @property
    def title(self) -> str:
        return chart.TITLES[self.code]


ACCOUNTS: tuple[Account, ...] = (
    Account(
        chart.PERSARAAN,
        "persaraan",
        "acc1",
        _("Income after you retire. Opens at 55."),
        (
            _("Formerly Account 1."),
            _("While you are under 55, 75% of each contribution goes here."),
            _("At 55 it becomes part of Akaun 55."),
        ),
    ),
    Account(
        chart.SEJAHTERA,
        "sejahtera",
        "acc2",
        _("Housing, education, health and other needs of life."),
        (
            _("Formerly Account 2."),
            _("While you are under 55, 15% of each contribution goes here."),
            _("Each kind of withdrawal has conditions and a limit of its own."),
            _("At 55 it becomes part of Akaun 55."),
        ),
    ),
    Account(
        chart.FLEKSIBEL,
        "fleksibel",
        "acc3",
        _("Short-term needs, at any time."),
        (
            _("While you are under 55, 10% of each contribution goes here."),
            _("You may take out RM50.00 or more, once a day, without giving a reason."),
            _("What you take out no longer earns dividends for your retirement."),
            _("At 55 it becomes part of Akaun 55."),
        ),
    ),
    Account(
        chart.AKAUN_55,
        "55",
        "acc1",
        _("What you had saved by the age of 55. Open to you."),
        (
            _("Your three earlier accounts became this one when you turned 55."),
            _("You may take out all of it or part of it, at any time."),
            _("What stays keeps earning dividends."),
        ),
    ),
    Account(
        chart.AKAUN_EMAS,
        "emas",
        "acc2",
        _("Contributions since you turned 55. Opens at 60."),
        (
            _("Every contribution credited after your 55th birthday goes here."),
            _("From 60 you may take it out together with Akaun 55."),
        ),
    ),
)
BY_CODE = {account.code: account for account in ACCOUNTS}
BY_SLUG = {account.slug: account for account in ACCOUNTS}


def shown(born_on: date, posted: Amounts, today: date) -> list[Account]:
    """Three accounts below 55, Akaun 55 and Akaun Emas from then on.

    An account that still holds money is shown whatever the age.
    """
    if ages.age_on(born_on, today) < 55:
        usual: tuple[str, ...] = (chart.PERSARAAN, chart.SEJAHTERA, chart.FLEKSIBEL)
    else:
        usual = (chart.AKAUN_55, chart.AKAUN_EMAS)
    return [BY_CODE[code] for code, sen in posted.items() if sen or code in usual]


def available(code: str, sen: int, age: int) -> str:
    """Whether the account is open at this age, and how many sen of it, in a sentence."""
    if code in (chart.FLEKSIBEL, chart.AKAUN_55) or age >= 60:
        return gettext("Available now: %(amount)s") % {"amount": money.ringgit(sen)}
    if code == chart.SEJAHTERA:
        return gettext("Available now: for the purposes above, up to the limit of each")
    return gettext("Available now: nothing until you are %(age)d") % {
        "age": 60 if code == chart.AKAUN_EMAS else 55
    }


def held(sen: int) -> str:
    """What is set aside, in a sentence; empty for nothing."""
    if not sen:
        return ""
    return gettext("Set aside for your application: %(amount)s") % {"amount": money.ringgit(sen)}
