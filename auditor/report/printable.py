"""Text from a label or a file name, made harmless for whoever reads the report.

A label can print anything, and so can a file name: escape sequences that repaint
a terminal, marks that turn the reading direction, halves of a character. They
are shown by their code, never dropped, so that two different names stay two.
"""

from __future__ import annotations


def printable(text: str) -> str:
    r"""The text on one line, with every character that is not ink shown by its code.

    Blanks of any kind become a plain blank; control characters, formatting
    characters such as the right-to-left override, and surrogates become ``\x1b``,
    ``\u202e``, ``\udce9``.
    """
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    if character.isspace():
        return " "
    return character.encode("unicode_escape").decode("ascii")
