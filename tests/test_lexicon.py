# ruff: noqa: E501 - tables print names as labels do
"""Names are found, tolerated and recognized; what is unknown stays unknown."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter, deque
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.errors import LexiconError
from auditor.lexicon import FOLDER, NameIndex, fold, load_lexicon, squeeze
from auditor.model import Origin, Strictness
from tests.beside import PUBLIC_LISTS
from tests.timing import cpu_seconds

if TYPE_CHECKING:
    from pathlib import Path

LEXICON = load_lexicon()


# --- folding --------------------------------------------------------------------


@given(text=st.text(st.characters(codec="ascii")))
@example(text="`°'\"\t\n\x7f")
def test_folding_is_the_same_among_letters_that_are_not_ascii(text: str) -> None:
    assert fold(f"{text}é") == f"{fold(text)}e"


@given(text=st.text())
@example(text="ĳŉǰﬁﬃ½㎎İẞΐ")
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    folded = fold(text)

    assert len(folded) == len(text)
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        pytest.param("Stéarate de Magnésium", "stearate de magnesium", id="diacritics"),
        pytest.param("L‑Glutamine – 5 g", "l-glutamine - 5 g", id="dashes"),
        pytest.param("cat’s claw®", "cat's claw ", id="apostrophe-and-trademark"),
        pytest.param("5\u00a0g", "5 g", id="non-breaking-blank"),
        pytest.param("Gluт\u0430mine", "glutamine", id="cyrillic-letters"),
        pytest.param("ΝSF", "nsf", id="greek-capital"),
        pytest.param("25 µg", "25 ug", id="micro-sign"),
    ],
)
def test_folding_makes_printings_alike(printed: str, folded: str) -> None:
    assert fold(printed) == folded


# --- an index -------------------------------------------------------------------

INDEX = NameIndex(
    [
        ("glutamine", "L-glutamine"),
        ("glutathione", "L-glutathione"),
        ("glutamic", "L-glutamic acid"),
        ("glutaric", "glutaric acid"),
        ("stearate", "magnesium stearate"),
        ("magnesium", "magnesium"),
        ("red-40", "Red 40"),
        ("b1", "vitamin B1"),
        ("b12", "vitamin B12"),
        ("beta-carotene", "beta-carotene"),
        ("sorbitol", "sorbitol"),
        ("sorbate", "potassium sorbate"),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Micronized L-Glutamine, 5 g", ["L-Glutamine"], id="as-written"),
        pytest.param("L Glutamine", ["L Glutamine"], id="blank-for-hyphen"),
        pytest.param("LGlutamine", ["LGlutamine"], id="run-together"),
        pytest.param("L-gluta-\nmine", ["L-gluta-\nmine"], id="broken-at-line-end"),
        pytest.param("magnesium\nstearate", ["magnesium\nstearate"], id="two-lines"),
        pytest.param("L-Glutamine5g", ["L-Glutamine"], id="amount-run-on"),
        pytest.param("Vitamin B1 2 mg", ["Vitamin B1"], id="a-blank-parts-two-numbers"),
        pytest.param("Vitamin B-12", ["Vitamin B-12"], id="hyphen-before-digits"),
        pytest.param("vitamin B120", [], id="longer-number"),
        pytest.param("hypermagnesiumite", [], id="inside-a-word"),
        pytest.param("β-carotene", ["β-carotene"], id="greek-letter"),
        pytest.param("Red. 40 mg", ["Red. 40"], id="short-word-with-period"),
        pytest.param("magnesium. Stearate", ["magnesium"], id="sentence-end"),
        pytest.param("magnesium - stearate", ["magnesium"], id="spaced-dash-parts"),
        pytest.param("Magnesium Stearates", ["Magnesium Stearates"], id="plural"),
        pytest.param("magnesium\n\nstearate", ["magnesium"], id="paragraphs-part"),
    ],
)
def test_finds_names_however_they_are_spaced(text: str, found: list[str]) -> None:
    matches = list(INDEX.find(text))

    assert [text[match.start : match.end] for match in matches] == found


@given(text=st.text(alphabet="lL-glutamine 5g,.magnesitr\n", max_size=80))
def test_matches_never_overlap_and_print_their_names(text: str) -> None:
    end = 0
    for match in INDEX.find(text):
        assert end <= match.start < match.end <= len(text)
        printed = squeeze(text[match.start : match.end])
        assert printed.removesuffix("s") == squeeze(match.name).removesuffix("s")
        end = match.end


def test_finding_takes_time_in_proportion_to_the_text() -> None:
    page = (
        "Other ingredients: magnesium stearate, l-l-l-l-l-l silica, vitamin B 1 2 3. " * 600
    )

    def seconds(text: str) -> float:
        return cpu_seconds(lambda: deque(LEXICON.names.find(text), maxlen=0))

    assert seconds(page * 4) < 10 * seconds(page)


@pytest.mark.parametrize(
    ("printed", "id_"),
    [
        pytest.param("L-Glutamlne", "glutamine", id="l-for-i"),
        pytest.param("L-Glutarnine", "glutamine", id="rn-for-m"),
        pytest.param("1-G1utamine", "glutamine", id="one-for-l"),
        pytest.param("L-Glutamin", "glutamine", id="letter-lost"),
        pytest.param("Magneslumstearate", "stearate", id="blank-lost-and-misread"),
        pytest.param("Magnesium Stearale", "stearate", id="l-for-t"),
        pytest.param("Red 4O", "red-40", id="o-for-zero"),
        pytest.param("Vitamin Bl2", "b12", id="l-for-one"),
        pytest.param("L-Glutathlone", "glutathione", id="other-substance-misread"),
    ],
)
def test_tolerates_what_readers_do_to_print(printed: str, id_: str) -> None:
    match = INDEX.lookup(printed)

    assert match is not None
    assert (match.id, match.exact) == (id_, False)
    assert INDEX.lookup(printed, tolerant=False) is None


@pytest.mark.parametrize(
    "printed",
    [
        "L-Glutamide", "Glutamate", "D-glutamine", "Red Beet", "Red 4", "Red 400", "Vitamin B2",
        "sorbitan", "sorbic", "potassium sulfate", "magnesium", "sorbate",
    ],
)  # fmt: skip
def test_never_bends_another_name_into_a_listed_one(printed: str) -> None:
    match = INDEX.lookup(printed)

    assert match is None or match.exact


def test_two_entries_of_an_index_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="Red-40"):
        NameIndex([("one", "Red 40"), ("two", "Red-40"), ("two", "red 40")])


# --- recognizing ------------------------------------------------------------------

S, N, A, D = Origin.SYNTHETIC, Origin.NONSYNTHETIC, Origin.AGRICULTURAL, Origin.DEPENDS
CORE, NOP, STRICT = Strictness.CORE, Strictness.NOP, Strictness.NOP_STRICT


@pytest.mark.parametrize(
    ("printed", "id_", "origin", "strictness"),
    [
        pytest.param("Sucralose", "sucralose", S, CORE, id="artificial-sweetener"),
        pytest.param(
            "acesulfame potassium (Ace-K)", "acesulfame-potassium", S, CORE, id="twice"
        ),
        pytest.param("FD&C Red #40 Lake", "fdc-red-40", S, CORE, id="certified-color"),
        pytest.param(
            "Colors (FD&C Red 40, FD&C Blue 1)", "fdc-red-40", S, CORE, id="in-bracket"
        ),
        pytest.param("CI 77891", "titanium-dioxide", S, CORE, id="color-index"),
        pytest.param(
            "Natural & Artificial Flavor", "artificial-flavor", S, CORE, id="n-and-a"
        ),
        pytest.param(
            "natural and artificial Cherry flavor", "artificial-flavor", S, CORE, id="na"
        ),
        pytest.param(
            "Flavors (natural, artificial)", "artificial-flavor", S, CORE, id="bracket"
        ),
        pytest.param("Artlficial flavor", "artificial-flavor", S, CORE, id="misread"),
        pytest.param(
            "BHT (added to preserve freshness)", "bht", S, CORE, id="preservative"
        ),
        pytest.param(
            "Magnesium Stearate (vegetable source)", "magnesium-stearate", S, NOP, id="mg"
        ),
        pytest.param(
            "Contains less than 2% of: silicon dioxide", "silicon-dioxide", S, NOP, id="2%"
        ),
        pytest.param("E 551", "silicon-dioxide", S, NOP, id="e-number"),
        pytest.param("INS 551", "silicon-dioxide", S, NOP, id="ins-number"),
        pytest.param("E460(i)", "microcrystalline-cellulose", S, NOP, id="roman-number"),
        pytest.param(
            "sels de magnésium d'acides gras", "magnesium-stearate", S, NOP, id="french"
        ),
        pytest.param("dióxido de silicio", "silicon-dioxide", S, NOP, id="spanish"),
        pytest.param("Siliciumdioxid", "silicon-dioxide", S, NOP, id="german"),
        pytest.param(
            "Modified food starch (from corn)", "modified-starch", S, NOP, id="modified"
        ),
        pytest.param(
            "Rice flour and/or magnesium stearate", "magnesium-stearate", S, NOP, id="or"
        ),
        pytest.param(
            "natural strawberry flavor and sucralose", "sucralose", S, CORE, id="and"
        ),
        pytest.param("Glazing agent (hypromellose)", "hypromellose", S, NOP, id="coating"),
        pytest.param(
            "Silica (from bamboo)", "bamboo-silica", N, None, id="source-changes-it"
        ),
        pytest.param("Citric Acid", "citric-acid", N, None, id="fermented"),
        pytest.param(
            "Süßungsmittel Acesulfam-Kalium",
            "acesulfame-potassium",
            S,
            CORE,
            id="german-salt-of-acesulfame",
        ),
        pytest.param(
            "Natriumsaccharin", "saccharin", S, CORE, id="german-salt-of-saccharin"
        ),
        pytest.param("Maltitsirup", "maltitol", S, NOP, id="german-syrup"),
        pytest.param(
            "natürliches Zitronenaroma", "natural-flavor", D, STRICT, id="german-flavor"
        ),
        pytest.param("Kirscharoma", "flavor", D, STRICT, id="german-stem-without-its-e"),
        pytest.param(
            "künstliches Erdbeeraroma", "artificial-flavor", S, CORE, id="german-artificial"
        ),
        pytest.param("Süßstoff: Natriumcyclamat", "cyclamate", S, CORE, id="sweetener"),
        pytest.param(
            "Rieselhilfe: Calciumcarbonat", "calcium-carbonate", D, STRICT, id="flow-aid"
        ),
        pytest.param("Processing aid: silica", "silicon-dioxide", S, NOP, id="aid"),
        pytest.param(
            "colorante caramelo clase IV",
            "caramel-color-process",
            S,
            NOP,
            id="spanish-class-of-caramel",
        ),
        pytest.param(
            "vernetzte Natriumcarboxymethylcellulose",
            "croscarmellose-sodium",
            S,
            NOP,
            id="german-croscarmellose",
        ),
        pytest.param(
            "FD&C Blue #2 Aluminum Lake", "fdc-blue-2", S, CORE, id="lake-with-a-sign"
        ),
        pytest.param(
            "natural blueberry flavor", "natural-flavor", D, STRICT, id="natural-flavor"
        ),
        pytest.param("Cherry flavor", "flavor", D, STRICT, id="flavor-not-told"),
        pytest.param("Flavouring (Hazelnut)", "flavor", D, STRICT, id="flavor-of-a-nut"),
        pytest.param("Aroma: Haselnuss", "flavor", D, STRICT, id="german-flavor-of-a-nut"),
        pytest.param("color added", "color", D, STRICT, id="color-not-told"),
        pytest.param("Stearic Acid", "stearic-acid", D, STRICT, id="depends"),
        pytest.param(
            "Beet Root Powder (for color)", "plant-color", A, None, id="beet-for-color"
        ),
        pytest.param("Color (spirulina)", "plant-color", A, None, id="spirulina-for-color"),
        pytest.param(
            "natural Red Beet Color", "beet-red", A, None, id="red-beet-is-not-red-40"
        ),
        pytest.param(
            "Stevia leaf extract (sweetener)", "stevia", A, None, id="function-after"
        ),
        pytest.param(
            "Trennmittel Siliciumdioxid", "silicon-dioxide", S, NOP, id="class-before-it"
        ),
        pytest.param(
            "Agente di carica: cellulosa microcristallina",
            "microcrystalline-cellulose",
            S,
            NOP,
            id="class-in-italian",
        ),
        pytest.param(
            "antiklontermiddel: magnesiumstearaat",
            "magnesium-stearate",
            S,
            NOP,
            id="class-in-dutch",
        ),
        pytest.param(
            "sunflower and/or soy lecithin", "lecithin", A, None, id="two-sources"
        ),
        pytest.param(
            "Organic Rice Extract Blend", "rice-flow-agent", A, None, id="rice-blend"
        ),
    ],
)
def test_additives_are_recognized_with_their_origin(
    printed: str, id_: str, origin: Origin, strictness: Strictness | None
) -> None:
    found = LEXICON.recognize(printed)

    assert found is not None
    assert found.kind == "additive"
    assert (found.id, found.origin, found.strictness) == (id_, origin, strictness)


@pytest.mark.parametrize(
    ("printed", "kind", "id_"),
    [
        pytest.param("Organic dried ginger root", "botanical", "ginger", id="qualified"),
        pytest.param("Echinacea purpurea herb powder", "botanical", "echinacea", id="latin"),
        pytest.param("Ginger (Zingiber officinale) (root)", "botanical", "ginger", id="brackets"),
        pytest.param("Green Tea SH 50% Polyphenols", "food", "green-tea", id="standardized"),
        pytest.param("Cranberry 4:1 extract", "food", "cranberry", id="ratio"),
        pytest.param("organic evaporated Cane juice", "food", "sugar", id="sugar"),
        pytest.param("Limosilactobacillus reuteri DSM 17938", "food", "lactobacillus-reuteri",
                     id="strain"),
        pytest.param("Horsetail extract (7% silica)", "botanical", "horsetail", id="share"),
        pytest.param("Vitamin C (as ascorbic acid)", "nutrient", "vitamin-c", id="vitamin"),
        pytest.param("Magnesium Glycinate", "nutrient", "magnesium", id="mineral"),
        pytest.param("Whey Protein Isolate (milk)", "protein", "whey", id="whey"),
        pytest.param("Organic pea protein", "protein", "pea", id="pea"),
        pytest.param("protéines de lactosérum", "protein", "whey", id="french-whey"),
        pytest.param("isolat de lactosérum", "protein", "whey", id="french-isolate"),
        pytest.param("proteína de suero de leche aislada", "protein", "whey",
                     id="spanish-order-of-words"),
        pytest.param("collagène marin hydrolysé", "protein", "collagen",
                     id="french-marine-collagen"),
        pytest.param("Rinderkollagen-Hydrolysat", "protein", "collagen",
                     id="german-bovine-collagen"),
        pytest.param("hydrolysiertes Weizenprotein", "protein", "wheat",
                     id="german-hydrolysed-wheat"),
        pytest.param("péptidos de colágeno bovino", "protein", "collagen",
                     id="spanish-bovine-peptides"),
        pytest.param("Acerolafruchtpulver", "food", "acerola", id="german-compound"),
        pytest.param("Zitronensaftpulver", "food", "lemon", id="german-joining-letter"),
        pytest.param("Rote-Bete-Saftpulver", "food", "beet", id="german-compound-of-words"),
        pytest.param("poudre d'acérola", "food", "acerola", id="french-elision"),
        pytest.param("Inulin aus Zichorie", "food", "inulin", id="german-source"),
        pytest.param("lait de coco en poudre", "food", "coconut", id="french-plant-milk"),
        pytest.param("leche de almendras", "food", "almond", id="spanish-plant-milk"),
        pytest.param("Flavour: vanilla extract", "food", "vanilla", id="flavor-made-of-it"),
        pytest.param("flavored with cocoa", "food", "cocoa", id="flavored-with-it"),
        pytest.param("Cellulase 400 CU", "food", "cellulase", id="enzyme-units"),
        pytest.param("Saccharomyces boulardii CNCM I-745", "food", "saccharomyces-boulardii",
                     id="culture-collection"),
        pytest.param("L-Leucine", "amino-acid", "leucine", id="leucine"),
        pytest.param("Proprietary Blend", "blend", "blend", id="blend"),
    ],
)  # fmt: skip
def test_what_is_no_additive_is_recognized_too(printed: str, kind: str, id_: str) -> None:
    found = LEXICON.recognize(printed)

    assert found is not None
    assert (found.kind, found.id) == (kind, id_)


@pytest.mark.parametrize(
    ("printed", "id_"),
    [
        pytest.param("Vegetable Capsule (cellulose)", "hypromellose", id="cellulose"),
        pytest.param("Capsule (bovine gelatin)", "gelatin", id="gelatin"),
        pytest.param(
            "vegetable capsule (hypromellose, water)", "hypromellose", id="with-water"
        ),
        pytest.param("Methylcellulose Capsule", "methylcellulose", id="methylcellulose"),
        pytest.param("Pullulan (capsule)", "pullulan", id="pullulan"),
        pytest.param("vegetarian capsule", "vegetarian-capsule", id="material-not-told"),
        pytest.param("gélule végétale", "vegetarian-capsule", id="french"),
        pytest.param("Vegetab1e Capsule", "vegetarian-capsule", id="misread"),
    ],
)
def test_a_capsule_is_a_shell_and_no_protein(printed: str, id_: str) -> None:
    found = LEXICON.recognize(printed)

    assert found is not None
    assert (found.id, found.shell, found.protein) == (id_, True, None)
    assert found.strictness is Strictness.NOP_STRICT


@pytest.mark.parametrize("panel", [False, True])
@pytest.mark.parametrize(
    ("printed", "protein"),
    [
        ("Amino Acid Blend (Whey)", "whey"),
        ("amino blend from collagen", "collagen"),
        ("Amino Acid Blend (fermented)", None),
    ],
)
def test_amino_acids_of_a_protein_are_that_protein(
    printed: str, protein: str | None, panel: bool
) -> None:
    found = LEXICON.recognize(printed, panel=panel)

    assert found is not None
    assert found.protein == protein


@pytest.mark.parametrize(
    ("printed", "id_"),
    [
        pytest.param("silicon d1oxide", "silicon-dioxide", id="a-misread-word"),
        pytest.param("turmeric BCM95", "curcuma", id="a-code"),
    ],
)
def test_a_word_with_one_digit_is_no_code(printed: str, id_: str) -> None:
    found = LEXICON.recognize(printed)

    assert found is not None
    assert found.id == id_


def test_on_a_panel_a_name_has_its_nutrient_sense() -> None:
    on_panel = LEXICON.recognize("Beta-Carotene", panel=True)
    in_list = LEXICON.recognize("ascorbic acid")

    assert on_panel is not None
    assert on_panel.origin is Origin.NUTRIENT
    assert in_list is not None
    assert in_list.origin is Origin.SYNTHETIC


@pytest.mark.parametrize(
    ("printed", "kind_and_id"),
    [
        pytest.param("Magnesium (as magnesium stearate)", "nutrient/magnesium", id="source"),
        pytest.param("Vitamin A (as beta carotene)", "nutrient/vitamin-a", id="color-source"),
        pytest.param("L-Leucine (with sunflower lecithin)", "amino-acid/leucine", id="natural"),
        pytest.param("L-Glutamine (sucralose 2 mg)", "additive/sucralose", id="beside-it"),
        pytest.param("L-Glutamine (silicon dioxide)", "additive/silicon-dioxide", id="flow"),
        pytest.param("Vitamin C (sucralose)", "additive/sucralose", id="gives-no-nutrient"),
    ],
)  # fmt: skip
def test_on_a_panel_a_bracket_that_gives_no_nutrient_is_what_it_names(
    printed: str, kind_and_id: str
) -> None:
    found = LEXICON.recognize(printed, panel=True)

    assert found is not None
    assert f"{found.kind}/{found.id}" == kind_and_id


@pytest.mark.parametrize(
    "printed",
    [
        "", "  ", "Gluconodine", "Sorbitan blorfate", "Vegetable blorfin", "Organic frobnitz",
        "Sodium blorfate", "Aluminum oxide", "Barium sulfate", "Magnesium nitrate",
        "Potassium tartrate", "Hydrogenated rice bran", "Modified soy", "Synthetic vanilla",
        "Imitation honey", "Lorem ipsum", "Store in a cool dry place", "www.example.com",
        "Keep out of reach of children", "100% satisfaction guaranteed", "Melamine", "5 g",
        "E 100-180", "E330-E333", "colours E100–E 110", "Glaspulver", "Zorblaxaroma", "flavor carrier",
    ],
)  # fmt: skip
def test_an_unknown_name_stays_unknown(printed: str) -> None:
    assert LEXICON.recognize(printed) is None


def test_nonsense_words_stay_unknown() -> None:
    dice = random.Random(3)

    def syllable() -> str:
        return (
            dice.choice("bcdfghjklmnprstvwz")
            + dice.choice("aeiou")
            + dice.choice("lnrst   ")
        )

    words = [
        " ".join(
            "".join(syllable().strip() for _ in range(dice.randint(2, 4)))
            for _ in range(dice.randint(1, 3))
        )
        for _ in range(600)
    ]

    assert sum(LEXICON.recognize(word) is not None for word in words) <= 3


MILDNESS = {None: 0, Strictness.NOP_STRICT: 1, Strictness.NOP: 2, Strictness.CORE: 3}


@pytest.mark.parametrize(
    "around",
    [
        "organic {}", "natural {}", "{} powder", "{} (vegetable source)", "{} from corn",
        "contains less than 2% of {}", "{} and rice flour", "apple juice and {}", "vegetable {}",
        "{} (for color)", "natural {} flavor", "{} blend", "rice flour ({})",
    ],
)  # fmt: skip
def test_no_words_around_a_synthetic_make_it_milder(around: str) -> None:
    milder = [
        around.format(entry.names[0])
        for entry in LEXICON.entries["additive"].values()
        if entry.strictness in (Strictness.CORE, Strictness.NOP)
        and (found := LEXICON.recognize(around.format(entry.names[0]))) is not None
        and MILDNESS[found.strictness] < MILDNESS[entry.strictness]
    ]

    assert milder == []


@given(text=st.text(max_size=60))
def test_any_name_has_an_answer(text: str) -> None:
    found = LEXICON.recognize(text)

    assert found is None or found.id


@given(
    parts=st.lists(
        st.sampled_from(["natural", "color", "(", ")", "and", "capsule", "from", "2%", "flavor",
                         "organic", "silica", "&", ",", "blend", "as", "less than", "rice"]),
        max_size=9,
    )
)  # fmt: skip
def test_any_heap_of_label_words_has_an_answer(parts: list[str]) -> None:
    found = LEXICON.recognize(" ".join(parts))

    if found and "silica" in parts:
        assert MILDNESS[found.strictness] >= MILDNESS[Strictness.NOP] or found.shell


def _occurrences() -> tuple[Counter[str], Counter[str]]:
    path = PUBLIC_LISTS / "dsld_labels_dev.jsonl"
    if not path.exists():
        pytest.skip("the label database extract is not here")
    excipients: Counter[str] = Counter()
    dietary: Counter[str] = Counter()
    for line in path.read_text().splitlines():
        label = json.loads(line)
        excipients.update(label["other_ingredients"])
        dietary.update(row["name"] for row in label["dietary_ingredients"])
    return excipients, dietary


def test_names_of_real_labels_are_recognized() -> None:
    for names, panel in zip(_occurrences(), (False, True), strict=True):
        known = sum(
            count for name, count in names.items() if LEXICON.recognize(name, panel=panel)
        )

        assert known / names.total() >= 0.95


# --- certifications, forms, headings ------------------------------------------------


def _certifications(text: str) -> set[str]:
    return {mark.id for mark in LEXICON.certifications if list(mark.find(text))}


@pytest.mark.parametrize(
    ("text", "has", "has_not"),
    [
        pytest.param("NSF® Certified for Sport®", "nsf-certified-for-sport",
                     "nsf-contents-certified", id="sport"),
        pytest.param("NSF Contents Tested & Certified", "nsf-contents-certified", "nsf-gmp",
                     id="contents"),
        pytest.param("Manufactured at an NSF GMP Registered facility", "nsf-gmp",
                     "nsf-contents-certified", id="nsf-gmp"),
        pytest.param("USP VERIFIED", "usp-verified", "usp-conformity", id="usp"),
        pytest.param("USP has tested and verified ingredients", "usp-verified", "usp-conformity",
                     id="usp-sentence"),
        pytest.param("Conforms to USP <2091> for weight", "usp-conformity", "usp-verified",
                     id="conforms"),
        pytest.param("USP grade", "usp-conformity", "usp-verified", id="usp-grade"),
        pytest.param("Informed‑Sport", "informed-sport", "informed-choice", id="any-hyphen"),
        pytest.param("INFORMEDCHOICE.ORG", "informed-choice", "informed-sport", id="no-blank"),
        pytest.param(
            "INFORMED WE TEST YOU TRUST SPORT",
            *("informed-sport", "informed-choice"),
            id="its-motto-within",
        ),
        pytest.param("NPN 80012345", "health-canada-npn", "tga", id="npn"),
        pytest.param("AUST L 123456", "tga", "health-canada-npn", id="aust-l"),
        pytest.param("GMP Compliant Facility", "gmp-claim", "nsf-gmp", id="self-claim"),
        pytest.param("Manufactured in a cGMP Facility", "gmp-claim", "nsf-gmp", id="cgmp"),
        pytest.param("bonnes pratiques de fabrication", "gmp-claim", "nsf-gmp", id="french"),
        pytest.param("3rd-Party Tested", "third-party-tested", "iso-17025", id="third-party"),
        pytest.param("tested by an independent laboratory", "third-party-tested", "labdoor",
                     id="independent"),
        pytest.param("SGS verified, contains no GMO ingredients", "non-gmo-claim", "sgs-gmp",
                     id="sgs-is-not-gmp"),
        pytest.param("Produced in a GMP facility that processes milk, soy and wheat", "",
                     "gmp-claim", id="allergen-sentence"),
        pytest.param("NON-GMO PRODUCT", "non-gmo-claim", "gmp-claim", id="gmo-is-not-gmp"),
        pytest.param("USDA ORGANIC", "usda-organic", "organic-claim", id="usda"),
        pytest.param("Certified organic by Oregon Tilth", "organic-certifier", "organic-claim",
                     id="certifier"),
        pytest.param("DE-ÖKO-006", "eu-organic", "usda-organic", id="eu-code"),
    ],
)  # fmt: skip
def test_certifications_are_told_apart(text: str, has: str, has_not: str) -> None:
    found = _certifications(text)

    assert not has or has in found
    assert has_not not in found


@pytest.mark.parametrize(
    ("text", "form"),
    [
        pytest.param("L-Glutamine Powder", "powder", id="powder"),
        pytest.param("180 Powder Pills", "tablet", id="powder-pills"),
        pytest.param("powder-filled capsules", "capsule", id="powder-filled-capsule"),
        pytest.param("Easy-Solv™ Tablets", "tablet", id="easy-solv"),
        pytest.param("protein bar", "bar", id="bar"),
        pytest.param("90 cápsulas", "capsule", id="spanish"),
        pytest.param("gélules", "capsule", id="french"),
        pytest.param("Kautabletten", "chewable", id="german"),
    ],
)
def test_the_longest_word_tells_the_form(text: str, form: str) -> None:
    assert [match.id for match in LEXICON.dosage_forms.words.find(text)] == [form]


def test_a_serving_unit_implies_a_form() -> None:
    units = LEXICON.dosage_forms
    found = units.units.find("2 level scoops (10 g)")[0]

    assert units.serving_units[found.id].form == "powder"


@pytest.mark.parametrize(
    ("text", "section"),
    [
        pytest.param("Supplement Facts", "facts-title", id="english"),
        pytest.param("Ingrédients non médicinaux", "other-ingredients", id="french"),
        pytest.param("Otros ingredientes", "other-ingredients", id="spanish"),
        pytest.param("Verzehrempfehlung", "directions", id="german"),
        pytest.param("Typical Amino Acid Profile", "amino-acid-profile", id="profile"),
        pytest.param("Per three gummies", "amount-per-serving", id="a-choice-of-numbers"),
        pytest.param("pro Stick", "amount-per-serving", id="german-stick"),
        pytest.param("Recommended daily intake", "directions", id="daily-intake"),
        pytest.param("Inhaltsstoffe", "ingredients", id="german-list"),
    ],
)
def test_headings_name_their_section(text: str, section: str) -> None:
    assert [match.id for match in LEXICON.headings.find(text)] == [section]


def test_allergens_have_names_in_several_languages() -> None:
    found = [
        match.id for match in LEXICON.allergens.find("Contient : lait, soja. Contains: Egg")
    ]

    assert found == ["milk", "soy", "egg"]


# --- the files ----------------------------------------------------------------------


def test_no_name_of_an_additive_is_lost_among_the_lexicons() -> None:
    lost = [
        name
        for id_, entry in LEXICON.entries["additive"].items()
        for name in entry.names
        if (found := LEXICON.names.get(name)) is None or found[0] != f"additive/{id_}"
    ]

    assert lost == []


def test_every_entry_has_a_source_and_a_synthetic_a_strictness() -> None:
    for entries in LEXICON.entries.values():
        for entry in entries.values():
            assert entry.source
            assert entry.origin is not Origin.SYNTHETIC or entry.strictness


def test_loading_is_quick() -> None:
    """60 ms of processor time on an idle machine; five times that on a busy one."""
    from auditor.lexicon.loading import _load

    def load_anew() -> None:
        _load.cache_clear()
        load_lexicon()

    assert cpu_seconds(load_anew, runs=5) < 0.3


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        pytest.param("additives.toml", 'ins = "955"', 'inz = "955"', "line .*'inz'", id="key"),
        pytest.param("additives.toml", 'origin = "synthetic"', 'origin = "alien"', "alien", id="origin"),
        pytest.param("additives.toml", 'strictness = "core"\n', "", "sucralose.*strictness",
                     id="synthetic-without-strictness"),
        pytest.param("additives.toml", '"Splenda"', '"aspartame"', "aspartame.*one entry",
                     id="name-in-two-entries"),
        pytest.param("additives.toml", '"Splenda"', '"Splenda', "TOML", id="no-toml"),
        pytest.param("additives.toml", 'id = "sucralose"', 'id = "Sucra lose"', "slug", id="no-id"),
        pytest.param("foods.toml", "apple = '", "apple = '; ", "letter", id="empty-name"),
        pytest.param("nutrients.toml", "\nsource = ", "\n# source = ", "no source", id="no-source"),
        pytest.param("certifications.toml", r"'\blab ?door\b'", "'lab(door'", "labdoor.*pattern",
                     id="broken-pattern"),
        pytest.param("certifications.toml", 'tier = "A2"', 'tier = "Z"', "informed-sport", id="tier"),
        pytest.param("headings.toml", "{2-10|Two", "{10-2}{Two", "line .*backwards", id="range"),
        pytest.param("headings.toml", "{Serving|serve|daily dose|daily portion}", "{Serving|serve", "line .*brace", id="brace"),
        pytest.param("dosage_forms.toml", 'id = "bar"', 'id = "brick"', "brick", id="form"),
        pytest.param("substances.toml", "reason = ", "raison = ", "raison", id="lookalike-key"),
        pytest.param("qualifiers.toml", "lead = [", "lead = ['(', ", "lead.*pattern", id="lead"),
    ],
)  # fmt: skip
def test_a_broken_file_is_an_error_that_tells_the_place(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    folder = tmp_path / "lexicon"
    shutil.copytree(FOLDER, folder)
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))

    with pytest.raises(LexiconError, match=rf"(?s){file}.*{message}") as caught:
        load_lexicon(folder)

    assert caught.value.remedy


def test_a_missing_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"additives\.toml") as caught:
        load_lexicon(tmp_path)

    assert caught.value.remedy


@pytest.mark.parametrize(
    "printed",
    [
        pytest.param("sucral\u0585se", id="armenian"),
        pytest.param("sucr\u0251lose", id="script-a"),
        pytest.param("s\u1d1c\u1d04\u0280\u1d00\u029f\u1d0fs\u1d07", id="small-capitals"),
        pytest.param("su\u2060cralose", id="word-joiner"),
        pytest.param("su\ufe0fcralose", id="variation-selector"),
        pytest.param("su\u034fcralose", id="grapheme-joiner"),
        pytest.param("su\u3164cralose", id="hangul-filler"),
        pytest.param("su\u2800cralose", id="blank-braille"),
        pytest.param("sucra\u00adlose", id="soft-hyphen"),
    ],
)
def test_letters_that_look_like_others_hide_no_additive(printed: str) -> None:
    lexicon = load_lexicon()

    known = lexicon.recognize(printed)

    assert known is not None
    assert known.id == "sucralose"
    found = lexicon.additives.find(f"with {printed}, salt")
    assert found[0].name == "sucralose"
