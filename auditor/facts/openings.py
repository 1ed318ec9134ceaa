"""Sentences that tell by their first words what they are, heading or none.

"Keep out of reach of children" is a warning and "Mix one scoop with water" a
direction wherever they stand. The phrases are the label language of regulations
and habit, in English, French, Spanish and German; names of things stay in the
lexicon. A phrase must open its sentence: in the middle it proves nothing.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.addresses import DOMAIN_ENDING, POST_CODE, has_a_post_code
from auditor.quantity import NUMBER_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping


class SectionKind(StrEnum):
    """What a stretch of label is."""

    FACTS = "facts"
    INGREDIENTS = "ingredients"
    OTHER_INGREDIENTS = "other_ingredients"
    DIRECTIONS = "directions"
    WARNINGS = "warnings"
    ALLERGENS = "allergens"
    STORAGE = "storage"
    DISCLAIMER = "disclaimer"
    MANUFACTURER = "manufacturer"
    AMINO_ACID_PROFILE = "amino_acid_profile"
    CLAIMS = "claims"
    """Whatever else is said, with or without an opening of its own."""


PANELS = frozenset({SectionKind.FACTS, SectionKind.AMINO_ACID_PROFILE})
"""Kinds of section that are tables of what a serving has in it."""

DATED = ("lot", "expiry", "best-before", "use-by")
"""Ids of the lexicon's headings that stand before a lot's code or a date."""


def loose(*phrases: str) -> regex.Pattern[str]:
    """A pattern for any of the phrases whose blanks may be missing or line breaks.

    Readers lose the blanks of condensed print: "Keepout ofreach".
    """
    joined = "|".join(f"(?:{phrase})" for phrase in phrases)
    # Possessive, so that a lookahead behind it cannot be met by a blank less.
    blanks = joined.replace(" ?", " ").replace(" ", r"\s*+")
    return regex.compile(blanks, regex.IGNORECASE)


MEASURE = "|".join(
    (
        r"scoop\w*|caps?|capsul\w*|v-?caps?|tabs?|tablet\w*|caplets?|soft ?-?gels?|"
        r"gel ?caps?|pills?",
        r"gumm\w+|chews?|chewables?|(?:micro-?)?lozenges?|wafers?|pellets?|drops?|"
        r"droppers?\w*|"
        r"sprays?|pumps?",
        r"servings?|tea ?spoon\w*|table ?spoon\w*|tsps?|tbsps?|spoon\w*|packets?|"
        r"sachets?|sticks?(?: packs?)?",
        r"packs?|pouch\w*|shots?|dos(?:es?|is)|bars?|bottles?|mesur(?:es?|ettes?)|dosettes?|"
        r"g[ée]lules?|prises?",
        r"comprim\w+|cuill(?:[èe]res?(?: [àa] (?:th[ée]|soupe|caf[ée]))?|er[ée]es?)|"
        r"portion\w*|tabletas?",
        r"c[áa]psulas?|cucharad\w+|cacitos?|medidas?|porci\w+|sobres?|tomas?",
        r"\p{L}*kapseln?|\p{L}*tabletten?|press?linge?|\p{L}*beutel|\p{L}*ampullen?|"
        r"(?:mess|dosier|portions|tee|ess)l[öo]ffel|tropfen|riegel|st[üu]ck",
        r"stick ?packs?|b[âa]tonnets?|ampoules?|ampollas?|vials?|capfuls?|perlas?|gommes?|"
        r"gomitas?|gominolas?|masticables?|troches?|pastil(?:les?|las?)|gouttes?|gotas?|"
        r"barres?|barritas?|pieces?|pi[èe]ces?|piezas?|cazos?|tbs",
        r"g|gr|grams?|gramos?|grammes?|gramm|mg|mill?igram(?:m?e?s?|os?)|ml",
    )
)
"""Household measures and weights of the product as directions count them, with their
accents or folded."""

_UNIT = rf"{MEASURE}|cans?|oz|ounces?|fl\.? ?oz"
"""The same and those that water is measured by."""

_NUMBER = "|".join(
    (
        r"\d+(?:[.,/]\d+)?|[½¼¾⅓⅔]|one-half|an?|eine[nr]|fünf|zwölf|dreißig",
        *NUMBER_WORDS,
    )
)

_SIZES = (
    r"level|heaping|heaped|rounded|full|flat|rase|rases|small|large|vegetarian|veggie|veg|"
    r"vegan|vegetable|chewable|tasty|delicious|liquid|whole"
)

_PER_DAY = (
    r"\bdaily\b(?! (?:doses?|servings?|portions?)\b)|\b(?:per|a|each|every) day\b|"
    r"times daily|par jour|quotidien|al d[ií]a|por d[ií]a|diari[ao]|täglich|am tag|pro tag"
)

_INTAKE = "|".join(
    (
        r"take|mix|add|stir|dissolve|combine|consume|drink|shake|chew|place|blend|use|"
        r"enjoy",
        # "Women's Daily" and "Men 50+ Once Daily" are names.
        r"swallow|sprinkle|put|allow|let|serve|ingest|apply|"
        r"(?:adults?|men|women)(?!['’]| ?[4-7]\d ?\+)",
        r"pour(?! 100\b| \d (?:g[ée]lule|comprim[ée])s?\b| \d+ \p{L}+\s\d)",
        r"prendre|prenez|m[ée]langer|m[ée]langez|ajoute[rz]|dissoudre|dilue[rz]|verse[rz]",
        r"adultes?|croquer|avale[rz]|consommer",
        r"tom(?:ar|e)|mezcl(?:ar|e|a)|agreg(?:ar|ue)|añad(?:ir|a)|disolver|disuelva|"
        r"dilu(?:ir|ya)",
        r"ingerir|consumir|adultos?",
        r"nehmen|einnehmen|mischen|einrühren|auflösen|erwachsene",
    )
)

_BEFORE_INTAKE = "|".join(
    (
        r"as an? (?:dietary|food|nutritional|herbal) supplement ?[,:.]? ",
        r"for (?:healthy )?adults?(?: only)? ?[,:]? |adults ?[,:] |simply |typically ,? ?",
        r"for best results ?,? |comme compl[ée]ment alimentaire ?,? ",
        r"como (?:suplemento|complemento) alimenticio ?,? ",
    )
)

_NOUN_OVER_A_COUNT = (
    r"(?:shake|drink|mix|blend|men|women|adults?)\n"
    r"\d[\d.,]++[^\S\n]*+(?:\p{L}++[^\S\n]*+){1,3}(?:\n|$)"
)
"""Words of fronts by themselves above a count or an amount of two digits and more, which
no dose has: "SHAKE" over "30g"."""

_PROFESSIONAL = (
    r"physician|doctor|health|qualified|medical|licensed|pharmacist|practitioner|"
    r"professional|nutritionist|dietitian|clinician|pa?ediatrician|midwife"
)

_SETTLING = (
    r"(?:(?:contents?|this product|product)(?: (?:is|are))? )?(?:sold|packaged|packed|"
    r"filled) by weight",
    # "Scoop included, but may settle": readers take a small comma for a period.
    r"some settling|(?:contents?|powder|product|but) may settle|"
    r"settling (?:of contents )?may",
    r"(?:serving |measuring |dosing )?(?:scoop|spoon) (?:(?:is|may be) )?(?:included|"
    r"provided|enclosed|inside|buried|(?:may|can) (?:settle|sink|be (?:found|buried)))",
)

SETTLING = loose(*_SETTLING)
"""Sentences on what happened to the contents on their way, which labels print behind
how to keep them and also by themselves."""

OPENINGS: Mapping[SectionKind, regex.Pattern[str]] = {
    SectionKind.WARNINGS: loose(
        r"keep (?:this (?:product|bottle) |tightly closed and |(?:this and )?all "
        r"medicines )?out of (?:the )?(?:sight and )?reach",
        r"keep out of \S{0,8} ?(?:of )?child",
        r"(?:please )?(?:always )?(?:consult|check|talk|speak|ask|see)(?: with| to)? "
        rf"(?:your|our|an?|the)? ?(?:own )?(?:{_PROFESSIONAL})",
        r"(?:please )?consult with (?:your|a)",
        r"because some antibiotics|medical guidelines recommend",
        r"(?:caution|warning|(?:important |consumer )?notice)s? ?[:!]",
        r"if (?:you (?:are )?)?(?:or |currently )?(?:pregnant|nursing|breast|lactating|"
        r"taking|under)",
        r"if (?:you (?:are )?)?(?:allergic|planning|on (?:any )?medication|diabetic|"
        r"less than)",
        r"if you (?:have|suffer|experience|suspect|had|think|develop)",
        r"if any (?:adverse|side|unusual)|in case of (?:accidental|overdose)",
        r"if (?:the |your )?symptoms (?:persist|continue|worsen|last|do not)",
        r"(?:pregnant|nursing|lactating|breast ?-?feeding|infants and|phenylketonurics)\b",
        r"(?:individuals|persons?|people|those|women) (?:with|who|taking|under|allergic|"
        r"on)\b",
        r"(?:this product )?(?:is )?not (?:intended|suitable|recommended|formulated|meant|"
        r"to be) (?:for|used|taken|by|in|given)",
        r"(?:this product is )?(?:only )?intended (?:only )?for (?:use by )?healthy adults",
        r"(?:this (?:food|product) )?(?:is )?not (?:to be used as )?a sole source of "
        r"nutrition",
        r"this (?:food|product|supplement) (?:should|must) (?:only )?be (?:used|consumed|"
        r"taken) [^.!?]{0,60}(?:\bdiet|lifestyle|supervision)",
        r"should (?:only )?be used under (?:medical|dietetic)",
        r"for (?:children|infants|persons|minors) under",
        r"not for (?:use|individuals|children|persons|those|anyone|infants|minors|human|"
        r"pregnant)",
        r"for (?:healthy )?adults?(?: use)? only|for use by (?:healthy )?adults",
        r"for (?:healthy )?(?:individuals|adults|persons) (?:18|over|aged|\d\d) ",
        r"(?:please )?do not (?:use|take|exceed|accept|purchase|consume|combine|operate|"
        r"drive)\b",
        r"(?:please )?do not (?:eat|give|feed|ingest|inhale|attempt|drink|"
        r"mix with alcohol)\b",
        r"(?:immediately )?(?:discontinue|stop) (?:use|using|taking)",
        r"(?:avoid|never) (?:taking|using|use|exceed|contact|in case)",
        r"must not be used as|should not be used as",
        r"(?:food|dietary) supplements? (?:must|should|are|is|may) not",
        r"tamper[ -]*(?:evident|resistant)|safety sealed|sealed (?:for your|with an? )",
        r"(?:choking|choke) (?:hazard|warning)|not a candy|accidental overdose",
        r"contains (?:xylitol|phenylalanine|a source of phenylalanine)",
        r"exceeding (?:the )?recommended",
        r"(?:tenir|garder|conserver|maintenir) hors de (?:la )?port[ée]e",
        r"ne (?:pas|doit pas|doivent pas|jamais) (?:d[ée]passer|utiliser|se substituer|"
        r"[êe]tre)|ne se substitue(?:nt)? pas",
        r"ne (?:pas|jamais) (?:prendre|consommer|laisser|conduire)|d[ée]conseill[ée]",
        r"consulte[rz]? (?:un|votre|une)\b|(?:si vous|en cas de|les femmes enceintes)\b",
        r"r[ée]serv[ée] (?:à l['’])?adultes?|cesse[rz] (?:l['’]utilisation|d['’]utiliser)",
        r"mant[eé]n(?:er|ga(?:se)?)(?:lo|se)? (?:siempre )?(?:fuera|alejado)",
        r"no (?:exceder|superar|se deje|deje|usar|utilizar|consumir|consuma|se recomienda|"
        r"debe)\b",
        r"consult[ea]r? (?:a|con|al|su)\b|este producto no es un medicamento",
        r"el consumo de este producto|los complementos alimenticios no",
        r"si (?:est[aá]|usted|tiene|padece)\b|embarazadas\b",
        r"außer(?:halb der)? reichweite|die angegebene (?:empfohlene )?(?:tages|verzehr|"
        r"tägl)",
        r"nahrungsergänzungsmittel (?:sind|sollten|dienen|ist) (?:kein|nicht)|"
        r"nicht (?:geeignet|empf)",
    ),
    SectionKind.DISCLAIMER: loose(
        r"(?:these|this|the) ?statements? (?:on this label )?(?:has|have) not been (?:eva|"
        r"rev)",
        r"(?:this |these )?products? (?:is|are) not intended to (?:diagnos|treat|cure|"
        r"prevent)",
    ),
    SectionKind.STORAGE: loose(
        r"store[sd]? (?:in|at|between|below|under|tightly|sealed|away|unopened|product|"
        r"bottle)\b",
        r"store[sd]? (?:this|closed|cool|dry|container|upright)\b|must be stored",
        r"keep (?:container |bottle |lid |jar |cap |product |it |this )?(?:tightly|"
        r"refrigerated)",
        r"keep (?:in a|dry|cool|at room|away from|closed|bottle|container|sealed|from)\b",
        r"protect from (?:heat|light|moisture|direct|freezing)|refrigerate after|"
        r"after opening",
        r"once open(?:ed)?\b|re-?seal\b|(?:use|consume) within \d+ (?:days|weeks|months)",
        r"best stored|best (?:before|by)\b|shelf stable|avoid (?:excessive|exposure|"
        r"extreme)",
        r"conserver (?:dans|à|au|en|entre|bien|le|l['’]abri)|à conserver (?:dans|à|au|en|"
        r"entre)",
        r"garder (?:au|dans|à l['’])|entreposer",
        r"(?:conservar|cons[ée]rve(?:se)?|almacenar|almac[ée]nese|guardar|mant[ée]ngase|"
        r"mantener) (?:en|el|a|bien|cerrado|lejos|este)\b",
        r"(?:trocken|kühl|lichtgeschützt)[^.\n]{0,40}(?:lagern|aufbewahren)",
        *_SETTLING,
    ),
    SectionKind.ALLERGENS: loose(
        r"(?:contains|contient|contiene|enthält)(?: allergens?|"
        r" the following allergens?)? ?[:;] ?(?!\d|less|moins|menos|no\b|one or more|each|"
        r"two)(?=\p{L})",
        r"(?:this product |product )?(?:may|can)(?: also)? contain (?!up to|more|less|\d|"
        r"one or more of(?![^.]{0,24}allergen))",
        r"peut (?:aussi )?contenir|puede contener|kann (?:spuren|.{3,40} enthalten)",
        r"may be present ?: ?(?=\p{L})|for allergens ?, (?:including|see)\b",
        r"traces? (?:of|de|éventuelles)\b",
        r"(?:this product |product )?(?:(?:is|was|are|has been) )?(?:manufactured|"
        r"produced|processed|made|packaged|packed|prepared|blended|bottled)(?: (?:and|&|"
        r"or) (?:packaged|processed|packed|tested))? (?:in|on|at|using|with) (?:a |an |"
        r"the |shared |same |our )*(?:c?gmp )?(?:\w+ )?(?:facilit(?:y|ies)|equipment|"
        r"plant|lines?|machinery|site)[^.!?]{0,24}? (?:that|which|where|used|handling|"
        r"processing|shared)\b",
        r"(?:(?:is|was|are) )?(?:manufactured|produced|processed|made|packaged|packed) "
        r"(?:in|on|using) (?:a |the )?(?:shared|same|common) (?:\w+ )?"
        r"(?:facilit(?:y|ies)|equipment|lines?|machinery) (?:with|as)\b",
        r"fabriqu[ée] (?:dans|sur) (?:un|une|des) [^.!?]{3,40} (?:qui|où|utilis|manipul|"
        r"trait)",
        r"(?:fabricado|elaborado|producido|procesado) en (?:un|una|unas|equipos|"
        r"instalaciones|planta)[^.!?]{0,40} (?:que|donde)",
        r"(?:food )?allerg(?:en|y) (?:information|advice|warning|statement|alert|info)\b",
    ),
    SectionKind.CLAIMS: loose(
        r"contains (?:absolutely )?(?:no|none|zero)\b|does not contain|free (?:of|from)\b",
        r"no (?:added )?(?:artificial|gluten|dairy|soy|sugar|gmo|fillers|preservatives)\b",
        r"(?:gluten|gmo|soy|dairy|sugar|lactose)[ -]free\b|non[ -]?gmo\b|"
        r"not manufactured with",
        r"not a significant source of|please recycle\b|family[ -]owned",
        r"suitable for|ne contient (?:pas|aucun)|sans (?:gluten|ogm|sucre|lactose|soja|"
        r"agents?)\b",
        r"no contiene|libre de|sin (?:gluten|az[uú]car|lactosa|conservadores|"
        r"conservantes)\b",
        r"frei von|ohne (?:zusatz|gentechnik|künstliche|gluten|zucker)|enthält kein",
        r"\d{2,4} (?:vegg?i?e?|vegetarian|vegetable|vegan)? ?(?:capsules|tablets|softgels|"
        r"gummies)$",
        r"net (?:wt|weight)|(?:certified|usda) organic|third[ -]party tested",
        r"(?:proudly )?(?:made|manufactured|produced|packed|bottled|processed) (?:in|at|"
        r"under|to) (?:an? |our )?[^.!?]{0,40}?(?:c?gmp|facility|plant\b|certified|"
        r"registered|standards)",
        r"(?:independently |lab(?:oratory)? |third[- ]?party |3rd[- ]?party )+(?:lab )?"
        r"(?:tested|verified|certified)",
        r"(?:helps?|supports?|promotes?|boosts?|enhances?|maintains?|fuels?)(?!e?d\b) "
        r"(?:healthy |the |your |a )?(?!(?:or|and)\b)\p{L}+",
        r"(?:contribu(?:ye|e)|ayuda|aide) (?:[aà]|al|aux?) \p{L}+|(?:refuerza|favorece|"
        r"favorise|soutient|renforce|unterst[üu]tzt|fördert) \p{L}+|trägt zu[rm]? ",
    ),
    SectionKind.MANUFACTURER: loose(
        r"(?:proudly )?(?:manufactured|mfg\.?|mfd\.?|distributed|dist\.?|made|produced|"
        r"packaged|packed|marketed|formulated|developed|imported|bottled|sold)(?: (?:and|"
        r"&|/) (?:manufactured|distributed|packaged|marketed|tested|imported|"
        r"sold))?(?: exclusively)?(?: in (?:the )?(?-i:\p{Lu})[\p{L}. ]{1,24}?)? (?:by|for)"
        r"(?: and distributed by)?(?: ?[:;]|"
        r"(?=\s(?-i:\p{Lu})))",
        r"(?:fabriqu[ée]|distribu[ée]|import[ée]|conditionn[ée]|mis en marché) (?:par|"
        r"pour)\b",
        r"(?:fabricado|distribuido|elaborado|importado|envasado|comercializado|"
        r"hecho) (?:por|para)(?: ?:|(?=\s(?-i:\p{Lu})))",
        r"hergestellt (?:durch|von|für)|vertrieb(?:en)?(?: durch)? ?:|hersteller ?:",
        r"p\.?\s?o\.? box \d|to report (?:a |an )?(?:serious )?adverse",
    ),
    SectionKind.DIRECTIONS: loose(
        rf"(?:{_BEFORE_INTAKE})*(?!{_NOUN_OVER_A_COUNT})(?:{_INTAKE})\b(?="
        rf"[^.!?]{{0,40}}?\b(?:{_NUMBER}) ?(?:[(\[]\d+[)\]])? ?(?:(?:{_SIZES}) "
        rf")*(?:{_UNIT})\b"
        rf"|[^.!?]{{0,80}}(?:{_PER_DAY}))",
        r"(?:consume|enjoy|drink|take) (?:your |this |one )?(?:shake|drink|product|"
        r"serving)\b",
        rf"(?:{_NUMBER}) (?:[(\[]\d+[)\]] )?(?:{_UNIT})\b[^.\n]{{0,60}}(?:{_PER_DAY})",
    ),
}
"""Tried in this order: a sentence may open with "Consume" and still be a warning."""


_ADDRESS = loose(
    r"(?:[\p{L}\d.,'’#&/-]++[ ]){1,8}[\p{L}.]++,?+\s(?-i:[A-Z]{2}|[A-Z]\.[A-Z]\.),?\s"
    r"\d{5}\b"
)
"""A maker's, up to the ZIP code: any words may open it, which takes long to rule out."""

_ADDRESS_ABROAD = regex.compile(
    rf"\p{{L}}[^\n!?:]{{3,80}}?,[^\n!?:]{{0,60}}?(?:{POST_CODE.pattern})"
)
"""The same with another country's post code."""

_ADDRESSES = (_ADDRESS, _ADDRESS_ABROAD)


_WEB_ADDRESS = regex.compile(rf"(?:www\.)?[\p{{Ll}}\d][\p{{Ll}}\d-]{{2,40}}{DOMAIN_ENDING}")
"""Any word may open it, so that it stands apart from the phrases."""

_FURTHER = {
    SectionKind.MANUFACTURER: _ADDRESSES,
    SectionKind.CLAIMS: (_WEB_ADDRESS,),
}

_TRIED = tuple(
    (kind, pattern)
    for kind, phrases in OPENINGS.items()
    for pattern in (phrases, *_FURTHER.get(kind, ()))
)


WARNS = loose(
    r"(?<!to )\bdo not (?:use|take|exceed|consume)\b|"
    r"out of (?:the )?reach of (?:small )?child",
    rf"\bconsult (?:with )?(?:your|a) [^.!?]{{0,24}}?(?:{_PROFESSIONAL})",
    r"\bdiscontinue use\b|\bpregnant,? (?:or )?nursing|\bpregnant or (?:nursing|breast|"
    r"lactating)",
    r"\bbefore taking this (?:or any|product)|\bcontact your (?:health|doctor|physician)",
)
"""Words that make a warning of a sentence whose beginning was not read."""


SIGNS_OF_WARNING = ("not", "reach", "consult", "disc", "pregn", "before", "contact")
"""Letters, folded, of which each match of `WARNS` has some: looked for in no time."""


_NOTE = loose(
    r"(?:(?:please )?note|important(?:e| note)?|bitte beachten|hinweise?|remarque|"
    r"attention|nota|aviso) : "
)
"""Calls for attention to whatever follows."""


def calls_attention(text: str, start: int) -> bool:
    """Whether a "Note:" opens what begins at `start`."""
    return _NOTE.match(text, start) is not None


def kind_of_sentence(text: str, start: int) -> SectionKind | None:
    """What the sentence that begins at `start` announces by itself; None if nothing."""
    opening = start
    note, patterns = _beginning(text[start : start + _BEGINNING].lower())
    if note and (found := _NOTE.match(text, start)):
        opening = found.end()
        _, patterns = _beginning(text[opening : opening + _BEGINNING].lower())
    for kind, pattern in patterns:
        if pattern in _ADDRESSES and not has_a_post_code(text):
            continue
        if pattern.match(text, opening):
            return kind
    return None


_BEGINNING = 4
"""Characters by which most sentences tell that they open with none of the phrases."""


@lru_cache(maxsize=16_384)
def _beginning(
    letters: str,
) -> tuple[bool, tuple[tuple[SectionKind, regex.Pattern[str]], ...]]:
    """Whether a sentence with this beginning may call for attention first, and the
    patterns that it may match else, in their order: some of those of its first half.

    `letters`: lower case; none of the phrases tells cases apart so early.
    """
    if not letters:
        return True, _TRIED
    note, patterns = _beginning(letters[: len(letters) // 2])
    return note and _NOTE.match(letters, partial=True) is not None, tuple(
        (kind, pattern)
        for kind, pattern in patterns
        if pattern.match(letters, partial=True)
    )
