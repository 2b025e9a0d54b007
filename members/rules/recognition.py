"""A picture and a phrase by which a member knows the real log-in page.

Both come from a fixed stock, so that a false pair, shown for an ID that nobody has, cannot be told
from a chosen one. Source: epf-rules 6.2 (at most ten letters and digits).
"""

from __future__ import annotations

from dataclasses import dataclass

from .text import Text

PICTURES: dict[str, Text] = {
    "kite": Text("Layang-layang", "Kite"),
    "boat": Text("Perahu", "Boat"),
    "umbrella": Text("Payung", "Umbrella"),
    "tree": Text("Pokok", "Tree"),
    "house": Text("Rumah", "House"),
    "moon": Text("Bulan", "Moon"),
    "fish": Text("Ikan", "Fish"),
    "flower": Text("Bunga", "Flower"),
    "mountain": Text("Gunung", "Mountain"),
    "cup": Text("Cawan", "Cup"),
    "key": Text("Kunci", "Key"),
    "bell": Text("Loceng", "Bell"),
}
_NOUNS = """
angsa arnab awan bakul bambu bangau belalang beluncas bintang bukit cemara cengkih cili ciku
cicak dahlia delima durian embun gajah gitar helang hujan itik jambu jati kancil kapas kelapa
kenari kerang ketam kijang kolam kopi kuda kunyit lada langsat lembu limau mangga melati merak
musang nanas ombak padi pantai pisang pulau rama rambutan ribut rusa sawah semut serai sungai
teluk tempua tikar ubi udang
"""
NOUNS = tuple(noun for noun in _NOUNS.split() if len(noun) <= 8)
NUMBERS = range(10, 100)


@dataclass(frozen=True, slots=True)
class Sign:
    """What the password page shows."""

    picture: str
    phrase: str


def phrase(choice: int) -> str:
    """The phrase that a whole number of any size stands for: `helang47`."""
    noun = NOUNS[choice % len(NOUNS)]
    return f"{noun}{NUMBERS[choice // len(NOUNS) % len(NUMBERS)]}"


def is_phrase(text: str) -> bool:
    """Whether the text is from the stock."""
    return (
        text[:-2] in NOUNS
        and text[-2:].isascii()
        and text[-2:].isdigit()
        and int(text[-2:]) in NUMBERS
    )


def derived(digest: bytes) -> Sign:
    """The pair that belongs to a keyed digest; all pairs are equally likely."""
    pictures = sorted(PICTURES)
    number = int.from_bytes(digest[:16], "big")
    return Sign(pictures[number % len(pictures)], phrase(number // len(pictures)))
