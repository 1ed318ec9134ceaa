"""The gallery in a real browser, opened from the disk as a customer would."""

from __future__ import annotations

import re
import shutil
import time
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from report_sample import AUDIT, BACK, FINDINGS, FRONT, HOSTILE, hostile_audit

from auditor.model import Found, Outcome, Verdict
from auditor.report.batch import BatchFormat, render_batch
from auditor.report.batch.stored import stored
from auditor.report.batch.thumbnails import SIDE, Originals, Thumbnails
from auditor.report.printable import printable
from auditor.report.templates import resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from auditor.model import Audit, Document
    from auditor.model import Page as LabelPage
    from auditor.report.batch import PagePictures

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


def named(product: str, **changes: object) -> Audit:
    """The sample under another name, with its product name to match."""
    facts = replace(AUDIT.facts, product_name=Found(product.title(), ()))
    return replace(AUDIT, product=product, facts=facts, **changes)  # type: ignore[arg-type]


def with_reason(reason: str) -> dict[str, object]:
    return {
        "findings": tuple(
            replace(f, reason=reason) if f.outcome is Outcome.FAIL else f for f in FINDINGS
        )
    }


GOOD = named(
    "b good",
    verdict=Verdict.PASS,
    score=Decimal(80),
    findings=tuple(f for f in FINDINGS if f.outcome is Outcome.PASS),
    conflicts=(),
    failures=(),
)
DOUBTFUL = named(
    "c doubtful",
    verdict=Verdict.INCOMPLETE,
    score=None,
    findings=tuple(f for f in FINDINGS if f.outcome is not Outcome.FAIL),
    failures=(),
)
BAD = named("a bad", score=Decimal("8.9"), **with_reason("lists Acésulfame K"))
SHELF = (DOUBTFUL, GOOD, BAD)


def red(document: Document, page: LabelPage) -> Image.Image:
    return Image.new("RGB", (int(page.width) * 2, int(page.height) * 2), "red")


@pytest.fixture
def gallery(tmp_path: Path) -> Callable[..., str]:
    """Write a gallery; its address on the disk."""

    def write(audits: Iterable[Audit], pictures: PagePictures | None = None) -> str:
        file = tmp_path / "gallery.html"
        with file.open("wb") as page:
            page.writelines(
                render_batch(map(stored, audits), BatchFormat.HTML, pictures=pictures)
            )
        return file.as_uri()

    return write


@pytest.fixture
def visit(page: sync_api.Page) -> Callable[[str], sync_api.Page]:
    """Open a page that may get nothing from a network and raise no error."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda told: wrong.append(told.text))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.on(
        "response",
        lambda answer: answer.url.startswith("file:") or wrong.append(answer.url),
    )

    def visit(address: str) -> sync_api.Page:
        page.goto(address)
        return page

    page.wrong = wrong  # type: ignore[attr-defined]
    return visit


def names(page: sync_api.Page) -> list[str]:
    return page.locator(".tile h3").all_inner_texts()


# --- looking at products --------------------------------------------------------


@needs_browser
def test_the_gallery_shows_the_worst_first(
    gallery: Callable[..., str], visit: Callable[[str], sync_api.Page]
) -> None:
    page = visit(gallery(SHELF))

    expect(page.get_by_role("heading", level=1)).to_have_text("3 products")
    assert names(page) == ["A Bad", "C Doubtful", "B Good"]
    first = page.locator(".tile").first
    expect(first).to_contain_text("✗ Fail")
    expect(first).to_contain_text("score 8")
    expect(first).to_contain_text("No synthetic additives")
    assert page.wrong == []


@needs_browser
@pytest.mark.parametrize(
    ("order", "shown"),
    [
        ("best", ["B Good", "C Doubtful", "A Bad"]),
        ("name", ["A Bad", "B Good", "C Doubtful"]),
        ("score-down", ["B Good", "A Bad", "C Doubtful"]),
        ("score-up", ["A Bad", "B Good", "C Doubtful"]),
    ],
)
def test_products_are_sorted(
    gallery: Callable[..., str],
    visit: Callable[[str], sync_api.Page],
    order: str,
    shown: list[str],
) -> None:
    page = visit(gallery(SHELF))

    page.get_by_role("combobox", name="Sort").select_option(order)

    assert names(page) == shown


@needs_browser
def test_products_are_filtered_by_verdict_criterion_and_text(
    gallery: Callable[..., str], visit: Callable[[str], sync_api.Page]
) -> None:
    page = visit(gallery(SHELF))
    status = page.get_by_role("status")

    page.get_by_role("combobox", name="Verdict").select_option("pass")
    expect(status).to_have_text("1 of 3 products")
    assert names(page) == ["B Good"]

    page.get_by_role("button", name="Clear").click()
    expect(status).to_have_text("3 products")

    page.get_by_role("combobox", name="Criterion").select_option(
        "composition.synthetic-additives"
    )
    expect(status).to_have_text("1 of 3 products")
    page.get_by_role("combobox", name="Outcome").select_option("pass")
    expect(status).to_have_text("0 of 3 products")

    page.get_by_role("button", name="Clear").click()
    page.get_by_role("searchbox").fill("ACESULFAME bad")
    expect(status).to_have_text("1 of 3 products")
    assert names(page) == ["A Bad"]


@needs_browser
def test_the_plots_filter_and_say_so(
    gallery: Callable[..., str], visit: Callable[[str], sync_api.Page]
) -> None:
    page = visit(gallery(SHELF))
    fails = page.get_by_role("button", name=re.compile("^1 fail"))
    gate = page.get_by_role("button", name=re.compile("GMP and third-party tested"))

    fails.click()
    expect(page.get_by_role("status")).to_have_text("1 of 3 products")
    expect(fails).to_have_attribute("aria-pressed", "true")
    fails.click()
    gate.click()

    assert names(page) == ["A Bad", "C Doubtful"]
    expect(gate).to_contain_text("0 failed, 2 open")


@needs_browser
def test_a_product_tells_its_reasons_and_remedies(
    gallery: Callable[..., str], visit: Callable[[str], sync_api.Page]
) -> None:
    page = visit(gallery(SHELF))

    page.get_by_role("link", name=re.compile("A Bad")).click()

    detail = page.get_by_role("dialog")
    expect(detail).to_contain_text("1 of 4 gates failed, and 1 could not be decided.")
    expect(detail).to_contain_text("Lists Acésulfame K", ignore_case=True)
    expect(detail).to_contain_text("choose a product without Sucralose")
    expect(detail).to_contain_text("“Sucralose, Silicon Dioxide”".strip("“”"))
    expect(detail).to_contain_text("91% sure")
    expect(detail).to_contain_text("says no artificial sweeteners and lists Sucralose")
    expect(detail).to_contain_text("south/side.pdf: the PDF asks for a password")
    assert page.wrong == []


@needs_browser
def test_the_keyboard_is_enough(
    gallery: Callable[..., str], visit: Callable[[str], sync_api.Page]
) -> None:
    page = visit(gallery(SHELF))
    detail = page.get_by_role("dialog")

    page.locator(".tile").first.focus()
    page.keyboard.press("Enter")
    expect(detail.get_by_role("heading", level=1)).to_have_text("A Bad")
    page.keyboard.press("ArrowRight")
    expect(detail.get_by_role("heading", level=1)).to_have_text("C Doubtful")
    page.keyboard.press("Escape")

    expect(detail).to_be_hidden()
    assert page.locator(".tile").first.evaluate("tile => tile === document.activeElement")


@needs_browser
def test_an_address_with_a_number_opens_the_product(
    gallery: Callable[..., str], visit: Callable[[str], sync_api.Page]
) -> None:
    page = visit(gallery(SHELF) + "#1")

    expect(page.get_by_role("dialog").get_by_role("heading", level=1)).to_have_text(
        "B Good"
    )


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(
    gallery: Callable[..., str], visit: Callable[[str], sync_api.Page], scheme: str
) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1, over every text of gallery and detail."""
    page = visit(gallery(SHELF))
    page.emulate_media(color_scheme=scheme)
    page.locator(".tile").first.click()

    faint = page.evaluate(CONTRAST)

    assert faint == []


CONTRAST = """() => {
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = parts(color).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if ((parts(color)[3] ?? 1) === 1) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const faint = new Set();
  const texts = "body *:not(svg *, script, style, noscript)";
  for (const element of document.querySelectorAll(texts)) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || element.disabled || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(style.color), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faint.add(`${element.tagName} ${element.className} ${ratio}`);
  }
  return [...faint];
}"""


@needs_browser
def test_a_phone_s_width_is_enough(
    gallery: Callable[..., str], visit: Callable[[str], sync_api.Page]
) -> None:
    page = visit(gallery([named("x" * 300), *SHELF], lambda *_: None))
    page.set_viewport_size({"width": 360, "height": 740})
    wide = "e => e.scrollWidth <= e.clientWidth"

    assert page.locator("html").evaluate(wide)
    page.locator(".tile").first.click()
    assert page.get_by_role("dialog").evaluate(wide)


# --- hostile labels -------------------------------------------------------------


@needs_browser
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_label_becomes_markup_or_runs(
    gallery: Callable[..., str], visit: Callable[[str], sync_api.Page], text: str
) -> None:
    page = visit(gallery([hostile_audit(text), *SHELF]))

    page.get_by_role("searchbox").fill(printable(text)[:8])
    page.get_by_role("button", name="Clear").click()
    page.evaluate("location.hash = '#0'")
    title = page.get_by_role("dialog").get_by_role("heading", level=1)

    assert title.evaluate("title => title.textContent") == printable(text)
    assert (
        page.locator("img, script[src], iframe, object, embed, form[action]").count() == 0
    )
    assert page.locator("[onerror], [onmouseover], [onload]").count() == 0
    assert page.wrong == []


@needs_browser
def test_a_thumbnail_s_address_leads_nowhere_else(
    gallery: Callable[..., str], visit: Callable[[str], sync_api.Page]
) -> None:
    def elsewhere(document: Document, page: LabelPage) -> str:
        return "https://evil.example/pixel.png"

    page = visit(gallery(SHELF, elsewhere))

    expect(page.locator(".tile").first).to_contain_text("the picture is not here")
    assert page.wrong
    assert all("violates the following Content Security Policy" in w for w in page.wrong)


# --- thumbnails -----------------------------------------------------------------


@needs_browser
def test_thumbnails_show_the_boxed_evidence(
    gallery: Callable[..., str], visit: Callable[[str], sync_api.Page], tmp_path: Path
) -> None:
    page = visit(gallery(SHELF, Thumbnails(tmp_path / "ga llery#-pictures", red)))
    tile = page.locator(".tile").first

    tile.screenshot(path=tmp_path / "tile.png")
    with Image.open(tmp_path / "tile.png") as shot:
        middle = shot.convert("RGB").getpixel((shot.width // 2, 60))
    assert middle == pytest.approx((255, 0, 0), abs=2), "the thumbnail was not loaded"
    box = tile.locator("rect.outline").first
    assert float(box.get_attribute("y") or 0) == pytest.approx(620, abs=20)
    expect(tile.get_by_role("img")).to_have_attribute(
        "aria-label", "Label: south/front.jpg, page 1"
    )
    tile.click()
    page.get_by_role("button", name="Show place 1 on the picture").click()
    expect(page.locator(".spot.lit")).to_have_count(1)
    assert page.wrong == []


def test_a_thumbnail_is_small_and_made_once(tmp_path: Path) -> None:
    asked: list[str] = []

    def large(document: Document, page: LabelPage) -> Image.Image:
        asked.append(document.name)
        return Image.new("RGB", (4000, 3000), "white")

    thumbnails = Thumbnails(tmp_path / "pictures", large)
    document = AUDIT.sources[0]

    first = thumbnails(document, document.pages[0])
    again = thumbnails(document, document.pages[0])

    assert first is not None
    assert first == again
    assert asked == [document.name]
    with Image.open(tmp_path / first) as picture:
        assert picture.size == (SIDE, SIDE * 3 // 4)


def test_a_results_file_cannot_choose_where_a_thumbnail_is_written(tmp_path: Path) -> None:
    document = replace(AUDIT.sources[0], sha256="../../../etc/x")

    Thumbnails(tmp_path / "pictures", red)(document, document.pages[0])

    (made,) = (tmp_path / "pictures").iterdir()
    assert re.fullmatch(r"[0-9a-f]{24}\.webp", made.name)
    assert [*tmp_path.iterdir()] == [tmp_path / "pictures"]


@pytest.mark.parametrize("name", ["front.png", "label.pdf"])
def test_a_page_that_the_file_has_not_is_no_picture(tmp_path: Path, name: str) -> None:
    from auditor.pipeline import Settings
    from auditor.reading.source import Limits, open_source

    Image.new("RGB", (40, 50), "white").save(tmp_path / name)
    source = open_source(tmp_path / name, Limits())
    document = replace(AUDIT.sources[0], name=name, sha256=source.sha256)

    image = Originals([tmp_path], Settings())(
        document, replace(document.pages[0], number=99)
    )

    assert image is None


@pytest.mark.parametrize("state", ["as-it-was", "changed", "gone", "no-picture"])
def test_boxes_are_drawn_on_the_picture_they_were_read_on_only(
    tmp_path: Path, state: str
) -> None:
    from auditor.pipeline import Settings
    from auditor.reading.source import Limits, open_source

    photo = tmp_path / "front.png"
    Image.new("RGB", (40, 50), "white").save(photo)
    document = replace(
        AUDIT.sources[0],
        name="front.png",
        sha256=open_source(photo, Limits()).sha256,
    )
    if state == "changed":
        Image.new("RGB", (40, 50), "blue").save(photo)
    elif state == "no-picture":
        photo.write_text("no picture")
    elif state == "gone":
        photo.unlink()

    image = Originals([tmp_path / "elsewhere", tmp_path], Settings())(
        document, document.pages[0]
    )

    assert (image is not None) == (state == "as-it-was")


def test_without_pictures_the_labels_are_quoted() -> None:
    page = b"".join(render_batch([stored(AUDIT)], BatchFormat.HTML)).decode()

    assert "Sucralose, Silicon Dioxide" in page
    assert f'"{FRONT.rpartition("/")[2]}' not in page
    assert BACK in page


# --- ten thousand products ------------------------------------------------------

MANY = 10_000
AT_MOST_SECONDS = 2


def shelf_of_many() -> Iterable[Audit]:
    """Ten thousand products of which no two share a name, a reason or a score."""
    for n in range(MANY):
        base = (BAD, GOOD, DOUBTFUL)[n % 3]
        yield replace(
            named(f"product {n:05}"),
            verdict=base.verdict,
            score=base.score and Decimal(n % 1000) / 10,
            findings=tuple(
                replace(f, reason=f"{f.reason} in lot {n}") for f in base.findings
            ),
        )


@needs_browser
@pytest.mark.slow
def test_ten_thousand_products_open_filter_and_sort_in_two_seconds(
    gallery: Callable[..., str], visit: Callable[[str], sync_api.Page]
) -> None:
    address = gallery(shelf_of_many())
    seconds: dict[str, float] = {}

    def timed(what: str, act: Callable[[], object], first: str, status: str) -> None:
        start = time.perf_counter()
        act()
        expect(page.locator(".tile h3").first).to_have_text(first)
        expect(page.get_by_role("status")).to_have_text(status)
        seconds[what] = time.perf_counter() - start

    start = time.perf_counter()
    page = visit(address)
    expect(page.locator(".tile").first).to_be_visible()
    seconds["open"] = time.perf_counter() - start

    sort, search = page.get_by_role("combobox", name="Sort"), page.get_by_role("searchbox")
    verdict, criterion = (
        page.get_by_role("combobox", name="Verdict"),
        page.get_by_role("combobox", name="Criterion"),
    )
    gate = "composition.synthetic-additives"
    every = "10,000 products"
    timed("sort", lambda: sort.select_option("name"), "Product 00000", every)
    timed("sort again", lambda: sort.select_option("score-down"), "Product 00990", every)
    timed(
        "verdict",
        lambda: verdict.select_option("fail"),
        "Product 00990",
        "3,334 of 10,000 products",
    )
    timed(
        "criterion",
        lambda: criterion.select_option(gate),
        "Product 00990",
        "3,334 of 10,000 products",
    )
    timed(
        "text",
        lambda: search.fill("sucralose lot 777"),
        "Product 00777",
        "8 of 10,000 products",
    )

    assert {what: s for what, s in seconds.items() if s > AT_MOST_SECONDS} == {}, seconds
    assert page.wrong == []


def test_the_page_and_its_script_hold_no_text_of_their_own() -> None:
    template = resource("gallery.html.j2")
    bare = re.sub(r"{%.*?%}|{{.*?}}|<style>.*?</style>", "", template, flags=re.S)

    said = re.findall(r'(?:aria-label|placeholder|title)="([^"]+)"', bare)
    shown = re.sub(r"<[^>]*>", "", bare)
    spoken = re.findall(r'"([A-Z][a-z]+ ?[^"]*)"', resource("gallery.js"))

    assert [text for text in said if re.search("[A-Za-z]", text)] == []
    assert re.findall("[A-Za-z]+", shown) == []
    assert spoken == []
