"""The fixtures keep their word: truths, artworks, pictures and the script agree.

Every other test trusts these labels, so here they are held against each other
and against what can be seen on them, without any code of the program's own.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pdfplumber
import pillow_heif
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageOps

from auditor import errors

FIXTURES = Path(__file__).parent.parent / "fixtures"

GATES = {
    "identity.l-glutamine",
    "composition.protein-source",
    "composition.synthetic-additives",
    "assurance.gmp-third-party",
    "dose.declared-amount",
    "dose.daily-maximum",
}

CRITERIA = GATES | {
    "form.powder",
    "form.units-per-dose",
    "composition.capsule-excipients",
    "composition.competing-amino-acids",
    "composition.single-active",
    "dose.daily-amount",
    "assurance.organic",
    "caution.professional-advice",
    "caution.diabetes",
    "caution.cancer",
    "caution.kidney",
    "caution.reye",
    "use.water",
    "use.empty-stomach",
    "use.divided-doses",
    "nutrient.b-vitamins",
}

CONFLICTS = {
    *("form", "amount", "free-from", "net-contents", "hidden-text", "serving"),
    *("blend", "daily-value", "calories", "columns", "panel", "misreading"),
    *("packages", "expiry", "expired", "variety"),
}

FACTS = {
    "product_name",
    "brand",
    "dosage_form",
    "net_contents",
    "serving_size_text",
    "serving_grams",
    "servings_per_container",
    "nutrients",
    "ingredients_text",
    "other_ingredients_text",
    "additives_seen",
    "protein_g",
    "glutamine_g",
    "front_amount_g",
    "certifications",
    "claims",
    "directions_text",
    "warnings_text",
    "allergens_text",
    "barcode",
}

JUDGEMENT = {"profile", "complete", "verdict", "findings", "conflicts", "words"}

PICTURES = {".pdf", ".jpg", ".png", ".webp", ".bmp", ".gif", ".avif", ".heic", ".tiff"}

TRUTHS = sorted(FIXTURES.rglob("*.truth.json"))


def read(path: Path) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return truth


def named_files(path: Path) -> list[Path]:
    truth = read(path)
    names = truth.get("files") or [truth["file"], *truth.get("also", [])]
    return [path.parent / name for name in names]


def render(path: Path, dpi: float = 150, password: str | None = None) -> np.ndarray:
    document = pdfium.PdfDocument(str(path), password=password)
    try:
        bitmap = document[0].render(scale=dpi / 72)
        return bitmap.to_numpy()[:, :, :3].copy()
    finally:
        document.close()


def layer(path: Path) -> list[dict[str, Any]]:
    with pdfplumber.open(path) as document:
        # Lines of neighbouring columns chain into one at the default tolerance.
        words: list[dict[str, Any]] = document.pages[0].extract_words(
            use_text_flow=True, y_tolerance=1
        )
        return words


def artworks() -> list[Path]:
    """The PDFs of whole labels with an honest text layer."""
    return [
        path for path in sorted(FIXTURES.glob("*.pdf")) if not path.stem.endswith(".scan")
    ]


def ids(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(FIXTURES)) for path in paths]


@pytest.mark.parametrize("path", TRUTHS, ids=ids(TRUTHS))
def test_a_truth_is_well_formed(path: Path) -> None:
    truth = read(path)

    assert truth.keys() >= FACTS | JUDGEMENT
    assert ("file" in truth) != ("files" in truth)
    assert truth["verdict"] in {"pass", "fail", "incomplete"}
    assert set(truth["findings"]) | set(truth.get("findings_not", {})) <= CRITERIA
    outcomes = {"pass", "fail", "unknown", "not-applicable"}
    assert set(truth["findings"].values()) <= outcomes
    assert set(truth["conflicts"]) <= CONFLICTS
    for row in truth["nutrients"] or ():
        assert row["name"]
        assert row.keys() >= {"amount", "unit", "percent_dv"}
        assert isinstance(row["amount"], int | float | str | None)


@pytest.mark.parametrize("path", TRUTHS, ids=ids(TRUTHS))
def test_the_verdict_follows_from_the_gates(path: Path) -> None:
    truth = read(path)
    gates = {truth["findings"][gate] for gate in GATES & truth["findings"].keys()}

    match truth["verdict"]:
        case "pass":
            assert gates == {"pass"}
        case "fail":
            assert "fail" in gates
        case "incomplete":
            assert "fail" not in gates


@pytest.mark.parametrize("path", TRUTHS, ids=ids(TRUTHS))
def test_a_truth_tells_only_what_is_printed(path: Path) -> None:
    truth = read(path)
    printed = " ".join(truth["words"]).casefold()

    told = [
        sentence
        for key in FACTS
        if isinstance(truth[key], str) and key != "dosage_form"
        # Statements of one kind may stand apart.
        for sentence in re.split(r"(?<=[.!]) ", truth[key])
    ]
    told += truth["claims"] + truth["additives_seen"]
    told += [row["name"] for row in truth["nutrients"] or ()]
    told += [
        re.sub(r" \((seal|text claim)\)$", "", text) for text in truth["certifications"]
    ]
    letters = re.sub(r"\W", "", printed)
    strange = [text for text in told if re.sub(r"\W", "", text).casefold() not in letters]

    # "Includes 4 g Added Sugars" is the row "Includes Added Sugars" with 4 g.
    added = {"Includes Added Sugars", "Incl. Added Sugars"}
    assert [text for text in strange if text not in added] == []


def test_every_picture_has_a_truth_and_every_truth_its_pictures() -> None:
    named = {file for path in TRUTHS for file in named_files(path)}
    refused = {
        FIXTURES / "broken" / name
        for name in json.loads((FIXTURES / "broken" / "expected.json").read_text())
    }
    present = {path for path in FIXTURES.rglob("*") if path.suffix in PICTURES}

    assert named | refused == present


@pytest.mark.parametrize("path", artworks(), ids=ids(artworks()))
def test_the_text_layer_holds_the_words_of_the_truth(path: Path) -> None:
    wanted = Counter(read(path.with_suffix(".truth.json"))["words"])

    got = Counter(word["text"] for word in layer(path))

    assert got == wanted


@pytest.mark.parametrize("path", artworks(), ids=ids(artworks()))
def test_every_printed_word_stands_out_from_its_ground(path: Path) -> None:
    dpi = 150
    pixels = render(path, dpi).mean(axis=2)

    for word in layer(path):
        left, top, right, bottom = (
            round(word[side] * dpi / 72) for side in ("x0", "top", "x1", "bottom")
        )
        # A word may be lost in parts, where it crosses an edge of its ground.
        step = max(bottom - top, 6)
        for start in range(left, max(right - step // 2, left + 1), step):
            part = pixels[top:bottom, start : start + step]
            assert np.ptp(part) > 55, f"{word['text']!r} at {start} cannot be read"


def test_a_scan_has_no_text_layer() -> None:
    scans = sorted(FIXTURES.glob("*.scan.pdf"))

    assert scans
    assert [word for path in scans for word in layer(path)] == []


def test_the_fixtures_cover_every_gate_verdict_form_and_conflict() -> None:
    truths = [read(path) for path in TRUTHS]

    outcomes = {(gate, outcome) for t in truths for gate, outcome in t["findings"].items()}
    assert outcomes >= {(gate, outcome) for gate in GATES for outcome in ("pass", "fail")}
    assert {t["verdict"] for t in truths} == {"pass", "fail", "incomplete"}
    assert {slug for t in truths for slug in t["conflicts"]} == CONFLICTS
    assert {t["dosage_form"] for t in truths} >= {
        "powder",
        "capsule",
        "tablet",
        "gummy",
        "chewable",
        "lozenge",
        "liquid",
    }


def test_the_script_makes_a_product_again(tmp_path: Path) -> None:
    name = "capsule-shell-only"

    subprocess.run(
        [sys.executable, FIXTURES / "make.py", "--only", name, "--out", tmp_path],
        check=True,
    )

    made = sorted(tmp_path.iterdir())
    assert [path.name for path in made] == sorted(
        p.name for p in FIXTURES.glob(f"{name}.*")
    )
    for path in made:
        kept = FIXTURES / path.name
        match path.suffix:
            case ".json":
                assert path.read_bytes() == kept.read_bytes()
            case ".pdf":
                assert np.array_equal(render(path), render(kept))
            case _:
                # Another release of an imaging library may round otherwise.
                pair = [np.asarray(Image.open(p), dtype=float) for p in (path, kept)]
                assert np.abs(pair[0] - pair[1]).mean() < 2


def test_every_format_shows_the_same_label() -> None:
    pillow_heif.register_heif_opener()
    folder = FIXTURES / "formats"
    truth = read(folder / "stick.truth.json")
    with Image.open(folder / truth["file"]) as opened:
        assert opened.mode == "RGBA"
        ground = Image.new("RGBA", opened.size, "white")
        wanted = np.asarray(Image.alpha_composite(ground, opened).convert("L"), dtype=float)

    for name in truth["also"]:
        if name.endswith(".tiff"):
            continue
        with Image.open(folder / name) as opened:
            upright = ImageOps.exif_transpose(opened)
            if upright.mode.startswith("I;16"):
                upright = upright.point(lambda value: value / 257)
            got = np.asarray(upright.convert("L"), dtype=float)
        assert got.shape == wanted.shape, name
        assert np.abs(got - wanted).mean() < 8, name


def test_the_tiff_holds_the_two_faces_as_two_pages() -> None:
    with Image.open(FIXTURES / "formats" / "stick.two-pages.tiff") as opened:
        assert getattr(opened, "n_frames", 1) == 2


def test_every_refusal_expected_is_one_of_our_errors() -> None:
    expected = json.loads((FIXTURES / "broken" / "expected.json").read_text())
    slugs = {
        kind.slug
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.InputError)
    }

    assert set(expected.values()) <= slugs


def test_the_encrypted_label_opens_with_its_password_only() -> None:
    path = FIXTURES / "broken" / "encrypted.pdf"

    assert render(path, password="label").size
    with pytest.raises(pdfium.PdfiumError, match=r"[Pp]assword"):
        render(path)


def test_the_truncated_picture_cannot_be_decoded_whole() -> None:
    data = (FIXTURES / "broken" / "truncated.jpg").read_bytes()

    with pytest.raises(OSError, match="truncated"), Image.open(io.BytesIO(data)) as opened:
        opened.load()


LYING = FIXTURES / "lying"


@pytest.mark.parametrize("honest", sorted(LYING.glob("*.honest.pdf")), ids=lambda p: p.stem)
def test_a_lie_and_its_twin_say_the_same_and_look_different(honest: Path) -> None:
    lie = honest.with_name(honest.name.replace(".honest", ""))
    pair = [read(path.with_suffix(".truth.json")) for path in (honest, lie)]

    # A form's fields are not drawn here, and misnamed letters look like honest ones.
    if lie.stem not in ("hidden-field", "misnamed-letters"):
        assert not np.array_equal(render(honest), render(lie))
    assert "hidden_text" not in pair[0]
    for said in pair[1].get("hidden_text", ()):
        assert said not in " ".join(pair[1]["words"])
        document = pdfium.PdfDocument(str(lie))
        assert said in document[0].get_textpage().get_text_range().replace("\r\n", " ")
        document.close()


def test_lies_that_change_nothing_on_the_page_leave_one_page() -> None:
    names = "invisible-text", "white-on-white", "off-page-text", "covered-text"
    pages = [render(LYING / f"{name}.pdf") for name in names]

    assert all(np.array_equal(page, pages[0]) for page in pages)


def test_the_garbage_layer_tells_nothing_of_the_print() -> None:
    path = LYING / "garbage-text-layer.pdf"
    printed = set(read(path.with_suffix(".truth.json"))["words"])

    told = {word["text"] for word in layer(path)}

    assert told
    assert len(told & printed) < len(printed) / 10


def test_the_fixtures_stay_small() -> None:
    kept = [path for path in FIXTURES.rglob("*") if path.suffix in PICTURES | {".json"}]

    assert sum(path.stat().st_size for path in kept) < 12.6e6
