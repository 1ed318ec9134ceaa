"""The pages as people use them, in a real browser with real pictures.

Screenshots of every page lie in the test's temporary folder: look at them.
"""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from reportlab.pdfgen import canvas

pytest.importorskip("playwright", reason="pytest-playwright is not installed")
pytest.importorskip("fastapi", reason="the extra web is not installed")

from playwright.sync_api import expect

from tests.web_server import FIXTURES, Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page

FACES = tuple(
    f"capsules-magnesium-stearate.{face}.jpg" for face in ("front", "claims", "cylinder")
)
LABELS = ("two-serving-columns.pdf", "bcaa-with-glutamine.pdf", "free-from-conflict.pdf")
HOSTILE = "<img src=x onerror=alert(1)>"
READ_MS = 60_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """With three labels that were read."""
    with serving(tmp_path_factory.mktemp("data")) as running:
        for product in [running.submit(label) for label in LABELS]:
            running.wait_for(product)
        yield running


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page on which no script of a label's runs and no policy is broken."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            wrong.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.set_default_timeout(15_000)
    page.goto(server.address)
    yield page
    context.close()
    assert wrong == []


def hand_in(page: Page, server: Server, *files: Path | dict[str, object]) -> None:
    """Upload files as one product and wait for its verdict."""
    page.goto(server.address)
    page.set_input_files("[data-files]", list(files))  # type: ignore[arg-type]
    page.get_by_role("button", name="Audit", exact=True).click()
    page.locator(".verdict").wait_for(timeout=READ_MS)


def correct(page: Page, key: str, text: str, who: str = "Ann") -> None:
    """Type what a fact says."""
    page.locator(f"#correct-{key}").click()
    page.locator(f"#{key}-text").fill(text)
    page.locator(f"#{key}-who").fill(who)
    page.get_by_role("button", name="Save").click()


def test_three_faces_become_a_verdict_that_follows_a_correction(
    page: Page, server: Server, tmp_path: Path
) -> None:
    page.get_by_role("button", name="Audit", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("at least one picture")
    page.set_input_files("[data-files]", [FIXTURES / face for face in FACES])
    expect(page.locator(".chosen li")).to_have_count(3)
    page.screenshot(path=tmp_path / "chosen.png", full_page=True)
    page.get_by_role("button", name="Audit", exact=True).click()

    progress = page.locator("progress")
    expect(progress).to_have_attribute("max", "3")
    expect(page.get_by_role("listitem").filter(has_text=FACES[0])).to_contain_text(
        re.compile("waits|is being read|read")
    )
    page.screenshot(path=tmp_path / "reading.png", full_page=True)
    verdict = page.locator(".verdict")
    verdict.wait_for(timeout=READ_MS)
    expect(verdict).to_contain_text("✗")
    expect(verdict).to_contain_text("Fail")
    expect(page.locator(".pictures figure")).to_have_count(3)
    page.screenshot(path=tmp_path / "product.png", full_page=True)

    # The finding leads to its evidence, and a box tells what was read.
    finding = page.locator("#finding-composition\\.synthetic-additives")
    expect(finding).to_contain_text("Magnesium Stearate", ignore_case=True)
    finding.locator(".crop").first.click()
    dialog = page.locator("#zoom")
    expect(dialog).to_be_visible()
    page.screenshot(path=tmp_path / "zoom.png")
    for word in ("cellulose", "magnesium", "stearate", "silica"):
        expect(dialog.locator("q")).to_contain_text(re.compile(word, re.I))
    assert dialog.locator(".outline").count() > 1
    expect(dialog.locator("a.finding")).to_have_text("Contains synthetic additives")
    page.keyboard.press("Escape")
    page.locator(".pictures a[id^=box-] .dot").last.click()
    expect(dialog).to_be_visible()
    dialog.locator("a.finding").click()
    expect(dialog).to_be_hidden()
    assert "#finding-" in page.url

    # A text that is no serving is refused where it was typed.
    correct(page, "serving_size", "plenty")
    expect(page.locator("#correction").get_by_role("alert")).to_contain_text(
        "not a serving"
    )
    page.get_by_role("link", name="Cancel").click()

    correct(page, "other_ingredients_text", "Gelatin capsule.", who="Ann")
    said = page.locator("#corrected-other_ingredients_text")
    expect(said).to_contain_text("corrected by Ann on 20")
    expect(said).to_contain_text(re.compile("stearate", re.I))
    expect(finding.locator(".outcome")).not_to_contain_text("fail")
    expect(verdict).to_contain_text("Incomplete")
    expect(page.locator(".follow")).to_contain_text("Incomplete")
    page.screenshot(path=tmp_path / "corrected.png")
    expect(page.locator(".history tbody tr").first).to_contain_text("Ingredient list")

    with page.expect_download() as download:
        page.get_by_text("Download").click()
        page.get_by_role("link", name="JSON").click()
    assert '"who": "Ann"' in download.value.path().read_text("utf-8")


def test_a_missing_photo_is_asked_for_and_taken(page: Page, server: Server) -> None:
    hand_in(page, server, FIXTURES / "plain-l-glutamine.front.jpg")
    missing = page.locator(".missing")
    expect(missing).to_contain_text("photograph the facts panel", ignore_case=True)

    missing.locator("[data-files]").set_input_files(
        FIXTURES / "plain-l-glutamine.cylinder.jpg"
    )
    page.get_by_role("button", name="Add and read").click()
    page.locator(".verdict").wait_for(timeout=READ_MS)

    expect(page.locator(".pictures figure")).to_have_count(2)
    identity = page.locator("#finding-identity\\.l-glutamine .outcome")
    expect(identity).to_contain_text("pass")


def test_neither_a_files_name_nor_a_labels_text_is_markup(
    page: Page, server: Server, tmp_path: Path
) -> None:
    file = io.BytesIO()
    sheet = canvas.Canvas(file, pagesize=(400, 300))
    for n, line in enumerate(
        (HOSTILE, "Supplement Facts", "Serving Size 1 scoop (5 g)", "L-Glutamine 5 g")
    ):
        sheet.drawString(30, 250 - 30 * n, line)
    sheet.drawString(30, 90, "Other Ingredients: <script>alert(2)</script>, {{ 7 * 7 }}.")
    sheet.save()
    name = f"{HOSTILE}../../etc/passwd\u202egpj.pdf"
    hostile = {"name": name, "mimeType": "application/pdf", "buffer": file.getvalue()}

    hand_in(page, server, hostile)
    correct(page, "brand", f'"{HOSTILE}', who=f"{HOSTILE}")
    expect(page.locator("#corrected-brand")).to_contain_text(HOSTILE)
    assert "{{ 7 * 7 }}" in page.content()
    page.screenshot(path=tmp_path / "hostile.png", full_page=True)
    for path in ("/products", "/", "/review"):
        page.goto(f"{server.address}{path}")
        assert page.locator("img[src=x]").count() == 0
    page.goto(f"{server.address}/products?q={HOSTILE}")

    assert page.locator("#q").input_value() == HOSTILE


def test_products_are_searched_and_compared(
    page: Page, server: Server, tmp_path: Path
) -> None:
    page.get_by_role("link", name="Products").first.click()
    page.locator("#q").press_sequentially("ridgeback")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.screenshot(path=tmp_path / "products.png", full_page=True)
    page.locator("#q").fill("")
    expect(page.locator("tbody tr")).not_to_have_count(1)
    page.get_by_label("Select L-GLUTAMINE to compare", exact=True).check()
    page.get_by_label("Select BCAA + GLUTAMINE to compare").check()
    page.get_by_role("button", name="Compare the selected").click()

    row = page.get_by_role("row").filter(has_text="No synthetic additives")
    expect(row.locator("td.better")).to_have_count(1)
    expect(row.locator("td.better")).to_contain_text("pass")
    expect(row.locator("td.fail")).to_contain_text("Sucralose")
    same = page.get_by_role("row").filter(has_text="No protein powder in it")
    expect(same.locator("td.better")).to_have_count(0)
    page.screenshot(path=tmp_path / "compare.png", full_page=True)


def test_a_queue_is_reviewed_with_keys(page: Page, server: Server, tmp_path: Path) -> None:
    page.goto(f"{server.address}/review")
    expect(page.locator(".queue")).to_contain_text(
        re.compile(r"0 of \d+ products reviewed")
    )
    page.screenshot(path=tmp_path / "review.png")
    first = page.locator("h1").inner_text()

    page.keyboard.press("j")
    expect(page.locator(".card").first).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("h1")).not_to_have_text(first)
    page.keyboard.press("c")
    expect(page.locator("#correction")).to_be_visible()
    page.keyboard.type("a")
    page.keyboard.press("Escape")
    expect(page.locator("#correction")).to_have_count(0)
    second = page.locator("h1").inner_text()
    page.keyboard.press("a")

    expect(page.locator(".queue")).to_contain_text(
        re.compile(r"1 of \d+ products reviewed")
    )
    page.goto(f"{server.address}/products?state=reviewed")
    expect(page.locator("tbody th")).to_contain_text(second)


def test_rules_are_previewed_and_chosen(page: Page, server: Server, tmp_path: Path) -> None:
    page.get_by_role("link", name="Profiles").click()
    page.screenshot(path=tmp_path / "profiles.png", full_page=True)
    expect(page.get_by_text("dose.daily-maximum").first).to_be_visible()
    hand_in(page, server, FIXTURES / "capsule-shell-only.pdf")
    before = page.locator(".provenance").inner_text()

    page.get_by_label("Rules").select_option("glutamine-strict")
    page.get_by_role("button", name="Apply").click()

    expect(page.locator(".provenance")).not_to_have_text(before)
    expect(page.locator(".provenance")).to_contain_text("glutamine-strict")
    form = page.locator("#finding-form\\.powder")
    expect(form).to_have_class(re.compile("gate"))


def test_a_product_is_deleted_after_a_question(page: Page, server: Server) -> None:
    hand_in(page, server, FIXTURES / "coated-tablets.pdf")
    address = page.url

    page.get_by_text("Delete", exact=True).click()
    page.get_by_role("button", name="Yes, delete it").click()

    page.wait_for_url("**/products")
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404


def test_everything_works_without_scripts(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.address)
    page.set_input_files("[data-files]", FIXTURES / "plain-l-glutamine.pdf")
    page.get_by_role("button", name="Audit", exact=True).click()
    page.locator(".verdict").wait_for(timeout=READ_MS)

    page.get_by_role("link", name="Correct: Dosage form").click()
    page.get_by_label("As printed").select_option("capsule")
    page.get_by_label("Your name").fill("Ann")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#corrected-dosage_form")).to_contain_text("corrected by Ann")
    context.close()


# --- for everybody --------------------------------------------------------------


def addresses(server: Server) -> dict[str, str]:
    """Every kind of page."""
    with server.client() as client:
        products = client.get("/api/v1/products", params={"q": "glutamine"}).json()[
            "products"
        ]
    one, other = (product["id"] for product in products[-2:])
    return {
        "home": "/",
        "product": f"/products/{one}",
        "correct": f"/products/{one}/facts/nutrients",
        "products": "/products",
        "nothing": "/products?q=nosuchthing",
        "compare": f"/compare?id={one}&id={other}",
        "review": "/review",
        "profiles": "/profiles",
        "refusal": "/products/none",
        "login": "/login",
    }


AXE = os.environ.get("AUDITOR_AXE", "")
"""Path of axe-core's axe.min.js; it is fetched for the tests and no part of ours."""

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable"]
"""What color and width can change, and nothing else can."""


@pytest.mark.skipif(not AXE, reason="axe-core is not installed: AUDITOR_AXE names no file")
@pytest.mark.parametrize(
    ("scheme", "width", "asked"),
    [
        pytest.param("light", 1280, {"type": "tag", "values": LEVELS}, id="light"),
        pytest.param("dark", 360, {"type": "rule", "values": LOOKS}, id="dark-phone"),
    ],
)
def test_axe_finds_nothing_on_any_page(
    browser: Browser,
    server: Server,
    tmp_path: Path,
    scheme: str,
    width: int,
    asked: dict[str, object],
) -> None:
    context = browser.new_context(
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
    )
    page = context.new_page()
    source = Path(AXE).read_text("utf-8")
    found = []
    for name, address in addresses(server).items():
        page.goto(f"{server.address}{address}")
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        page.evaluate(source)
        result = page.evaluate("(asked) => axe.run({runOnly: asked})", asked)
        assert result["passes"]
        found += [
            f"{name}: {broken['id']} at {node['target']}: {node['failureSummary']}"
            for broken in result["violations"]
            for node in broken["nodes"]
        ]
    context.close()

    assert found == []


def test_no_page_is_wider_than_a_small_phone(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    wide = {}
    for name, address in addresses(server).items():
        page.goto(f"{server.address}{address}")
        wide[name] = page.evaluate("document.documentElement.scrollWidth")
    context.close()

    assert {name: width for name, width in wide.items() if width > 360} == {}


def first_paint(page: Page) -> float:
    """Milliseconds from the request on; the browser tells it a little later."""
    for _ in range(100):
        entries = page.evaluate(
            "performance.getEntriesByName('first-contentful-paint').map((e) => e.startTime)"
        )
        if entries:
            return float(entries[0])
        page.wait_for_timeout(20)
    raise AssertionError("nothing was painted")


def test_a_page_is_painted_within_300_milliseconds(
    browser: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path) as server:
        import sqlite3

        with sqlite3.connect(tmp_path / "auditor.db") as base:
            base.executemany(
                "insert into products (id, owner, created, updated, name, profile, "
                "complete, title, haystack, verdict, judged) "
                "values (?, 'local', 0, ?, '', 'glutamine', 0, ?, ?, 'pass', 0)",
                ((f"{n:x}", n, f"Zinc {n}", f"zinc {n}") for n in range(10_000)),
            )
        base.close()
        product = server.submit("plain-l-glutamine.pdf")
        server.wait_for(product)
        context = browser.new_context()
        page = context.new_page()
        painted = {}
        for address in (
            "/",
            "/products",
            "/products?q=99",
            "/profiles",
            f"/products/{product}",
        ):
            times = []
            for _ in range(3):
                page.goto(f"{server.address}{address}")
                times.append(first_paint(page))
            # The least of three: a busy machine adds time, and never takes any away.
            painted[address] = min(times)
        context.close()

    assert {address: ms for address, ms in painted.items() if ms > 300} == {}, painted


def test_a_page_prints_as_a_report(page: Page, server: Server, tmp_path: Path) -> None:
    page.goto(f"{server.address}{addresses(server)['product']}")
    page.emulate_media(media="print")

    for hidden in (".bar", ".tools", ".history", ".follow"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".correct").first).to_be_hidden()
    expect(page.locator(".verdict")).to_be_visible()
    page.pdf(path=tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
