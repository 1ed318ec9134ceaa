"""A small audit with every kind of finding, fact and gap, for the report's tests."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from auditor.model import (
    Absent,
    Audit,
    Box,
    Caution,
    Certification,
    Claim,
    Column,
    Conflict,
    Coverage,
    Directions,
    Document,
    DosageForm,
    Evidence,
    Failure,
    Finding,
    Found,
    Ingredient,
    LabelFacts,
    Line,
    Nutrient,
    Origin,
    Outcome,
    Page,
    ProfileStamp,
    Role,
    ServingSize,
    Strictness,
    Tier,
    Unreadable,
    Verdict,
    Word,
)

GOLDEN_FOLDER = Path(__file__).parent / "golden"
GOLDEN = {
    "terminal": "report.txt",
    "json": "report.json",
    "jsonl": "report.jsonl",
    "markdown": "report.md",
}

FRONT = "north/front.jpg"
BACK = "south/front.jpg"
"""The same file name in another folder."""


def evidence(
    file: str, text: str, box: tuple[float, float, float, float], confidence: float | None
) -> Evidence:
    return Evidence(file=file, page=1, box=Box(*box), text=text, confidence=confidence)


NAME = evidence(FRONT, "L-Glutamine", (120, 200, 680, 260), 0.98)
ROW = evidence(BACK, "L-Glutamine 5 g *", (60, 300, 560, 330), 0.97)
LIST = evidence(BACK, "Sucralose, Silicon Dioxide", (60, 620, 500, 645), 0.91)
USE = evidence(BACK, "Mix 1 scoop with water twice daily.", (60, 700, 540, 725), 0.953)
SEAL = evidence(FRONT, "cGMP facility", (300, 820, 500, 850), None)
FREE = evidence(FRONT, "No artificial sweeteners", (120, 700, 640, 740), 0.99)


def page(lines: tuple[Evidence, ...]) -> Page:
    return Page(
        number=1,
        width=800,
        height=1000,
        unit="px",
        origin="ppocr",
        quality=0.94,
        lines=tuple(
            Line(
                words=(Word(text=e.text, box=e.box, confidence=e.confidence),),
                height=e.box.height,
                row=number,
            )
            for number, e in enumerate(lines)
        ),
    )


def document(name: str, lines: tuple[Evidence, ...], **more: object) -> Document:
    digest = "a" * 64 if name == FRONT else "b" * 64
    return Document(
        name=name,
        sha256=digest,
        media_type="image/jpeg",
        pages=(page(lines),),
        reader="ppocr 1",
        **more,  # type: ignore[arg-type]
    )


FACTS = LabelFacts(
    product_name=Found("L-Glutamine Powder", (NAME,)),
    brand=Unreadable("the brand's print is too small on this picture"),
    net_contents=Found("1.1 lb (500 g)", ()),
    dosage_form=Found(DosageForm.POWDER, (NAME,)),
    serving_size=Found(
        ServingSize(
            text="1 scoop (5.30 g)", count=Decimal(1), unit="scoop", grams=Decimal("5.30")
        ),
        (ROW,),
    ),
    servings_per_container=Found(Decimal(94), ()),
    nutrients=Found(
        (
            Nutrient(
                name="Vitamin B6",
                amount=Decimal("0.10"),
                unit="mg",
                percent_dv=Decimal(6),
                source_form="as pyridoxine HCl",
                columns=(Column(heading="Per day", amount=Decimal("0.20"), unit="mg"),),
            ),
            Nutrient(name="L-Glutamine", amount=Decimal(5), unit="g", evidence=(ROW,)),
            Nutrient(
                name="Recovery Blend", amount=Decimal(1), unit="g", bound="<", is_blend=True
            ),
            Nutrient(name="Taurine", blend="Recovery Blend"),
        ),
        (ROW,),
    ),
    glutamine_g_per_serving=Found(Decimal("5.00"), (ROW,)),
    protein_g_per_serving=Absent(("facts panel, 4 rows",)),
    ingredients=Found(
        (
            Ingredient(
                name="Sucralose",
                additive="sucralose",
                classes=("sweetener",),
                origin=Origin.SYNTHETIC,
                strictness=Strictness.CORE,
                evidence=(LIST,),
            ),
            Ingredient(
                name="Silicon Dioxide",
                additive="silicon-dioxide",
                classes=("anticaking agent",),
                origin=Origin.DEPENDS,
                strictness=Strictness.NOP_STRICT,
                exact=False,
                evidence=(LIST,),
            ),
        ),
        (LIST,),
    ),
    other_ingredients_text=Found("Sucralose, Silicon Dioxide", (LIST,)),
    certifications=Found(
        (Certification(id="gmp-self-claim", tier=Tier.D, text="cGMP facility", gmp=True),),
        (SEAL,),
    ),
    claims=Found(
        (
            Claim(
                text="No artificial sweeteners",
                kind="free-from",
                negated=True,
                subjects=("artificial sweeteners",),
                evidence=(FREE,),
            ),
        ),
        (FREE,),
    ),
    directions=Found(
        Directions(
            text="Mix 1 scoop with water twice daily.",
            servings_per_day=(Decimal(2), Decimal(2)),
            servings_at_once=(Decimal(1), Decimal(1)),
            with_water=True,
            divided=True,
        ),
        (USE,),
    ),
    daily_glutamine_g=Found((Decimal("10.00"), Decimal("10.00")), (ROW, USE)),
    cautions=Found((Caution(topic="professional"),), ()),
    coverage=Coverage(
        because="two photos of a round body",
        panel=True,
        list_state="whole",
        list_reason="read to its full stop",
        hidden=("NSF Certified",),
    ),
)

FINDINGS = (
    Finding(
        id="identity.l-glutamine",
        title="Free L-glutamine",
        role=Role.GATE,
        weight=Decimal(1),
        outcome=Outcome.PASS,
        reason="the panel declares L-Glutamine with 5 g",
        evidence=(ROW,),
    ),
    Finding(
        id="composition.synthetic-additives",
        title="No synthetic additives",
        role=Role.GATE,
        weight=Decimal(1),
        outcome=Outcome.FAIL,
        reason="lists Sucralose",
        evidence=(LIST,),
        remedy="choose a product without Sucralose",
        note="Silicon Dioxide depends on how it was made",
    ),
    Finding(
        id="assurance.gmp-third-party",
        title="GMP and third-party tested",
        role=Role.GATE,
        weight=Decimal(1),
        outcome=Outcome.UNKNOWN,
        reason="some faces of the label were not seen",
        evidence=(SEAL,),
        remedy="photograph the sides of the container",
    ),
    Finding(
        id="composition.protein-source",
        title="No protein source",
        role=Role.GATE,
        weight=Decimal(1),
        outcome=Outcome.PASS,
        reason="no protein source among 2 ingredients",
        searched=("ingredient list read to its end, 2 of 2 names recognized",),
    ),
    Finding(
        id="form.powder",
        title="Powder",
        role=Role.PREFERENCE,
        weight=Decimal(10),
        outcome=Outcome.PASS,
        reason="the label calls it a powder",
        evidence=(NAME,),
    ),
    Finding(
        id="form.units-per-dose",
        title="Few units per dose",
        role=Role.PREFERENCE,
        weight=Decimal(5),
        outcome=Outcome.NOT_APPLICABLE,
        reason="a powder has no units",
    ),
    Finding(
        id="caution.professional-advice",
        title="Advises to ask a professional",
        role=Role.PREFERENCE,
        weight=Decimal(2),
        outcome=Outcome.UNKNOWN,
        reason="some faces of the label were not seen",
        remedy="photograph the sides of the container",
    ),
    Finding(
        id="use.water",
        title="Take with water",
        role=Role.INFO,
        weight=Decimal(0),
        outcome=Outcome.PASS,
        reason="the directions say with water",
        evidence=(USE,),
    ),
)

AUDIT = Audit(
    product="north-star-glutamine",
    sources=(
        document(FRONT, (NAME, FREE, SEAL)),
        document(BACK, (ROW, LIST, USE), skipped=("2 further frames",)),
    ),
    facts=FACTS,
    findings=FINDINGS,
    conflicts=(
        Conflict(
            what="free-from",
            reason="says no artificial sweeteners and lists Sucralose",
            evidence=(FREE, LIST),
        ),
    ),
    failures=(
        Failure(
            file="south/side.pdf",
            slug="input.encrypted",
            problem="the PDF asks for a password",
            remedy="give it with --password",
        ),
    ),
    verdict=Verdict.FAIL,
    score=Decimal("100"),
    coverage=Decimal("0.83"),
    profile=ProfileStamp(id="glutamine", version="1", sha256="c" * 64),
    auditor_version="0.1.0",
)


# --- hostile labels and names -------------------------------------------------

HOSTILE = {
    "html": "<img src=x onerror=alert(1)>",
    "closing-style": "</style></title></svg><script>alert(1)</script>",
    "attribute": "\" onmouseover=alert(1) x='",
    "template": "{{ audit.product }}{% raw %}",
    "rich-markup": "[red]x[/red] [link=http://evil.example]y[/link] :smile:",
    "markdown": "| a | **b** | [c](http://evil.example) ![d](e) `f` www.evil.example",
    "formula": '=cmd()|" /C calc"!A0',
    "escape-sequence": "\x1b[2J\x1b]0;owned\x07\x9b31m",
    "right-to-left": "abc\u202etxt.gpj\u2066\u200f",
    "surrogate": "caf\udce9 \ud83d",
    "newlines": "one\r\ntwo\u2028three\x0bfour\x85five",
    "zero-width": "glu\u200btamine\ufeff",
    "astral": "\U000e0041 \U0001f600",
}


def hostile_audit(text: str) -> Audit:
    """The sample with the text wherever a label, a name or an error can put text."""
    where = Evidence(file=text, page=1, box=ROW.box, text=text, confidence=0.5)
    finding = Finding(
        id="identity.l-glutamine",
        title=text,
        role=Role.GATE,
        weight=Decimal(1),
        outcome=Outcome.UNKNOWN,
        reason=text,
        evidence=(where,),
        searched=(text,),
        remedy=text,
        note=text,
    )
    source: Document = replace(
        AUDIT.sources[0], name=text, skipped=(text,), reader=text, media_type=text
    )
    facts = replace(
        FACTS,
        product_name=Found(text, (where,)),
        brand=Found(text, ()),
        nutrients=Found(
            (Nutrient(name=text, amount=Decimal(1), unit=text, source_form=text),), (where,)
        ),
        ingredients=Found((Ingredient(name=text, classes=(text,)),), (where,)),
        claims=Found((Claim(text=text, kind=text, negated=True),), (where,)),
        coverage=replace(FACTS.coverage, because=text, skipped=(text,), hidden=(text,)),
    )
    return replace(
        AUDIT,
        product=text,
        sources=(source,),
        facts=facts,
        findings=(finding,),
        conflicts=(Conflict(what=text, reason=text, evidence=(where,)),),
        failures=(Failure(file=text, slug="input.corrupt", problem=text, remedy=text),),
        profile=replace(AUDIT.profile, id=text, version=text),
    )


def write_golden() -> None:
    """Write the exact reports anew; look at the difference before you commit it."""
    from auditor.report import ReportFormat, render

    for form, name in GOLDEN.items():
        (GOLDEN_FOLDER / name).write_text(
            render(AUDIT, ReportFormat(form)), encoding="utf-8"
        )


if __name__ == "__main__":
    write_golden()
