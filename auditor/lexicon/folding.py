"""Text and names as they are compared: by letters and words, whatever their dress.

Labels print one name in many ways, and some print letters that only look like
others. What is folded stays as long as it was, so that a match leads back to the
print; what is squeezed is the key by which an index knows a name.
"""

from __future__ import annotations

import re
import unicodedata

_LOOKALIKE_CAPITALS = dict(
    zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕЅІЈКМНОРСТУХ", "abezhikmnoptyxabesijkmhopctyx", strict=True)
)
_LOOKALIKES = dict(
    zip(
        "αβγεικμνορτυχωаеіјкморсѕтухɑօսհɡɩᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
        "abyeikuvoptuxwaeijkmopcstyxaouhgiabcdefghijklmnoprstuvwyz",
        strict=True,
    )
)
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0\u034f")
"""Letters and marks that print nothing, though Unicode counts them as no format signs."""

_SIGNS = {
    **dict.fromkeys("‘’‚‛′´`ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣－\u00ad", "-"),
    **dict.fromkeys(
        "®™©℠\u00a0\u2007\u2009\u202f\u200a\u200b\u200c\u200d\ufeff\u3000", " "
    ),
    **dict.fromkeys("•·∙‧", "*"),
    "⁄": "/",
    "∕": "/",
    "×": "x",
    "ı": "i",
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "…": ".",
}


class _Folding(dict[int, str]):
    """One character for one character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if character in _LOOKALIKE_CAPITALS:
        return _LOOKALIKE_CAPITALS[character]
    lower = character.lower()[0]
    if lower in _LOOKALIKES:
        return _LOOKALIKES[lower]
    if lower in _SIGNS:
        return _SIGNS[lower]
    if (
        lower in _UNSEEN
        or unicodedata.category(lower) == "Cf"
        or "\ufe00" <= lower <= "\ufe0f"
    ):
        return " "
    parts = unicodedata.normalize("NFKD", lower)
    base = parts[0].lower()
    if base.isalnum() and all(unicodedata.combining(mark) for mark in parts[1:]):
        return _LOOKALIKES.get(base, base)
    return lower


_FOLDING = _Folding()
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


def fold(text: str) -> str:
    """Text as matchers compare it: lower case, no diacritics, plain signs.

    Exactly as long as `text`, character by character, so that a match leads back
    to what is printed. Cyrillic and Greek letters that look like Latin ones
    become those; trademark signs become blanks.
    """
    if not text.isascii():
        text = _BEYOND_ASCII.sub(lambda run: run[0].translate(_FOLDING), text)
    # In ASCII case is nearly all that dresses a letter, and this takes no look at each
    # of them; what is folded is in lower case already.
    return text.lower().replace("`", "'")


_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ω": "omega"}
_LONE_GREEK = re.compile("(?<![^\\W\\d_])[αβγδω](?![^\\W\\d_])")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\-]+(?=\d)")


class _Squeezing(dict[int, str | None]):
    """As folding, and what may vary between two printings of a name goes away."""

    def __missing__(self, code: int) -> str | None:
        folded = _FOLDING[code]
        squeezed: str | None = folded
        if folded.isspace() or folded in "-'.*†‡" or unicodedata.combining(folded):
            squeezed = None
        elif not folded.isascii():
            expanded = unicodedata.normalize("NFKD", folded).casefold()
            squeezed = {"æ": "ae", "œ": "oe"}.get(folded, expanded)
        elif folded == "&":
            squeezed = "and"
        elif folded in "[]{}":
            squeezed = "()"[folded in "]}"]
        self[code] = squeezed
        return squeezed


SQUEEZING = _Squeezing()


def squeeze(name: str) -> str:
    """What all printings of one name have in common: the key of an index.

    Blanks, hyphens, apostrophes, periods and trademark signs go, except that what
    parts two numbers still parts them; commas, brackets and slashes stay.
    """
    if not name.isascii():
        name = _LONE_GREEK.sub(lambda sign: _GREEK[sign[0]], name)
    elif name.isalnum():
        # A word by itself, as most are, has nothing that may vary but its case.
        return name.lower()
    return _BETWEEN_DIGITS.sub("_", name).translate(SQUEEZING).rstrip(")")


_WORD = re.compile(r"\d+(?:[.,:]\d+)*%?|[^\W_]+(?:'[^\W_]+)?")


def words_of(text: str) -> tuple[str, ...]:
    """Its words and numbers, folded; a hyphen parts words."""
    return tuple(_WORD.findall(fold(text).replace("-", " ")))
