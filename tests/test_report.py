"""What every format tells of one audit, and that no label can disturb any of them."""

from __future__ import annotations

import json
import re
import weakref
from base64 import b64decode, b64encode
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from html.parser import HTMLParser
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
import simplejson
from PIL import Image
from report_sample import (
    AUDIT,
    BACK,
    FRONT,
    GOLDEN,
    GOLDEN_FOLDER,
    HOSTILE,
    LIST,
    NAME,
    ROW,
    USE,
    hostile_audit,
)

from auditor.model import (
    Absent,
    Box,
    Face,
    Line,
    Nutrient,
    Outcome,
    Verdict,
    Word,
)
from auditor.report import ReportFormat, render
from auditor.report.html import CROPS_SHOWN, IMAGES_KEPT
from auditor.report.markdown import safe
from auditor.report.printable import printable
from auditor.report.wording import amount_of

if TYPE_CHECKING:
    from auditor.model import Audit

PEOPLE = (ReportFormat.TERMINAL, ReportFormat.MARKDOWN, ReportFormat.HTML)

NOT_CORRECTED = "Run tests/report_sample.py and look at what changed."


# --- golden -------------------------------------------------------------------


@pytest.mark.parametrize(("form", "name"), GOLDEN.items(), ids=GOLDEN)
def test_a_report_stays_as_it_was_seen_and_found_good(form: str, name: str) -> None:
    expected = (GOLDEN_FOLDER / name).read_text(encoding="utf-8")

    assert render(AUDIT, ReportFormat(form)) == expected, NOT_CORRECTED


@pytest.mark.parametrize("form", ReportFormat)
def test_one_audit_always_gives_the_same_report(form: ReportFormat) -> None:
    assert render(AUDIT, form) == render(AUDIT, form)


@pytest.mark.parametrize("form", PEOPLE)
def test_every_report_for_people_tells_what_it_is_not(form: ReportFormat) -> None:
    told = " ".join(render(AUDIT, form).split())

    assert "what the label says, not what is in the container" in told
    assert "no registry was asked" in told
    assert "info.nsf.org" in told
    assert "no medical advice" in told


@pytest.mark.parametrize("form", PEOPLE)
@pytest.mark.parametrize(
    ("verdict", "sign", "word"),
    [
        pytest.param(Verdict.PASS, "✓", "pass", id="pass"),
        pytest.param(Verdict.FAIL, "✗", "fail", id="fail"),
        pytest.param(Verdict.INCOMPLETE, "?", "incomplete", id="incomplete"),
    ],
)
def test_the_verdict_is_told_by_word_and_sign(
    form: ReportFormat, verdict: Verdict, sign: str, word: str
) -> None:
    told = render(replace(AUDIT, verdict=verdict), form)

    assert sign in told
    assert re.search(rf"\b{word}\b", told, re.IGNORECASE)


@pytest.mark.parametrize("form", PEOPLE)
def test_what_would_settle_an_open_gate_is_told(form: ReportFormat) -> None:
    assert "photograph the sides of the container" in render(AUDIT, form)


OPEN = replace(
    AUDIT,
    verdict=Verdict.INCOMPLETE,
    findings=tuple(f for f in AUDIT.findings if f.outcome is not Outcome.FAIL),
)
"""The same with no gate that failed."""


@pytest.mark.parametrize("form", PEOPLE)
def test_what_is_missing_is_told_under_one_heading(form: ReportFormat) -> None:
    assert "What is missing, and what would settle it" in render(OPEN, form)


@pytest.mark.parametrize("form", [ReportFormat.MARKDOWN, ReportFormat.HTML])
def test_no_glutamine_is_told_of_where_nobody_asks_for_it(form: ReportFormat) -> None:
    missing = Absent(("label.pdf",))
    facts = replace(
        AUDIT.facts,
        glutamine_g_per_serving=missing,
        front_amount=missing,
        daily_glutamine_g=missing,
    )
    others = tuple(f for f in AUDIT.findings if not f.id.startswith(("identity.", "dose.")))
    heading = "Glutamine per serving"

    assert heading in render(replace(AUDIT, facts=facts), form)
    assert heading not in render(replace(AUDIT, facts=facts, findings=others), form)
    assert heading in render(replace(AUDIT, findings=others), form)


@pytest.mark.parametrize(("width", "wide"), [(400, True), (150, False)])
def test_a_label_laid_flat_is_shown_across_the_page(width: float, wide: bool) -> None:
    (source, *others) = AUDIT.sources
    page = replace(source.pages[0], width=width, height=100, lines=(), unread=())
    flat = replace(AUDIT, sources=(replace(source, pages=(page,)), *others))

    assert ('class="columns wide"' in render(flat, ReportFormat.HTML)) is wide


def test_what_does_not_apply_is_told_without_a_crop() -> None:
    report = render(
        AUDIT, ReportFormat.HTML, images=lambda *_: Image.new("RGB", (600, 800))
    )
    card = report.partition('id="finding-form.units-per-dose"')[2].partition("</article>")[
        0
    ]

    assert "a powder has no units" in card
    assert '<a class="crop"' not in card
    assert '<a class="crop"' in report


@pytest.mark.parametrize("form", PEOPLE)
def test_a_failed_gate_is_named_at_the_top_and_stands_whatever_is_open(
    form: ReportFormat,
) -> None:
    report = " ".join(render(AUDIT, form).split())

    assert "1 of 4 gates failed, and 1 could not be decided. Failed: No synthetic" in report
    assert "What is still open" in report
    assert "The verdict stands whatever this shows" in report
    assert "What is missing" not in report
    assert report.index("What is still open") > report.index("For information")


@pytest.mark.parametrize("form", PEOPLE)
def test_a_picture_that_is_hard_to_read_is_asked_for_before_any_other(
    form: ReportFormat,
) -> None:
    blurred = Face(file=AUDIT.sources[0].name, page=1, advice=("hold it still",))
    cut = replace(blurred, advice=("step back",), cut_off=("left",))

    report = " ".join(
        render(replace(OPEN, facts=replace(OPEN.facts, faces=(blurred, cut))), form).split()
    )
    missing = report[report.index("What is missing") :]

    asked = missing.index("photograph the sides of the container")
    assert missing.index("hold it still") < asked < missing.index("step back")


@pytest.mark.parametrize("form", PEOPLE)
def test_where_no_file_was_read_the_files_are_told_and_no_photo_is_asked_for(
    form: ReportFormat,
) -> None:
    report = render(replace(OPEN, sources=(), failures=AUDIT.failures), form)

    assert "None of the files could be read, so nothing was judged." in report
    assert AUDIT.failures[0].problem in report
    assert "photograph the sides of the container" not in report
    assert "of the preferences" not in report


@pytest.mark.parametrize("form", PEOPLE)
@pytest.mark.parametrize(
    ("places", "told"),
    [(1, "could not be made out in 1 place"), (3, "could not be made out in 3 places")],
)
def test_print_that_could_not_be_made_out_is_told_once_for_its_page(
    form: ReportFormat, places: int, told: str
) -> None:
    report = " ".join(render(with_unread(*[LIST.box] * places), form).split())

    assert f"{BACK}, page 1: print that {told}" in report.replace("\\", "")


def test_json_tells_where_print_could_not_be_made_out() -> None:
    told = json.loads(render(with_unread(LIST.box), ReportFormat.JSON))

    front, back = (source["pages"][0] for source in told["product"]["sources"])
    assert front["unread"] == []
    assert back["unread"] == [[60, 620, 500, 645]]


def with_unread(*boxes: Box) -> Audit:
    """The audit with print that could not be made out on its second file."""
    front, back = AUDIT.sources
    page = replace(back.pages[0], unread=boxes)
    return replace(AUDIT, sources=(front, replace(back, pages=(page,))))


@pytest.mark.parametrize("form", PEOPLE)
def test_a_score_that_cannot_be_told_is_no_number(form: ReportFormat) -> None:
    told = render(replace(AUDIT, score=None), form)

    assert "none yet" in told
    assert "of 100" not in told


@pytest.mark.parametrize(
    ("coverage", "told"),
    [
        pytest.param("0.995", "99%", id="never-rounded-up-to-all"),
        pytest.param("1", "100%", id="all"),
        pytest.param("0.29", "29%", id="no-binary-fraction"),
    ],
)
def test_a_share_is_cut_and_not_rounded(coverage: str, told: str) -> None:
    report = render(replace(AUDIT, coverage=Decimal(coverage)), ReportFormat.TERMINAL)

    assert f"Decided: {told} of the preferences’ weight" in report


def test_failed_gates_come_first() -> None:
    told = render(AUDIT, ReportFormat.TERMINAL)

    order = [
        "No synthetic additives",
        "GMP and third-party tested",
        "Free L-glutamine",
        "Powder",
    ]
    places = [told.index(title) for title in order]
    assert places == sorted(places)


# --- terminal -----------------------------------------------------------------


def test_no_line_is_longer_than_the_terminal_is_wide() -> None:
    for width in (40, 80, 100):
        lines = render(AUDIT, ReportFormat.TERMINAL, width=width, verbose=True).splitlines()

        assert max(map(len, lines)) <= width


def test_without_color_no_control_sequence_is_written() -> None:
    assert "\x1b" not in render(AUDIT, ReportFormat.TERMINAL, color=False)
    assert "\x1b[" in render(AUDIT, ReportFormat.TERMINAL, color=True)


def test_color_repeats_and_does_not_add() -> None:
    colored = render(AUDIT, ReportFormat.TERMINAL, color=True)

    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == render(AUDIT, ReportFormat.TERMINAL)


def test_many_quotations_are_counted_and_shown_on_request() -> None:
    many = tuple(replace(LIST, text=f"quotation {n}") for n in range(9))
    audit = replace(AUDIT, findings=(replace(AUDIT.findings[0], evidence=many),))

    assert "and 6 more" in render(audit, ReportFormat.TERMINAL)
    assert "quotation 8" not in render(audit, ReportFormat.TERMINAL)
    assert "quotation 8" in render(audit, ReportFormat.TERMINAL, verbose=True)


# --- JSON: the public contract ------------------------------------------------

TOP = [
    "schema", "auditor_version", "profile", "product", "verdict", "score", "coverage",
    "facts", "findings", "conflicts", "failures",
]  # fmt: skip
FACT_KEYS = {
    "product_name", "brand", "net_contents", "dosage_form", "serving_size",
    "servings_per_container", "nutrients", "glutamine_g_per_serving",
    "protein_g_per_serving", "ingredients", "other_ingredients_text", "certifications",
    "claims", "directions", "daily_glutamine_g", "warnings", "allergens", "barcodes",
}  # fmt: skip


def record(audit: Audit = AUDIT) -> dict:  # type: ignore[type-arg]
    return simplejson.loads(render(audit, ReportFormat.JSON), use_decimal=True)


def test_the_record_has_the_keys_of_the_contract_in_its_order() -> None:
    told = record()

    assert list(told)[: len(TOP)] == TOP
    assert told["schema"] == 1
    assert list(told["profile"]) == ["id", "version", "sha256"]
    assert list(told["product"]) == ["id", "sources"]
    source = told["product"]["sources"][0]
    assert list(source)[:4] == ["file", "sha256", "media_type", "pages"]
    assert source["skipped"] == []
    page = ["number", "width", "height", "unit", "reader", "words", "quality"]
    assert list(source["pages"][0])[:7] == page
    assert set(told["facts"]) >= FACT_KEYS
    for fact in told["facts"].values():
        assert list(fact) == ["state", "value", "reason", "evidence"]
        assert fact["state"] in {"found", "absent", "unreadable"}
        assert fact["state"] == "found" or fact["value"] is None
    finding = ["id", "title", "role", "weight", "outcome", "reason", "remedy", "evidence"]
    assert list(told["findings"][0])[:8] == finding
    assert list(told["conflicts"][0]) == ["what", "reason", "evidence"]
    assert list(told["failures"][0]) == ["file", "slug", "problem", "remedy"]
    evidence = ["file", "page", "box", "text", "confidence"]
    assert list(told["findings"][0]["evidence"][0]) == evidence


def test_the_values_of_facts_have_the_contract_s_shapes() -> None:
    facts = {key: fact["value"] for key, fact in record()["facts"].items()}

    size = {
        "text": "1 scoop (5.30 g)",
        "count": 1,
        "unit": "scoop",
        "grams": Decimal("5.30"),
    }
    assert facts["serving_size"] == size
    assert facts["dosage_form"] == "powder"
    assert facts["daily_glutamine_g"] == [Decimal("10.00"), Decimal("10.00")]
    row = facts["nutrients"][0]
    assert list(row)[:6] == ["name", "amount", "unit", "percent_dv", "blend", "source_form"]
    assert row["columns"][0]["heading"] == "Per day"
    assert list(facts["ingredients"][0])[:4] == ["name", "additive", "classes", "origin"]
    assert facts["ingredients"][0]["origin"] == "synthetic"
    assert list(facts["certifications"][0])[:3] == ["id", "tier", "text"]
    assert list(facts["claims"][0])[:3] == ["text", "kind", "negated"]
    directions = ["text", "servings_per_day", "with_water", "empty_stomach"]
    assert list(facts["directions"])[:4] == directions
    assert facts["directions"]["servings_per_day"] == [2, 2]


def test_a_printed_zero_stays_printed() -> None:
    told = record()

    assert str(told["facts"]["glutamine_g_per_serving"]["value"]) == "5.00"
    assert str(told["facts"]["nutrients"]["value"][0]["amount"]) == "0.10"


def test_numbers_are_numbers_for_any_json_reader() -> None:
    told = json.loads(render(AUDIT, ReportFormat.JSON))

    assert told["score"] == 100
    assert told["coverage"] == 0.83
    assert told["findings"][0]["evidence"][0]["box"] == [60, 300, 560, 330]
    assert told["product"]["sources"][0]["pages"][0]["words"] == 3


def test_json_lines_hold_one_record_a_line() -> None:
    line = render(AUDIT, ReportFormat.JSONL)

    assert line.count("\n") == 1
    assert json.loads(line) == json.loads(render(AUDIT, ReportFormat.JSON))


def test_an_unknown_score_is_null() -> None:
    assert record(replace(AUDIT, score=None))["score"] is None


# --- hostile labels and names -------------------------------------------------

hostile = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)


@hostile
@pytest.mark.parametrize("form", ReportFormat)
def test_a_report_holds_ink_only(form: ReportFormat, text: str) -> None:
    told = render(hostile_audit(text), form, verbose=True)

    assert all(c.isprintable() or c == "\n" for c in told)
    told.encode("utf-8")


@hostile
def test_color_brings_no_sequence_of_the_label_s(text: str) -> None:
    told = render(hostile_audit(text), ReportFormat.TERMINAL, color=True)

    assert "\x1b" not in re.sub(r"\x1b\[[\d;]*m", "", told)


@hostile
def test_the_terminal_shows_what_is_printed(text: str) -> None:
    told = render(hostile_audit(text), ReportFormat.TERMINAL, width=400)

    assert printable(text).strip() in told


@hostile
@pytest.mark.parametrize("form", [ReportFormat.JSON, ReportFormat.JSONL])
def test_json_gives_the_text_back(form: ReportFormat, text: str) -> None:
    told = json.loads(render(hostile_audit(text), form))

    # Half a pair is no Unicode text; its code stands for it.
    expected = text.encode("utf-8", "backslashreplace").decode()
    assert told["product"]["id"] == expected
    assert told["findings"][0]["evidence"][0]["text"] == expected
    assert told["facts"]["ingredients"]["value"][0]["name"] == expected


class Page(HTMLParser):
    """The tags, attributes and text of a page, as a browser would see them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.style = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "style" and not self.style:
            self.style = data
        else:
            self.text.append(data)

    def values(self, attribute: str) -> list[str]:
        return [attrs[attribute] for _, attrs in self.tags if attribute in attrs]


@hostile
def test_html_takes_nothing_of_a_label_for_markup(text: str) -> None:
    calm = Page(render(hostile_audit("calm"), ReportFormat.HTML))

    page = Page(render(hostile_audit(text), ReportFormat.HTML))

    assert [tag for tag, _ in page.tags] == [tag for tag, _ in calm.tags]
    assert [list(attrs) for _, attrs in page.tags] == [
        list(attrs) for _, attrs in calm.tags
    ]
    assert printable(text) in "".join(page.text)


@hostile
def test_markdown_tables_keep_their_columns(text: str) -> None:
    calm = render(hostile_audit("calm"), ReportFormat.MARKDOWN).splitlines()

    told = render(hostile_audit(text), ReportFormat.MARKDOWN).splitlines()

    def columns(lines: list[str]) -> list[int]:
        return [len(re.findall(r"(?<!\\)\|", line)) for line in lines]

    assert columns(told) == columns(calm)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        pytest.param("<img src=x>", "&lt;img src=x&gt;", id="html"),
        pytest.param("a|b", r"a\|b", id="cell"),
        pytest.param("[c](d)", r"\[c\](d)", id="link"),
        pytest.param("*5 g*", r"\*5 g\*", id="emphasis"),
        pytest.param("http://evil.example", r"http:\//evil.example", id="bare-address"),
        pytest.param("WWW.evil.example", r"WWW\.evil.example", id="www"),
        pytest.param("x@evil.example", r"x\@evil.example", id="mail"),
        pytest.param("=cmd()", r"\=cmd()", id="formula"),
        pytest.param("- item", r"\- item", id="bullet"),
        pytest.param("AT&T &lt;", "AT&amp;T &amp;lt;", id="entity"),
        pytest.param("L-Glutamine 5.00 g", "L-Glutamine 5.00 g", id="plain-stays-plain"),
    ],
)
def test_markdown_escapes_markup_and_nothing_else(text: str, escaped: str) -> None:
    assert safe(text) == escaped


# --- HTML ---------------------------------------------------------------------


def pictures(file: str, page: int) -> Image.Image | None:
    """A photo twice as fine as the page's measure; other files have none."""
    color = {FRONT: "ivory", BACK: "white"}.get(file)
    return Image.new("RGB", (1600, 2000), color) if color else None


def page_of(audit: Audit = AUDIT) -> Page:
    return Page(render(audit, ReportFormat.HTML, images=pictures))


def test_html_loads_nothing_and_runs_nothing() -> None:
    page = page_of()

    assert {
        value[:1] for value in page.values("href") if not value.startswith("data:")
    } == {"#"}
    assert not page.values("src")
    assert not {tag for tag, _ in page.tags} & {
        "script",
        "link",
        "iframe",
        "object",
        "form",
    }
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert "url(" not in page.style
    assert "@import" not in page.style


def test_the_content_policy_names_the_style_that_is_there() -> None:
    page = page_of()
    policy = next(a["content"] for tag, a in page.tags if tag == "meta" and "content" in a)
    digest = b64encode(sha256(page.style.encode()).digest()).decode()

    assert policy.startswith("default-src 'none'")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "script-src" not in policy
    assert not page.values("style")


def test_every_link_leads_somewhere_and_every_anchor_is_one() -> None:
    page = page_of()
    anchors = page.values("id")
    links = [value[1:] for value in page.values("href") if value.startswith("#")]

    assert len(anchors) == len(set(anchors))
    assert set(links) <= set(anchors)


@pytest.mark.parametrize("images", [pictures, None], ids=["pictures", "no-pictures"])
def test_findings_lead_to_their_boxes_and_back(images: object) -> None:
    page = Page(render(AUDIT, ReportFormat.HTML, images=images))  # type: ignore[arg-type]
    back = {
        attrs["id"]: attrs["href"]
        for tag, attrs in page.tags
        if tag == "a" and attrs.get("id", "").startswith("box-")
    }
    to = {value for value in page.values("href") if value.startswith("#box-")}

    places = {item for f in AUDIT.findings for item in f.evidence} | {
        item for c in AUDIT.conflicts for item in c.evidence
    }
    assert len(to) == len(places)
    if images is not None:
        assert {f"#{anchor}" for anchor in back} == to
        assert "#finding-composition.synthetic-additives" in back.values()


def test_pictures_are_embedded_no_larger_than_they_serve() -> None:
    uris = {v for v in page_of().values("href") if v.startswith("data:image/jpeg;base64,")}
    sizes = [Image.open(BytesIO(b64decode(uri.split(",")[1]))).size for uri in uris]

    assert max(max(size) for size in sizes) == 1600
    assert (1280, 1600) in sizes


def test_a_crop_shows_the_box_it_is_about() -> None:
    page = page_of()
    start = next(
        n
        for n, (_, attrs) in enumerate(page.tags)
        if attrs.get("id") == "finding-identity.l-glutamine"
    )
    tags = page.tags[start:]
    view = next(attrs["viewbox"] for tag, attrs in tags if tag == "svg")
    left, top, width, height = map(float, view.split())

    assert left <= ROW.box.x0
    assert top <= ROW.box.top
    assert left + width >= ROW.box.x1
    assert top + height >= ROW.box.bottom
    assert height < 300


def test_every_page_has_a_crop_before_one_has_two() -> None:
    """Two distant places on the first page, one on the second, three crops at most."""
    far = [
        replace(LIST, box=replace(LIST.box, top=y, bottom=y + 9))
        for y in (9, 300, 600, 900)
    ]
    audit = replace(AUDIT, findings=(replace(AUDIT.findings[0], evidence=(*far, NAME)),))

    page = page_of(audit)

    shown = [a["aria-label"] for tag, a in page.tags if tag == "svg" and a["role"] == "img"]
    in_finding = shown[:CROPS_SHOWN]
    assert [label.split(",")[0] for label in in_finding] == [
        f"Part of {BACK}",
        f"Part of {FRONT}",
        f"Part of {BACK}",
    ]


def circles(page: Page) -> list[tuple[float, float, float]]:
    """Middle and radius of the numbers on the pictures."""
    return [
        (float(attrs["cx"]), float(attrs["cy"]), float(attrs["r"]))
        for tag, attrs in page.tags
        if tag == "circle"
    ]


def test_a_number_covers_no_print() -> None:
    """Print all around the place that is numbered, and room below the block."""
    front, back = AUDIT.sources
    grid = tuple(
        Line(
            words=(
                Word("word", Box(20 + 100.0 * x, 20.0 * y, 110 + 100.0 * x, 20.0 * y + 12)),
            ),
            height=12,
        )
        for x in range(7)
        for y in range(1, 40)
    )
    place = replace(LIST, box=grid[100].box)
    sheet = replace(back, pages=(replace(back.pages[0], lines=grid),))
    finding = replace(AUDIT.findings[0], evidence=(place,))
    audit = replace(AUDIT, sources=(front, sheet), findings=(finding,), conflicts=())

    ((x, y, radius),) = circles(page_of(audit))

    assert not [
        line
        for line in grid
        if line.box.x0 - radius < x < line.box.x1 + radius
        and line.box.top - radius < y < line.box.bottom + radius
    ]


def test_a_number_beside_the_first_row_of_a_picture_stays_beside_it() -> None:
    """The row is nearer to the picture's edge than a number is high."""
    front, back = AUDIT.sources
    row = Box(100, 2, 400, 10)
    line = Line(words=(Word("word", row),), height=8)
    sheet = replace(back, pages=(replace(back.pages[0], lines=(line,)),))
    finding = replace(AUDIT.findings[0], evidence=(replace(LIST, box=row),))
    audit = replace(AUDIT, sources=(front, sheet), findings=(finding,), conflicts=())

    ((x, y, radius),) = circles(page_of(audit))

    assert radius <= y < 2 * radius
    assert row.x0 - 2 * radius < x < row.x0 or row.x1 < x < row.x1 + 2 * radius


def test_pictures_of_pages_are_not_all_kept_in_memory() -> None:
    alive: list[weakref.ref[Image.Image]] = []
    most = 0

    def fetched(file: str, page: int) -> Image.Image:
        nonlocal most
        image = Image.new("RGB", (80, 100), "white")
        alive.append(weakref.ref(image))
        most = max(most, sum(ref() is not None for ref in alive))
        return image

    front, _ = AUDIT.sources
    many = replace(
        front, pages=tuple(replace(front.pages[0], number=n) for n in range(1, 21))
    )
    render(replace(AUDIT, sources=(many,)), ReportFormat.HTML, images=fetched)

    assert len(alive) >= 20
    assert most <= IMAGES_KEPT + 2


def test_two_files_of_one_name_are_kept_apart() -> None:
    told = render(AUDIT, ReportFormat.HTML, images=pictures)

    assert f"{FRONT}, page 1" in told
    assert f"{BACK}, page 1" in told
    assert USE.text in told


def test_a_picture_that_is_gone_leaves_the_words() -> None:
    told = render(AUDIT, ReportFormat.HTML, images=lambda file, page: None)

    assert "picture not embedded" in told
    assert LIST.text in told


def test_evidence_of_a_page_that_is_not_among_the_sources_is_quoted() -> None:
    stray = replace(LIST, file="elsewhere.jpg")
    audit = replace(AUDIT, findings=(replace(AUDIT.findings[1], evidence=(stray,)),))

    page = page_of(audit)

    assert "elsewhere.jpg, page 1" in "".join(page.text)
    assert "#box-1" not in page.values("href")


def luminance(color: str) -> float:
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("ink", "paper"), ("ink", "card"), ("soft", "paper"), ("soft", "card"),
        ("link", "paper"), ("link", "card"), ("pass", "pass-wash"), ("fail", "fail-wash"),
        ("open", "open-wash"), ("calm", "calm-wash"), ("fail", "card"), ("open", "card"),
        ("ink", "pass-wash"), ("ink", "fail-wash"), ("ink", "open-wash"),
        ("soft", "fail-wash"), ("soft", "pass-wash"), ("soft", "open-wash"),
        ("badge", "mark"),
    ],
)  # fmt: skip
def test_print_is_dark_enough_to_read(scheme: str, ink: str, paper: str) -> None:
    """Contrast of at least 4.5 to 1: WCAG 2.2, success criterion 1.4.3 (AA)."""
    blocks = re.findall(r":root \{(.*?)\}", page_of().style, re.DOTALL)
    colors = {"badge": "#ffffff"}
    for block in {"light": blocks[:1], "dark": blocks[:2], "print": blocks[::2]}[scheme]:
        for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]+);", block):
            colors[name] = (
                "#" + "".join(c * 2 for c in value[1:]) if len(value) == 4 else value
            )
    light, dark = sorted((luminance(colors[ink]), luminance(colors[paper])), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("row", "told"),
    [
        pytest.param(
            Nutrient(name="x", amount=Decimal("0.10"), unit="mg"), "0.10 mg", id="plain"
        ),
        pytest.param(
            Nutrient(name="x", amount=Decimal(1), unit="g", bound="<"), "<1 g", id="bound"
        ),
        pytest.param(
            Nutrient(name="x", amount=Decimal(99), low=Decimal(95), unit="mg"),
            "95–99 mg",
            id="range",
        ),
        pytest.param(
            Nutrient(name="x", amount=Decimal("1E+3"), unit="mg"), "1000 mg", id="exponent"
        ),
        pytest.param(Nutrient(name="x"), "", id="none"),
    ],
)
def test_an_amount_is_told_as_the_panel_prints_it(row: Nutrient, told: str) -> None:
    assert amount_of(row) == told
