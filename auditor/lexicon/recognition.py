"""One printed name of an ingredient, put together from the names that are known.

Labels print more than names: what a thing is for, where it comes from, what stands in
its brackets. The rules go from the surest to the boldest, and a name of which a part
stays unknown is not recognized.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from auditor.lexicon import folding
from auditor.lexicon.folding import fold
from auditor.lexicon.recognized import Recognized, in_shell, severity, used_as, worst_of
from auditor.model import Strictness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditor.lexicon.entries import Entry
    from auditor.lexicon.index import NameIndex
    from auditor.lexicon.lexicon import Lexicon

words_of = lru_cache(maxsize=256)(folding.words_of)
"""Each rule asks for the words of the one name."""

_BRACKETS = re.compile(r"[(\[{](?!i{1,3}\)|i?v\))([^()\[\]{}]*)[)\]}]")
_JOINTS = re.compile(
    r"\s*(?:[,;/+]|(?<!\bfd)(?<!\bd)(?<!\bn)&|\b(?:and/or|and|or|et/ou|et|ou|y/o|y|und|with|plus|containing|avec|con)\b)+\s*",
    re.IGNORECASE,
)
_ENDS_JOINED = re.compile(r"(?:&|\b(?:and|or|et|ou|y|und|oder))\s*$", re.IGNORECASE)
_CLAUSE = re.compile(
    r"^(?P<thing>.+?)\s*\b(?:(?:derived|sourced|made|obtained|extracted)\s+)?"
    r"(?:(?:from|as|of|source\s+of|de|du|aus|from\s+a)\s+|d['’])(?P<from>.+)$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*%?")
_SHORTEST_STEM = 3
"""Letters of what a German compound is of: "Teepulver"."""

_CODE = re.compile(r"(?!e\d{3}|ins\d)(?=.*\d)(?=\d*(?:[a-z]\d*){0,3}$)[a-z0-9]{1,8}|[a-z]")
"""Of a strain or a brand: "KSM66". More letters are a word with one misread: "d1oxide"."""
_SHARE_OF_EXTRACT = re.compile(r"\(\s*\d[\d.,]*\s?%[^()]*\)")
"""What an extract is standardized to is a part of it: "extract (7% silica)"."""

_MOST_WORDS = 16
_MOST_PARTS = 12
_STANDARDIZED = re.compile(
    r"(?:\d\s*%|source of|rich in|free of|free from|without|no)\s*\w*\s*$", re.I
)
_LATIN = re.compile(
    r"[A-Z][a-z]{3,}\s+(?:x\s+)?[a-z]{4,}(?:\s+(?:L\.?|var\.?.*|subsp\.?.*|[A-Z]\w*\.?))?"
)
_NAMELESS = frozenset(
    {"color", "natural-color", "flavor", "capsule-shell", "vegetarian-capsule", "sweetener",
     "preservative", "antioxidant", "anticaking-agent", "thickener", "acidulant", "coating",
     "excipient", "emulsifier", "bulking-agent", "plant-color", "artificial-color"}
)  # fmt: skip
"""Entries that name a function and leave the substance to the bracket."""

_UNTOLD = frozenset(
    {"carrier", "carriers", "ingredient", "ingredients", "additives", "excipients", "etc"}
)
"""Words of a flavor's name that there is more in it than flavor, and not what."""

_FLAVORS = frozenset({"flavor", "natural-flavor"})
_PLANTS = frozenset({"food", "botanical"})
_SHELL_KINDS = frozenset({"additive", "food", "protein"})
_COATING = re.compile(r"coat|glaz|enrob|recubr|uberzug")
_SHARE = re.compile(
    r"\W*(?:std\.?|standardi[sz]ed|min\.?|minimum|contain\w*|with|to|yield\w*|provid\w*)?"
    r"[^,;]{0,20}\d+(?:\.\d+)?\s*%"
)
_RANGE_OF_NUMBERS = re.compile(r"\be ?\d{3,4}[a-z]?\s?[-–—]\s?(?:e ?)?\d{3,4}\b")
"""Of additives in the European Union: "E 100-180"."""

_MILD = 2
"""Severity up to which a name inside a name does not speak against it."""


def recognize(lexicon: Lexicon, text: str, *, panel: bool) -> Recognized | None:
    """What `text` stands for; None when unsure. As `Lexicon.recognize` tells."""
    if _RANGE_OF_NUMBERS.search(fold(text)):
        # Any of them may be meant, and the first is no milder than the others.
        return None
    found = _Recognizer(lexicon, panel=panel).read(text)
    if found is None or panel or found.kind == "nutrient":
        return found
    # Whatever was taken for a remark about the name may name an additive itself;
    # what is printed beside a nutrient names its form.
    printed = {
        match.name for match in lexicon.additives.find(_SHARE_OF_EXTRACT.sub("", text))
    }
    named = [_Recognizer(lexicon, panel=panel).read(name) for name in sorted(printed)]
    harsher = [
        one
        for one in named
        if one
        and one.strictness in (Strictness.CORE, Strictness.NOP)
        and severity(one) > severity(found)
    ]
    return worst_of([found, *harsher]) if harsher and not found.shell else found


@dataclass(frozen=True, slots=True)
class _Recognizer:
    """One name on its way through the rules, from the surest to the boldest."""

    lexicon: Lexicon
    panel: bool
    depth: int = 0

    @property
    def index(self) -> NameIndex:
        return self.lexicon.panel_names if self.panel else self.lexicon.names

    def read(self, text: str) -> Recognized | None:
        if found := self._exact(text):
            return found
        if self.depth > 4:
            return None
        for rule in (
            self._introduced,
            self._flavor,
            self._color,
            self._shell,
            self._bracketed,
            self._explained,
            self._composed,
            self._blend,
            self._clause,
            self._joined,
            self._compound,
            self._misread,
        ):
            if found := rule(text):
                return self._no_milder(found, text)
        return None

    def _deeper(self, text: str) -> Recognized | None:
        text = text.strip(" \t\r\n.,;:*-/()[]{}")
        if not text:
            return None
        return replace(self, depth=self.depth + 1).read(text)

    def _recognized(self, kind_and_id: str, name: str, *, exact: bool = True) -> Recognized:
        entry = self.lexicon.entry(kind_and_id)
        return Recognized(
            kind=entry.kind,
            id=entry.id,
            name=name,
            classes=entry.classes,
            origin=entry.origin,
            strictness=entry.strictness,
            shell=entry.shell,
            protein=entry.protein,
            amino_acid=entry.id if entry.kind == "amino-acid" else None,
            competes=entry.competes,
            exact=exact,
            note=entry.note,
        )

    def _exact(self, text: str) -> Recognized | None:
        found = self.index.get(text)
        return self._recognized(*found) if found else None

    def _additive(self, id_: str, text: str) -> Recognized:
        return self._recognized(f"additive/{id_}", text)

    def _no_milder(self, found: Recognized, text: str) -> Recognized:
        """The answer, or the strictest additive inside the text if that is stricter.

        On a panel a nutrient may be added as an additive, "Magnesium (as magnesium
        stearate)", but none as a sweetener or a color that gives no nutrient.
        """
        for inside in self.lexicon.additives.find(text):
            entry = self.lexicon.entry(inside.id)
            if self.panel and found.kind == "nutrient" and not _gives_nothing(entry):
                continue
            if _STANDARDIZED.search(text, max(inside.start - 24, 0), inside.start):
                continue
            other = self._recognized(inside.id, inside.name)
            if other.id == found.id:
                continue
            if severity(other) > max(severity(found), _MILD):
                found = replace(other, exact=found.exact, protein=found.protein)
        return found

    # What a flavor, color or capsule is made of is told by the words beside it.

    def _flavor(self, text: str) -> Recognized | None:
        words = words_of(text)
        rules = self.lexicon.qualifiers
        if not rules.flavor.intersection(words):
            return None
        if rules.artificial.intersection(words):
            return self._additive("artificial-flavor", text)
        if _UNTOLD.intersection(words):
            return None
        if rules.natural.intersection(words):
            return self._additive("natural-flavor", text)
        known = self.lexicon.vocabulary | rules.describing | rules.neutral | rules.flavor
        if any(word not in known and not _NUMBER.fullmatch(word) for word in words):
            return None
        return self._additive("flavor", text)

    def _color(self, text: str) -> Recognized | None:
        words = words_of(text)
        rules = self.lexicon.qualifiers
        if not rules.color.intersection(words):
            return None
        if rules.artificial.intersection(words):
            named = [
                self._recognized(one.id, one.name)
                for one in self.lexicon.additives.find(text)
            ]
            colors = [
                one for one in named if "color" in one.classes and one.id not in _NAMELESS
            ]
            return worst_of(colors) if colors else self._additive("artificial-color", text)
        rest = [
            word
            for word in words
            if word not in rules.color
            and word not in rules.natural
            and word not in rules.color_fill
        ]
        if not rest:
            natural = rules.natural.intersection(words)
            return self._additive("natural-color" if natural else "color", text)
        found = self._deeper(" ".join(rest))
        if found is None:
            return None
        return self._as_color(found)

    def _shell(self, text: str) -> Recognized | None:
        words = words_of(text)
        rules = self.lexicon.qualifiers
        if not rules.shell.intersection(words):
            return None
        rest = [
            word
            for word in words
            if word not in rules.shell and word not in rules.shell_fill
        ]
        plant = rules.plant.intersection(words)
        if not " ".join(word for word in rest if word not in rules.plant):
            return self._additive("vegetarian-capsule" if plant else "capsule-shell", text)
        found = self._deeper(" ".join(rest))
        if found is None and plant:
            found = self._deeper(" ".join(word for word in rest if word not in rules.plant))
        if found is None or not found.exact or found.kind not in _SHELL_KINDS:
            return None
        if "cellulose" in found.id:
            # The capsule itself is judged as a shell, whichever ether it is made of.
            found = replace(found, strictness=Strictness.NOP_STRICT)
        return in_shell(found)

    def _bracketed(self, text: str) -> Recognized | None:
        inner = [one.strip() for one in _BRACKETS.findall(text) if one.strip()]
        if not inner:
            return None
        outer = _BRACKETS.sub(" ", text)
        found = self._deeper(outer)
        if found is None:
            # The bracket is part of the name: "{natural} cherry flavor".
            return self._deeper(" ".join(words_of(text)))
        nameless = found.id in _NAMELESS or found.kind == "blend"
        members: list[Recognized] = []
        for one in inner:
            plant = found.kind in _PLANTS
            if self._droppable(words_of(one), found.kind) or _LATIN.fullmatch(one):
                continue
            if plant and _SHARE.match(one):
                continue
            member = self._deeper(one)
            if member is None:
                return None
            if member.id in _NAMELESS and not nameless:
                found = used_as(found, member.classes, shell=member.shell)
                continue
            members.append(member)
        if not members:
            return found
        if nameless:
            whole = worst_of(members)
            if "color" in found.classes:
                whole = self._as_color(whole)
            return used_as(whole, found.classes, shell=found.shell)
        if found.kind in {"nutrient", "amino-acid"}:
            return _of_protein(found, members)
        return worst_of([found, *members])

    def _introduced(self, text: str) -> Recognized | None:
        """Without what introduces a name: "may contain", "sweetener:"."""
        lead = self.lexicon.qualifiers.lead.match(fold(text))
        if lead is None or lead.end() == len(text):
            return None
        rest = text[lead.end() :]
        found = self._deeper(rest)
        if found and _COATING.search(lead[0]):
            return used_as(found, ("coating",), shell=False)
        if found and self.lexicon.qualifiers.color.intersection(words_of(lead[0])):
            return self._as_color(found)
        if found and self._tells_a_taste(found, lead[0], rest):
            return replace(self._additive("flavor", found.name), exact=found.exact)
        return found

    def _tells_a_taste(self, found: Recognized, lead: str, rest: str) -> bool:
        """Whether the plant behind "flavor:" is what it tastes of: "vanilla", and not
        "vanilla extract" nor what it is flavored with."""
        rules = self.lexicon.qualifiers
        words = words_of(lead)
        return (
            found.kind in _PLANTS
            and not rules.flavor.isdisjoint(words)
            and words[-1] != "with"
            and rules.forms.isdisjoint(words_of(rest))
        )

    def _explained(self, text: str) -> Recognized | None:
        """Without what explains a name: "as a preservative", "(for color)"."""
        rules = self.lexicon.qualifiers
        trail = rules.trail.search(fold(text))
        # "Flavoring agents and carriers" joins, where "acid (carrier)" explains.
        if trail is None or _ENDS_JOINED.search(text, 0, trail.start()):
            return None
        found = self._deeper(text[: trail.start()])
        if found and found.id in _FLAVORS and not _UNTOLD.isdisjoint(words_of(trail[0])):
            return None
        if found and rules.color.intersection(words_of(trail[0])):
            return self._as_color(found)
        return found

    def _as_color(self, found: Recognized) -> Recognized:
        """The same where the label says that it colors: beet then is an additive."""
        if found.kind in _PLANTS:
            color = self._additive("plant-color", found.name)
            return replace(color, origin=found.origin, exact=found.exact)
        return used_as(found, ("color",), shell=False)

    def _composed(self, text: str) -> Recognized | None:
        """A known name among words that leave it what it is."""
        if _JOINTS.search(text):
            return None
        words = words_of(text)
        count = len(words)
        if count > _MOST_WORDS:
            return None
        for length in range(count, 0, -1):
            known: list[Recognized] = []
            for start in range(count - length + 1):
                hit = self.index.get(" ".join(words[start : start + length]))
                if hit is None:
                    continue
                kind = hit[0].partition("/")[0]
                beside = (words[:start], words[start + length :])
                if all(self._droppable(some, kind, hit[0]) for some in beside):
                    known.append(self._recognized(*hit))
            if known:
                return max(known, key=severity)
        return None

    def _droppable(self, words: Sequence[str], kind: str, kind_and_id: str = "") -> bool:
        """Whether these words beside a name of that kind leave it what it is."""
        rules = self.lexicon.qualifiers
        number = 0
        while number < len(words):
            for length in (3, 2, 1):
                phrase = " ".join(words[number : number + length])
                if len(words) < number + length or not phrase:
                    continue
                if phrase in rules.neutral or (
                    kind not in {"protein", "amino-acid"}
                    and (phrase in rules.parts or phrase in rules.forms)
                ):
                    break
                if self.panel and kind == "nutrient" and phrase in rules.salts:
                    break
                if length == 1 and (_NUMBER.fullmatch(phrase) or phrase in rules.measures):
                    break
                if (
                    length == 1
                    and kind not in {"additive", "protein"}
                    and _CODE.fullmatch(phrase)
                ):
                    break
                if self._same_nature(phrase, kind, kind_and_id):
                    break
            else:
                return False
            number += length
        return True

    def _same_nature(self, phrase: str, kind: str, kind_and_id: str) -> bool:
        """Whether the phrase names the same, or another plant beside a plant."""
        found = self.index.get(phrase)
        if found is None:
            return False
        other = found[0].partition("/")[0]
        return (
            found[0] == kind_and_id
            or (self.panel and kind == other == "nutrient")
            or (kind in _PLANTS and other in _PLANTS)
        )

    def _blend(self, text: str) -> Recognized | None:
        words = words_of(text)
        rules = self.lexicon.qualifiers
        if not words:
            return None
        numbered = len(words) > 1 and _CODE.fullmatch(words[-1])
        last = words[-2] if numbered else words[-1]
        if last not in rules.blend and words[0] != "proprietary":
            return None
        for inside in self.index.find(text):
            entry = self.lexicon.entry(inside.id)
            if entry.protein and not entry.shell:
                return self._recognized(inside.id, inside.name)
        return Recognized(kind="blend", id="blend", name=text)

    def _clause(self, text: str) -> Recognized | None:
        """ "X from Y", "X as Y": X, when Y is a source or is known itself."""
        parts = _CLAUSE.match(text)
        if parts is None:
            return None
        found = self._deeper(parts["thing"])
        if found is None:
            # "extract of ginger": the words before say only how it was made.
            if self._droppable(words_of(parts["thing"]), "food"):
                return self._deeper(parts["from"])
            return None
        if found.kind in {"nutrient", "amino-acid"}:
            source = self._deeper(parts["from"])
            return _of_protein(found, [source] if source else [])
        words = [
            word
            for word in words_of(parts["from"])
            if word not in self.lexicon.qualifiers.source_fill
        ]
        if all(
            word in self.lexicon.qualifiers.sources for word in words
        ) or self._droppable(words, found.kind):
            return found
        source = self._deeper(parts["from"])
        if source is None:
            return found if severity(found) > _MILD else None
        if source.kind in {"food", "botanical", "protein"}:
            return found
        return worst_of([found, source])

    def _joined(self, text: str) -> Recognized | None:
        """ "X and/or Y": what the strictest of them is, when all are known."""
        parts = [part for part in _JOINTS.split(text) if part.strip()]
        if not 1 < len(parts) <= _MOST_PARTS:
            return None
        known: list[Recognized] = []
        for part in parts:
            found = self._deeper(part)
            if found is not None:
                known.append(found)
            elif not self._droppable(words_of(part), "food"):
                return None
        return worst_of(known) if known else None

    def _compound(self, text: str) -> Recognized | None:
        """German joins what a thing is to how it was prepared: "Acerolafruchtpulver"."""
        words = words_of(text)
        parted = [
            word if word in self.lexicon.vocabulary else self._parted(word) or word
            for word in words
        ]
        return self._deeper(" ".join(parted)) if parted != [*words] else None

    def _parted(self, word: str) -> str | None:
        """A compound in its parts, the last of them one of the heads; None if none is."""
        for head in self.lexicon.qualifiers.heads:
            stem = word.removesuffix(head)
            if stem == word or len(stem) < _SHORTEST_STEM:
                continue
            if stem in self.lexicon.qualifiers.heads:
                return f"{stem} {head}"
            # Letters may join the two, and the stem may lose its ending.
            joined = (f"{stem}e", *map(stem.removesuffix, ("n", "s", "en", "es")))
            for known in (stem, *(one for one in joined if len(one) > _SHORTEST_STEM)):
                if known in self.lexicon.vocabulary:
                    return f"{known} {head}"
            if parted := self._parted(stem):
                return f"{parted} {head}"
        return None

    def _misread(self, text: str) -> Recognized | None:
        """A name that the reader got nearly right, alone or among harmless words."""
        words = words_of(text)
        start, end = 0, len(words)
        while start < end and self._droppable(words[start : start + 1], "food"):
            start += 1
        while end > start and self._droppable(words[end - 1 : end], "food"):
            end -= 1
        for candidate in (text, " ".join(words[start:end])):
            hit = self.index.lookup(candidate) if candidate else None
            if hit is None:
                continue
            meant = set(words_of(hit.name))
            if any(
                len(word) > 2 and word not in meant and word in self.lexicon.vocabulary
                for word in words_of(candidate)
            ):
                # A word that is right as it stands was not misread for another.
                continue
            return self._recognized(hit.id, hit.name, exact=hit.exact)
        return None


def _gives_nothing(entry: Entry) -> bool:
    return not entry.nutrient and not {"sweetener", "color"}.isdisjoint(entry.classes)


def _of_protein(found: Recognized, sources: Sequence[Recognized]) -> Recognized:
    """A nutrient, whatever it is made of; amino acids that are made of a protein are that
    protein, taken apart."""
    if found.kind != "amino-acid":
        return found
    protein = next((one.protein for one in sources if one.protein), found.protein)
    return replace(found, protein=protein)
