"""Whether a sentence says that something is in the product.

"With 10 g of whey protein" says it as surely as a list does, and "unlike brands with
sucralose" names it as well. A sentence that denies what it names, or speaks of foods, of
the body or of other products, is no statement of what is in this one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.claims import KEEPS_DRY, excepts
from auditor.lexicon import fold
from auditor.patterns import SievedPattern

if TYPE_CHECKING:
    from collections.abc import Collection

    from auditor.lexicon import Lexicon


_OF_OTHERS = regex.compile(
    r"\b(?:unlike|instead|rather|than|avoid|others?|most|many|brands|competit\w+"
    r"|facilit\w+|equipment|machinery)\b|\?"
)
_CLOSES = regex.compile(
    r"[.;!•|]|\bfree\b(?! (?:of|from)\b)|\b(?:but|yet|mais|pero|aber)\b"
    r"|,[^,;.]{0,32}?\b(?:contains?|with|plus|including)\b"
)
"""What ends the reach of a "no" that stands before it."""

_NO = (
    r"no(?!\.? ?\d)|not|never|without|free|zero|0 ?m?c?g|0(?![.,]?\d)|nor|none|neither"
    r"|exclud(?:es?|ing)|sans|sin|ohne|keine?n?|pas|aucune?"
)
_BEFORE_DENIED = regex.compile(rf"\b(?:{_NO})\b|n't\b")
_BEHIND_DENIED = regex.compile(
    r"[\s-]*(?:free|frei)\b|\W{0,3}(?:0(?![.,]?\d)|zero\b)"
    r"|[^,;.]{0,32}\b(?:not|never|no|none|nor)\b|[^,;.]{0,32}n't\b"
)

DENIES = regex.compile(rf"\b(?:{_NO}|unlike|avoid|others|brands?)\b|n't\b|\?")
"""What tells that names beside or below it are not in the product, or only asks."""

BESIDE = SievedPattern(
    rf"\b(?:{KEEPS_DRY})\b"
    r"|\b(?:stacks?|pairs?|combines?|mix|try|available|misch(?:e|en|bar)|kombini\w+"
    r"|melange[rz]|associe[rz]?|mezcl(?:ar|e)|combin(?:ar|e|a|er|ez))\b"
)
"""What lies in a package, or is to be bought or taken with it, is not in the product."""


def says_it_is_in(said: str, out: str, known: Collection[str], lexicon: Lexicon) -> bool:
    """Whether a sentence speaks of a synthetic additive that is not known, and neither
    denies it nor speaks of other products.

    Args:
        out: What it denies, folded.
    """
    folded = fold(said)
    excepted = excepts(said)
    if not excepted and (_OF_OTHERS.search(folded) or BESIDE.search(folded)):
        return False
    for match in lexicon.additives.find(said):
        more = lexicon.recognize(match.name)
        if more is None or not more.is_synthetic_additive:
            continue
        # Kinds of additives are spoken of by other rules, and by words of all days.
        if more.id.removeprefix("artificial-").replace("-", " ") in more.classes:
            continue
        if more.id in known or lexicon.entries["additive"][more.id].nutrient in known:
            continue
        if excepted:
            return True
        head = _CLOSES.split(folded[: match.start])[-1]
        if not (
            fold(match.name) in out
            or _BEFORE_DENIED.search(head)
            or _BEHIND_DENIED.match(folded, match.end)
        ):
            return True
    return False


_GIVES = regex.compile(
    r"(?:^\W*|\b(?:now|made|formulated|blended|enriched|fortified|boosted|packed|loaded"
    r"|infused|powder|glutamine|formula|complex|capsules?|tablets?|bound|bonded|derived"
    r"|sourced|extracted|isolated|blend|mix|hint|touch|dash|source) )(?:with|from|of|to)\b"
    r"|\bcontains?\b|\bfeatur(?:es?|ing)\b|\bplus\b|(?:^|\s)\+|\badded\b"
    r"|\b(?:deliver|provide|supplie|pack|include|get|give|pair)s?\b(?:[^.;:,]{0,24}\bwith\b)?"
    r"|\bin an? (?=(?:\p{L}+ ){1,3}base\b)|\b(?:this|it|product|formula) is an?\b"
    r"|^\W*(?:protein )?(?:type|source|base|kind)\W*:"
    r"|(?:^\W*|\b(?:jetzt|angereichert|hergestellt|enrichie?|preparee?|enriquecid[oa]"
    r"|elaborad[oa]|hech[oa]|pulver|poudre|polvo|glutamin[ae]?|formule?|formula|mischung"
    r"|melange|mezcla|base) )(?:mit|aus|avec|con|a base de)\b"
    r"|\b(?:enthalt|contient|contiene|liefert|apporte|aporta)\b"
)
"""What tells that the name behind it is in the product."""

_BETWEEN = regex.compile(
    r"\s*(?:(?:[\d.,]+ ?(?:m?g|grams?|%)?|(?!(?:support|help|build|boost|promot|form)\w*\b"
    r"|that\b|which\b|for\b|to\b|your\b)\p{L}[\p{L}-]*)\s+){0,4}"
)
"""Words that may stand between: an amount, and of what kind it is."""

_FOODS_BY_ONE_WORD = regex.compile(
    r"(?!whey|casein|collag|album|ovalbum|peptid|hydrol|colostr|lactalbum)\p{L}+"
)
"""Milk, eggs and soy alone are named as allergens, and "protein" for any of them."""

_CONTAINED = regex.compile(
    r"(?:\b(?:contains?|includes?)\b|\b(?:kit|bundle|set|box|pack)\b[^.;]{0,16}:)"
    r"(?:(?!\b(?:support|help|build|boost|promot|form|need)"
    r"|\b(?:that|which|for|to|your)\b)[^.;])*$"
)
"""What tells that all the names up to the end of the clause are in the product."""

_MADE_SO = regex.compile(r"[\s-]*(?:based|infused|enriched|fortified|containing)\b")
"""The same where it stands behind the name."""

IN_FOODS = regex.compile(
    r"\b(?:found|occur\w*|present|abundant) (?:\w+ )?in\b|\bfoods?\b(?! supplement)"
    r"|\bdiets?\b|\bbuilding blocks?\b"
)
"""Words of sentences on where else there is some of the active, and what it becomes."""

_OF_THE_BODY = regex.compile(
    r"[\s-]*(?:free|production|synthesis|formation|support|levels?|health|structures?"
    r"|renewal|network|turnover|fib(?:er|re)s?|shakes?|smoothies?|drinks?|allerg\w+)\b"
)
"""What follows a protein's name where the sentence does not speak of what is added."""


def says_a_protein_is_in(
    said: str, out: str, known: Collection[str], lexicon: Lexicon
) -> bool:
    """The same of a protein: "with 10 g of whey protein". Claims name proteins for many
    reasons, so a word must say that it is in it."""
    named = [one for one in lexicon.names.find(said) if one.id.startswith("protein/")]
    # Most sentences name none.
    folded = fold(said) if named else ""
    if _OF_OTHERS.search(folded) or BESIDE.search(folded) or IN_FOODS.search(folded):
        return False
    gives = [match.end() for match in _GIVES.finditer(folded)]
    for match in named:
        if match.id.removeprefix("protein/") in known or fold(match.name) in out:
            continue
        if _FOODS_BY_ONE_WORD.fullmatch(fold(match.name)):
            continue
        if _OF_THE_BODY.match(folded, match.end):
            continue
        head = _CLOSES.split(folded[: match.start])[-1]
        if _BEFORE_DENIED.search(head) or _BEHIND_DENIED.match(folded, match.end):
            continue
        begins = len(head.split()) <= 1
        if (
            _MADE_SO.match(folded, match.end)
            or (begins and folded.startswith(" with ", match.end))
            or _CONTAINED.search(head)
            or any(
                end <= match.start and _BETWEEN.fullmatch(folded, end, match.start)
                for end in gives
            )
        ):
            return True
    return False
