"""Every English text that reports share, by name, so that another language is one more
table; `auditor.report.wording` puts them together.

What a label prints, and the titles and reasons of findings, are not here: the first is
evidence, and the second are the criteria's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from auditor.model import Outcome, Role, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

VERDICT_SIGNS: Final = {Verdict.PASS: "✓", Verdict.FAIL: "✗", Verdict.INCOMPLETE: "?"}
VERDICT_WORDS: Final = {
    Verdict.PASS: "Pass",
    Verdict.FAIL: "Fail",
    Verdict.INCOMPLETE: "Incomplete",
}

OUTCOME_SIGNS: Final = {
    Outcome.PASS: "✓",
    Outcome.FAIL: "✗",
    Outcome.UNKNOWN: "?",
    Outcome.NOT_APPLICABLE: "–",
}

ROLE_HEADINGS: Final = {
    Role.GATE: "Gates",
    Role.PREFERENCE: "Preferences",
    Role.INFO: "For information",
}
ROLE_MEANINGS: Final = {
    Role.GATE: "They decide the verdict: one that fails, fails the product.",
    Role.PREFERENCE: "They make the score.",
    Role.INFO: "Shown, never scored.",
}

NOTICE: Final = (
    "This report audits what the label says, not what is in the container.",
    "Certifications are told as the label claims them; no registry was asked. Look them "
    "up with their owners: NSF at info.nsf.org/Certified/Dietary and nsfsport.com, USP at "
    "quality-supplements.org, Informed Sport and Informed Choice at wetestyoutrust.com, "
    "BSCG at bscg.org, USDA organic at organic.ams.usda.gov/integrity, Canadian licences "
    "(NPN) at health-products.canada.ca/lnhpd-bdipsn, Australian ones (AUST L) at "
    "tga.gov.au.",
    "It is no medical advice: ask a professional before you take a supplement.",
)

ORIGIN_WORDS: Final = {
    "synthetic": "synthetic",
    "nonsynthetic": "not synthetic",
    "agricultural": "agricultural",
    "depends": "depends on how it was made",
    "nutrient": "nutrient",
    "unrecognized": "not recognized",
}


OUTCOME_WORDS: Final = {
    Role.GATE: {
        Outcome.PASS: "pass",
        Outcome.FAIL: "fail",
        Outcome.UNKNOWN: "unknown",
        Outcome.NOT_APPLICABLE: "does not apply",
    },
    Role.PREFERENCE: {
        Outcome.PASS: "met",
        Outcome.FAIL: "not met",
        Outcome.UNKNOWN: "unknown",
        Outcome.NOT_APPLICABLE: "does not apply",
    },
    Role.INFO: {
        Outcome.PASS: "stated",
        Outcome.FAIL: "contradicted",
        Outcome.UNKNOWN: "not seen",
        Outcome.NOT_APPLICABLE: "does not apply",
    },
}
"""As a reader would say it; information is not passed or failed."""

FACT_HEADINGS: Final[Mapping[str, str]] = {
    "product_name": "Product name",
    "brand": "Brand",
    "net_contents": "Net contents",
    "dosage_form": "Dosage form",
    "serving_size": "Serving size",
    "servings_per_container": "Servings per container",
    "nutrients": "Facts panel",
    "glutamine_g_per_serving": "Glutamine per serving",
    "front_amount": "Glutamine on the front",
    "daily_glutamine_g": "Glutamine a day",
    "protein_g_per_serving": "Protein per serving",
    "other_ingredients_text": "Ingredient list",
    "certifications": "Certifications claimed",
    "claims": "Claims",
    "directions": "Directions",
    "warnings": "Warnings",
    "allergens": "Allergens",
    "amino_acid_profile": "Amino acid profile",
    "barcodes": "Barcode",
    "lot": "Lot",
    "expiry": "Good until",
}

ENGLISH: Final[Mapping[str, str]] = {
    # Around the report
    "kicker": "Supplement label audit",
    "skip": "Skip to the findings",
    "provenance": "How this report came about",
    "rules": "Rules",
    "rules_said": "profile {id} {version}",
    "program": "Program",
    "program_said": "auditor {version}",
    "file": "File",
    "file_said_one": "{name}, {media_type}, 1 page",
    "file_said": "{name}, {media_type}, {count} pages",
    "read_by": "read by {reader}",
    "notice": "Please note",
    # The verdict
    "all_passed_one": "The only gate passed.",
    "all_passed": "All {asked} passed.",
    "some_failed": "{failed} of {asked} failed: {titles}.",
    "some_failed_and_open": "{failed} of {asked} failed, and {open} could not be decided. "
    "Failed: {titles}.",
    "undecided": "{open} of {asked} could not be decided.",
    "none_failed": "No gate failed, but {open} of {asked} could not be decided from these "
    "files.",
    "nothing_read": "None of the files could be read, so nothing was judged.",
    "gate_one": "1 gate",
    "gates": "{count} gates",
    "score": "Score",
    "of_100": "of 100",
    "no_score": "none yet",
    "no_score_because": "none yet: less than half of the preferences’ weight is decided",
    "decided": "Decided",
    "of_weight": "of the preferences’ weight",
    "score_of_preferences": "Preferences’ score",
    "of_their_weight": "of their weight",
    # What is missing
    "missing": "What is missing, and what would settle it",
    "still_open": "What is still open",
    "stands": "The verdict stands whatever this shows: one failed gate is enough.",
    "settles": "settles",
    "settles_said": "settles: {titles}",
    "unread_files": "Files that could not be read",
    "not_every_face": "Not every face of the label is known to be read.",
    "not_every_face_because": "Not every face of the label is known to be read: {because}.",
    "say_whole": "If these files show every side of the package, say so with --complete.",
    "not_made_out_one": "{place}: print that could not be made out in 1 place",
    "not_made_out": "{place}: print that could not be made out in {count} places",
    "advice": "{place}: {advice}",
    "hidden": "Text that cannot be seen, not counted as printed: {text}",
    # Findings
    "note": "Note",
    "searched": "Based on: {places}",
    "why": "Why this is asked",
    "article": "Article: “Should You Use Glutamine to Heal Your Gut?” by The Healthy RD, "
    "section “{section}”",
    "weight": "weight {weight}",
    "sure": "{share} sure",
    "place": "{file}, page {page}",
    "crop": "Part of {place}, which reads: {text}",
    "show_place": "Show place {number} on the picture",
    "more_quotes": "and {count} more",
    "conflicts": "Conflicts",
    "conflict": "conflict",
    "contradicts": "The label contradicts itself.",
    # Pictures
    "pictures": "Pictures",
    "pictures_lead": "Each number leads to its finding.",
    "picture": "The picture {place}",
    "picture_with_places": "{place}, with {count} numbered places",
    "back_to": "Place {number}, back to: {title}",
    "not_embedded": "picture not embedded",
    # What the label says
    "facts": "What the label says",
    "facts_lead": "As printed, before any judgement.",
    "panel": "Facts panel",
    "name": "Name",
    "amount": "Amount",
    "daily_value": "% DV",
    "per": "per {what}",
    "ingredients": "Ingredients",
    "no_ingredients": "none, as the label says",
    "origin": "Origin",
    "classes": "Class",
    "shell": "capsule shell",
    "misread": "recognized despite a misreading",
    "else": "Everything else",
    "not_stated": "not stated",
    "not_stated_in": "not stated; read: {places}",
    "range": "{low} to {high}",
    "corrected": "Corrected by a person",
    "corrected_said": "corrected by {who} on {day}; read by the program: {read}",
    # Tables of the Markdown report
    "outcome": "Outcome",
    "criterion": "Criterion",
    "reason": "Reason",
    "where": "Read where",
    "what_conflicts": "What",
    "why_conflicts": "Why",
    "problem": "Problem",
    "remedy": "Remedy",
    "slug": "Slug",
    "fact": "Fact",
    "label": "Label",
    "files": "Files",
    "pages": "Pages",
    "reader": "Reader",
}

GALLERY: Final[Mapping[str, str]] = {
    "title": "{count} supplement label audits",
    "kicker": "Supplement label audits",
    "skip": "Skip to the products",
    "products_one": "{count} product",
    "products": "{count} products",
    "profiles": "Judged by profile {profiles}",
    "overview": "Overview",
    "verdicts": "Verdicts",
    "verdict_shares": "Shares of the verdicts",
    "scores": "Scores",
    "scores_said": "Products by score, in steps of ten: {steps}; without a score: {count}",
    "scores_step": "{low} to {high}: {count}",
    "unscored": "{count} without a score: less than half of the preferences’ weight is "
    "decided",
    "unread_files": "Files that could not be read",
    "causes": "What products do not meet",
    "key_failed": "failed",
    "key_open": "open: not decided",
    "failed": "failed",
    "open": "open",
    "cause_share": "Share of the products",
    "no_causes": "nothing: every product meets every criterion that applies",
    "no_script": "The products are shown, sorted and filtered by a script inside this "
    "page, which is not allowed to run here. The overview above needs none.",
    "products_heading": "Products",
    "search": "Search",
    "search_hint": "name, reason or print",
    "criterion": "Criterion",
    "any_criterion": "any",
    "outcome": "Outcome",
    "outcome_not_met": "failed or open",
    "outcome_fail": "failed",
    "outcome_unknown": "open",
    "outcome_pass": "passed",
    "outcome_not_applicable": "does not apply",
    "verdict": "Verdict",
    "all_verdicts": "all",
    "sort": "Sort",
    "sort_worst": "worst first",
    "sort_best": "best first",
    "sort_name": "by name",
    "sort_score_down": "score, high first",
    "sort_score_up": "score, low first",
    "sort_causes": "failed gates, most first",
    "reset": "Clear",
    "pages": "Pages of products",
    "first": "First",
    "previous": "Previous",
    "next": "Next",
    "last": "Last",
    "page": "Page {number} of {count}",
    "some_products": "{count} of {all} products",
    "one_of": "{number} of {count}",
    "lost_picture": "the picture is not here",
    "label": "Label",
    "pictured": "{what}: {name}",
    "no_picture": "no picture",
    "no_score": "no score yet",
    "has_score": "score {score}",
    "more": "{count} more",
    "close": "Close",
    "numbered": "Page with numbered boxes",
    "contradicts": "The label contradicts itself",
    "resting": "Pictures with what the findings rest on",
}
"""Of the page that shows many products; its script tells them by the same keys."""
