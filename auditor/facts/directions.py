"""How to take the product, by the label's own directions.

The text is kept as printed; what can be counted is counted in servings, because
doses are judged per serving and per day. A text that tells no frequency gives
none: "take as needed" is not once a day, and neither does one that counts by body
weight, by the container or in a unit that the serving does not explain. Where a
label names a loading phase or several occasions, the range spans them all, and a
printed maximum caps it. Children's doses are left out: the tool judges what an adult
takes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.openings import MEASURE, PANELS, SectionKind
from auditor.facts.sections import missing_line, sentences
from auditor.lexicon import fold
from auditor.model import Absent, Directions, Found, Unreadable
from auditor.quantity import NUMBER_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon
    from auditor.model import Evidence, Reading, ServingSize

Range = tuple[Decimal, Decimal]

_ONE: Range = (Decimal(1), Decimal(1))
_DAYS_OF_A_WEEK = Decimal(7)
_HOURS_OF_A_DAY = Decimal(24)
_HOURS_AWAKE = Decimal(16)


_PURPOSE = regex.compile(
    r"(?:helps?|supports?|source|promotes?|provides|workout supplement|aide|contribue"
    r"|source d|ayuda|contribuye)\b",
    regex.IGNORECASE,
)
"""How a "recommended use" begins that is what the product is for (SOR/2003-196 s. 93),
and not how it is taken."""


def find_directions(
    sections: Sequence[Section],
    serving: ServingSize | None,
    lexicon: Lexicon,
    *,
    complete: bool,
    repeated: Sequence[Section] = (),
) -> Reading[Directions]:
    """The directions of all sections, in reading order.

    `repeated` are the sections that say it again in another language: they are left
    out of the text, and where they allow more, the range spans it.

    `serving` tells what one serving is, so that "2 capsules" can be counted in
    servings; without it a dose counts as one serving. `complete` tells that every
    printed face was read.
    """
    found = [
        section
        for section in sections
        if section.kind is SectionKind.DIRECTIONS
        and section.text
        and not _PURPOSE.match(section.text)
    ]
    if found:
        # Both sides of a carton may say it, and two labels of one sheet.
        text = " ".join({fold(one.text): one.text for one in found}.values())
        evidence = tuple(item for section in found for item in section.evidence())
        told = read_directions(text, serving, lexicon)
        for section in repeated:
            if section.kind is SectionKind.DIRECTIONS:
                told = _widened(told, read_directions(section.text, serving, lexicon))
        whole = not any(missing_line(section) for section in found)
        if told.servings_per_day is None and next(_strays(sections), None):
            whole = False
        for said, where in _further_doses(sections):
            more = read_directions(said, serving, lexicon)
            if _allows_more(more, told):
                told = replace(_widened(told, more), text=f"{told.text} {said}")
                evidence += where
        return Found(replace(told, whole=whole), evidence)
    if stray := next(_strays(sections), None):
        return Unreadable(f"no directions were read, and {stray!r} may be some of them")
    if complete:
        return Absent(("every printed face, for a heading or a sentence of directions",))
    return Unreadable(
        "no directions on these pictures: a photo of the side that has them is missing"
    )


_LONGEST_STRAY = 80
"""Characters of it that are quoted."""


def _strays(sections: Sequence[Section]) -> Iterator[str]:
    """What tells how often a day outside of directions: their beginning was not read."""
    for section in sections:
        if section.kind in _SAID_IN_FULL:
            continue
        said = section.text
        if _NAMES_A_DAY.search(fold(said)) and _tells_how_often(_plain(said)):
            yield said[:_LONGEST_STRAY]


_OF_ANOTHER_THING = regex.compile(
    r" (?:of|from|de) (?:our (?!product|powder|formula|supplement|l?-?glutamine)"
    r"|(?:\w+,? ){0,2}?(?:fruits?|vegetables?|veggies|greens|meat|beef|chicken|fish|eggs?"
    r"|dairy|foods?|whey|casein)\b)"
)
"""What follows an amount that is not of the product: "5 servings of fresh fruit"."""

_TAKEN = regex.compile(r"\b(?:may|can|should|to) (?:take|use|consume)\b|^(?:take|use)\b")


def _further_doses(
    sections: Sequence[Section],
) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """Sentences outside of directions that tell an amount for a day: for athletes, for
    the first week. Studies count in grams; in scoops counts who takes it."""
    for section in sections:
        if section.kind in _SAID_IN_FULL:
            continue
        for start, end in sentences(section.passage, section.start, section.end):
            said = " ".join(section.passage.text[start:end].split())
            if not _NAMES_A_DAY.search(fold(said)):
                continue
            plain = _plain(said)
            amounts = [
                match[4]
                for match in _AMOUNT.finditer(plain)
                if not _OF_ANOTHER_THING.match(plain, match.end())
            ]
            by_measure = any(unit not in _GRAMS | _MILLIGRAMS for unit in amounts)
            if (
                amounts
                and _DAILY.search(plain)
                and not _CAPPED.search(plain)
                and (by_measure or _TAKEN.search(plain))
            ):
                yield said, section.passage.evidence(start, end)


def _allows_more(more: Directions, told: Directions) -> bool:
    if more.servings_per_day is None or told.servings_per_day is None:
        return False
    return more.servings_per_day[1] > told.servings_per_day[1]


def _tells_how_often(plain: str) -> bool:
    if _TIMES.search(plain):
        return True
    return any(
        _AMOUNT.search(one) and (_DAILY.search(one) or _named_occasions(one))
        for one in _sentences(plain)
    )


_SAID_IN_FULL = PANELS | {SectionKind.DIRECTIONS}


def _widened(told: Directions, again: Directions) -> Directions:
    """The directions with the ranges that they have in either language."""
    return replace(
        told,
        servings_per_day=_spanning_known(told.servings_per_day, again.servings_per_day),
        servings_at_once=_spanning_known(told.servings_at_once, again.servings_at_once),
    )


def _spanning_known(*ranges: Range | None) -> Range | None:
    return _spanning([one for one in ranges if one is not None])


def read_directions(text: str, serving: ServingSize | None, lexicon: Lexicon) -> Directions:
    """What a text of directions says of amount, frequency and circumstances."""
    plain = _plain(text)
    intakes = list(_intakes(plain, serving, lexicon))
    return Directions(
        text=text,
        servings_per_day=_per_day(plain, intakes, serving, lexicon),
        servings_at_once=_spanning([one.dose for one in intakes if one.dose and one.sure]),
        with_water=_with_water(plain),
        empty_stomach=_empty_stomach(plain),
        divided=_divided(plain, intakes),
    )


# --- numbers ------------------------------------------------------------------

_ARTICLES = frozenset({"un", "una", "ein", "eine"})
"""Numbers only before what is counted: see `_ARTICLE`."""

_WORDS = {
    **{
        word: str(number) for word, number in NUMBER_WORDS.items() if word not in _ARTICLES
    },
    "single": "1", "dreißig": "30",
    "once": "1 times", "twice": "2 times", "thrice": "3 times",
    "einmal": "1 times", "zweimal": "2 times", "dreimal": "3 times",
}  # fmt: skip
_PRESCRIBED = {
    regex.compile(rf"\b{letters}(?![\w.])"): f"{times} times daily"
    for letters, times in ((r"b\.?i\.?d\.?", 2), (r"t\.?i\.?d\.?", 3), (r"q\.?i\.?d\.?", 4))
}
_SIGNS = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}

_NUMBER = r"\d+(?:\.\d+)?"
_RANGE = rf"({_NUMBER})(?:~({_NUMBER}))?"
_MULTIPLIED = regex.compile(
    rf"(?<![\d.~])({_NUMBER}) ?x ?({_NUMBER})(?= (?:\p{{L}}+ )?(?:{MEASURE})\b)"
)
_ARTICLE = regex.compile(
    rf"\b(?:an?|une?|una|ein|eine[nr]?) (?=(?:\p{{L}}+ )?(?:{MEASURE})\b)"
)
_NUMBER_WORD = regex.compile(rf"\b(?:{'|'.join(_WORDS)})\b")
_COMPOUND = regex.compile(
    r"\b(twenty|thirty|forty|fifty)[- ](one|two|three|four|five|six|seven|eight|nine)\b"
)
_FRACTION = regex.compile(r"\b(?:(\d+) )?([123])/([234])\b")
_SPAN = regex.compile(
    rf"(?:(?P<between>between|entre|zwischen) )?\b({_NUMBER}) ?(times )?"
    rf"(?:-|–|to|or|a|à|ou|o|bis|oder|(?(between)and|(?!))|(?(between)y|(?!))) "
    rf"?({_NUMBER})\b"
    rf"(?! ?(?:/|%))"
)

_GROUPED = regex.compile(
    r"(?<=(?<![\d.,])[1-9]\d{0,2})(?:,(?=\d{3}(?!\d))|[.\s](?=000(?![\d.,])))"
)
"""What parts thousands: a comma before three digits; a point or a blank before three
zeros only, as others may be decimals or two numbers."""


_ZERO_AS_LETTER = regex.compile(r"(?<=\d)o(?![\p{L}])")
"""A nought behind a digit: no unit is called so."""


_IN_OUNCES_TOO = regex.compile(
    r"\b(?:an|one|\d[\d./ ]*) ?(?:oz\.?|ounces?) ?[(\[/] ?"
    r"(\d+(?:\.\d+)? ?g(?:rams?)?)\b ?[)\]]?"
)
"""A weight that is said again in grams, which is how servings are weighed."""


_HOURLY = regex.compile(
    r"\b(?:(?:every|each) hour|hourly|toutes les heures|chaque heure|cada hora"
    r"|jede stunde|stundlich)\b"
)


def _plain(text: str) -> str:
    """Folded, blanks put back, numbers as digits, ranges as ``1~3``.

    A count that is printed twice, "two (2)", stands once.
    """
    plain = text
    for sign, digits in _SIGNS.items():
        plain = plain.replace(sign, f" {digits}")
    plain = " ".join(fold(plain).split())
    plain = _ZERO_AS_LETTER.sub("0", plain)
    plain = regex.sub(r"(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})", " ", plain)
    plain = regex.sub(r"(times|once|twice)(?=daily|per ?day|a ?day)", r"\1 ", plain)
    plain = regex.sub(r"(per|a|each|every)(?=day\b)", r"\1 ", plain)
    for letters, times in _PRESCRIBED.items():
        plain = letters.sub(times, plain)
    plain = regex.sub(r"\b(?:an? )?dozen\b", "12", plain)
    plain = _IN_OUNCES_TOO.sub(r"\1", plain)
    plain = _HOURLY.sub("every 1 hours", plain)
    plain = _FRACTION.sub(_decimal, plain)
    plain = regex.sub(
        r"\b(?:one|1)-half(?: of)?(?: an?)?\b|\bhalf (?:of )?an?\b", "0.5", plain
    )
    plain = _COMPOUND.sub(lambda match: _WORDS[match[1]][0] + _WORDS[match[2]], plain)
    plain = _NUMBER_WORD.sub(lambda match: _WORDS[match[0]], plain)
    plain = regex.sub(r"\bx ?(\d+)(?= ?(?:daily|(?:per|a|each) ?day))", r"\1 times", plain)
    plain = _ARTICLE.sub("1 ", plain)
    plain = regex.sub(rf"\b({_NUMBER}) ?[(\[] ?\1 ?[)\]]", r"\1", plain)
    plain = regex.sub(r"(?<![\d.] ?)[(\[](\d{1,2})[)\]]", r"\1", plain)
    plain = _GROUPED.sub("", plain)
    plain = regex.sub(r"(?<=\d),(?=\d{1,2}\b)", ".", plain)
    plain = _MULTIPLIED.sub(lambda match: str(Decimal(match[1]) * Decimal(match[2])), plain)
    return str(_SPAN.sub(_ordered, plain))


def _decimal(match: regex.Match[str]) -> str:
    whole = Decimal(match[1] or 0)
    return str(round(whole + Decimal(match[2]) / Decimal(match[3]), 2))


def _ordered(match: regex.Match[str]) -> str:
    low, high = match[2], match[4]
    return f"{low}~{high}" if Decimal(low) < Decimal(high) else str(match[0])


def _range(low: str, high: str | None) -> Range:
    return Decimal(low), Decimal(high or low)


def _product(one: Range, other: Range) -> Range:
    return one[0] * other[0], one[1] * other[1]


def _spanning(ranges: Sequence[Range]) -> Range | None:
    if not ranges:
        return None
    return min(low for low, _ in ranges), max(high for _, high in ranges)


# --- one sentence -------------------------------------------------------------

_DAY = (
    r"(?:daily|(?:per|a|each|every|in a|in 1|/) ?day|/day|per 24 hours?|par jour|"
    r"chaque jour|(?:al|por|cada) dia|diari[ao]s?(?:mente)?|quotidien\w*|taglich|(?:pro|"
    r"am|je) tag)"
)
_TIMES = regex.compile(
    rf"\b{_RANGE} ?(?:x|times?|fois|veces|vez|mal|tomas|prises)(?: ?,)?(?: {_DAY}| ?{_DAY})"
)
_NAMES_A_DAY = regex.compile(
    r"da[iy]|hour|jour|dia|quotidien|tag|[btq]\.?i\.?d|morning|evening|night|bed|matin|soir"
    r"|manana|noche|morgens|abends"
)
"""Letters, folded, of which all that tells how often a day has some, and whatever
`_plain` makes such words of."""

_EVERY_HOURS = regex.compile(
    rf"\b(?:every|each|cada|toutes les|alle) {_RANGE} ?(?:(?:hours?|hrs?|horas|heures|"
    rf"stunden)|(?P<minutes>min(?:ute)?s?|minutos|minuten))\b"
)
_MINUTES_OF_AN_HOUR = Decimal(60)
_DAILY = regex.compile(
    rf"\b{_DAY}\b(?! (?:protein|diet|value|intake|requirement|dose|dosage|need|nutrition|"
    rf"allowance|"
    r"routine|regimen|recommended|maximum|usage|use should|water|multi))"
)
_WEEKLY = regex.compile(rf"\b{_RANGE} ?(?:x|times?|days) (?:per|a|each|/) ?week")
_EVERY_OTHER_DAY = regex.compile(r"\bevery (?:other|second|2) days?\b")
_MEALS = regex.compile(
    r"\b(?:each|every|all 3|3|your 3) (?:main )?meals?\b|\bchaque repas\b|\bcada comida\b|"
    r"\bjeder mahlzeit\b"
)
_COUNTED_MEALS = regex.compile(
    r"\b(?:each|all|every 1) of (?:(?:the|your) )?(\d+) (?:daily )?meals\b|"
    r"\b(\d+) (?:daily meals|meals ?(?:/|per|a|each) ?day)\b"
)
_COUNTED_TIMES = regex.compile(rf"\b({_NUMBER}) ?(?:times|fois|veces|mal)\b")
_SNACKS = regex.compile(r"\bmeals? (?:and|&|plus) (?:each |every )?snacks?\b")
_AROUND_MEALS = regex.compile(
    r"\bbefore (?:and|&) after (?:(?:each|every|all|your|\d+) )*(?:\w+ )?"
    r"(?:meals?|breakfast|lunch|dinner)\b"
)
_GROWS = regex.compile(
    r"\b(?:work|build|increas|go|ramp|titrat"
    r"|mov)\w* (?:(?!today\b)[\w.]+ ){0,8}?(?:up )?to\b"
)
_BY_ANOTHER_MEASURE = regex.compile(
    r"(?:/|\bper|\bfor (?:each|every)) ?(?:\d+ ?)?(?:kg|kilo\w*|lbs?|pounds?)\b|"
    r"\bby (?:your )?body ?-?weight\b|"
    r"(?<!not )(?<!never )\b(?:double|triple|doubling|tripling) (?:the|your|this) "
    r"(?:dos|amount|serving|intake|quantity)\w*|"
    # Drinks of so many scoops each, and a number of something that is not said.
    r"(?<!mix )(?<!in )(?<!with )(?<!into )\b(?:[2-9]|\d{2,})[\d.~]* (?:glasses|drinks"
    r"|shakes|bottles|servings of water)\b(?! of\b)"
    r"|\b(?:drink|take|have|use) \d[\d.~]* (?:daily|(?:per|a|each) day)\b|"
    r"\b\d[\d.~]* ?(?:(?:level|full|heaping|rounded) )?(?:cups?|mugs?|handfuls?)\b"
    r"(?! (?:of )?(?:(?!with\b|in\b|into\b)\p{L}+ ){0,2}"
    r"(?:water|juice|liquid|milk|beverage|fluid|coffee|tea)\b)|"
    r"(?:^\W*|\b(?:take|consume|use|mix|dose|dosage)(?: of)?:? )\d[\d.~]* ?"
    r"(?:oz|ounces?|kg|kilo\w*|lbs?|pounds?)\b"
    r"(?! (?:of )?(?:(?!with\b|in\b|into\b|daily\b)\p{L}+ ){0,2}"
    r"(?:water|juice|liquid|milk|beverage|fluid))|"
    r"\b(?:half|whole|entire|0\.5) (?:of )?(?:(?:the|this|1) )?"
    r"(?:container|tub|jar|bag|package|canister|pouch)\b|"
    r"\b(?:take|consume|use|mix|drink|add) (?:up to )?\d[\d.~]* (?:\p{L}+ )?"
    r"(?:containers?|tubs?|jars?|bags?|canisters?)\b"
)
"""What no count of servings can be told from."""

_AS_NEEDED = regex.compile(r"\bas needed\b|\bau besoin\b|\bsegun (?:sea )?neces")
_MORE = regex.compile(
    r"\b(?:another|additional|a second|second serving|again|more (?:scoop|serving)s?"
    r"|(?:scoop|serving)s? more)\b"
)
_CAP = regex.compile(
    rf"(?:exceed|more than|max(?:imum|\.)?(?: of)?|depasser|exceder|superar|mas de|plus de)"
    rf"[^.;]{{0,24}}?\b({_NUMBER}) ?(?:[\p{{L}}-]+ ){{0,3}}?(?:{MEASURE})?\b"
    rf"[^.;]{{0,24}}?(?:day|daily|24|jour|dia|diari)"
)
_CAPPED = regex.compile(
    r"\b(?:not|never|no) (?:to )?(?:be )?(?:exceed|take more|more than|use more|"
    r"consume more)|\bexceed\b|\bmaximum\b|\bne pas depasser\b|\bno (?:exceder|superar)\b"
)
_CHILD = regex.compile(
    r"^\W*(?:for )?(?:children|kids?|child|infants?|toddlers?|teens?|adolescents?|"
    r"enfants?|ninos?|kinder|ages? \d+~\d+)\b"
)
_OTHERWISE_COUNTED = regex.compile(
    rf"\b{_RANGE} (?:\p{{L}}+ ){{0,2}}?(?:{MEASURE}|glasses|cups|oz|liters?|litres?)\b"
)
_AMOUNT = regex.compile(
    rf"(?<![\d.~/] ?){_RANGE} ?(?:\([^)]*\) )?((?:(?!of|with|in|times?|x|and|to|"
    rf"or)[\p{{L}}-]+ )"
    rf"{{0,3}}?)({MEASURE})\b(?! (?:of )?(?:cold |cool |room |warm |filtered )*"
    r"(?:water|juice|liquid|beverage|fluid|milk|eau|agua|wasser))"
)

_OCCASIONS = {
    "morning": r"am(?= ?:|(?: and | & |/)[^.;]{0,24}\bpm\b)|"
    r"(?<!\bmid[ -]?)morning|breakfast|"
    r"waking|wak(?:e|ing) up|matin|petit dejeuner|manana|desayuno|morgens?|fruh(?:stuck)?",
    "mid-morning": r"mid[ -]?morning",
    "noon": r"lunch|noon|midday|mid-day|midi|almuerzo|mittags",
    "afternoon": r"(?:mid[ -]?)?afternoon|apres-midi|(?<!mas )tarde|nachmittags?",
    "evening": r"(?<=\bam\b[^.;]{1,32})pm|pm(?= ?:)|evening|dinner|supper|soir|cena|"
    r"abends?",
    "night": r"bed|bedtime|night|sleep|sleeping|coucher|noche|dormir|schlafen|nachts?",
    "before exercise": r"(?:before|pre|prior to|avant|antes de|vor dem)"
    r"(?:[\s,-]+(?:during|intra))?"
    r"[\s,-]*(?:and|&|y|et|und)?"
    r"(?: (?:during|intra|after|post|apres|despues de))?[\s-]*(?:(?:the|your|you|a|l.?|el"
    r"|intense|"
    r"each)[ -]?)*(?:work ?-?outs?|training|exercis\w+|entrain\w+|entren\w+|ejercicio|"
    r"activity|training)",
    "during exercise": r"(?:during|intra|while)"
    r"(?:[\s,-]*(?:and|&|y|et|und) (?:after|post))?[\s-]*(?:the |your |a )?"
    r"(?:work ?-?outs?|training|exercis\w+)",
    "after exercise": r"(?:after|post|following|apres|despues del?|nach dem)[\s-]*"
    r"(?:(?:the|your|you|a|an|l.?|el|intense|each)[ -]?)*(?:work ?-?outs?|training|"
    r"exercis\w+|entrain\w+|entren\w+|ejercicio|activity)",
}
_OCCASION = {name: regex.compile(rf"\b(?:{words})\b") for name, words in _OCCASIONS.items()}


@dataclass(frozen=True, slots=True)
class _Intake:
    """One sentence that tells how much or how often."""

    dose: Range | None
    """Servings at one time; None where the sentence does not say."""

    sure: bool
    """The dose counts what the serving counts; otherwise its lowest amount is taken
    for one serving."""

    times: Range | None
    """A day; None where the sentence does not say."""

    counted: bool
    """How often is said by a count, not by "daily" or an occasion."""

    adds: bool
    """The sentence speaks of one more intake: "another serving"."""

    joins: bool = False
    """It may be one more: "twice daily and 2 scoops on training days"."""

    occasions: frozenset[str] = frozenset()
    """Times of the day that it names."""

    otherwise_measured: bool = False
    """It counts in something that the serving does not explain."""


def _sentences(plain: str) -> Iterator[str]:
    for sentence in regex.split(
        r"(?<!\b(?:approx|oz|fl|e\.g|lbs?|tsp|tbsp|no|min|max))[.!?;~•●|](?=\s|$)|"
        r"\bthereafter\b|[,;] (?:and )?then\b(?=[^.;]{0,24}\d)",
        plain,
    ):
        # A child's dose may follow the adult's without a full stop.
        adult, *_ = regex.split(r"[,;:(] ?(?=(?:for )?children\b)", sentence)
        if adult.strip() and not _CHILD.match(adult):
            yield adult


def _intakes(
    plain: str, serving: ServingSize | None, lexicon: Lexicon
) -> Iterator[_Intake]:
    last: tuple[Range | None, bool] = None, False
    parts = (
        (number > 0, part)
        for one in _sentences(plain)
        for number, part in enumerate(_joined(_with_measures(one), lexicon))
    )
    before: frozenset[str] | None = None
    for joined, sentence in parts:
        if _CAPPED.search(sentence) and not _TIMES.search(sentence):
            continue
        dose, sure = _dose(sentence, serving, lexicon)
        times, counted = _times(sentence)
        if _BY_ANOTHER_MEASURE.search(sentence) or (
            dose is None
            and (_several(sentence) if counted else _counts_something_else(sentence))
        ):
            yield _Intake(
                dose=None,
                sure=False,
                times=times,
                counted=counted,
                adds=False,
                otherwise_measured=True,
            )
            continue
        if dose is None and not counted and _OTHERWISE_COUNTED.search(sentence):
            continue
        if times is None and dose is None:
            continue
        if dose is None:
            dose, sure = last
        occasions = _named_occasions(sentence)
        # What is joined to an amount without a time shares its own with it.
        apart = before is None or bool(before and occasions and not before & occasions)
        yield _Intake(
            dose=dose,
            sure=sure,
            times=times,
            counted=counted,
            adds=_MORE.search(sentence) is not None or (joined and apart),
            joins=joined,
            occasions=occasions,
        )
        last = dose, sure
        before = None if times is None else occasions


_SHARE = regex.compile(
    rf"(?:[:,;(–-]|\b(?:and|plus|then|et|puis|y|und)|[&+]) ?({_NUMBER}) "
    r"(?=(?:in|at|with|before|after|upon|le|la|au|a|avant|apres|pendant|por|con|antes|"
    r"despues|am|zum|vor|nach|morgens|mittags|abends|matin|midi|soir)\b)"
)
"""A number whose measure was said before: "..., 1 at lunch and 1 at night"."""


_SUM_OF_A_DAY = regex.compile(rf"(?: ?,)? ?(?:{_DAY})?[\s,:;(–-]*")
"""What stands between the amount of a day and its shares; where more does, how often or
how much it is may be told there."""

_CLOCK = regex.compile(
    r"\b(?:at|um|a las|a) \d"
    r"|\d ?(?:min\w*|hours?|hrs?|h|[ap]\.?m|o.?clock|uhr|heures?|horas?|stunden?)\b"
)
"""Numbers of minutes and hours, which count nothing that is taken."""


def _with_measures(sentence: str) -> str:
    """The same with the measure behind each number that goes without it, and without the
    sum of the day that is parted so: "4 scoops a day: 2 in the morning and 2 at night"."""
    amount = _AMOUNT.search(sentence)
    if amount is None or amount[2] is not None:
        return sentence
    shares = list(_SHARE.finditer(sentence, amount.end()))
    if not shares or _CLOCK.search(sentence) or _counts_times(sentence):
        return sentence
    between = sentence[amount.end() : shares[0].start(1)]
    start = 0
    if not _named_occasions(between):
        parted = sum(Decimal(one[1]) for one in shares) == Decimal(amount[1])
        if not (parted and _SUM_OF_A_DAY.fullmatch(between)):
            return sentence
        start = shares[0].start(1)
    parts: list[str] = []
    for share in shares:
        parts += sentence[start : share.end(1)], f" {amount[4]}"
        start = share.end(1)
    return "".join((*parts, sentence[start:]))


_AND_AS_MUCH = regex.compile(
    rf"(?:,|,? (?:and|&|plus|then|followed by|y|et|und)) "
    rf"(?={_RANGE} (?:\p{{L}}+ )?({MEASURE})\b)"
)


def _joined(sentence: str, lexicon: Lexicon) -> Iterator[str]:
    """The parts of a sentence that joins amounts of one measure, each with a time of its
    own: "2 scoops before and 2 scoops after training"."""
    start = 0
    for joint in _AND_AS_MUCH.finditer(sentence):
        before = sentence[start : joint.start()]
        measure = _unit(joint[3], lexicon)
        if any(_unit(one[4], lexicon) == measure for one in _AMOUNT.finditer(before)):
            yield before
            start = joint.end()
    yield sentence[start:]


_OF_SOMETHING = regex.compile(
    rf"(?:^|[:,;(]|\b(?:take|use|mix|consume|add|stir|dissolve|chew|swallow|have|adults?|"
    rf"up to|prendre|prenez|diluer|melanger|adultes|jusqu.a|tomar|tome|mezclar|mezcle|"
    rf"disolver|adultos|hasta|nehmen|sie|taglich|erwachsene|bis zu)) ?{_RANGE} "
    r"(?!(?:min\w*|h|hours?|hrs?|days?|weeks?|months?|years?|times|meals?|glass\w*|cups?|"
    r"[cdm]?l|oz|ounces?|fl|lit(?:er|re)s?|to|and|or|of|am|pm|jours?|heures?|semaines?|mois|"
    r"ans?|fois|verres?|repas|et|ou|a|de|dias?|horas?|semanas?|meses|anos|veces|vasos?|"
    r"comidas|y|o|tage?n?|stunden?|wochen?|monate?|jahre?n?|mal|gl[aä]s\w*|mahlzeiten|und|"
    r"oder|bis|daily|per|each|every|par|por|al|taglich|pro|with|before|after|mit|avec|con)"
    r"\b)\p{L}{3,}"
)
"""A number, where that of what is taken stands, of what is no time and no drink."""


def _counts_something_else(sentence: str) -> bool:
    """Whether it takes more than one of something that is no known measure."""
    return any(
        Decimal(match[2] or match[1]) > 1 for match in _OF_SOMETHING.finditer(sentence)
    )


def _several(sentence: str) -> bool:
    """Whether it names an amount that is more than one of something."""
    return any(Decimal(match[2] or match[1]) > 1 for match in _AMOUNT.finditer(sentence))


def _times(sentence: str) -> tuple[Range | None, bool]:
    """How often a day, and whether a count says so."""
    if match := _TIMES.search(sentence):
        return _softened(sentence, match, _range(match[1], match[2])), True
    if match := _EVERY_HOURS.search(sentence):
        day = _HOURS_AWAKE if "awake" in sentence else _HOURS_OF_A_DAY
        hour = _MINUTES_OF_AN_HOUR if match["minutes"] else Decimal(1)
        apart = [span / hour for span in _range(match[1], match[2]) if span]
        least, most = (day / max(apart), day / min(apart)) if apart else _ONE
        return _softened(sentence, match, (least, most)), True
    if match := _WEEKLY.search(sentence):
        low, high = _range(match[1], match[2])
        return (low / _DAYS_OF_A_WEEK, high / _DAYS_OF_A_WEEK), True
    if _EVERY_OTHER_DAY.search(sentence):
        return (Decimal("0.5"), Decimal("0.5")), True
    if meals := _meals(sentence):
        return meals, True
    occasions = _occasions(sentence)
    if _DAILY.search(sentence):
        return occasions or _ONE, False
    return occasions, False


def _counts_times(sentence: str) -> bool:
    """Whether a count tells how often: of times, hours, days or meals."""
    patterns = (_TIMES, _COUNTED_TIMES, _EVERY_HOURS, _WEEKLY, _EVERY_OTHER_DAY)
    return any(one.search(sentence) for one in patterns) or _meals(sentence) is not None


def _meals(sentence: str) -> Range | None:
    """Every meal, three unless the sentence counts them, and what it adds to them."""
    counted = _COUNTED_MEALS.search(sentence)
    if counted is None and not _MEALS.search(sentence):
        return None
    meals = Decimal(counted[1] or counted[2]) if counted else Decimal(3)
    if _SNACKS.search(sentence) or _AROUND_MEALS.search(sentence):
        meals *= 2
    more = sum(
        pattern.search(sentence) is not None
        for name, pattern in _OCCASION.items()
        if name == "night" or name.endswith("exercise")
    )
    either = regex.search(r"\b(?:or|ou|o|oder)\b", sentence)
    most = meals + more
    if said := _COUNTED_TIMES.search(sentence):
        most = max(most, Decimal(said[1]))
    return (meals if either else meals + more), most


def _softened(sentence: str, match: regex.Match[str], times: Range) -> Range:
    """The range opened downwards by "up to" and "as needed"."""
    before = sentence[max(match.start() - 12, 0) : match.start()]
    up_to = match[2] is None and regex.search(r"\b(?:up to|a|hasta|bis zu) $", before)
    if up_to or _AS_NEEDED.search(sentence):
        return min(times[0], Decimal(1)), times[1]
    return times


def _named_occasions(sentence: str) -> frozenset[str]:
    return frozenset(
        name for name, pattern in _OCCASION.items() if pattern.search(sentence)
    )


def _occasions(sentence: str) -> Range | None:
    """How many occasions of the day a sentence names; "or" makes a range of them."""
    hits = sorted(
        match.start()
        for pattern in _OCCASION.values()
        if (match := pattern.search(sentence))
    )
    if not hits:
        return None
    between = sentence[hits[0] : hits[-1] + 1]
    if regex.search(r"\b(?:or|ou|o|oder)\b|/", between):
        both = regex.search(r"and/or", between)
        return Decimal(1), Decimal(len(hits) if both else 1)
    number = Decimal(len(hits))
    if _AROUND_MEALS.search(sentence):
        number *= 2
    return number, number


_UP_TO_BEFORE = regex.compile(r"\b(?:up to|hasta|bis zu|jusqu.?a) $")
_REACH_OF_UP_TO = 16
"""Characters that hold the longest of these, and what stands before it."""


def _dose(
    sentence: str, serving: ServingSize | None, lexicon: Lexicon
) -> tuple[Range | None, bool]:
    """Servings that the sentence's amount makes, and whether its unit is the serving's."""
    guess: Range | None = None
    told: list[Range] = []
    for match in _AMOUNT.finditer(sentence):
        amount = _range(match[1], match[2])
        before = sentence[max(match.start() - _REACH_OF_UP_TO, 0) : match.start()]
        if match[2] is None and _UP_TO_BEFORE.search(before):
            amount = min(amount[0], Decimal(1)), amount[1]
        share = _servings(amount, match[4], serving, lexicon)
        if each := _OF_SO_MUCH.match(sentence, match.end()):
            weighed = _servings(_range(each[1], each[2]), each[3], serving, lexicon)
            # Of a powder with more in it they may mean the active alone.
            if weighed is not None:
                share = _spanning_known(share, _product(amount, weighed))
        if share is not None and share[1] > 0:
            told.append(share)
            if not _GROWS.search(sentence):
                break
        if guess is None and (serving is None or amount == _ONE) and amount[0]:
            guess = _divided_by(amount, amount[0])
    return (_spanning(told), True) if told else (guess, False)


_OF_SO_MUCH = regex.compile(
    # In so many milliliters it is stirred.
    rf" ?(?:of|de|d|von|a|zu|zu je|je)[ ']{_RANGE} ?(?!ml\b)({MEASURE})\b"
)
"""What each of several servings weighs, as the directions have it: "3 doses of 15 g"."""

_PIECES = frozenset(
    {"capsule", "tablet", "caplet", "softgel", "pill", "lozenge", "gummy", "chew", "piece",
     "chewable", "wafer"}
)  # fmt: skip
_GRAMS = frozenset(
    {"g", "gr", "gram", "grams", "gramos", "gramo", "gramme", "grammes", "gramm"}
)
_MILLIGRAMS = frozenset(
    {"mg", "milligram", "milligrams", "milligramme", "milligrammes", "milligramm",
     "miligramo", "miligramos"}
)  # fmt: skip
_WHOLE = regex.compile(r"servings?|portion\w*|porci\w+|dos(?:es?|is)")


def _servings(
    amount: Range, unit: str, serving: ServingSize | None, lexicon: Lexicon
) -> Range | None:
    """An amount of a unit in servings; None where it cannot be told."""
    if _WHOLE.fullmatch(unit):
        return amount
    if serving is None:
        return None
    if unit in _GRAMS:
        return _divided_by(amount, serving.grams)
    if unit in _MILLIGRAMS:
        return _divided_by(amount, serving.grams and serving.grams * 1000)
    if serving.unit is None:
        return None
    said = _unit(unit, lexicon)
    meant = _unit(serving.unit, lexicon)
    if said == meant or (said in _PIECES and meant in _PIECES):
        return _divided_by(amount, serving.count or Decimal(1))
    return None


def _divided_by(amount: Range, size: Decimal | None) -> Range | None:
    return (amount[0] / size, amount[1] / size) if size else None


def _unit(word: str, lexicon: Lexicon) -> str:
    match = lexicon.dosage_forms.units.lookup(word, tolerant=False)
    return match.id if match else fold(word)


# --- all sentences ------------------------------------------------------------


def _per_day(
    plain: str, intakes: Sequence[_Intake], serving: ServingSize | None, lexicon: Lexicon
) -> Range | None:
    """Lowest and highest servings a day that any of the sentences tells."""
    if any(one.otherwise_measured for one in intakes):
        return None
    total: Range | None = None
    named: frozenset[str] = frozenset()
    for number, one in enumerate(intakes):
        # A dose without a time is one intake where a later sentence adds another.
        times = one.times or (
            _ONE if one.joins or any(more.adds for more in intakes[number + 1 :]) else None
        )
        if times is None:
            continue
        share = _product(times, one.dose or _ONE)
        if total is None:
            total = share
        elif one.adds:
            total = total[0] + share[0], total[1] + share[1]
        elif one.joins:
            total = min(total[0], share[0]), total[1] + share[1]
        elif named and one.occasions and not named & one.occasions:
            # One in the morning, one at night: both, unless they are for other days.
            total = min(total[0], share[0]), total[1] + share[1]
        else:
            total = min(total[0], share[0]), max(total[1], share[1])
        named |= one.occasions
    cap = _cap(plain, serving, lexicon)
    if cap is None:
        return total
    if total is None:
        return min(Decimal(1), cap), cap
    return min(total[0], cap), min(total[1], cap)


def _cap(plain: str, serving: ServingSize | None, lexicon: Lexicon) -> Decimal | None:
    """The most servings a day that the text allows in so many words."""
    caps = []
    for sentence in _sentences(plain):
        match = _CAP.search(sentence) if _CAPPED.search(sentence) else None
        if match is None or regex.search(
            r"\d+ ?(?:consecutive )?(?:days|weeks|months)", sentence
        ):
            continue
        amount = _AMOUNT.search(sentence, match.start())
        number = (Decimal(match[1]), Decimal(match[1]))
        share = _servings(number, amount[4], serving, lexicon) if amount else number
        if share is not None and share[1] > 0:
            caps.append(share[1])
    return min(caps) if caps else None


_APART = regex.compile(
    r"\bdivided (?:doses|servings|into)\b|\bseparate (?:doses|servings)\b|\bsplit\b|"
    r"\bspread (?:out )?(?:throughout|over)\b|\bevenly spaced\b|\bdoses fractionnees\b|"
    r"\bdosis divididas\b|\bdividid[ao]s? en\b"
)


def _divided(plain: str, intakes: Sequence[_Intake]) -> bool | None:
    """Whether the day's amount is taken in parts."""
    if _APART.search(plain):
        return True
    times = [one.times for one in intakes if one.times is not None]
    if not times:
        return None
    if any(one.adds for one in intakes[1:]):
        return True
    most = max(high for _, high in times)
    if most > 1:
        return True
    at_once = _spanning([one.dose for one in intakes if one.dose is not None])
    if at_once and at_once[1] > 1 and not any(one.counted for one in intakes):
        return None
    return False


_WATER = r"(?:water|eau|agua|wasser)"
_DRINKING = regex.compile(
    rf"\b(?:glasses|liters?|litres?|plenty|lots) of (?:\p{{L}}+ )?{_WATER}\b|\bdrink "
    rf"\d[\d~ oz]* of "
    rf"{_WATER} (?:daily|per day|a day|throughout)|\bplenty of fluids\b"
)
_INSTEAD_OF_WATER = regex.compile(
    r"\b(?:milk|shakes?|smoothies?|coffee|juice|beverages?|yogh?urt|oatmeal|lait|jus|"
    r"leche|jugo|zumo|licuado|milch|saft)\b|\b(?:your|favou?rite|sports?|"
    r"protein) drinks?\b|\bsprinkle\b|\b(?:on|over|into|"
    r"to) (?:your )?(?:favou?rite )?foods?\b"
)


_NO_WATER = regex.compile(
    rf"\b(?:without {_WATER}|no {_WATER} (?:needed|required|necessary))|"
    rf"\b(?:not|never) (?:mix|take|combine|dissolve|add)\w* (?:it |this )?"
    rf"(?:with|in|into|to) (?:plain )?{_WATER}"
)


def _with_water(plain: str) -> bool | None:
    text = _DRINKING.sub(" ", plain)
    if _NO_WATER.search(text):
        return False
    if regex.search(rf"\b{_WATER}\b", text):
        return True
    return False if _INSTEAD_OF_WATER.search(text) else None


_EMPTY = regex.compile(
    r"\bempty stomach\b|\b(?:between|before|away from|prior to) (?:each |every |any |"
    r"your |main |a )?(?:meals?|food|eating|breakfast)\b|\bwithout food\b|\ba jeun\b|"
    r"\b(?:entre|avant|en dehors d)[\w']* ?(?:les |des |chaque )?repas\b|\ben ayunas\b|"
    r"\bestomago vacio\b|\b(?:entre|antes de) (?:las |cada )?comidas?\b|\bnuchtern\w*|"
    r"\b(?:zwischen|vor) (?:den |dem )?(?:mahlzeiten|essen)\b"
)
_FULL = regex.compile(
    r"\b(?:with|after|following|during|at) (?:or after )?(?:(?:a|an|the|your|each|every|"
    r"any|largest|main|evening|morning|small|light|\d+|two) )*(?:meals?|meal ?times?|food|"
    r"breakfast|lunch|dinner|supper|snack)\b|\bat your (?:\d+ )?(?:\w+ )?meals\b|"
    r"\b(?:avec|pendant|apres|au cours d)[\w']* ?(?:un |les |des |le |de la |"
    r"chaque )?(?:repas|nourriture)\b|\b(?:con|durante|despues de) (?:las |los |la |el |"
    r"cada )?(?:comidas?|alimentos?|desayuno)\b|\b(?:zu|mit|nach) (?:den |einer |"
    r"der )?(?:mahlzeit\w*|essen)\b"
)


def _empty_stomach(plain: str) -> bool | None:
    """By the words about meals; None where they leave the choice."""
    if regex.search(
        r"\bwith or (?:without|between)\b|\b(?:before|between) or (?:with|after)\b", plain
    ):
        return None
    said = list(_EMPTY.finditer(plain))
    if denied := [match for match in said if _DENIED.search(plain, 0, match.start())]:
        return False if len(denied) == len(said) else None
    if said:
        return True
    return False if _FULL.search(plain) else None


_DENIED = regex.compile(
    r"\b(?:not|never|avoid|nicht|nie|pas|jamais|no|nunca|evit\w+)\b[^.;:,!(]{0,32}$"
)
