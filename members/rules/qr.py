"""A QR code of up to 106 bytes, drawn by ourselves: version 5, level L, one block, mask 0.

Source: ISO/IEC 18004. One version is enough for an otpauth address, and nothing is guessed.
"""

from __future__ import annotations

SIZE = 37
LONGEST = 106
_DATA = 108
_CHECK = 26
_FORMAT = "111011111000100"  # level L, mask 0, with its own check bits
_ALIGNMENT = 30


class TooLong(ValueError):
    """The text does not fit."""


def path(text: str) -> str:
    """The dark squares as an SVG path on a grid of SIZE by SIZE. Raises TooLong."""
    grid = modules(text)
    return "".join(
        f"M{column} {row}h1v1h-1z"
        for row, line in enumerate(grid)
        for column, dark in enumerate(line)
        if dark
    )


def modules(text: str) -> list[list[bool]]:
    """The grid, dark squares true. Raises TooLong."""
    grid = _frame()
    free = [[square is None for square in line] for line in grid]
    bits = "".join(f"{byte:08b}" for byte in _codewords(text.encode()))
    places = (place for place in _zigzag() if free[place[0]][place[1]])
    for number, (row, column) in enumerate(places):
        dark = number < len(bits) and bits[number] == "1"
        grid[row][column] = dark ^ ((row + column) % 2 == 0)
    return [[bool(square) for square in line] for line in grid]


def _codewords(data: bytes) -> list[int]:
    if len(data) > LONGEST:
        raise TooLong(len(data))
    bits = f"0100{len(data):08b}" + "".join(f"{byte:08b}" for byte in data) + "0000"
    words = [int(bits[place : place + 8], 2) for place in range(0, len(bits), 8)]
    pads = (0xEC, 0x11)
    words += [pads[number % 2] for number in range(_DATA - len(words))]
    return words + _check(words)


def _times(a: int, b: int) -> int:
    """Multiplication in GF(256) with 0x11d."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11D if a & 0x80 else 0)
        b >>= 1
    return product


def _check(words: list[int]) -> list[int]:
    generator, root = [1], 1
    for _ in range(_CHECK):
        shifted = [*generator, 0]
        for place, factor in enumerate(generator):
            shifted[place + 1] ^= _times(factor, root)
        generator, root = shifted, _times(root, 2)
    left = [*words, *([0] * _CHECK)]
    for place in range(len(words)):
        factor = left[place]
        for offset, each in enumerate(generator):
            left[place + offset] ^= _times(each, factor)
    return left[len(words) :]


def _frame() -> list[list[bool | None]]:
    """Finders, timing, alignment and format; None where data goes."""
    grid: list[list[bool | None]] = [[None] * SIZE for _ in range(SIZE)]
    for top, start in ((0, 0), (0, SIZE - 7), (SIZE - 7, 0)):
        for row in range(-1, 8):
            for column in range(-1, 8):
                if 0 <= top + row < SIZE and 0 <= start + column < SIZE:
                    ring = max(abs(row - 3), abs(column - 3))
                    grid[top + row][start + column] = ring not in (2, 4)
    for place in range(8, SIZE - 8):
        grid[6][place] = grid[place][6] = place % 2 == 0
    for row in range(-2, 3):
        for column in range(-2, 3):
            grid[_ALIGNMENT + row][_ALIGNMENT + column] = max(abs(row), abs(column)) != 1
    first = [(8, column) for column in (0, 1, 2, 3, 4, 5, 7, 8)]
    first += [(row, 8) for row in (7, 5, 4, 3, 2, 1, 0)]
    second = [(SIZE - 1 - place, 8) for place in range(7)]
    second += [(8, SIZE - 8 + place) for place in range(8)]
    for places in (first, second):
        for (row, column), bit in zip(places, _FORMAT, strict=True):
            grid[row][column] = bit == "1"
    grid[SIZE - 8][8] = True
    return grid


def _zigzag() -> list[tuple[int, int]]:
    """The order in which data fills the grid: pairs of columns, up and down, from the right."""
    places = []
    upward = True
    for right in (*range(SIZE - 1, 6, -2), 5, 3, 1):
        rows = range(SIZE - 1, -1, -1) if upward else range(SIZE)
        places += [(row, column) for row in rows for column in (right, right - 1)]
        upward = not upward
    return places
