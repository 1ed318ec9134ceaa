"""What tells print to be an address: post codes and the endings of web addresses.

Each country's post code is told with what stands around it, as amounts and item
numbers have as many digits.
"""

from __future__ import annotations

from functools import lru_cache

from auditor import regex

_UNIT = (
    r"IU|UI|IE|KG|GM|M[GLM]|OZ|UG|[DFHS]U|(?:Units?|Einheiten|Mcg|Mgs?|Mls?|Ppm|Live|"
    r"Spores?|Cells?)\b"
)
"""What numbers count on labels, activities of enzymes among it: "5000 DU Amylase"."""

POST_CODE = regex.compile(
    # Of the United States, Australia and Canada behind the state or province.
    rf"\b(?!{_UNIT}|NO)[A-Z]{{2}},?\s\d{{5}}\b|"
    r"\b(?:NSW|VIC|QLD|SA|WA|TAS|ACT|NT),?\s\d{4}\b|"
    r"\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b|"
    # Of Great Britain, whose last letters are none of C, I, K, M, O and V: "12 5MG".
    r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d(?!UG)[ABD-HJLNP-UW-Z]{2}\b|"
    # Of the Continent before the town.
    rf"\b(?:\d{{5}}|\d{{4}}\s(?!{_UNIT})[A-Z]{{2}})\s(?!{_UNIT})\p{{Lu}}\p{{Ll}}{{2}}|"
    rf"(?<=,\s)(?:[A-Z]{{1,2}}-)?\d{{4}}\s(?!{_UNIT})\p{{Lu}}\p{{Ll}}{{2}}"
)

DOMAIN_ENDING = (
    r"\.(?:com?(?:\.\p{L}{2})?|net|org|info|gov|shop|store|us|ca|mx|de|fr|es|eu)\b"
)
"""What makes a web address of the word in front of it, on labels of the markets that are
read. Its letters are small, unless a pattern ignores that."""


@lru_cache(maxsize=64)
def has_a_post_code(text: str) -> bool:
    """Of the text of a block, which is asked once for each of its sentences."""
    return POST_CODE.search(text) is not None
