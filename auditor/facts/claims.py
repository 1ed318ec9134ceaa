"""What the label says of the product: free from, diet, organic, quality, effects.

A claim is kept as printed and sorted by kind. The one thing that matters more than
the kind is the scope of a negation: "no artificial colors, flavors or sweeteners"
denies three things, and a report that saw only the words would accuse the product
of them. Claims never satisfy a criterion; they corroborate or contradict. So does a
statement outside of every list that an additive is in it: "sweetened with sucralose".
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.answers import answered_no, denied_by_its_row
from auditor.facts.openings import SectionKind
from auditor.facts.sections import sentences
from auditor.lexicon import fold
from auditor.model import Absent, Claim, Found, Tier, Unreadable
from auditor.patterns import SievedPattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon
    from auditor.model import Reading

_SPOKEN_IN = frozenset(
    {SectionKind.CLAIMS, SectionKind.ALLERGENS, SectionKind.MANUFACTURER}
)
"""Kinds of section that may hold claims. Elsewhere "no" and "free" instruct."""


def find_claims(
    sections: Sequence[Section], lexicon: Lexicon, *, complete: bool
) -> Reading[tuple[Claim, ...]]:
    """Every claim of the label, in reading order."""
    noes = answered_no(sections)
    claims = _merged(
        claim
        for section in sections
        for start, claim in _of_section(section, lexicon)
        if not denied_by_its_row(section.passage, start, noes)
    )
    if claims:
        return Found(claims, tuple(item for claim in claims for item in claim.evidence))
    if complete:
        return Absent(("the words of every printed face",))
    return Unreadable("no claim on these pictures: photos of the other sides are missing")


def _of_section(section: Section, lexicon: Lexicon) -> Iterator[tuple[int, Claim]]:
    """Claims with the place in the passage where each begins."""
    for start, end in _statements(section):
        if section.kind in _SPOKEN_IN:
            for claim in _claims(section, start, end, lexicon):
                yield start, claim
        for claim in _additive_claims(section, start, end, lexicon):
            yield start, claim
    if section.kind is SectionKind.CLAIMS:
        for claim in _bare_list(section, lexicon):
            yield section.start, claim


def _merged(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """A claim that is printed twice is one claim that rests on both places."""
    merged: dict[tuple[str, str], Claim] = {}
    for claim in claims:
        key = (claim.kind, fold(claim.text))
        known = merged.get(key)
        merged[key] = (
            replace(known, evidence=known.evidence + claim.evidence) if known else claim
        )
    return tuple(merged.values())


def _claims(section: Section, start: int, end: int, lexicon: Lexicon) -> Iterator[Claim]:
    text = " ".join(section.passage.text[start:end].split())
    free_from_only = section.kind is not SectionKind.CLAIMS
    for kind, subjects in kinds_of(text, lexicon):
        negated = kind == "free-from"
        if negated or not free_from_only:
            yield Claim(
                text=text,
                kind=kind,
                negated=negated,
                subjects=subjects,
                evidence=section.evidence(start, end),
            )


# --- statements ---------------------------------------------------------------

_SHORT_LINE_WORDS = 6
_GOES_ON = regex.compile(
    # From the end, where it stands.
    r"(?r)(?:[,&/(:-]|\b(?:an?|the|of|or|and|with|for|to|in|on|by|from|no|added|artificial|"
    r"natural|contains?|supports?|promotes?|helps?|your|our|is|are|non|de|sans|sin|et|ou|"
    r"y|con|avec|und|ohne))$",
    regex.IGNORECASE,
)


_STOPPED = (".", "!", "?", ".\n", "!\n", "?\n")


def _statements(section: Section) -> Iterator[tuple[int, int]]:
    """Sentences, and the lines of a list that has no full stops."""
    for start, end in sentences(section.passage, section.start, section.end):
        text = section.passage.text[start:end]
        lines = text.split("\n")
        listed = len(lines) > 1 and not text.rstrip(" *†‡").endswith(_STOPPED)
        if not listed or any(len(line.split()) > _SHORT_LINE_WORDS for line in lines):
            yield start, end
            continue
        at = first = start
        for number, line in enumerate(lines):
            at += len(line)
            following = lines[number + 1].lstrip() if number + 1 < len(lines) else ""
            goes_on = following[:1].islower() or _GOES_ON.search(line.rstrip())
            if not following or not goes_on:
                yield first, at
                first = at + 1
            at += 1


# --- free from ----------------------------------------------------------------

_DENIAL = regex.compile(
    r"\b(?:(?:contains?|has|have|made with|with) (?:absolutely )?(?:no|"
    r"none of(?: the following)?|zero)(?: added)?|(?:does|do)(?: not|"
    r"n't) contain(?: or consist of)?(?: any)?|free (?:of|from)(?: any| all)?|"
    r"(?:formulated |made |produced )?without(?: the use of| any)?|not (?:made|"
    r"manufactured|produced|formulated) (?:with|from)|excludes?|never any|absolutely no|"
    r"no(?: added| additional)?|zero|0 ?(?:g|mg|%)?(?: of)?(?: added)?(?= (?:sugar|fat|"
    r"carb|calor|trans|lactose|gluten|sodium|caffein|artificial))|ne contient (?:pas|"
    r"aucune?)(?: d[e'])?|(?:exempt|libre) d[e']|sans(?: ajout d[e'])?|no contiene|"
    r"sin(?: adicion de)?|frei von|enthalt keine?n?|ohne)\b(?!-)[ :]*"
)
_NOT_A_DENIAL = regex.compile(
    r"(?:\.|\d|:? ?\d|#)|(?:more|less|fewer|other|known|longer|matter|doubt|wonder|risk|"
    r"refriger\w+|prescription|significant|one|need|hassle|problem|questions?|flush|"
    r"jitters?|crash|adverse|consult\w+|water|food|chewing|clump\w+|mixing|exceder|"
    r"superar|usar|or with|charge|obligation|shaker|warrant\w+|freedom|liability|"
    r"nutritional|daily|recommended|trace)\b|or\b"
)
_SCOPE = regex.compile(
    r"[.;!?•●|~)]|\s[-–—]\s|,? (?:and |or )?(?=(?:no|zero|sans|sin|ohne)\b)|"
    r",? (?:manufactured|produced|processed|prepared)\b| (?:but|made|contains?|with|which|"
    r"that|is|are|was|to|for|formula|per|in|mais|pero|por|pour|para|aber)\b|$"
)
_ASIDE = regex.compile(r"\([^()]*\)")
_LISTED = regex.compile(
    r"\s*(?:,|/|\bor\b|\band\b|&|\+|\bnor\b|\bni\b|\bou\b|\bet\b|\bo\b|\by\b|\bund\b|"
    r"\boder\b)\s*"
)
_SUFFIX = regex.compile(
    r"(?<=\p{L}{2})(?:[ -]free|(?<=gluten|laktose|lactose|zucker|fett|"
    r"gmo)frei)\b(?![- ](?:of|from|form|radical|shipping|phone|delivery|sample|amino|base|"
    r"range)\b)"
)
_REACH = 120
"""Characters before "free" in which its list stands."""

_WORDS_OF_A_NAME = 2

_NO_SUBJECT = regex.compile(
    r"toll|risk|hassle|worry|duty|hands|care|fee|guilt|stress|pain|mess|for|call|is|are|"
    r"be|feel|cruelty|commission|post|odor|get|(?:an?|the) .*"
)
_NON = regex.compile(
    r"\bnon[ -]?(gmo|dairy|soy|irradiated|habit[ -]forming|stimulant|animal|alcoholic)s?\b"
)
_SHARED = regex.compile(r"^(artificial|synthetic|added|chemical|man-made|animal)\s+(?=\S)")
_SHARES = regex.compile(
    r"^(?:colou?r(?:s|ing|ings|ants?)?|flavou?r(?:s|ing|ings)?|sweeteners?|preservatives?|"
    r"dyes?|additives|ingredients)$"
)
_SHORTEST_SUBJECT = 3
"""Letters: GMO, MSG, egg. Less is a tick in a table."""

_ADJECTIVE = regex.compile(
    r"artificial|synthetic|inactive|hidden|animal|added|gmo|genetically modified|"
    r"bioengineered"
)
_FILLING = regex.compile(
    r"^(?:any|the|other|added|of|from|also|all|d'|de |des |du |los |las )+\s*|"
    r"\s+(?:ingredients?|products?|derivatives|whatsoever|added|from these sources|"
    r"of any kind)$"
)


@lru_cache(maxsize=4096)
def denied(text: str) -> tuple[str, ...]:
    """What a statement says is not in the product, folded, in the order printed.

    An adjective is shared along a list: "no artificial colors or flavors" denies
    artificial flavors, not flavors. Empty where nothing is denied.
    """
    folded = " ".join(_ASIDE.sub(_unless_denying, fold(text)).split())
    found: list[tuple[int, str]] = []
    scopes: list[tuple[int, int]] = []
    position = 0
    while match := _DENIAL.search(folded, position):
        position = match.end()
        if _NOT_A_DENIAL.match(folded, match.end()) or folded[: match.start()].endswith(
            "with or "
        ):
            continue
        end = _SCOPE.search(folded, match.end())
        stop = end.start() if end else len(folded)
        found += [(match.start(), item) for item in _items(folded[match.end() : stop])]
        position = max(stop, match.end())
        scopes.append((match.start(), stop))
    for match in _SUFFIX.finditer(folded):
        if not any(start <= match.start() < stop for start, stop in scopes):
            found += [(match.start(), item) for item in _before_free(folded, match.start())]
    found += [(match.start(), match[1]) for match in _NON.finditer(folded)]
    ordered = [item for _, item in sorted(found, key=lambda pair: pair[0])]
    return tuple(dict.fromkeys(ordered))


_BUT = regex.compile(
    r"\b(?:except\w*|other than|apart from|besides|aside from|but(?! not)|save for|sauf"
    r"|hormis|[aà] part|en dehors d|[aà] l.exception|excepto|salvo|aparte de"
    r"|a excepci[oó]n de|außer|bis auf|abgesehen von|mit ausnahme)\b",
    regex.IGNORECASE,
)


def excepts(text: str) -> bool:
    """Whether a denial goes on with what there is nevertheless: "none, except silica"."""
    return _BUT.search(text) is not None


_CLAUSES = regex.compile(r"[.;:!?•|~*(]|\s-\s")


def _before_free(folded: str, end: int) -> list[str]:
    """What "free" at `end` denies: its word, or the list that the word ends.

    A list reaches back to where the statement begins and holds names only; in a
    sentence just the word before "free" counts.
    """
    window = folded[max(end - _REACH, 0) : end]
    clause = _CLAUSES.split(window)[-1]
    items = [item.strip() for item in _LISTED.split(clause)]
    names = [item for item in items if item]
    if not names:
        return []
    listed = all(len(item.split()) <= _WORDS_OF_A_NAME for item in names)
    if not (listed and len(window) < _REACH):
        names = [" ".join(names[-1].split()[-1:])]
    return [
        name
        for name in _items(", ".join(names))
        if not _NO_SUBJECT.fullmatch(name.split()[-1])
    ]


def _unless_denying(aside: regex.Match[str]) -> str:
    """Brackets inside a list explain; brackets that deny something stay."""
    return str(aside[0]) if _DENIAL.search(aside[0]) else " "


_FREE = regex.compile(r"[ -]free$|frei$")


def _items(listed: str) -> list[str]:
    """The members of a list, cleaned; a shared adjective goes to each it fits."""
    shared = ""
    items: list[str] = []
    for piece in _LISTED.split(listed):
        item = _FREE.sub("", piece.strip(" .*†‡:-\"'"))
        bare = _FILLING.sub("", _FILLING.sub("", item)).strip()
        item = item if _ADJECTIVE.fullmatch(bare) else bare
        if sum(map(str.isalpha, item)) < _SHORTEST_SUBJECT or len(item.split()) > 4:
            continue
        if match := _SHARED.match(item):
            shared = match[1]
        elif shared and _SHARES.match(item):
            item = f"{shared} {item}"
        else:
            shared = ""
        items.append(item)
    return items


# --- what is in it after all ---------------------------------------------------

_INSTRUCTS = frozenset({SectionKind.DIRECTIONS, SectionKind.STORAGE})
"""Kinds of section that speak of what to mix it with and where to keep it."""

_ADDS = regex.compile(
    r"\b(?:sweetened|flavou?red|colou?red|preserved|coated|made|formulated)"
    r" (?:with|by|using)\b|"
    r"\bcontains?\b|\bincludes?\b|\badded\b|\bas an? (?:anti-?caking|flow|bulking)\b|"
    r"\bcontient\b|\bcontiene\b|\benthalt\b|\bedulcore a\b|\bendulzado con\b|"
    r"\bgesu(?:ss|ß)t mit\b|"
    r"\b(?:now|made|with a (?:touch|hint|bit|dash|trace)|plus) (?:of|with) |"
    r"^\W*(?:with|avec|con|mit)\b"
)
_MADE_WITH = regex.compile(
    r"\W*(?:(?:naturally|artificially|lightly) )?(?:sweetened|flavou?red|colou?red"
    r"|preserved|coated) (?:with|by|using)\b"
)
"""How a sentence begins that is of the product, also behind how to take it."""

_ARTIFICIALLY = regex.compile(
    r"\bartificial(?:ly)? (?:(?:and|&) natural(?:ly)? )?"
    r"(flavou?r|colou?r|sweeten)(?:ed|ing)\b|"
    # 21 CFR 101.22(i): beside the name of the food, and in so many words on its front.
    r"^\W*(?:\p{L}+ ){0,3}?natural(?:ly)? (?:and|&) artificial(?:ly)? (?:\p{L}+ ){0,2}?"
    r"(flavou?r|colou?r)(?:s|ed|ing)?\W*$|"
    r"^\W*artificial (?!added\b)\p{L}+(?: \p{L}+)? (flavou?r)\W*$"
)
_ARTIFICIAL_ABROAD: Mapping[str, regex.Pattern[str]] = {
    "artificial flavor": regex.compile(
        r"\bkunstlich aromatisiert|\b(?:mit|enthalt) kunstliche[nrms]? arom\w+|"
        r"\baromatisee?s? artificiellement|"
        r"\b(?:avec|contient)(?: des?| un)? aromes? artificiel|"
        r"\b(?:saborizad|aromatizad)[oa]s? artificialmente|"
        r"\b(?:con|contiene) (?:saborizantes?|sabor(?:es)?|aromas?) artificial"
    ),
    "artificial color": regex.compile(
        r"\bkunstlich gefarbt|\b(?:mit|enthalt) kunstliche[nrms]? farbstoff\w*|"
        r"\bcoloree?s? artificiellement|"
        r"\b(?:avec|contient)(?: des?| un)? colorants? artificiel|"
        r"\b(?:coloread|tenid)[oa]s? artificialmente|"
        r"\b(?:con|contiene) (?:colorantes?|color(?:es)?) artificial"
    ),
    "artificial sweetener": regex.compile(
        r"\bkunstlich gesu(?:ss|ß)t|"
        r"\b(?:mit|enthalt) kunstliche[nrms]? su(?:ss|ß)(?:ungsmittel|stoff)\w*|"
        r"\b(?:sucre|edulcore)e?s? artificiellement|"
        r"\b(?:avec|contient)(?: des?| un)? edulcorants? artificiel|"
        r"\b(?:endulzad|edulcorad)[oa]s? artificialmente|"
        r"\b(?:con|contiene) (?:edulcorantes?|endulzantes?) artificial"
    ),
}
"""The same in German, French and Spanish, by the name of what is then in it."""

_MUST_BE_SAID: Mapping[str, regex.Pattern[str]] = {
    "aspartame": regex.compile(
        r"\bphenylketonuri\w+\W+contains? phenylalanine\b|"
        r"\bcontains? (?:a )?(?:source of )?phenylalanine\b|"
        r"\bcontient (?:une )?(?:source de )?phenylalanine\b|"
        r"\bcontiene (?:una )?(?:fuente de )?fenilalanina\b|"
        r"\benthalt (?:eine )?phenylalanin(?:quelle)?\b"
    ),
    "sweetener": regex.compile(
        r"\bwith (?:sugars? and )?sweeteners?\W*$|\bavec (?:sucres? et )?edulcorants?\b|"
        r"\b(?:con|contiene) (?:azucar(?:es)? y )?edulcorantes?\b|"
        r"\bmit (?:(?:einer )?zucker(?:art(?:en)?)? und )?su(?:ss|ß)ungsmitteln?\b"
    ),
    "sugar alcohol": regex.compile(
        r"\blaxative effects?\b|\beffets laxatifs\b|\befectos? laxantes?\b|"
        r"\babfuhrend wirken\b"
    ),
    "color": regex.compile(r"^\W*colou?rs? added\W*$|^\W*added colou?rs?\W*$"),
}
"""Statements that the law asks for where something is in a food, by the name of what is
then in it: 21 CFR 172.804(d) and 101.22(k), Regulation (EU) 1169/2011 annex III, and
NOM-051-SCFI/SSA1-2010 of Mexico."""

_MARKS = regex.compile("[®™©]")
_DENIES = regex.compile(
    r"\b(?:no|not|never|without|free|none|sans|sin|ohne|keine?n?|pas)\b|n't\b"
)
KEEPS_DRY = (
    r"desiccants?|gel|(?:silica|drying|fresh\w*) (?:packets?|sachets?)"
    r"|(?:packets?|sachets?) (?:of|with|containing) silica"
)
"""What lies in a package and is not eaten."""

_NOT_SAID_OF_IT = regex.compile(
    r"\b(?:no(?!\.? ?\d|[^.;]{0,24}\bninos\b)|not|never|without|free(?![ -]?flow)|zero"
    r"|0 ?m?c?g|0|nor|none|neither|may|"
    r"unlike|instead|than|avoid|others?|most|some|many|brands|competit\w+|"
    rf"{KEEPS_DRY}|facility|equipment|sans|sin|ohne|keine?n?|pas|aucune?|nicht|nie|weder|ni|jamais|nunca)"
    rf"\b|n't\b|\?"
)
_CLAUSE = regex.compile(
    r"(?<!\bno)\.|[;:!•|]|\s-\s|,? (?:but|yet|mais|pero|aber)\b|"
    r", (?=(?:no|not|with|sweetened|flavou?red)\b)|"
    r"(?<=\bfree),? (?!of\b|from\b|flow)"
)


def _additive_claims(
    section: Section, start: int, end: int, lexicon: Lexicon
) -> Iterator[Claim]:
    text = " ".join(section.passage.text[start:end].split())
    if section.kind in _INSTRUCTS and not _MADE_WITH.match(fold(text)):
        return
    if named := additives_said(text, lexicon):
        yield _additive_claim(section, start, end, named)


def _additive_claim(
    section: Section, start: int, end: int, named: tuple[str, ...]
) -> Claim:
    return Claim(
        text=" ".join(section.passage.text[start:end].split()),
        kind="additive",
        negated=False,
        subjects=named,
        evidence=section.evidence(start, end),
    )


@lru_cache(maxsize=4096)
def additives_said(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Additives that a statement says are in the product, folded.

    A name alone says nothing, nor does a clause that denies, asks, compares or
    speaks of something else than the product.
    """
    found: list[str] = []
    folded = " ".join(_MARKS.sub(" ", fold(text)).split())
    for name, said in _MUST_BE_SAID.items():
        if (match := said.search(folded)) and not _DENIES.search(folded[: match.start()]):
            found.append(name)
    for clause in _CLAUSE.split(folded):
        if _NOT_SAID_OF_IT.search(clause):
            continue
        for match in _ARTIFICIALLY.finditer(clause):
            kind = match[1] or match[2] or match[3]
            found.append(f"artificial {kind}{'er' if kind == 'sweeten' else ''}")
        found += [name for name, said in _ARTIFICIAL_ABROAD.items() if said.search(clause)]
        if adds := _ADDS.search(clause):
            named = lexicon.additives.find(clause)
            passive = adds[0] not in ("added",) and not adds[0].startswith("as ")
            found += [one.name for one in named if not passive or one.start > adds.start()]
    return tuple(dict.fromkeys(fold(name) for name in found))


_MARKS_OF_A_LIST = regex.compile(r"[,;/•\n|:+]|(?:^|\s)\d[.)]\s|\.\s|\.$")
_HEADING = regex.compile(r"^\W*[^:,;.\n]{3,40} ingredients:\s", regex.IGNORECASE)
_DENIES_ANY = regex.compile(
    r"\b(?:no|not|never|without|free|zero|0 ?m?c?g|0|nor|none|neither|may|unlike|than|"
    r"avoid|others?(?! ingredients?\b)|brands?|sans|sin|ohne|keine?n?|pas|aucune?)\b"
    r"|n't\b|\?"
)
_SHARE = regex.compile(r"\(?\b\d[\d.,]* ?%\)?")


def _bare_list(section: Section, lexicon: Lexicon) -> Iterator[Claim]:
    """A list without a heading that opens lists, or with none: nothing but names of
    ingredients, additives among them.

    Not where it is denied, as by "No:" above a column of names; a class alone,
    "artificial colors", may stand beside a sign that denies it. What a finished sentence
    before it denies is something else.
    """
    before = section.passage.text[: section.start].rstrip()
    stop = len(before) if before.endswith(".") else 0
    if _DENIES_ANY.search(fold(section.passage.text[stop : section.end])):
        return
    text = _SHARE.sub(" ", section.passage.text[section.start : section.end])
    text = _HEADING.sub("", text)
    pieces = (piece.strip(" .*†‡()") for piece in _MARKS_OF_A_LIST.split(text))
    names = [piece for piece in pieces if piece]
    # One name with a full stop is the rest of a list that something stands in.
    if len(names) < (1 if text.rstrip().endswith(".") else _FEWEST_NAMES):
        return
    if not lexicon.may_name_additives(text):
        return
    # The first that is no name tells that it is no list; the shortest tells soonest.
    if not all(map(lexicon.recognize, sorted(names, key=len))):
        return
    known = [one for one in map(lexicon.recognize, names) if one is not None]
    additives = dict.fromkeys(
        fold(name)
        for name, one in zip(names, known, strict=True)
        if one.kind == "additive"
        and one.exact
        and fold(name).removesuffix("s") not in one.classes
        and "artificial" not in fold(name)
    )
    if additives:
        yield _additive_claim(section, section.start, section.end, tuple(additives))


_FEWEST_NAMES = 2


# --- kinds --------------------------------------------------------------------

_DISEASES = (
    r"disease|cancer|tumou?rs?|diabetes|arthritis|colitis|crohn'?s?|ibs|ibd|"
    r"irritable bowel|leaky gut|ulcers?|hypertension|high blood pressure|heart disease|"
    r"alzheimer'?s?|depression|anxiety disorder|autism|adhd|asthma|influenza|covid|"
    r"colds?\b|flu\b|infections?|osteoporosis|maladies?|enfermedad\w*|krankheit\w*|"
    r"diarrhea|constipation|gastritis|eczema|psoriasis|migraines?"
)
_KINDS: tuple[tuple[str, SievedPattern], ...] = tuple(
    (kind, SievedPattern(pattern))
    for kind, pattern in (
        (
            "disease",
            rf"\b(?:treat|cure|heal|prevent|mitigate|reverse|fight|combat|relieve|"
            rf"remed)\w*\b[^.]{{0,40}}"
            rf"\b(?:{_DISEASES})|\breduces? the risk of\b|\bheal\w* (?:your |the "
            rf")?(?:leaky )?gut\b|"
            r"\b(?:soigne|guerit|previent|cura|previene|heilt)\b",
        ),
        (
            "organic",
            r"(?<!in)\borganic(?:ally)?\b|\bbiologique\b|\becologic[oa]\b|\borganic[oa]\b|"
            r"\bbio-?\b",
        ),
        (
            "diet",
            r"\bvegan(?:e|s|friendly)?\b|\bvegetarians?\b|\bketo(?:genic)?\b|\bpaleo\b|"
            r"\bkosher\b|\bhalal\b|\bplant[- ]based\b|\blow[- ]carb\b|\bwhole ?30\b|"
            r"\bdiabetics?\b|\bfodmap\b|\bvegetalien\w*|\bvegetarian[oa]s?\b|"
            r"\bvegetarisch\b|\bvegano?s?\b",
        ),
        (
            "quality",
            r"\bc?gmps?\b|good manufacturing|\btested\b|\bcertified\b|\bverified\b|"
            r"\bpur(?:e|ity)\b|\bpotency\b|\bquality\b|\bpharmaceutical grade\b|\bfda\b|"
            r"\bguaranteed?\b|\bpremium\b|\bqualite\b|\bcalidad\b|\bqualitat\b|\bteste\b|"
            r"\blaborgepruft\b|\bclinically\b|\bproven\b",
        ),
        (
            "structure-function",
            r"\b(?:support|promot|maintain|boost|enhanc|improv|help|aid|assist|contribut|"
            r"strengthen|replenish|recover|repair|optimi[sz]|stimulat|accelerat|speed|"
            r"increas|protect|fuel|sooth|regulat|nourish|build|preserv|prevents? muscle|"
            r"rebuild)\w*\b|\b(?:essential|required|necessary|important|designed|"
            r"formulated|good) (?:for|to|in)\b|\b(?:contribue|soutient|favorise|aide|"
            r"apoya|ayuda|contribuye|promueve|favorece|mantiene|unterstutzt|fordert|tragt|"
            r"muscle|immune|digest\w+|endurance|energy)\b",
        ),
        (
            "amount",
            r"^\W*(?:only |over |up to )?\d[\d.,]* ?(?:mg|mcg|g|gm|grams?|iu|billion|"
            r"million|kcal|calories|servings?|portions?|percent|%) (?:of )?\p{L}{3}|"
            r"^\W*(?:about )?\d+ (?:servings?|portions?|porciones)\b|\bper (?:serving|"
            r"scoop)\b",
        ),
        (
            "origin",
            r"\b(?:made|manufactured|produced|bottled|packaged|sourced|grown|brewed|"
            r"assembled) in\b|\bproduct of\b|\bgrass[- ]fed\b|\bsourced\b|\bferment\w+|"
            r"\bfabrique (?:au|en)\b|\bhecho en\b|\bhergestellt in\b|\bderived from\b|"
            r"\bwild[- ]caught\b",
        ),
        (
            "other",
            r"\bun-?flavou?red\b|\bflavou?rs?\b|\bflavou?red\b|\bnatural(?:ly)?\b|"
            r"\bdelicious\b|\btaste\w*|\bmicroni[sz]ed\b|\binstanti[sz]ed\b|"
            r"\bfree[- ]form\b|\b(?:extended|time|rapid|fast)[- ](?:release|acting|"
            r"absorb\w+)\b|\bpatented\b|\btrademarked\b|\bpowerful\b|\badvanced\b|"
            r"\bsoluble\b|\bsans (?:saveur|arome)\b|\bsin sabor\b|\bgeschmacksneutral\b|"
            r"\bperformance\b|\bformula\b|\bpowered by\b",
        ),
    )
)
_NAMES_ONLY_THE_PRODUCT = regex.compile(
    r"\W*(?:(?:a|an|all|natural|food|dietary|herbal|sports|nutritional) )*supplement\w*\W*"
)


_NO_CLAIM = regex.compile(
    r"^\W*(?:net\b|serving size|servings per|portion|amount per|tamaño|per 100|pour 100)|"
    r"daily values?\b|\bcalories a day\b|\bcalories per gram\b|"
    r"^\W*[\d½]+ \p{L}+ ?\([\d.,]+ ?g"
)
"""Net contents, and what stands in and under a facts panel."""


@lru_cache(maxsize=4096)
def kinds_of(text: str, lexicon: Lexicon) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The kinds of claim that a statement makes, with what it denies.

    A statement that denies something is a free-from claim, and a diet claim beside
    ("vegan and non-GMO"); otherwise it is of the first kind that fits.
    """
    folded = " ".join(fold(text).split())
    if _NAMES_ONLY_THE_PRODUCT.fullmatch(folded):
        return ()
    if _NO_CLAIM.search(folded):
        return ()
    kinds: list[tuple[str, tuple[str, ...]]] = []
    subjects = denied(text)
    if subjects:
        kinds.append(("free-from", subjects))
    certified = _certified(text, lexicon)
    for kind, pattern in _KINDS:
        beside = not subjects or kind in ("diet", "organic")
        # "Muscle" alone is a word of a name, not an effect.
        enough = kind != "structure-function" or " " in folded
        if beside and enough and (kind == certified or pattern.search(folded)):
            kinds.append((kind, ()))
            break
    return tuple(kinds)


def _certified(text: str, lexicon: Lexicon) -> str | None:
    """The kind of claim that a mark of the lexicon in the statement makes of it."""
    for _, _, mark in lexicon.find_certifications(text):
        if mark.organic or mark.tier is not Tier.INFO:
            return "organic" if mark.organic else "quality"
    return None
