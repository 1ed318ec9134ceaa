"""The product's number, from its bars or from the digits printed below them.

Bars and digits say the same thing twice. Where they disagree, neither is believed.
"""

from __future__ import annotations

from itertools import combinations
from operator import attrgetter
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.text import evidence_of
from auditor.model import NOT_SEEN, Conflict, Evidence, Found, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.model import Document, Reading

_PRODUCT_NUMBERS = regex.compile(r"EAN|UPC")
_PRINTED = regex.compile(r"\d(?:[\s-]?\d){7,13}")
_LENGTHS = (8, 12, 13)
"""Digits of EAN-8, UPC-A and EAN-13."""


def find_barcodes(documents: Sequence[Document]) -> Reading[str]:
    """The product number: 8, 12 or 13 digits with a right check digit.

    Several products' numbers, or bars that differ from their digits, are told as
    unreadable: an audit is of one product.
    """
    barred = dict(_bars(documents))
    printed = dict(_digits(documents))
    numbers = barred or printed
    if not numbers:
        return NOT_SEEN
    agreed = {number for number in numbers if number.zfill(13) in _wide(printed)}
    told = agreed or set(numbers)
    if len({number.zfill(13) for number in told}) > 1:
        return Unreadable(f"these pictures show several product numbers: {_list(told)}")
    number = min(told)
    return Found(number, numbers[number])


def different_products(documents: Sequence[Document]) -> Iterator[Conflict]:
    """That pictures are of different products, where each shows bars of its own."""
    pages: dict[tuple[str, int], dict[str, Evidence]] = {}
    for number, (evidence,) in _bars(documents):
        numbers = pages.setdefault((evidence.file, evidence.page), {})
        numbers.setdefault(number.zfill(13), evidence)
    for one, other in combinations(pages.values(), 2):
        if one.keys().isdisjoint(other):
            apart = (min(one.values(), key=_text), min(other.values(), key=_text))
            yield Conflict(
                what="packages",
                reason=" and ".join(f"{item.file} shows {item.text}" for item in apart)
                + ", the numbers of different products, and what stands on one of them "
                "is not said of the other",
                evidence=apart,
            )
            return


_text = attrgetter("text")


def is_checked(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (GS1, modulo 10)."""
    if len(digits) not in _LENGTHS or not digits.isdecimal():
        return False
    total = sum(
        int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits))
    )
    return total % 10 == 0


def _bars(documents: Sequence[Document]) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    for document in documents:
        for page in document.pages:
            for code in page.codes:
                if _PRODUCT_NUMBERS.search(code.symbology) and is_checked(code.text):
                    evidence = Evidence(
                        file=document.name, page=page.number, box=code.box, text=code.text
                    )
                    yield code.text, (evidence,)


_NO_DIGIT = regex.compile(r"\D")


def _digits(documents: Sequence[Document]) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """Lines of digits alone, as they stand below bars."""
    for document in documents:
        for page in document.pages:
            for line in page.lines:
                text = line.text.strip(" <>")
                if _PRINTED.fullmatch(text) is None:
                    continue
                number = _NO_DIGIT.sub("", text)
                if len(number) > 8 and is_checked(number):
                    yield number, (evidence_of(line.words, document.name, page.number),)


def _wide(numbers: dict[str, tuple[Evidence, ...]]) -> frozenset[str]:
    """As EAN-13: a UPC-A number is one that begins with 0."""
    return frozenset(number.zfill(13) for number in numbers)


def _list(numbers: set[str]) -> str:
    return ", ".join(sorted(numbers))
