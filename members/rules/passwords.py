"""A password is 12 to 128 characters of any kind; what many people would guess first is refused.

Numbers and words: security.md 2.2. No rule asks for digits or capitals, and none ends with time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from enum import StrEnum

SHORTEST = 12
LONGEST = 128
# What must be left of a password once known words, digits and signs are taken out of it.
OWN_LETTERS = 6
DIFFERENT_CHARACTERS = 5

# Words of the fund and the ones that its members' passwords are made of. Long ones first.
_WORDS = """
kwsp epf iakaun akaun account simpanan saving savings caruman contribution dividen dividend
pengeluaran withdrawal persaraan retirement sejahtera fleksibel emas shariah ahli member
teduh portal penyata statement katalaluan laluan kata rahsia password passphrase secret
admin login logmasuk masuk welcome selamat datang malaysia merdeka kualalumpur putrajaya
pekerja majikan gaji duit wang ringgit bank maybank cimb tabung kumpulan qwerty asdfgh
"""
FUND_WORDS = tuple(sorted(_WORDS.split(), key=lambda word: (-len(word), word)))
_NAME_PARTICLES = {"bin", "binti", "anak", "haji", "hajjah", "abdul", "bte", "mohd"}
_LEET = str.maketrans("0134578@$!|", "oieastbasil")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890123456789")


class Refusal(StrEnum):
    """Why a password is not taken."""

    SHORT = "SHORT"
    LONG = "LONG"
    PLAIN = "PLAIN"
    COMMON = "COMMON"
    FUND_WORD = "FUND_WORD"
    ABOUT_YOU = "ABOUT_YOU"


def normal(password: str) -> str:
    """The spelling that is hashed: NFKC, otherwise exactly as typed, blanks and case included."""
    return unicodedata.normalize("NFKC", password)


def refusals(
    password: str, *, about: Iterable[str], is_common: Callable[[str], bool]
) -> tuple[Refusal, ...]:
    """Every reason against a password; none means that it is taken.

    `about` are facts of its owner: name, e-mail, numbers. `is_common` looks up a lower-case text.
    """
    text = normal(password)
    if len(text) < SHORTEST:
        return (Refusal.SHORT,)
    if len(text) > LONGEST:
        return (Refusal.LONG,)
    folded = text.casefold()
    found = []
    if _is_plain(folded):
        found.append(Refusal.PLAIN)
    if any(is_common(guess) for guess in _guesses(folded)):
        found.append(Refusal.COMMON)
    if _is_made_of(folded, pieces(about)):
        found.append(Refusal.ABOUT_YOU)
    elif _is_made_of(folded, FUND_WORDS):
        found.append(Refusal.FUND_WORD)
    return tuple(found)


def pieces(about: Iterable[str]) -> tuple[str, ...]:
    """The parts of a person's facts that may not carry a password, longest first."""
    found: set[str] = set()
    for fact in about:
        folded = normal(fact).casefold()
        local = folded.partition("@")[0]
        found.update(
            word
            for word in _NOT_LETTERS.split(folded if "@" not in folded else local)
            if len(word) >= 3 and word not in _NAME_PARTICLES
        )
        digits = "".join(c for c in folded if c.isdigit())
        if len(digits) >= 6:
            found.update({digits, digits[:6], digits[-6:], digits[-8:]})
        found.add("".join(local.split()))
    return tuple(sorted((each for each in found if len(each) >= 3), key=lambda w: (-len(w), w)))


def _guesses(folded: str) -> set[str]:
    """The text, its spelling without digits for letters, and what stands between added signs."""
    core = folded.strip("0123456789 !@#$%^&*()-_=+.,?/'\"")
    found = {folded, folded.translate(_LEET), "".join(folded.split())}
    if len(core) >= 8 and len(folded) - len(core) <= 8:
        found |= {core, core.translate(_LEET)}
    return found


def _is_plain(folded: str) -> bool:
    """Few different characters, one piece twice or more, or a run of the alphabet or keyboard."""
    if len(set(folded)) < DIFFERENT_CHARACTERS:
        return True
    for length in range(1, len(folded) // 2 + 1):
        if (folded[:length] * (len(folded) // length + 1)).startswith(folded):
            return True
    left = folded
    for run in _RUNS:
        for line in (run, run[::-1]):
            for length in range(len(left), 4, -1):
                for start in range(0, len(line) - length + 1):
                    left = left.replace(line[start : start + length], "")
    return len(left) < OWN_LETTERS and left != folded


def _is_made_of(folded: str, words: Iterable[str]) -> bool:
    """Whether known words are in it and little else."""
    for spelling in (folded, folded.translate(_LEET)):
        left = spelling
        for word in words:
            left = left.replace(word, "\0")
        if left != spelling and len(_NOT_LETTERS.sub("", left.replace("\0", ""))) < OWN_LETTERS:
            return True
    return False
