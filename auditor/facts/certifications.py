"""Seals and certification-like statements, as claimed on the label.

What counts, and what stands behind it, is the lexicon's; this module finds the
words wherever they stand, also where a seal spreads them over several lines or
blocks. No registry is asked. A negation, a hope, a comparison, a sentence about
another thing than the product or about allergens in the plant, and a letter that is
not the one printed ("GMO") are no certification.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.addresses import DOMAIN_ENDING
from auditor.facts.answers import answered_no, denied_by_its_row
from auditor.facts.dosage_form import forms_named, same_form
from auditor.facts.openings import SectionKind, kind_of_sentence
from auditor.facts.places import Shelves
from auditor.facts.sections import runs_into, sentences
from auditor.facts.text import passage_of
from auditor.lexicon import fold
from auditor.lexicon.folding import words_of
from auditor.model import (
    NOT_SEEN,
    Absent,
    Certification,
    Evidence,
    Found,
    Tier,
    Unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from auditor.facts.sections import Section
    from auditor.facts.text import Passage
    from auditor.lexicon import Certification as Mark
    from auditor.lexicon import Lexicon
    from auditor.model import Box, Document, DosageForm, Reading

_WORDS_OF_A_SEAL = 8
_NEAR = 1.5
"""Heights of print between blocks of one seal."""

_LONGEST_STATEMENT_WORDS = 24

_NEGATED = regex.compile(
    r"\b(?:no|not|never|without|nor|isn'?t|aren'?t|non|sans|sin|ohne|kein\w*|"
    r"pas|nicht|jamais|nunca)(?:[\s-]+(?:yet|been|be|being|currently|an?|any|is|are|"
    # By what is denied of it, where the mark is the name of a rule: "non certifié BPF".
    r"encore|aun|ist|est|esta|certifi\w+|zertifizi\w+|registered|accredited|audited|"
    r"conformes?|selon|nach|segun|bajo|por|par|by|to|la|les|las|den|normas|normes))*[\s-]*$"
)
_REACH_OF_A_NO = 48
"""Characters between a negation and what it denies: "has never yet been"."""

_DENIED_AFTER = regex.compile(r"[\s-]*(?:free\b|not\b|non\b(?![\s-]*gmo\b))")

_DENIED_WITHIN = regex.compile(
    r"\b(?:no|not|never|neither|nor|lacks?|without|exempt|ineligible)\b|n't\b"
)

_UNDONE_BEFORE = regex.compile(
    r"\b(?:"
    # The verb of the clause is denied, and the mark is what it speaks of.
    r"(?:do|does|did|is|are|was|were|has|have|had|will|may|can)(?: not|n'?t) (?:\w+ )?"
    r"(?:carr(?:y|ied)|us(?:e|ed)|h[oe]ld|bear|claim\w*|follow\w*|perform\w*|offer\w*|"
    r"seek|sought|imply|mean|need|require\w*|affiliated|associated|endorsed|sponsored|"
    r"part|participat\w+)|"
    r"not (?:currently |in any way )?(?:affiliated|associated|endorsed|sponsored)|neither|"
    r"lack(?:s|ing)?|exempt(?:ed)? from|ineligible for|nicht (?:auf|in|bei|von|durch)|"
    r"(?:not|never) (?:submitted|part|enrolled|listed|accepted|included)|"
    r"no (?:cuenta|tiene|posee|dispone|esta)|(?:ne |n')\w+ pas|"
    # Not yet, or no longer.
    r"former(?:ly)?|no longer|expired|en cours|previous(?:ly)?|used to be|pending|"
    r"awaiting|(?:coming|available) soon|appl(?:ied|ying) for|in (?:the )?process of|"
    r"will (?:soon )?be|working towards?|(?:goal|aim|plan|hope) (?:is|to)|"
    r"(?:aims?|aiming|plan(?:s|ned|ning)?|hop(?:es?|ing)|"
    r"seek(?:s|ing)?|strives?|striving) (?:to|for)|"
    # Like it, which is not it.
    r"unlike|(?:equivalent|comparable|similar|compared|identical|akin) (?:to|with)|"
    r"(?:the )?(?:same|similar|like) (?:\w+ ){0,3}(?:as|that|which|used)|just like|"
    r"(?:designed|intended) to (?:comply|meet|conform)|"
    r"(?:in anlehnung|angelehnt|ahnlich|vergleichbar|streben|geplante?|kunftige?|demnachst|"
    r"equivalent\w*|similaire|comparable|similar a|bientot|prochainement|en vue d|pronto|"
    r"proximamente)|"
    # Where it were so.
    r"if|whether|unless|to be|"
    # Somebody else, or another thing.
    r"ask (?:us )?(?:about|for)|(?:try|see|shop|discover|explore|check out) our|look for"
    r"|only our|"
    r"(?:an?|any|every|no) (?:product|supplement|brand)s? (?:that|which|with|bearing)|"
    r"our other|other products|also (?:handles|makes|packs|stores)|"
    r"suppliers?|competitors?|"
    r"(?:most|many|some|other|only|selected?|certain|specific) (?:\w+ ){0,2}"
    r"(?:brands?|products?|companies|flavou?rs?|batch(?:es)?|lots?|sizes?)|"
    r"made (?:with|from) [^.;!?•|]{1,60} from|"
    # What it is made of, before it was this product.
    r"^\W*(?:(?:source|raw|starting|base|bulk) )?(?:ingredients?|materials?|actives?)"
    r" (?:\w+ ){0,3}?(?:made|produced|manufactured|sourced|comes?|from|in)\b|"
    r"as (?!well\b|soon\b|long\b)\w+ as|"
    r"(?<!\bproducts? (?:and|&) (?:(?:all|its|their|the) ){0,2})"
    r"(?:ingredients?|(?:raw|starting) materials?)"
    r"(?: (?:is|are|were|have been))?"
    r"(?: \w+ly)? $|"
    r"(?<!\b(?:every|each|this|per) )"
    r"(?:scoops?|bottles?|jars?|tubs?|lids?|pouch(?:es)?|bags?|containers?|packaging)"
    r"(?: (?:is|are|was|were|made|comes?)\b|:)"
    r")[^.;!?•|]*$"
    # Beside the mark itself, which a line of a seal may stand below, only such as
    # no product is called by.
    r"|\b(?:packaging|plastic|water)(?: used)?(?: is| are)? $"
    r"|^\W*(?:was|were|had been)\b[^.;!?•|]*$"
    r"|\bonce (?:it is |we are )?$"
    # The last of several that it has not.
    r"|\b(?:no|not|without|sans|sin|ohne|kein\w*|nicht)\b[^.;!?•|]*"
    r"\b(?:or|nor|ou|ni|oder|noch) (?:an? )?$"
    # What is thought of it, and not that it was done.
    r"|\b(?:importance|benefits?|value|role|need) (?:of|for) (?:\w+ )?$"
    r"|\b(?:believe in|commit(?:ment|ted) to|dedicat(?:ed|ion) to|advocates? (?:of|for)) "
    r"(?:\w+ )?$"
)
"""Words that put the mark behind them in the same clause out of effect."""

_UNDONE_AFTER = regex.compile(
    r"[\s-]*(?:(?:certification|certified|testing|tests?|status|verification|approval|seal|"
    r"mark)\s*)?(?:"
    # Of others that have it; behind a dash it is told of this one where to get it.
    r"(?:(?<![-–(:] ?)|(?=also |soon ))(?:(?:products?|also|soon|are|is) )*available\b|"
    r"[:(–-]?\s*(?:pending|in progress|in process|applied for|expired|lapsed|"
    r"withdrawn|revoked|coming soon|not yet|equivalent)\b|"
    r"[\w ]{0,16}?[:(–-]?\s*(?:in (?:vorbereitung|arbeit|planung|bearbeitung)|beantragt|"
    r"geplant|angestrebt|ausstehend|abgelaufen|erloschen|folgt|en (?:cours|preparation|"
    r"attente|tramite|proceso|curso)|demandee?s?|prevue?s?|a venir|bientot|expiree?s?|"
    r"pendientes?|solicitad[oa]s?|previst[oa]s?|proximamente|vencid[oa]s?|caducad[oa]s?)\b|"
    r"(?:from|starting|beginning|as of|effective) (?:in |from )?(?:20\d\d|next)\b|"
    r"[:?]\s*(?:no|none|never|n/a|not)\b(?! *\w)|[:?]\s*not yet\b|"
    r"(?:is|are|was|were|has|have|does|do|did)(?:\s+(?:not|never)\b|n'?t\b|\s+un\w+|"
    r"\s+pending)|"
    r"(?:(?:on|in) our (?:other )?\w+"
    r"|for (?:allergens?|bpa|gmos?|gluten)(?!, | (?:and|&) ))\b|"
    r"(?:for )?(?:taste|mixability|flavou?rs?|reviews?|sellers?)\b(?!, | (?:and|&) )|"
    # Another scheme, which says nothing of what is in it.
    r"(?:(?:carbon|climate|plastic)[ -]?(?:neutral|negative|free)|sustainab\w+|"
    r"fair[ -]?trade|ethical\w*|recycl\w+)\b|"
    r"(?:for food contact|plastics?|packaging|scoops?|bottles?|water|equipment|machinery|"
    r"(?:ingredients? )?suppliers?|raw materials?)\b|"
    # Of its worth, and not that it was done.
    r"(?:really )?(?:matters|counts)\b|is (?:so )?(?:important|essential)\b|"
    r"(?<!\n)(?:is |are )?recommended\b(?! (?:by|dos|use))|"
    r"(?:registration|registered|membership|licen[cs]e) ha[sd] (?:lapsed|expired|ended)|"
    # By whom it is not.
    r"[^.;!?•|]{0,40}\b(?:suppliers?|by (?:us|ourselves|our own))\b|"
    # What part of the range it is of, and until when.
    r"[(–-]?\s*[^.;!?•|()\n]{1,24} only\b|"
    r"[(–-]?\s*(?:(?:until|till|through)\s|\d{4}\s?[-–]\s?\d{2})"
    r")"
)

_OF_ANOTHER_NOUN = regex.compile(
    r"[ -]+(?:like|quality|criteria|guidelines|requirements|specifications|standards?)\b"
    r"(?! (?:assur|control))"
)
"""A body's name that only describes what follows it on the line."""

_OF_WHAT_IT_IS_MADE_OF = regex.compile(
    r"[ -]+(?:(?:grade|quality|compliant|certified|approved|tested|sourced)[ -]+)?"
    r"(?:(?:ingredients?|suppliers?|vendors?|packaging|bottles?)|(?:raw|source|starting) "
    r"materials?)\b(?!\s*:| (?:and|&) (?:\w+ ){0,2}"
    r"(?:finished|products?|formulas?|facilit\w+|plants?|sites?|manufactur\w+)\b)"
)
"""A mark that only describes what the product is made of, or sold in; with a colon the
word heads the list below."""

_BY_ITS_MEASURE = regex.compile(
    r"(?<!\b(?:certified|registered|audited|verified) )"
    r"\b(?:in (?:accordance|line|keeping|compliance|conformity) with|according to|based on"
    r"|conform(?:s|ing)? (?:to|with)|compl(?:ies|ying|iant) with) (?:the )?$"
)
"""What stands before the name of a body where only its standard is meant, which anybody
may say that he follows. Of good practice without a body it is what is claimed."""

_TRADEMARK_NOTICE = regex.compile(
    r"\b(?:are|is) (?:an? )?(?:registered )?(?:trade|service|certification )?-?marks? of\b|"
    r"\bendorse this\b"
)

_LONGEST_SENTENCE = 1_000
"""Characters to either side of a mark beyond which nothing is said of it."""

_LONGEST_ADDRESS = 200
"""Characters of a web address in front of a mark."""

_WEB_ADDRESS = regex.compile(r"(?:www\.|https?://|@)[^\s]*\Z", regex.IGNORECASE)
_DOMAIN = regex.compile(rf"[\w-]*{DOMAIN_ENDING}", regex.IGNORECASE)
"""Where to look a body up is no claim of its mark."""

_INGREDIENTS = frozenset(
    {SectionKind.INGREDIENTS, SectionKind.OTHER_INGREDIENTS, SectionKind.FACTS}
)


def find_certifications(
    sections: Sequence[Section],
    lexicon: Lexicon,
    *,
    complete: bool,
    form: Reading[DosageForm] = NOT_SEEN,
    name: Reading[str] = NOT_SEEN,
    brand: Reading[str] = NOT_SEEN,
) -> Reading[tuple[Certification, ...]]:
    """Every mark of the lexicon that the label claims, one item per statement of it.

    A statement that names another form than the product's, or what else is sold and is
    not in its name, may speak of another product. Where statements overlap, the longest
    counts: "NSF GMP registered" is not also a GMP claim of the maker's own. Info marks
    inside an ingredient list or a panel speak of an ingredient and are left out.
    """
    hits = [hit for passage in _stretches(sections) for hit in _hits(passage, lexicon)]
    listed = _Listed(section for section in sections if section.kind in _INGREDIENTS)
    noes = answered_no(sections)
    marked: dict[str, list[_Hit]] = {mark.id: [] for mark in lexicon.certifications}
    counted = [
        hit
        for hit in _longest(hits)
        if not (hit.mark.tier is Tier.INFO and listed.holds(hit))
        and not denied_by_its_row(hit.passage, hit.at, noes)
        and not _is_undone_by_its_note(hit, sections)
    ]
    if counted:
        own = frozenset(
            word
            for one in (name, brand)
            if isinstance(one, Found)
            for word in words_of(one.value)
        )
        for hit in counted:
            marked[hit.mark.id].append(hit)
        return Found(
            tuple(
                _certification(statement, form, own, lexicon)
                for found in marked.values()
                for statement in _statements(found)
            ),
            tuple(item for hit in counted for item in hit.evidence()),
        )
    if complete:
        return Absent(("the words of every printed face",))
    return Unreadable(
        "no seal or certification on these pictures: photos of the other sides are missing"
    )


_SIGN = regex.compile(r"[ ]?([*†‡§]{1,3})")
_UNDONE_BY_A_NOTE = regex.compile(
    r"\b(?:ingredients?|materials?|suppliers?|pending|in progress|in process|planned"
    r"|expired|applied for|flavou?rs?|other|selected|only|not|zutaten|rohstoffe?|geplant"
    r"|beantragt|ingredientes|matieres|fournisseurs?|proveedor\w*|en cours|pendiente)\b"
)


def _is_undone_by_its_note(hit: _Hit, sections: Sequence[Section]) -> bool:
    """Whether the note to a mark says that it is of something else, or not yet so:
    "*ingredients only"."""
    sign = _SIGN.match(hit.passage.text, hit.until)
    return sign is not None and any(
        line.text.startswith(sign[1]) and _UNDONE_BY_A_NOTE.search(fold(line.text))
        for passage in dict.fromkeys(section.passage for section in sections)
        for line in passage.lines
    )


def unread_seals(
    documents: Sequence[Document], found: Reading[tuple[Certification, ...]]
) -> Iterator[Evidence]:
    """The seals whose lettering is not sure and that no certification was found in."""
    claimed = found.evidence if isinstance(found, Found) else ()
    for document in documents:
        for page in document.pages:
            for seal in page.unread_seals:
                known = any(
                    (item.file, item.page) == (document.name, page.number)
                    and seal.holds(item.box.center)
                    for item in claimed
                )
                if not known:
                    words = [w for w in page.words if seal.holds(w.box.center)]
                    text = " ".join(word.text for word in words)
                    sure = min((w.confidence or 0.0 for w in words), default=0.0)
                    yield Evidence(
                        file=document.name,
                        page=page.number,
                        box=seal,
                        text=text,
                        confidence=sure,
                    )


@dataclass(frozen=True, slots=True)
class _Hit:
    """One place that claims a mark."""

    mark: Mark
    passage: Passage
    at: int
    until: int
    """Where the words of the mark stand; the statement around them may be longer."""

    start: int
    end: int

    def text(self) -> str:
        return " ".join(self.passage.text[self.start : self.end].split())

    def evidence(self) -> tuple[Evidence, ...]:
        return self.passage.evidence(self.start, self.end)


def _longest(hits: Sequence[_Hit]) -> list[_Hit]:
    """The hits less those whose words are part of a longer one, in whatever order the
    lines of a seal were taken, and less a "GMP" in the seal of a body that audits it."""
    words = [_places(hit.passage.evidence(hit.at, hit.until)) for hit in hits]
    at: dict[tuple[str, int, Box], list[set[tuple[str, int, Box]]]] = {}
    for own in words:
        for place in own:
            at.setdefault(place, []).append(own)
    of_bodies = {
        place
        for hit in hits
        if _vouches_for_gmp(hit.mark)
        for place in _places(hit.evidence())
    }
    return [
        hit
        for hit, own in zip(hits, words, strict=True)
        # A longer one has all the places, so that it is found at any of them.
        if not any(own < other for other in at[next(iter(own))])
        and not (_is_own_word_for_gmp(hit.mark) and own <= of_bodies)
    ]


def _vouches_for_gmp(mark: Mark) -> bool:
    return mark.named and mark.gmp


def _is_own_word_for_gmp(mark: Mark) -> bool:
    return mark.gmp and not mark.named


def _places(evidence: Iterable[Evidence]) -> set[tuple[str, int, Box]]:
    return {(item.file, item.page, item.box) for item in evidence}


def _statements(hits: Sequence[_Hit]) -> list[list[_Hit]]:
    """The hits of one mark, those together that say the same in several places.

    A group of blocks repeats what one of its blocks was found to say.
    """
    statements: dict[str, list[_Hit]] = {}
    told: set[tuple[str, int, Box]] = set()
    for hit in hits:
        places = _places(hit.evidence())
        if not places & told:
            statements.setdefault(fold(hit.text()), []).append(hit)
            told |= places
    return list(statements.values())


_WORD = regex.compile(r"\p{L}[\p{L}'’]{3,}|\b(?:\p{Lu}\p{Ll}{2}|\p{Ll}{3})\b")
"""Of four letters, or of three in running text: seals are set in capitals, and there a
shorter one is what a reader makes of their ornaments."""
_SUBJECT = regex.compile(
    r"(?r)\b(\p{L}+) (?:is|are|has been|have been) (?:\p{L}+ ){0,2}$", regex.IGNORECASE
)
_SUBJECTS = frozenset(
    {
        *("product", "products", "supplement", "supplements", "formula", "formulas", "it"),
        *("this", "that", "which", "they", "we", "batch", "batches", "lot", "lots"),
        *("serving", "servings", "item", "glutamine", "powder", "powders", "capsule"),
        *("capsules", "tablet", "tablets", "softgels", "gummies", "lozenges", "chewables"),
        *("facility", "facilities", "plant", "plants", "site", "sites", "manufacturer"),
        *("manufacturers", "manufacturing", "production"),
    }
)
"""What a mark is claimed of, where a verb says of what: the product in any form, and the
plant that makes it."""

_ADDRESS = regex.compile(rf"\S+{DOMAIN_ENDING}\S*", regex.IGNORECASE)
"""Where to look it up; of nothing else does it speak."""

_BEFORE_A_NAME = regex.compile(
    r"(?:\b(?:in|at|by|of|en|à|par|von)|,)\s+$", regex.IGNORECASE
)


def _words_beside(hit: _Hit, own: Collection[str], lexicon: Lexicon) -> Iterator[str]:
    """Words of a statement that claims of the product's own certification do not use.

    Args:
        own: Words of the product's name and its maker's, folded.

    Names of places and bodies may follow "in" and "by".
    """
    text = hit.passage.text[hit.start : hit.end]
    within = range(hit.at - hit.start, hit.until - hit.start)
    shouted = text.isupper()
    names_until = -1
    subject = _SUBJECT.search(text, 0, within.start)
    if subject and fold(subject[1]) not in _SUBJECTS.union(own):
        yield subject[1]
    addresses = [span.span() for span in _ADDRESS.finditer(text)]
    for word in _WORD.finditer(text):
        if any(first <= word.start() < last for first, last in addresses):
            continue
        folded = fold(word[0])
        if folded in own or (word.start() in within and hit.mark.is_of_its_name(folded)):
            continue
        if folded in lexicon.certification_frame:
            continue
        if folded in lexicon.vocabulary and not _names_another(folded, lexicon):
            continue
        named = _BEFORE_A_NAME.search(text, 0, word.start()) or (
            names_until >= 0 and not text[names_until : word.start()].strip(" ,.")
        )
        if named and word[0][0].isupper() and not shouted:
            names_until = word.end()
            continue
        yield word[0]


def _names_another(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is the name of what is sold by itself, and none of the product's:
    "our whey is third-party tested"."""
    known = lexicon.recognize(word)
    return known is not None and (
        known.protein is not None
        or (known.amino_acid is not None and known.amino_acid != "glutamine")
        or known.kind in _SOLD_BY_ITSELF
        or known.id == "creatine"
    )


_SOLD_BY_ITSELF = frozenset({"nutrient", "botanical", "food"})
"""Kinds of names that a product of several, or of several flavors, has beside its own."""


def _names_another_form(
    hit: _Hit, form: Reading[DosageForm], lexicon: Lexicon
) -> Iterator[str]:
    """Words for forms that the product does not have: "capsules certified by NSF"."""
    for named, word in forms_named(hit.text(), lexicon):
        if not (isinstance(form, Found) and same_form(form.value, named)):
            yield word


def _certification(
    hits: Sequence[_Hit],
    form: Reading[DosageForm],
    own: Collection[str],
    lexicon: Lexicon,
) -> Certification:
    mark = hits[0].mark
    beside = [
        tuple(
            dict.fromkeys(
                (
                    *_words_beside(hit, own, lexicon),
                    *_names_another_form(hit, form, lexicon),
                )
            )
        )
        for hit in hits
    ]
    return Certification(
        id=mark.id,
        tier=mark.tier,
        text=hits[0].text(),
        named=mark.named,
        gmp=mark.gmp,
        third_party=mark.third_party,
        organic=mark.organic,
        beside=min(beside, key=len) if mark.gmp or mark.third_party else (),
        evidence=tuple(item for hit in hits for item in hit.evidence()),
    )


def _hits(passage: Passage, lexicon: Lexicon) -> Iterator[_Hit]:
    """Marks of one passage that hold, none inside a longer one."""
    spans = list(lexicon.find_certifications(passage.text))
    whole = tuple(sentences(passage, 0, len(passage.text))) if spans else ()
    taken: list[tuple[int, int]] = []
    kept: list[tuple[Mark, int, int]] = []
    for start, end, mark in sorted(spans, key=lambda span: span[0] - span[1]):
        # None of them overlaps another: the last that begins before this one's end.
        before = bisect_left(taken, (end, 0))
        if before and taken[before - 1][1] > start:
            continue
        taken.insert(before, (start, end))
        if _holds(passage, start, end, mark, whole) and not _vouches_for_another_claim(
            passage.text, start, end, mark, spans
        ):
            kept.append((mark, start, end))
    small = len(passage.text.split()) <= _WORDS_OF_A_SEAL
    if small and any(_vouches_for_gmp(mark) for mark, _, _ in kept):
        kept = [one for one in kept if not _is_own_word_for_gmp(one[0])]
    alone = small and len({mark.id for mark, _, _ in kept}) == 1
    told: set[tuple[str, int, int]] = set()
    for mark, start, end in sorted(kept, key=lambda one: one[1]):
        first, last = _statement(passage, start, end, whole, alone=alone)
        if (mark.id, first, last) not in told:
            told.add((mark.id, first, last))
            yield _Hit(mark, passage, start, end, first, last)


def _holds(
    passage: Passage, start: int, end: int, mark: Mark, whole: Sequence[tuple[int, int]]
) -> bool:
    """Neither denied nor said of the allergens of a plant."""
    near = max(start - _REACH_OF_A_NO, 0)
    line = passage.text.rfind("\n", near, start) + 1
    before = fold(passage.text[max(line, near) : start])
    after = fold(passage.text[end : end + _REACH_OF_A_NO])
    if _NEGATED.search(before) or (mark.gmp and _DENIED_AFTER.match(after)):
        return False
    vouches = mark.gmp or mark.third_party
    if vouches and _DENIED_WITHIN.search(fold(passage.text[start:end])):
        return False
    if _is_undone(passage.text, start, end, whole):
        return False
    if (mark.named or vouches) and _OF_WHAT_IT_IS_MADE_OF.match(after):
        return False
    if mark.named and (_OF_ANOTHER_NOUN.match(after) or _BY_ITS_MEASURE.search(before)):
        return False
    address = passage.text[max(start - _LONGEST_ADDRESS, 0) : start]
    if _WEB_ADDRESS.search(address) or _DOMAIN.match(passage.text, end):
        return False
    if mark.named:
        return True
    opening = next((first for first, last in _touched(whole, start, start + 1)), start)
    return kind_of_sentence(passage.text, opening) is not SectionKind.ALLERGENS


_CERTIFIED = regex.compile(r"\b(?:certified|verified|certification)\b")
_DONE_BY = regex.compile(r"(?:tested|validated|audited|analy[sz]ed|inspected)\b.*\bby\b")
"""Behind another claim it is that one's: "gluten-free, tested by a third party"."""
_SCHEME = regex.compile(
    r"\b(?:(?:carbon|climate|plastic)[ -](?:neutral|negative)|fair[ -]trade)[ ,]{1,2}$"
)
_FREE = regex.compile(r"\b(?:gluten|lactose|dairy)[ -]free $")
_LONGEST_SCHEME = 24
"""Characters that hold one of these, of which the lexicon has no mark."""

_OURS = regex.compile(r"\bour (?:own )?(?:in-?house )?$")


def _vouches_for_another_claim(
    text: str, start: int, end: int, mark: Mark, spans: Iterable[tuple[int, int, Mark]]
) -> bool:
    """Whether somebody who is not named vouches for something else than making and
    contents, "third-party certified vegan", or is the maker: "our ISO 17025 lab"."""
    if mark.named or not mark.third_party:
        return False
    said = fold(text[start:end])
    if "party" not in said and _OURS.search(fold(text[max(start - 24, 0) : start])):
        return True
    passive = _DONE_BY.match(said) is not None
    if not (passive or _CERTIFIED.search(said)):
        return False
    before = fold(text[max(start - _LONGEST_SCHEME, 0) : start])
    if _SCHEME.search(before) or (passive and _FREE.search(before)):
        return True
    return any(
        other.tier is Tier.INFO
        and (last <= start or not passive)
        and not text[min(last, end) : max(first, start)].strip(" -")
        and "\n" not in text[min(first, start) : max(last, end)]
        for first, last, other in spans
        if last >= start - 1 and first <= end + 1
    )


def _touched(
    whole: Sequence[tuple[int, int]], start: int, end: int
) -> Sequence[tuple[int, int]]:
    """The sentences that a stretch has a character of."""
    first = bisect_right(whole, start, key=lambda span: span[1])
    return whole[first : bisect_left(whole, end, key=lambda span: span[0])]


def _is_undone(text: str, start: int, end: int, whole: Sequence[tuple[int, int]]) -> bool:
    """Whether the sentence, or its line, says that it is not so, or not of this product."""
    inside = _touched(whole, start, end)
    first, last = _lines_meant(
        text,
        start,
        end,
        min([start, *(one for one, _ in inside[:1])]),
        max([end, *(one for _, one in inside[-1:])]),
    )
    if text[end:last].rstrip().endswith("?"):
        return True
    before = fold(" ".join(text[first:start].split()) + " ")
    after = fold(text[end : end + _REACH_OF_A_NO])
    return bool(
        _UNDONE_BEFORE.search(before)
        or _UNDONE_AFTER.match(after)
        or _TRADEMARK_NOTICE.search(fold(" ".join(text[first:last].split())))
    )


def _lines_meant(text: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """A sentence without a full stop is lines of a list: those of the match only."""
    earliest, latest = start - _LONGEST_SENTENCE, end + _LONGEST_SENTENCE
    if text[last - 1] in ".!?":
        return max(first, earliest), min(last, latest)
    first = max(first, earliest, text.rfind("\n", max(first, earliest), start) + 1)
    while runs_into(text, first):
        first = text.rfind("\n", 0, first - 1) + 1
    line_end = text.find("\n", end, latest)
    return first, min(last, line_end if line_end >= 0 else latest)


def _statement(
    passage: Passage, start: int, end: int, whole: Sequence[tuple[int, int]], *, alone: bool
) -> tuple[int, int]:
    """The sentence, seal or lines around a match, unless they are long.

    `alone`: the passage is small and has no other mark, so that it is one seal.
    """
    text = passage.text
    if alone:
        return 0, len(text.rstrip())
    inside = _touched(whole, start, end)
    first = min([start, *(first for first, _ in inside[:1])])
    last = max([end, *(last for _, last in inside[-1:])])
    first, last = _lines_meant(text, start, end, first, last)
    if len(text[first:last].split()) <= _LONGEST_STATEMENT_WORDS:
        return first, last
    return start, end


class _Listed:
    """Sections by their lines, to tell what stands in one of them."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self._of: dict[Passage, dict[int, Section]] = {}
        self._whole: dict[int, str] = {}
        for number, section in enumerate(sections):
            self._of.setdefault(section.passage, {})[number] = section
        self._passages: dict[int, list[Passage]] = {}
        for passage in self._of:
            for line in passage.lines:
                self._passages.setdefault(id(line), []).append(passage)

    def holds(self, hit: _Hit) -> bool:
        """The hit's words stand in a section of which it has a line."""
        text = hit.text()
        passages = dict.fromkeys(
            passage
            for line in hit.passage.lines
            for passage in self._passages.get(id(line), ())
        )
        return any(
            (
                passage is hit.passage
                and section.start <= hit.start
                and hit.end <= section.end
            )
            or text in self._text_of(number, section)
            for passage in passages
            for number, section in self._of[passage].items()
        )

    def _text_of(self, number: int, section: Section) -> str:
        if number not in self._whole:
            self._whole[number] = section.whole
        return self._whole[number]


# --- where to look ------------------------------------------------------------


def _stretches(sections: Sequence[Section]) -> Iterator[Passage]:
    """Every block, and groups of near small blocks whose words only together tell."""
    passages = {section.passage: None for section in sections}
    for _, of_page in groupby(passages, key=lambda passage: (passage.file, passage.page)):
        blocks = list(of_page)
        for block in blocks:
            yield block
            yield from _downwards(block)
        yield from _groups(blocks)


def _downwards(block: Passage) -> Iterator[Passage]:
    """A round seal from its top to its bottom: rims first is not the only order in
    which it may be meant, as in "animal-free" around "vegan" above "product"."""
    lines = sorted(block.lines, key=lambda line: line.box.center[1])
    if len(block.text.split()) <= _WORDS_OF_A_SEAL and lines != list(block.lines):
        yield passage_of(block.file, block.page, lines)


def _groups(blocks: Sequence[Passage]) -> Iterator[Passage]:
    """The small blocks that are near each other, or near to such as are."""
    small = [block for block in blocks if len(block.text.split()) <= _WORDS_OF_A_SEAL]
    reaches = [_NEAR * max(line.height for line in block.lines) for block in small]
    places = Shelves(
        (block.box.top - reach, block.box.bottom + reach, number)
        for number, (block, reach) in enumerate(zip(small, reaches, strict=True))
    )
    # Each group under the number of the block that joined it last.
    groups: dict[int, list[int]] = {}
    group_of: dict[int, int] = {}

    def group(number: int) -> int:
        while (joined := group_of[number]) != number:
            group_of[number] = group_of[joined]
            number = joined
        return number

    for number, (block, reach) in enumerate(zip(small, reaches, strict=True)):
        around = places.meeting(block.box.top - reach, block.box.bottom + reach)
        near = {
            group(other)
            for other in around
            if other < number
            and _near(block.box, small[other].box, max(reach, reaches[other]))
        }
        first, *others = sorted(near) or [number]
        joined = groups.pop(first, [])
        for other in others:
            joined += groups.pop(other)
        joined.append(number)
        groups[number] = joined
        group_of |= dict.fromkeys((*near, number), number)
    for members in groups.values():
        if len(members) > 1:
            lines = [line for number in members for line in small[number].lines]
            lines.sort(key=lambda line: line.box.center[1])
            first_block = small[members[0]]
            yield passage_of(first_block.file, first_block.page, lines)


def _near(a: Box, b: Box, reach: float) -> bool:
    across = max(a.x0, b.x0) - min(a.x1, b.x1)
    down = max(a.top, b.top) - min(a.bottom, b.bottom)
    return across <= 0 and down <= reach
