"""Name and brand are told by what else the label says, by words, place and print."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import document_of, label_of, line_of, page_of, read_in_doubt, table_of

from auditor.facts.fronts import find_fronts
from auditor.facts.identity import Identity, find_identity
from auditor.facts.panel import find_panels
from auditor.facts.sections import split_sections
from auditor.lexicon import load_lexicon
from auditor.model import Box, Document, Found, Reading, Unreadable
from tests.sheet import sheet

if TYPE_CHECKING:
    from auditor.model import Line

LEXICON = load_lexicon()

FRONT = (
    ("BLUE HARBOR", 50.0),
    "",
    ("L-GLUTAMINE", 90.0),
    ("POWDER", 60.0),
    "",
    "Dietary Supplement",
    "Unflavored",
    "NET WT 10.6 oz (300 g)",
)
BACK = (
    ("Supplement Facts", 40.0),
    "Serving Size 1 Scoop",
    "",
    "Directions: Mix one scoop with water daily.",
    "",
    "Manufactured by Blue Harbor Foods, 12 Pier Road, Salem, MA 01970",
)
SMALL = (
    "",
    "Dietary Supplement",
    "",
    "Gluten Free",
    "",
    "Third Party Tested",
    "",
    "60 Servings",
    "",
    "NET WT 10.6 oz (300 g)",
)
"""What fronts say besides."""


def identity_of(documents: tuple[Document, ...]) -> Identity:
    sections = split_sections(documents, LEXICON)
    panels = [
        panel
        for document in documents
        for page in document.pages
        for panel in find_panels(document.name, page, LEXICON)
    ]
    fronts = find_fronts(documents, sections, panels, LEXICON)
    return find_identity(fronts, documents, sections, LEXICON)


def text_of(reading: Reading[str]) -> str | None:
    return reading.value if isinstance(reading, Found) else None


def told(*lines: str | tuple[str, float]) -> tuple[str | None, str | None]:
    """Name and brand of a label with these lines."""
    found = identity_of(label_of(*lines))
    return text_of(found.product_name), text_of(found.brand)


def test_the_name_is_the_largest_print_with_its_lines_joined() -> None:
    found = identity_of(label_of(*FRONT)).product_name

    assert isinstance(found, Found)
    assert found.value == "L-GLUTAMINE POWDER"
    assert [item.text for item in found.evidence] == ["L-GLUTAMINE", "POWDER"]


def test_a_back_has_a_maker_and_no_name() -> None:
    found = identity_of(label_of(*BACK))

    assert isinstance(found.product_name, Unreadable)
    assert "front" in found.product_name.reason
    assert text_of(found.brand) == "Blue Harbor Foods"


@pytest.mark.parametrize(
    ("lines", "name", "brand"),
    [
        pytest.param(
            (("BLUE HARBOR", 90.0), "", ("Glutamine", 60.0), *SMALL),
            *("Glutamine", "BLUE HARBOR"),
            id="larger-brand-above-a-substance",
        ),
        pytest.param(
            (("SUPPLIMENT FACTS", 120.0), "", ("L-Glutamine", 60.0), *SMALL),
            *("L-Glutamine", None),
            id="misspelled-title-of-a-panel-is-no-brand",
        ),
        pytest.param(
            (("Glutamine", 90.0), *SMALL, "", ("Manufactured by: qorra mfg", 60.0)),
            *("Glutamine", "qorra"),
            id="large-line-of-a-maker-is-no-brand",
        ),
        pytest.param(
            (
                ("Glutamine", 90.0),
                *SMALL,
                "",
                ("exercise.", 40.0),
            ),
            *("Glutamine", None),
            id="end-of-a-sentence-is-no-brand",
        ),
        pytest.param(
            (("Kestrel & Finch", 160.0), "", ("Magnesium Glycinate", 50.0), *SMALL),
            *("Magnesium Glycinate", "Kestrel & Finch"),
            id="brand-three-times-the-name",
        ),
        pytest.param(
            (("QUORRA", 30.0), "", ("VELVANE", 120.0), *SMALL),
            *("VELVANE", "QUORRA"),
            id="nothing-is-known-of-either-and-the-brand-stands-above",
        ),
        pytest.param(
            (("QUORRA", 100.0), "", ("VELVANE", 70.0), *SMALL),
            *("VELVANE", "QUORRA"),
            id="nothing-is-known-of-either-and-the-brand-is-larger",
        ),
        pytest.param(
            (("VELVANE", 120.0), *SMALL, "", "www.quorra.com"),
            *("VELVANE", "quorra"),
            id="brand-as-a-web-address-only",
        ),
        pytest.param(
            (("Velvane", 120.0), "", "by Quorra Fields", *SMALL),
            *("Velvane", "Quorra Fields"),
            id="by-line-under-the-name",
        ),
        pytest.param(
            (
                ("SLEEP WELL", 100.0),
                *SMALL,
                "",
                ("QUORRA NUTRITION", 28.0),
            ),
            *("SLEEP WELL", "QUORRA NUTRITION"),
            id="brand-at-the-foot-sounds-like-one",
        ),
        pytest.param(
            (
                ("QUORRA", 40.0),
                "",
                ("ADVANCED", 80.0),
                ("CREATINE", 90.0),
                ("MONOHYDRATE", 80.0),
                *SMALL,
            ),
            *("ADVANCED CREATINE MONOHYDRATE", "QUORRA"),
            id="praise-is-a-line-of-the-name-and-no-brand",
        ),
        pytest.param(
            (
                ("QUORRA", 40.0),
                "",
                ("GREY HERON", 85.0),
                ("WHEY ISOLATE", 85.0),
                *SMALL,
            ),
            *("GREY HERON WHEY ISOLATE", "QUORRA"),
            id="own-name-right-above-what-it-is",
        ),
        pytest.param(
            (
                ("100% PURE", 60.0),
                "",
                ("QUORRA", 50.0),
                "",
                ("L-GLUTAMINE", 100.0),
                *SMALL,
            ),
            *("L-GLUTAMINE", "QUORRA"),
            id="tall-praise-above-all",
        ),
        pytest.param(
            (
                ("QUORRA", 50.0),
                "",
                ("CREATINE", 100.0),
                "",
                ("BLUE RASPBERRY", 50.0),
                *SMALL,
            ),
            *("CREATINE", "QUORRA"),
            id="flavor-is-neither",
        ),
        pytest.param(
            (
                ("QUORRA", 50.0),
                "",
                ("ELECTROLYTES", 100.0),
                "",
                ("Supports Healthy Hydration*", 55.0),
                ("No Artificial Colors", 55.0),
                *SMALL,
            ),
            *("ELECTROLYTES", "QUORRA"),
            id="claims-in-large-print-are-neither",
        ),
        pytest.param(
            (
                ("Quorra", 60.0),
                "",
                ("JOINT HEALTH", 90.0),
                ("FORMULA", 60.0),
                *SMALL,
            ),
            *("JOINT HEALTH FORMULA", "Quorra"),
            id="what-it-is-for-names-a-product",
        ),
        pytest.param(
            (
                ("QUORRA", 60.0),
                ("NATURALS", 60.0),
                "",
                ("FISH OIL", 90.0),
                ("1000 mg", 40.0),
                *SMALL,
            ),
            *("FISH OIL", "QUORRA NATURALS"),
            id="brand-of-two-lines",
        ),
        pytest.param(
            (
                ("THE LANTERN CO.", 70.0),
                "",
                ("MULTIVITAMIN", 70.0),
                ("FOR MEN", 60.0),
                *SMALL,
            ),
            *("MULTIVITAMIN FOR MEN", "THE LANTERN"),
            id="an-article-is-no-tea",
        ),
        pytest.param(
            (
                ("VELVANE", 100.0),
                "",
                ("QUORRA", 90.0),
                *SMALL,
                "",
                "Distributed by Quorra Labs LLC, Salem, MA 01970",
            ),
            *("VELVANE", "QUORRA"),
            id="name-above-the-brand-that-the-firm-line-tells",
        ),
        pytest.param(
            (
                ("QUORRA", 70.0),
                "",
                ("Quorra Sleep", 90.0),
                *SMALL,
                "",
                "www.quorra.com",
            ),
            *("Quorra Sleep", "QUORRA"),
            id="name-begins-with-the-brand",
        ),
        pytest.param(
            (("QUORRA", 70.0), "", ("BIOTIN", 90.0), *SMALL, "", "www.quorrahealth.com"),
            *("BIOTIN", "QUORRA"),
            id="address-with-a-word-that-is-nobodys",
        ),
        pytest.param(
            (
                ("GOOD MART", 40.0),
                "",
                ("ZINC", 100.0),
                *SMALL,
                "",
                "Distributed by Wexcombe Stores Inc., Salem, MA 01970",
            ),
            *("ZINC", "GOOD MART"),
            id="a-retailer-distributes-another-brand",
        ),
        pytest.param(
            (("QUO", 40.0), "", ("ZINC", 100.0), *SMALL, "", "www.quofoods.com"),
            *("ZINC", "QUO"),
            id="brand-of-three-letters",
        ),
        pytest.param(
            (("Dr. Lantern", 90.0), "", ("ZINC", 60.0), *SMALL, "", "www.lantern.com"),
            *("ZINC", "Dr. Lantern"),
            id="address-without-the-title",
        ),
        pytest.param(
            (
                ("QUORRA", 50.0),
                "",
                ("PLATINUM", 50.0),
                ("100%", 90.0),
                ("WHEY", 90.0),
                *SMALL,
            ),
            *("PLATINUM 100% WHEY", "QUORRA"),
            id="a-hundred-percent-on-a-line-of-its-own",
        ),
        pytest.param(
            (("WEXCOMBE", 90.0), ("PROTEINS.", 85.0), "", ("COLLAGEN", 100.0), *SMALL),
            *("COLLAGEN", "WEXCOMBE PROTEINS"),
            id="maker-of-proteins",
        ),
        pytest.param(
            (("MAGNESIUM", 100.0), *SMALL, "", "glutamine.com"),
            *("MAGNESIUM", "glutamine"),
            id="address-of-a-substance",
        ),
        pytest.param(
            (
                ("QUORRA", 40.0),
                "",
                ("FEEL THE DIFFERENCE", 110.0),
                "",
                ("CREATINE", 70.0),
                *SMALL,
            ),
            *("CREATINE", "QUORRA"),
            id="a-slogan-larger-than-the-name-is-neither",
        ),
        pytest.param(
            (
                ("QUORRA", 40.0),
                "",
                ("Bone & Heart Health*", 90.0),
                "",
                ("VELVANE", 80.0),
                ("500 mg", 40.0),
                *SMALL,
            ),
            *("VELVANE", "QUORRA"),
            id="a-claim-that-leads-to-its-disclaimer-is-neither",
        ),
        pytest.param(
            (
                ("VELVANE", 100.0),
                "Promotes Restful Sleep*",
                *SMALL,
                "",
                ("QUORRA", 60.0),
            ),
            *("VELVANE", "QUORRA"),
            id="a-name-is-described-below-it-and-a-brand-at-the-foot-is-not",
        ),
        pytest.param(
            (
                ("QUORRA", 35.0),
                "",
                ("VELVANE", 100.0),
                ("Whey Protein Powder", 30.0),
                *SMALL,
            ),
            *("VELVANE", "QUORRA"),
            id="a-name-of-nothing-is-explained-below-it",
        ),
        pytest.param(
            (
                ("VELVANE", 100.0),
                ("Withania somnifera", 40.0),
                "",
                "60 Servings",
                "",
                ("QUORRA", 65.0),
            ),
            *("VELVANE", "QUORRA"),
            id="a-wordmark-wants-a-reason-where-another-line-is-the-brand",
        ),
        pytest.param(
            (
                ("ULTRA PRIM EVENING", 80.0),
                ("PRIMROSE OIL", 80.0),
                *SMALL,
                "",
                ("QUORRA", 40.0),
            ),
            *("ULTRA PRIM EVENING PRIMROSE OIL", "QUORRA"),
            id="a-substance-that-goes-over-two-lines-is-not-torn",
        ),
        pytest.param(
            (
                ("NEW SOURCE", 60.0),
                "",
                ("MAGNESIUM", 80.0),
                *SMALL,
            ),
            *("MAGNESIUM", "NEW SOURCE"),
            id="a-brand-of-words-that-praise-stands-on-top",
        ),
        pytest.param(
            (
                ("ALTA POTENCIA", 20.0),
                "",
                ("VELVANE", 90.0),
                "Ayuda a conciliar el sueño",
                "",
                "60 cápsulas",
                "",
                ("QUORRA", 60.0),
            ),
            *("VELVANE", "QUORRA"),
            id="praise-in-spanish-is-no-brand",
        ),
        pytest.param(
            (("QUORRA", 60.0), "", ("B-12", 90.0), ("1000 mcg", 50.0), *SMALL),
            *("B-12", "QUORRA"),
            id="a-name-of-one-letter",
        ),
        pytest.param(
            (("QUORRA", 60.0), "", ("Enhanced Zinc", 90.0), *SMALL),
            *("Enhanced Zinc", "QUORRA"),
            id="an-enhanced-substance-is-no-claim-that-it-enhances",
        ),
        pytest.param(
            (("QUORRA", 60.0), "", ("Quorra Velvane", 90.0), *SMALL),
            *("Quorra Velvane", "QUORRA"),
            id="a-name-begins-with-the-brand-that-stands-above",
        ),
        pytest.param(
            (
                ("QUORRA", 60.0),
                "",
                ("L-GLUTAMINA", 60.0),
                ("Alimento en polvo a base de proteína vegetal de", 30.0),
                ("chícharo para deportistas", 30.0),
                *SMALL,
            ),
            *("L-GLUTAMINA", "QUORRA"),
            id="a-text-below-a-name-is-longer-than-names-are",
        ),
        pytest.param(
            (
                ("HEMP LANE", 36.0),
                "",
                ("QUORRA", 40.0),
                "",
                ("VELVANE", 100.0),
                "",
                "60 Servings",
            ),
            *("VELVANE", "QUORRA"),
            id="of-two-brands-the-one-that-names-no-plant",
        ),
        pytest.param(
            (("JOINT CARE", 100.0), "", "60 Servings", "", ("QUORRA", 60.0)),
            *("JOINT CARE", "QUORRA"),
            id="what-it-is-for-is-no-brand",
        ),
        pytest.param(
            (
                ("Best Quality", 40.0),
                "",
                ("QUORRA", 36.0),
                "",
                ("CREATINE", 90.0),
                *SMALL,
            ),
            *("CREATINE", "QUORRA"),
            id="praise-on-top-is-hardly-a-brand",
        ),
        pytest.param(
            (
                ("HARBOR HILL", 60.0),
                "",
                ("QUORRA®", 60.0),
                "",
                ("CREATINE", 90.0),
                *SMALL,
            ),
            *("CREATINE", "QUORRA"),
            id="of-two-brands-the-registered-one",
        ),
        pytest.param(
            (
                ("HARBOR HILL", 60.0),
                "",
                ("QUORRANE", 50.0),
                "",
                ("CREATINE", 100.0),
                "",
                ("QUORRANE", 20.0),
            ),
            *("CREATINE", "QUORRANE"),
            id="of-two-brands-the-one-that-is-printed-again",
        ),
        pytest.param(
            (
                ("QUORRA", 50.0),
                "",
                ("GREY HERON", 60.0),
                "",
                ("CREATINE", 100.0),
                *SMALL,
            ),
            *("CREATINE", "QUORRA"),
            id="of-two-brands-the-one-on-top",
        ),
        pytest.param(
            (("QUORRA", 120.0), "", ("CLASSIC PRENATAL", 45.0), "", "60 Servings"),
            *("CLASSIC PRENATAL", "QUORRA"),
            id="what-it-is-for-is-a-name-in-much-smaller-print",
        ),
        pytest.param(
            (
                ("QUORRA", 50.0),
                ("FENWICK LINE", 30.0),
                "",
                ("CREATINE", 90.0),
                *SMALL,
            ),
            *("CREATINE", "QUORRA"),
            id="a-line-of-products-below-the-brand-is-no-part-of-it",
        ),
        pytest.param(
            (
                ("QUORRA", 70.0),
                "",
                ("Liquid L-Glutamine", 90.0),
                ("16 fl oz (473 mL)", 54.0),
                "Dietary Supplement",
            ),
            *("Liquid L-Glutamine", "QUORRA"),
            id="net-contents-below-a-name-are-no-part-of-it",
        ),
        pytest.param(
            (
                ("ONCE DAILY", 30.0),
                "",
                ("QUORRA", 60.0),
                ("WHEY ISOLATE", 60.0),
                *SMALL,
            ),
            *("WHEY ISOLATE", "QUORRA"),
            id="a-name-of-nothing-right-above-a-substance-in-its-size",
        ),
        pytest.param(
            (("Velvane", 120.0), "", "from Quorra Fields", *SMALL),
            *("Velvane", "Quorra Fields"),
            id="whom-it-is-from",
        ),
        pytest.param(
            (("Velvane", 120.0), "", "from ecoQuorra®", *SMALL),
            *("Velvane", "ecoQuorra"),
            id="whom-it-is-from-with-a-capital-inside",
        ),
        pytest.param(
            (("Dr. Quorra", 34.0), "", ("MAGNESIUM", 60.0), *SMALL),
            *("MAGNESIUM", "Dr. Quorra"),
            id="the-period-of-a-title-ends-no-sentence",
        ),
        pytest.param(
            (("Quorra", 50.0), "", ("Velvane Enhance", 52.0), "60% more zinc*", *SMALL),
            *("Velvane Enhance", "Quorra"),
            id="a-verb-without-an-object-may-end-a-name",
        ),
        pytest.param(
            (("QUORRA", 50.0), "", ("ENZYME", 90.0), ("Velvane", 40.0), *SMALL),
            *("ENZYME Velvane", "QUORRA"),
            id="lines-of-a-name-are-reasonably-related-in-size",
        ),
        pytest.param(
            (("QUORRA", 50.0), "", ("Cleanser", 60.0), ("Silybum marianum", 31.0), *SMALL),
            *("Cleanser", "QUORRA"),
            id="a-species-below-a-name-is-no-part-of-it",
        ),
        pytest.param(
            (("QUORRA", 50.0), "", ("MAGNESIUM", 60.0), ("Lemon Lime", 31.0), *SMALL),
            *("MAGNESIUM", "QUORRA"),
            id="a-flavor-below-a-name-is-no-part-of-it",
        ),
        pytest.param(
            (
                ("OMEGA MAX", 75.5),
                "",
                ("Quorra", 55.5),
                "",
                ("Honest ingredients", 35.5),
                ("Lean Muscle Recovery", 38.0),
                *("Dietary Supplement", "180 CT"),
            ),
            *("OMEGA MAX", "Quorra"),
            id="a-slogan-has-one-capital",
        ),
        pytest.param(
            (("VELVANE TRUE", 60.0), "", ("Quorra's Garden", 50.0), *SMALL),
            *("VELVANE TRUE", "Quorra's Garden"),
            id="a-possessive-opens-a-brand",
        ),
        pytest.param(
            (("VELVANE", 50.0), "", ("Quorra Sports", 60.0), *SMALL),
            *("VELVANE", "Quorra Sports"),
            id="sports-end-a-brand",
        ),
        pytest.param(
            (("EXTRA STRENGTH", 24.0), "", ("Velvane", 80.0), *SMALL),
            *(None, None),
            id="small-praise-on-top-is-no-brand",
        ),
        pytest.param(
            (("VELVANE MAGNESIUM", 60.0), "", ("• Easy to Swallow", 30.0), *SMALL),
            *("VELVANE MAGNESIUM", None),
            id="an-item-of-a-list-is-no-brand",
        ),
        pytest.param(
            (("QUORRA", 40.0), ("FUELED BY SCIENCE™", 30.0), "", ("ZINC", 100.0), *SMALL),
            *("ZINC", "QUORRA"),
            id="whom-a-slogan-is-fueled-by-is-no-maker",
        ),
        pytest.param(
            (("quorra.", 50.0), "", ("Creatine", 90.0), *SMALL),
            *("Creatine", "quorra"),
            id="a-logotype-may-end-with-a-period",
        ),
        pytest.param(
            (("QUORRA", 50.0), "", ("Vitamin D3", 90.0), ("Vitamine D3", 70.0), *SMALL),
            *("Vitamin D3", "QUORRA"),
            id="a-name-in-two-languages-is-told-once",
        ),
        pytest.param(
            (
                ("VELVANE", 90.0),
                ("Endurance Drink", 40.0),
                *("", ("9 ELECTROLYTES", 50.0), *SMALL),
            ),
            *("Endurance Drink", "VELVANE"),
            id="what-a-callout-counts-is-no-name",
        ),
        pytest.param(
            (
                ("VELVANE", 90.0),
                ("Endurance Drink", 40.0),
                *("", ("electrolyte profile with taurine to", 40.0), *SMALL),
            ),
            *("Endurance Drink", "VELVANE"),
            id="a-line-within-a-sentence-is-no-name",
        ),
        pytest.param(
            (
                *(("VELVANE HOUSE", 40.0), ("Herbs, grown slowly", 33.0)),
                *("", ("THEANINE", 80.0), *SMALL),
            ),
            *("THEANINE", "VELVANE HOUSE"),
            id="what-a-maker-says-of-himself-below-his-name",
        ),
        pytest.param(
            (
                *(("QUORRA", 50.0), "", ("CREATINE", 90.0)),
                *(("Pure powder / Poudre pure", 40.0), *SMALL),
            ),
            *("CREATINE", "QUORRA"),
            id="two-languages-beside-each-other-below-a-name",
        ),
        pytest.param(
            (
                *(("TONE·FUEL·FIRM", 42.0), "", ("ZINC", 250.0), ""),
                *(("250 mg per softgel", 45.0), "", ("STIMULANT FREE", 30.0), ""),
                *(("quorraworks", 80.0), ("90 SOFTGELS", 41.0)),
                ("DIETARY SUPPLEMENT", 41.0),
            ),
            *("ZINC", "quorraworks"),
            id="a-list-on-one-line-is-no-brand",
        ),
        pytest.param(
            (
                *(("QUORRA", 30.0), "", ("Rapid", 100.0), ("Velvane", 100.0)),
                *(("Electrolyte Drink Mix", 32.0), ("Watermelon", 32.0)),
                *("", ("18 PACKETS", 30.0), "", ("NET WT 5.6 OZ (160 g)", 30.0)),
                *("", ("800 mg sodium", 50.0), ("0 g added sugar", 34.0)),
            ),
            *("Rapid Velvane", "QUORRA"),
            id="the-brand-is-as-small-as-the-small-print",
        ),
        pytest.param(
            (
                *(("QUORRA", 50.0), "", ("SKIN RESET", 92.0)),
                *(("Zinc, Omega-7 & Astaxanthin", 45.0), *SMALL),
            ),
            *("SKIN RESET", "QUORRA"),
            id="a-list-below-a-name",
        ),
        pytest.param(
            (
                *(("Quorrabear", 100.0), "", ("Immune", 60.0), ""),
                *(("Elderberry + Zinc + Vitamin C", 50.0), *SMALL),
            ),
            *("Immune", "Quorrabear"),
            id="a-list-of-substances-below-a-name-without-one",
        ),
        pytest.param(
            (
                *(("QUORRA", 50.0), "", ("Daily Greens", 92.0)),
                *(("+ Reds & Probiotics with Zinc", 50.0), *SMALL),
            ),
            *("Daily Greens + Reds & Probiotics with Zinc", "QUORRA"),
            id="what-opens-with-a-joint-goes-on-with-the-name",
        ),
        pytest.param(
            (
                *(("Quorrasure", 80.0), ("Probiotic Once Daily", 70.0)),
                *(("Bifidobacterium longum 35624", 50.0), *SMALL),
            ),
            *("Probiotic Once Daily", "Quorrasure"),
            id="a-strain-below-a-name-and-a-brand-right-above-it",
        ),
        pytest.param(
            (
                *(("Quorra & Velvane", 80.0), ("HIGH", 75.0), ("PROTEIN", 75.0)),
                *(("GRANOLA", 75.0), *SMALL),
            ),
            *("HIGH PROTEIN GRANOLA", "Quorra & Velvane"),
            id="praise-begins-the-name-below-a-brand",
        ),
        pytest.param(
            (
                *(("Mrs. Quorra", 60.0), "", ("Royal Jelly", 90.0)),
                *(("Restorative Capsules", 70.0), *SMALL),
            ),
            *("Royal Jelly Restorative Capsules", "Mrs. Quorra"),
            id="a-title-ends-no-sentence",
        ),
        pytest.param(
            (
                *(("Organic", 70.0), ("VELVANE", 93.0), ""),
                *(("Stir into juices, yoghurt & smoothies", 91.0), ""),
                *(("QUORRA LARDER", 63.0), "Net Wt 7 oz / 198 g"),
            ),
            *("Organic VELVANE", "QUORRA LARDER"),
            id="a-sentence-with-a-comma-is-no-name",
        ),
        pytest.param(
            (("QUORRA", 50.0), "", ("PEA", 150.0), ("PROTEIN POWDER", 45.0), *SMALL),
            *("PEA PROTEIN POWDER", "QUORRA"),
            id="the-line-below-makes-another-substance",
        ),
        pytest.param(
            (
                *(("QUORRA", 60.0), "", ("Arnica montana", 90.0)),
                *(("Homeopathic Medicine", 45.0), "", "Approx. 80 Pellets"),
            ),
            *("Arnica montana", "QUORRA"),
            id="a-kind-of-medicine-is-no-name",
        ),
        pytest.param(
            (
                *(("QUORRA", 50.0), "", ("fermented protein", 90.0)),
                *(("protéine fermentée", 80.0), *SMALL),
            ),
            *("fermented protein", "QUORRA"),
            id="two-languages-in-an-order-of-their-own",
        ),
        pytest.param(
            (("QUORRA", 50.0), "", ("CREA", 90.0), ("TINE", 90.0), *SMALL),
            *("CREATINE", "QUORRA"),
            id="a-word-over-two-lines",
        ),
        pytest.param(
            (("QUORRA", 50.0), "", ("L-ARGI-", 90.0), ("NINE", 90.0), *SMALL),
            *("L-ARGININE", "QUORRA"),
            id="a-word-parted-by-a-hyphen",
        ),
        pytest.param(
            (("QUORRA", 50.0), "", ("CREATINE", 90.0), ("100 % Creapure®", 52.0), *SMALL),
            *("CREATINE", "QUORRA"),
            id="how-pure-it-is",
        ),
        pytest.param(
            (
                *(("QUORRA", 50.0), "", ("BETA ALANINE", 90.0)),
                *(("PURE CARNITINE® 3.2 G", 42.0), *SMALL),
            ),
            *("BETA ALANINE", "QUORRA"),
            id="how-much-of-something-is-in-it",
        ),
        pytest.param(
            (("QUORRA", 50.0), "", ("Zinc", 90.0), ("Picolinate 30 mg", 42.0), *SMALL),
            *("Zinc Picolinate 30 mg", "QUORRA"),
            id="an-amount-behind-the-rest-of-the-name",
        ),
        pytest.param(
            (("QUORRA", 50.0), "", ("Magnesium", 120.0), ("+ Vitamin B6", 44.0), *SMALL),
            *("Magnesium + Vitamin B6", "QUORRA"),
            id="a-small-line-that-opens-with-a-plus",
        ),
        pytest.param(
            (("QUORRA", 60.0), "", ("WHEY PROTEIN", 60.0), ("SHAKE", 180.0), *SMALL),
            *("WHEY PROTEIN SHAKE", "QUORRA"),
            id="what-a-shake-is-made-of-stands-small-above-it",
        ),
        pytest.param(
            (
                *(("QUORRA", 100.0), "", ("SHAKE", 180.0), ("30g", 180.0)),
                *(("PROTEIN", 50.0), "", ("Iced Coffee", 120.0), *SMALL),
            ),
            *("SHAKE", "QUORRA"),
            id="a-shake-above-an-amount-is-no-direction",
        ),
        pytest.param(
            (("QUORRA", 80.0), ("SPORTS SCIENCE", 28.0), "", ("ZINC", 90.0), *SMALL),
            *("ZINC", "QUORRA SPORTS SCIENCE"),
            id="what-a-maker-is-stands-small-below-his-name",
        ),
        pytest.param(
            (
                *(("VELVANE", 160.0), ("Churna", 70.0), "", ("Amalaki·Haritaki", 44.0)),
                *("", ("QUORRA HILL AYURVEDA", 55.0), *SMALL),
            ),
            *("VELVANE Churna", "QUORRA HILL AYURVEDA"),
            id="ayurveda-ends-a-brand",
        ),
        pytest.param(
            (
                *(("Chelated for Better Uptake", 62.0), "", ("QUORRA", 45.0)),
                *("", ("MAGNESIUM", 53.0), *SMALL),
            ),
            *("MAGNESIUM", "QUORRA"),
            id="better-is-said-of-it",
        ),
        pytest.param(
            (
                *(("HYDRATE LIKE A CHAMPION", 90.0), "", ("quorra", 60.0)),
                *("", ("ELECTROLYTE POWDER", 40.0), *SMALL),
            ),
            *("ELECTROLYTE POWDER", "quorra"),
            id="like-is-said-of-somebody",
        ),
        pytest.param(
            (
                *(("quorra", 60.0), "", ("Strawberry Kiwi", 46.0), ""),
                *(("quorra", 42.0), "", ("ENERGIZER", 30.0), *SMALL),
            ),
            *("ENERGIZER", "quorra"),
            id="a-brand-that-is-printed-again-is-no-name",
        ),
        pytest.param(
            (
                *(("Quorra", 80.0), "", ("Multivelvane Tabs", 55.0), ""),
                *(("Himbeer-Geschmack", 50.0), "", ("Saveur de miel", 60.0), *SMALL),
            ),
            *("Multivelvane Tabs", "Quorra"),
            id="flavors-in-other-languages",
        ),
        pytest.param(
            (("QUORRA", 50.0), "", ("Women’s Daily Velvane", 90.0), *SMALL),
            *("Women’s Daily Velvane", "QUORRA"),
            id="whose-daily-it-is-is-no-direction",
        ),
        pytest.param(
            (
                *(("QUORRA FIELD", 80.0), "", ("VELVANE", 60.0), "", ""),
                *(("with added Zinc", 60.0), *SMALL),
            ),
            *("VELVANE", "QUORRA FIELD"),
            id="with-opens-no-name",
        ),
        pytest.param(
            (("QUORRA", 50.0), "", ("Camu", 80.0), ("Camu", 80.0), *SMALL),
            *("Camu Camu", "QUORRA"),
            id="a-short-word-may-be-said-twice",
        ),
        pytest.param(
            (
                *(("QUORRA", 60.0), "", ("SLEEP SPRAY", 60.0)),
                *(("Melatonin 3 mg per 4 sprays", 32.0), *SMALL),
            ),
            *("SLEEP SPRAY", "QUORRA"),
            id="how-much-a-few-sprays-have",
        ),
        pytest.param(
            (("Hydrolyzed", 76.0), ("COLLAGEN", 146.0), "", ("QUORRA HALL", 70.0), *SMALL),
            *("Hydrolyzed COLLAGEN", "QUORRA HALL"),
            id="how-it-was-made-is-no-brand",
        ),
        pytest.param(
            (("QUORRA", 90.0), ("SUPPLEMENT CO.", 40.0), "", ("GLUTAMINE", 90.0), *SMALL),
            *("GLUTAMINE", "QUORRA"),
            id="a-firm-without-a-name",
        ),
    ],
)
def test_fronts_of_many_designs(
    lines: tuple[str | tuple[str, float], ...], name: str | None, brand: str | None
) -> None:
    assert told(*lines) == (name, brand)


@pytest.mark.parametrize(
    ("foot", "name"),
    [
        pytest.param("180 CAPSULES", "Glucosamine", id="net-contents"),
        pytest.param("Contains shellfish", None, id="none"),
    ],
)
def test_net_contents_below_hardly_larger_print_make_a_front(
    foot: str, name: str | None
) -> None:
    lines = ("Eases the joints of grown men", "Soulage les articulations") * 4

    found, _ = told(("Quorra Bay", 30.0), "", ("Glucosamine", 31.0), "", *lines, "", foot)

    assert found == name


def test_a_name_that_is_described_is_told_without_a_brand() -> None:
    assert told(("VELVANE", 100.0), "Supports Immune Health*") == ("VELVANE", None)


def test_a_misread_logotype_is_told_as_small_print_has_it() -> None:
    name, brand = told(
        ("QUCRRAFIELD", 120.0),
        "",
        ("WHEY PROTEIN", 60.0),
        *SMALL,
        "",
        "Manufactured for Quorrafield Inc., Salem, MA 01970",
    )

    assert (name, brand) == ("WHEY PROTEIN", "Quorrafield")


@pytest.mark.parametrize("top", [130, 161])
def test_a_second_half_set_small_into_a_logotype_belongs_to_it(top: int) -> None:
    logo = line_of("Quorra", left=40, top=40, height=120, row=0, block=0)
    half = line_of("Protein Solutions", left=60, top=top, height=20, row=1, block=1)
    title = line_of("WHEY", left=40, top=300, height=80, row=2, block=2)
    firm = line_of("Quorra Protein Solutions AB", left=40, top=600, row=3, block=3)
    web = line_of("www.quorra.com", left=40, top=700, row=4, block=4)

    found = identity_of((front_of(logo, half, title, firm, web),))

    assert text_of(found.brand) == "Quorra Protein Solutions"


def test_initials_beside_the_brand_are_no_name() -> None:
    initials = line_of("GH", left=40, top=40, height=90, row=0, block=0)
    first = line_of("GREENWICK", left=160, top=45, height=35, row=0, block=1)
    second = line_of("HERBALS", left=160, top=85, height=35, row=1, block=1)
    title = line_of("Serenity", left=40, top=300, height=80, row=2, block=2)

    found = identity_of((front_of(initials, first, second, title),))

    assert text_of(found.brand) == "GREENWICK HERBALS"
    assert text_of(found.product_name) == "Serenity"


def test_a_name_runs_up_the_side_of_a_front() -> None:
    logo = line_of("QUORRA", left=40, top=40, height=50, row=0, block=0)
    claim = line_of("Supports Immune Health*", left=300, top=400, height=18, row=1, block=1)

    found = identity_of(
        (front_of(logo, claim, upright("CREATINE", left=60, top=160, height=90)),)
    )

    assert text_of(found.product_name) == "CREATINE"
    assert text_of(found.brand) == "QUORRA"


@pytest.mark.parametrize(
    "height", [80, pytest.param(70, id="two-and-a-half-times-the-print-as-measured")]
)
def test_a_brand_runs_up_the_side_of_a_panel(height: float) -> None:
    back = page_of(*BACK[:-1])
    side = upright("QUORRA", left=900, top=40, height=height)

    found = identity_of((document_of(replace(back, lines=(*back.lines, side))),))

    assert text_of(found.brand) == "QUORRA"


def test_the_head_of_a_panel_s_columns_is_no_brand() -> None:
    name, brand = told(("Amount Per Serving", 60.0), "", ("CREATINE", 60.0), *SMALL)

    assert (name, brand) == ("CREATINE", None)


def test_a_word_up_the_side_that_was_read_in_pieces_is_no_brand() -> None:
    back = page_of(*BACK[:-1])
    pieces = (
        upright("QUOR", left=900, top=140, height=80),
        upright("RA", left=900, top=40, height=80),
    )

    found = identity_of((document_of(replace(back, lines=(*back.lines, *pieces))),))

    assert isinstance(found.brand, Unreadable)


def test_the_better_reading_of_a_brand_is_told() -> None:
    cap = line_of("QUCRRANE", left=40, top=40, height=120, confidence=0.7)
    label = line_of("QUORRANE", left=40, top=300, height=60, confidence=1.0, row=1, block=1)
    title = line_of(
        "CREATINE", left=40, top=500, height=150, confidence=1.0, row=2, block=2
    )

    found = identity_of((front_of(cap, label, title),))

    assert (text_of(found.brand), text_of(found.product_name)) == ("QUORRANE", "CREATINE")


def test_two_packages_have_one_name_and_one_brand() -> None:
    logo = line_of("QUORRA", left=40, top=40, height=50, row=0, block=0)
    other = line_of("QUORRA", left=600, top=42, height=50, row=0, block=1)
    first = line_of("VELVANE", left=40, top=300, height=90, row=1, block=2)
    second = line_of("VELVANE", left=600, top=302, height=90, row=1, block=3)

    found = identity_of((front_of(logo, other, first, second),))

    assert text_of(found.product_name) == "VELVANE"
    assert text_of(found.brand) == "QUORRA"


def test_print_that_a_side_of_the_picture_cuts_off_is_neither() -> None:
    sign = line_of("ARBOR GYM", left=2, top=40, height=200, row=0, block=0)
    logo = line_of("QUORRA", left=300, top=400, height=60, row=1, block=1)
    title = line_of("VELVANE", left=300, top=520, height=90, row=2, block=2)

    found = identity_of((front_of(sign, logo, title),))

    assert text_of(found.product_name) == "VELVANE"
    assert text_of(found.brand) == "QUORRA"


def test_large_print_that_was_hardly_read_is_neither_and_says_so() -> None:
    (document,) = label_of(*FRONT)
    page = read_in_doubt(document.pages[0], 0.6, lambda line: line.height > 45)

    found = identity_of((replace(document, pages=(page,)),))

    for reading in (found.product_name, found.brand):
        assert isinstance(reading, Unreadable)
        assert "hardly read" in reading.reason


def test_a_doubtful_logotype_that_nothing_repeats_is_no_brand() -> None:
    logo = line_of("UMMM", height=90, confidence=0.8)
    title = line_of("CREATINE", top=300, height=90, confidence=1.0, row=1, block=1)

    found = identity_of((front_of(logo, title),))

    assert isinstance(found.brand, Unreadable)
    assert "hardly read" in found.brand.reason
    assert text_of(found.product_name) == "CREATINE"


def test_a_firm_whose_line_was_hardly_read_names_no_brand() -> None:
    (document,) = label_of(*BACK)
    page = read_in_doubt(document.pages[0], 0.5, lambda line: "Manufactured" in line.text)

    found = identity_of((replace(document, pages=(page,)),))

    assert isinstance(found.brand, Unreadable)


def test_one_print_of_which_nothing_is_known_is_neither() -> None:
    found = identity_of(label_of(("VELVANE", 120.0), "", "60 Servings"))

    assert isinstance(found.product_name, Unreadable)
    assert "the maker's address" in found.product_name.reason
    assert isinstance(found.brand, Unreadable)


def test_no_row_of_a_panel_is_a_name() -> None:
    name, brand = told(
        ("Nutrition Facts / Valeur nutritive", 60.0),
        "Per 1 scoop (10 g) / par 1 mesure (10 g)",
        "",
        "Fat / Lipides 0 g",
        "Carbohydrate / Glucides 0 g",
        "Protein / Protéines 10 g",
    )

    assert (name, brand) == (None, None)


def test_the_title_of_a_sheet_is_no_name() -> None:
    name, brand = told(
        ("Product specification", 60.0),
        "",
        ("AquaVELL™", 45.0),
        ("Item No.: 41 (330)", 45.0),
        "",
        "Description",
        "A powder that is soluble in water",
        "",
        "Wexcombe Proteins GmbH",
        "www.wexcombe-proteins.com",
    )

    assert (name, brand) == ("AquaVELL™ Item No.: 41 (330)", "Wexcombe Proteins")


def test_what_a_sheet_calls_its_product_is_the_name() -> None:
    form = table_of(("Product name:", "L-Glutamine (USP)"), ("CAS No.:", "56-85-9"))

    assert text_of(identity_of(form).product_name) == "L-Glutamine (USP)"


def test_a_form_of_two_columns_calls_its_product_by_one_word() -> None:
    form = sheet("""
        # QUORRA BIOTECH
        Certificate of Analysis

        Product          L-Glutamine, fermented
        CAS No.          56-85-9
    """)
    table = sheet("""
        # QUORRA BIOTECH

        Product          Origin          Price
        L-Glutamine      France          12
    """)

    assert text_of(identity_of(form).product_name) == "L-Glutamine, fermented"
    assert text_of(identity_of(table).product_name) == "L-Glutamine"


@pytest.mark.parametrize(
    ("field", "brand"),
    [
        pytest.param("Brand: Quorra", "Quorra", id="a-name"),
        pytest.param("Manufacturer: Quorra Foods", "Quorra Foods", id="a-firm"),
        pytest.param("Manufacturer: see the lid", None, id="where-it-stands"),
        pytest.param("Brand: Discover Your New Look", None, id="a-slogan"),
    ],
)
def test_a_field_tells_who_made_it(field: str, brand: str | None) -> None:
    assert text_of(identity_of(table_of((field, "12"))).brand) == brand


@pytest.mark.parametrize(
    ("headline", "name"),
    [
        pytest.param("# Velvane WPI 90", "Velvane WPI 90", id="as-large"),
        pytest.param("Velvane WPI 90", None, id="as-the-text"),
    ],
)
def test_the_name_is_set_below_the_title_of_a_sheet(
    headline: str, name: str | None
) -> None:
    found = identity_of(
        sheet(f"""
        # Product Specification
        {headline}

        Nutritional Values   per 100 g
        Protein              90 g
        Fat                  2 g
        Salt                 1 g
        """)
    )

    assert text_of(found.product_name) == name


def test_the_name_below_the_title_of_a_sheet_may_be_smaller_than_it() -> None:
    name, _ = told(
        *(("QUORRA", 31.0), ("Collagen ingredients since 1951", 17.0), ""),
        *(("Technical Data Sheet", 37.0), ("Velvane™ B2 – Hydrolyzed Collagen", 28.0)),
        *("", "Description", "Off-white powder made from hides.", ""),
        *("Moisture at most 8 %", "Ash at most 2 %", "Lead below 1 mg/kg", ""),
        *("Packed in bags of 20 kg", "Quorra GmbH, Lindenstr. 12, 83646 Bad Tölz"),
    )

    assert name == "Velvane™ B2 – Hydrolyzed Collagen"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        pytest.param(("L-Glutamine, 40 mesh", 28.0), "L-Glutamine, 40 mesh", id="name"),
        pytest.param(("General information", 28.0), None, id="heading-of-a-part"),
        pytest.param("L-Glutamine, 40 mesh", None, id="as-the-text"),
    ],
)
def test_a_name_smaller_than_the_title_of_a_sheet_names_a_substance(
    line: str | tuple[str, float], name: str | None
) -> None:
    found, _ = told(
        ("TECHNICAL DATA SHEET", 36.0),
        line,
        *BACK[1:-1],
        "Store in a cool and dry place.",
        "Warning: Keep out of the reach of children.",
        "Ingredients: L-glutamine.",
    )

    assert found == name


@pytest.mark.parametrize(
    ("head", "brand"),
    [
        pytest.param("Quorra Fine Chemicals GmbH", "Quorra Fine Chemicals", id="a-firm"),
        pytest.param("Quorra Nutrition | Spec 118", "Quorra Nutrition", id="before-a-bar"),
        pytest.param("Laboratoire Quorra", "Laboratoire Quorra", id="a-laboratory"),
        pytest.param("Page 1 of 3", None, id="a-page"),
        pytest.param("Supplier: Quorra Corp.", "Quorra", id="a-field"),
    ],
)
def test_who_heads_a_page_has_made_the_product(head: str, brand: str | None) -> None:
    _, found = told(head, "", *BACK[:-1])

    assert found == brand


def test_the_largest_print_above_all_a_sheet_tells_is_its_title() -> None:
    lines = (
        ("Gentle Fibre & Glutamine", 40.0),
        "Food supplement, 240 g",
        "",
        "Directions: Stir one spoon into water daily.",
        "Warnings: Keep out of the reach of children.",
        "Store in a cool and dry place.",
        ("PHYSICAL DATA", 26.0),
    )

    titled, below = (
        identity_of((document_of(page_of(*printed, flat=True)),))
        for printed in (lines, lines[2:] + lines[:2])
    )

    assert text_of(titled.product_name) == "Gentle Fibre & Glutamine"
    assert text_of(titled.brand) is None
    assert text_of(below.product_name) is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        pytest.param("Technical Data Sheet – Organic Pea 80", "Organic Pea 80", id="dash"),
        pytest.param("Specification: Whey Isolate", "Whey Isolate", id="colon"),
        pytest.param("Fiche technique : Pois 80", "Pois 80", id="french"),
        pytest.param("Scheda tecnica: Pisello 80", "Pisello 80", id="italian"),
        pytest.param("Produktspezifikation: Erbse 80", "Erbse 80", id="german"),
        pytest.param("Product specification: version 3", None, id="a-version"),
        pytest.param("Specification sheet", None, id="a-title-alone"),
        pytest.param("Certificate of analysis: available online", None, id="an-offer"),
        pytest.param("Certificate of Analysis – Scan Our Code", None, id="in-capitals"),
        pytest.param("Specification: white crystalline powder", None, id="a-description"),
        pytest.param("Item: GLN-500", None, id="a-number-with-letters"),
        pytest.param("Item: Pea 80", "Pea 80", id="an-item"),
    ],
)
def test_the_title_of_a_sheet_may_go_on_with_the_name(line: str, name: str | None) -> None:
    assert text_of(identity_of(table_of((line, "12"))).product_name) == name


def test_a_back_with_net_contents_under_its_title_is_a_front_too() -> None:
    name, brand = told(
        ("QUORRA", 36.0),
        ("WHEY DELIGHT", 28.0),
        "",
        "INGREDIENTS: Whey protein, cocoa.",
        "DIRECTIONS: Mix one scoop with water daily.",
        "",
        "Net weight: 1 kg",
    )

    assert (name, brand) == ("WHEY DELIGHT", "QUORRA")


def test_a_list_in_capitals_is_no_brand() -> None:
    _, brand = told(
        "INGREDIENTS: WATER, SUGAR,",
        "SODIUM CITRATE, GUM ARABIC,",
        "YELLOW 6.",
        "CONTAINS NO FRUIT JUICE",
        "",
        ("QUORRA", 60.0),
        ("ORANGE", 60.0),
        "20 FL OZ (591 mL)",
    )

    assert brand is None


# --- names and brands in small print ------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        pytest.param(
            "VELVANE™ is designed for evenings.", "VELVANE™", id="is-designed-for"
        ),
        pytest.param(
            "One Quorra® Velvane Plus® serving supplies 900 mg of sterols.",
            "Velvane Plus®",
            id="behind-its-brand",
        ),
        pytest.param("KSX-9® is a registered trademark of Others.", None, id="trademark"),
        pytest.param("Glutamine is an amino acid.", None, id="a-substance"),
        pytest.param("This product is designed for adults.", None, id="no-name"),
    ],
)
def test_a_back_may_say_the_name_in_a_sentence(sentence: str, name: str | None) -> None:
    found, _ = told(*BACK[:-1], sentence, "", "www.quorra.com")

    assert found == name


def test_an_ingredient_with_a_sign_of_its_own_is_no_name() -> None:
    found, _ = told(
        *BACK, "", "Ingredients: Velvex™, water", "", "Velvex™ is made for you."
    )

    assert found is None


def test_outlined_letters_are_told_by_the_text() -> None:
    name, brand = told(
        ("FLOWSTATE", 120.0),
        *SMALL,
        "",
        "Harbor +Flowstate is Quorrane's unique combination of minerals that was made",
        "for those who go on for hours and hours until the very end of the day.",
        "",
        ("QUORRANE", 40.0),
    )

    assert (name, brand) == ("Harbor +Flowstate", "QUORRANE")


@pytest.mark.parametrize(
    ("lines", "brand"),
    [
        pytest.param(("quorrafields.com",), "quorrafields", id="web-address"),
        pytest.param(
            ("Manufactured for: Wexcombe Inc.", "QuorraFields.com"),
            "QuorraFields",
            id="web-address-before-a-holding",
        ),
        pytest.param(
            (
                "Distributed by Quorra Fields Products, Salem, MA 01970",
                "www.quorrafields.com",
            ),
            "Quorra Fields",
            id="an-address-with-its-blanks",
        ),
        pytest.param(
            ("Manufactured by Wexcombe Ltd., Salem", "", "Distributed by Quorra, Salem"),
            "Quorra",
            id="whose-it-is-before-who-made-it",
        ),
        pytest.param(
            ("12 Pier Road, Salem, MA 01970", "(555) 010-0199", ("quorra", 24.0)),
            "quorra",
            id="larger-print-below-an-address",
        ),
        pytest.param(
            ("12 Pier Ro", "(555) 010-01", ("quorra", 24.0)),
            "quorra",
            id="larger-print-below-a-telephone-number-that-is-cut-off",
        ),
        pytest.param(
            ("12 Pier Road, Salem, MA 01970", "(555) 010-0199", "quorra"),
            None,
            id="print-like-the-address-is-a-part-of-it",
        ),
        pytest.param(("www.usp.org", "www.p65warnings.ca.gov"), None, id="others"),
        pytest.param(
            ("© 2023 Quorra Fields. All rights reserved.",),
            "Quorra Fields",
            id="owner-of-the-copyright",
        ),
        pytest.param(
            ("QUORRA FARMS, 12 Pier Road, Salem, MA 01970, USA",),
            "QUORRA FARMS",
            id="name-before-the-street",
        ),
        pytest.param(
            ("QUORRA FARMS, SALEM, MA 01970",),
            "QUORRA FARMS",
            id="name-before-the-town-alone",
        ),
        pytest.param(
            ("Quorra Farms Inc., Salem,", "MA 01970"),
            "Quorra Farms",
            id="a-post-code-on-the-next-line",
        ),
        pytest.param(("Quorra & Co Ltd, Bristol BS1 6DZ",), "Quorra", id="british-address"),
        pytest.param(
            ("Quorra Santé inc., Québec QC G1K 3X2",),
            "Quorra Santé",
            id="canadian-address",
        ),
        pytest.param(
            ("Quorra Foods Pty Ltd, 14 Tram Rd, Hahndorf SA 5245",),
            "Quorra Foods",
            id="australian-address",
        ),
        pytest.param(
            ("Quorra Pharma GmbH, Lindenstr. 12, 83646 Bad Tölz",),
            "Quorra Pharma",
            id="german-address",
        ),
        pytest.param(
            ("Quorra SAS, 59000 Lille, France",), "Quorra", id="a-town-behind-its-code"
        ),
        pytest.param(("Lindenstr., 83646 Bad Tölz",), None, id="a-german-street"),
        pytest.param(
            ("Made in the UK for Quorra Ltd, Leeds",),
            "Quorra",
            id="the-country-before-whom-it-is-made-for",
        ),
        pytest.param(
            ("© 2024 Quorra Roots. Distributed by Quorra", "Roots LLC, Salem, MA 01970"),
            "Quorra Roots",
            id="a-name-over-two-lines",
        ),
        pytest.param(("Salem, MA 01970",), None, id="a-town-is-no-name"),
        pytest.param(("Manufactured for qu",), None, id="a-name-that-is-cut-off"),
        pytest.param(("From Quorrane)",), None, id="the-end-of-a-bracket"),
        pytest.param(
            (("quorra labs", 31.0), "Unter den Linden 5, 10117 Berlin"),
            "quorra labs",
            id="large-above-an-address-abroad",
        ),
        pytest.param(("Mill Lane, Leeds LS11 5DY",), None, id="a-street-is-no-name"),
        pytest.param(
            ("Betaine, Zinc and Vitamin B12 5MG",), None, id="an-amount-is-no-post-code"
        ),
        pytest.param(
            ("At Quorra, we believe that minerals should be easy to take.",),
            "Quorra",
            id="what-a-maker-says-of-itself",
        ),
        pytest.param(
            (
                ("Manufactured by: quorra mfg.", 31.0),
                "12 Pier Road, Salem, MA 01970",
                "(555) 010-0199",
                ("quorra", 31.0),
            ),
            "quorra",
            id="a-large-firm-line-above-its-address",
        ),
        pytest.param(
            (
                ("Refrigerate after opening.", 26.0),
                "Mfd. for: Quorra Labs, Salem, MA 01970",
            ),
            "Quorra Labs",
            id="how-to-keep-it-above-an-address",
        ),
        pytest.param(
            ("AUST L 123456 Quorra Foods Pty Ltd, 14 Tram Rd, Hahndorf SA 5245",),
            "Quorra Foods",
            id="a-number-before-the-address",
        ),
        pytest.param(
            ("Quorra Marine Oils", "Salem, MA 01970"),
            "Quorra Marine Oils",
            id="above-a-town",
        ),
        pytest.param(
            ("Laboratoires Quorra - 21000 Dijon",),
            "Laboratoires Quorra",
            id="a-dash-before-the-town",
        ),
        pytest.param(
            ("Quorra Marine Oils", "12 Pier Road", "Salem, MA 01970"),
            "Quorra Marine Oils",
            id="above-a-street",
        ),
        pytest.param(("CERTIFIED ORGANIC", "BY CCOF"), None, id="by-a-certifier"),
        pytest.param(
            ("Best when chilled.", "Salem, MA 01970"), None, id="a-sentence-above-a-town"
        ),
        pytest.param(
            ("Certified Organic by", "Quorra Tilth", "Salem, MA 01970"),
            None,
            id="a-certifier-above-its-town",
        ),
        pytest.param(
            ("GMP Certified Facility", "Salem, MA 01970"), None, id="a-mark-above-a-town"
        ),
        pytest.param(
            ("Feel The Difference", "Salem, MA 01970"), None, id="a-slogan-above-a-town"
        ),
        pytest.param(
            ("Customer Service", "12 Pier Road", "Salem, MA 01970"),
            None,
            id="whom-to-write-to",
        ),
        pytest.param(
            ("Proudly Made In The USA", "Salem, MA 01970"),
            None,
            id="an-origin-above-a-town",
        ),
        pytest.param(
            ("Quorra & Finch", "quorraandfinch.com"), "Quorra & Finch", id="and-is-a-sign"
        ),
    ],
)
def test_a_back_tells_the_brand(
    lines: tuple[str | tuple[str, float], ...], brand: str | None
) -> None:
    _, found = told(*BACK[:-1], *lines)

    assert found == brand


@pytest.mark.parametrize(
    ("headline", "name", "brand"),
    [
        pytest.param(
            ("quorra vegan protein", 26.0), "vegan protein", "quorra", id="larger"
        ),
        pytest.param(
            "Quorra® Vitamin D3 + K2", "Vitamin D3 + K2", "Quorra", id="by-itself"
        ),
        pytest.param("Quorra Nutrition", None, "Quorra", id="a-firm"),
        pytest.param("Lantern Vitamin D3", None, "Quorra", id="somebody-else"),
    ],
)
def test_a_back_is_headed_by_its_maker_and_its_name(
    headline: str | tuple[str, float], name: str | None, brand: str
) -> None:
    found = told(
        headline,
        "",
        *BACK[:-1],
        "",
        "Made in the UK for Quorra Ltd, Leeds LS11 5DY",
    )

    assert found == (name, brand)


@pytest.mark.parametrize(
    ("lines", "name", "brand"),
    [
        pytest.param(
            (("QUORRA™", 32.0), ("Glutamin Pulver", 22.0)),
            *("Glutamin Pulver", "QUORRA"),
            id="the-name-in-smaller-print",
        ),
        pytest.param(
            (("Quorra’s", 32.0), ("Glutamin Pulver", 34.0)),
            *("Glutamin Pulver", "Quorra’s"),
            id="the-brand-as-a-possessive",
        ),
        pytest.param(
            (("QUORRA™", 32.0), "", ("Glutamin Pulver", 22.0)),
            *(None, "Quorra Sporternährung"),
            id="far-below-it",
        ),
        pytest.param(
            (("LANTERN", 32.0), ("Glutamin Pulver", 22.0)),
            *(None, "Quorra Sporternährung"),
            id="below-somebody-else",
        ),
        pytest.param(
            (("QUORRA™", 32.0), ("Protein that you will love", 22.0)),
            *(None, "Quorra Sporternährung"),
            id="a-slogan",
        ),
    ],
)
def test_a_back_may_have_the_name_below_the_brand(
    lines: tuple[str | tuple[str, float], ...], name: str | None, brand: str
) -> None:
    firm = "Quorra Sporternährung GmbH, Lindenstr. 12, 83646 Bad Tölz"

    assert told(*lines, "", *BACK[:-1], "", firm) == (name, brand)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        pytest.param(("Beef Protein Isolate", 34.0), "Beef Protein Isolate", id="large"),
        pytest.param(("Beef Protein Isolate", 24.0), None, id="hardly-larger-than-text"),
        pytest.param(("Protein that you will love", 34.0), None, id="a-slogan"),
        pytest.param(("Velvane", 34.0), None, id="nothing-that-is-known"),
    ],
)
def test_a_back_may_be_headed_by_what_the_product_is(
    title: tuple[str, float], name: str | None
) -> None:
    assert told(title, "", *BACK)[0] == name
    assert told(*BACK, "", title)[0] is None


# --- lines where they stand ---------------------------------------------------


def front_of(*lines: Line) -> Document:
    """A picture with a few lines."""
    page = page_of("x y")
    return document_of(replace(page, lines=lines, width=1200.0, height=900.0))


def upright(text: str, *, left: float, top: float, height: float) -> Line:
    """A word that runs up the page."""
    line = line_of(text, height=height, row=90, block=90)
    (word,) = line.words
    box = Box(left, top, left + height, top + word.box.width)
    return replace(line, words=(replace(word, box=box),))


@given(
    texts=st.lists(st.text(max_size=30), max_size=6),
    heights=st.lists(st.floats(1.0, 400.0), min_size=6, max_size=6),
)
def test_any_lines_have_a_name_or_none(texts: list[str], heights: list[float]) -> None:
    name, brand = told(*zip(texts, heights, strict=False))

    assert name is None or name.strip()
    assert brand is None or brand.strip()
