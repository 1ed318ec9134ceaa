"""Stored results: read back, and told in every format of a batch."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_sample import AUDIT, FACTS, FINDINGS, HOSTILE, hostile_audit
from sarif_shape import misshapen

from auditor import audit_product, load_profile
from auditor.errors import CorruptInputError, DependencyError, InputError
from auditor.model import Box, Face, FaceKind, Finding, Outcome, Page, Role, Verdict
from auditor.report.batch import BatchFormat, render_batch
from auditor.report.batch.markdown import LISTED
from auditor.report.batch.stored import (
    load_results,
    parse_result,
    read_results,
    stored,
)
from auditor.report.record import render_jsonl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from commands import Outcome as Told

    from auditor.model import Audit
    from auditor.report.batch.stored import StoredAudit

LINE = render_jsonl(AUDIT).rstrip("\n")

UNKNOWN_GATE = next(f for f in FINDINGS if f.outcome is Outcome.UNKNOWN)
"""A gate."""

PASSES = replace(
    AUDIT,
    product="passes",
    findings=tuple(f for f in FINDINGS if f.outcome is Outcome.PASS),
    conflicts=(),
    failures=(),
    verdict=Verdict.PASS,
)
OPEN = replace(
    PASSES,
    product="open",
    findings=(UNKNOWN_GATE, *PASSES.findings),
    verdict=Verdict.INCOMPLETE,
    score=None,
)
STRICT = replace(OPEN, product="strict", verdict=Verdict.FAIL)
"""Failed by a profile that does not forgive a gate that stays open."""

EVERY = (AUDIT, OPEN, PASSES, STRICT)

FACED = replace(
    PASSES,
    product="faced",
    facts=replace(
        FACTS,
        faces=(Face(file="a.jpg", page=1, shows=(FaceKind.FRONT,), print_height=38.1),),
    ),
)
TEXT = [form for form in BatchFormat if form is not BatchFormat.PARQUET]


def told(form: BatchFormat, *audits: Audit) -> str:
    return b"".join(render_batch(map(stored, audits), form)).decode("utf-8")


# --- reading results ----------------------------------------------------------


@pytest.mark.parametrize("audit", [*EVERY, FACED], ids=lambda audit: audit.product)
def test_a_stored_audit_is_the_audit_it_was_written_from(audit: Audit) -> None:
    line = render_jsonl(audit).rstrip("\n")

    result = parse_result(line, "here")

    assert without_words(render_jsonl(result.audit)) == without_words(line + "\n")
    assert result.audit.findings == audit.findings
    assert result.line == line


def without_words(line: str) -> str:
    """A record counts words and does not repeat them; all else has to come back."""
    return re.sub(r'"words":\d+', '"words":0', line)


def test_all_that_a_page_can_tell_comes_back() -> None:
    first, *rest = AUDIT.sources
    page = replace(
        first.pages[0],
        rotation=90,
        quality=0.5,
        flat=True,
        hidden=("No additives",),
        unread=(Box(1, 2, 30, 40), Box(5, 6, 7, 8)),
        unread_seals=(Box(50, 60, 70, 80),),
        legible_height=4.5,
        blurred=0.25,
        reflected=0.5,
    )
    audit = replace(AUDIT, sources=(replace(first, pages=(page,)), *rest))

    read = parse_result(render_jsonl(audit), "line 1").audit.sources[0].pages[0]

    told = {field.name for field in fields(Page)} - {"lines", "codes"}
    assert {name: getattr(read, name) for name in told} == {
        name: getattr(page, name) for name in told
    }
    usual = {
        field.name for field in fields(Page) if getattr(page, field.name) == field.default
    }
    assert not usual & told, "a key of the record is not tried with a value of its own"


def test_a_real_audit_comes_back_whole() -> None:
    label = Path(__file__).parents[1] / "fixtures" / "two-serving-columns.pdf"
    line = render_jsonl(audit_product([label], profile=load_profile("glutamine")))

    again = render_jsonl(parse_result(line, "here").audit)

    assert without_words(again) == without_words(line)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('{"schema"', '["schema"', id="not-json"),
        pytest.param(LINE, LINE[: len(LINE) // 2], id="cut-off"),
        pytest.param(LINE, "[]", id="no-object"),
        pytest.param(LINE, "7", id="a-number"),
        pytest.param(LINE, "{}", id="no-schema"),
        pytest.param('"schema":1', '"schema":2', id="newer-schema"),
        pytest.param('"verdict":"fail"', '"verdict":"great"', id="unknown-verdict"),
        pytest.param('"outcome":"unknown"', '"outcome":7', id="wrong-type"),
        pytest.param('"score":100', '"score":"much"', id="no-number"),
        pytest.param('"score":100', '"score":1e999999', id="number-beyond-measure"),
        pytest.param('"score":100', '"score":NaN', id="not-a-number"),
        pytest.param('"box":[60', '"box":[9999', id="box-inside-out"),
        pytest.param('"box":[60,', '"box":[', id="box-of-three"),
        pytest.param('"findings":[', '"findings":[[', id="nested-wrongly"),
        pytest.param(LINE, "[" * 100_000, id="nested-without-end"),
        pytest.param('"seen":{', '"seem":{', id="missing-key"),
    ],
)
def test_a_wrong_line_is_told_and_never_skipped(tmp_path: Path, old: str, new: str) -> None:
    assert old in LINE
    path = tmp_path / "results.jsonl"
    path.write_text(f"{LINE}\n{LINE.replace(old, new)}\n", encoding="utf-8")

    results = load_results(path)

    next(results)
    with pytest.raises(CorruptInputError, match=r"results\.jsonl, line 2: "):
        next(results)


def test_keys_that_we_do_not_know_are_kept() -> None:
    line = LINE.replace('"schema":1', '"schema":1,"shelf":"A7"')

    result = parse_result(line, "here")

    assert b"".join(render_batch([result], BatchFormat.JSONL)).decode() == line + "\n"


def test_a_folder_is_read_shard_by_shard(tmp_path: Path) -> None:
    for name, audit in (("2.jsonl", PASSES), ("1.jsonl", OPEN), ("notes.txt", AUDIT)):
        (tmp_path / name).write_text(render_jsonl(audit), encoding="utf-8")

    products = [result.audit.product for result in load_results(tmp_path)]

    assert products == ["open", "passes"]


@pytest.mark.parametrize("name", ["nothing.jsonl", "."])
def test_results_that_are_not_there_are_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        list(load_results(tmp_path / name))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda children: (
        st.lists(children, max_size=2)
        | st.dictionaries(st.text(max_size=3), children, max_size=2)
    ),
    max_leaves=3,
)


@given(st.data())
def test_any_record_is_an_audit_or_an_error_of_ours(data: st.DataObject) -> None:
    """One value anywhere in a sound record is exchanged for another."""
    record = json.loads(LINE)
    parent, key = record, "schema"
    while True:
        keys = list(parent) if isinstance(parent, dict) else list(range(len(parent)))
        key = data.draw(st.sampled_from(keys))
        inner = parent[key]
        if not (isinstance(inner, dict | list) and inner and data.draw(st.booleans())):
            break
        parent = inner
    parent[key] = data.draw(values)

    try:
        result = parse_result(json.dumps(record), "here")
    except CorruptInputError:
        return
    for form in TEXT:
        assert b"".join(render_batch([result], form))


# --- every format -------------------------------------------------------------


@pytest.mark.parametrize("form", TEXT)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_report_of_many_holds_ink_only(form: BatchFormat, text: str) -> None:
    written = told(form, hostile_audit(text), AUDIT)

    # RFC 4180 ends a row with both.
    ends = "\r\n" if form is BatchFormat.CSV else "\n"
    assert all(c.isprintable() or c in ends for c in written)


@pytest.mark.parametrize("form", BatchFormat)
def test_a_scan_of_nothing_is_no_error(form: BatchFormat) -> None:
    pytest.importorskip("pyarrow")

    written = b"".join(render_batch([], form))

    assert written or form in (BatchFormat.JSONL, BatchFormat.GITHUB)


@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
def test_every_report_of_many_for_people_tells_what_it_is_not(form: str) -> None:
    written = " ".join(told(BatchFormat(form), *EVERY).split())

    assert "what the label says, not what is in the container" in written
    assert "no registry was asked" in written
    assert "no medical advice" in written


@pytest.mark.parametrize("form", ["terminal", "jsonl", "csv", "sarif", "junit", "github"])
def test_a_product_is_written_before_the_next_is_read(form: str) -> None:
    def one_and_no_more() -> Iterator[StoredAudit]:
        yield stored(AUDIT)
        raise ValueError("the second")

    written = io.BytesIO()
    with pytest.raises(ValueError, match="the second"):
        written.writelines(render_batch(one_and_no_more(), BatchFormat(form)))

    assert AUDIT.product.encode() in written.getvalue()


def test_json_lines_are_written_again_as_they_were() -> None:
    assert told(BatchFormat.JSONL, *EVERY) == "".join(map(render_jsonl, EVERY))


def test_a_line_of_another_hand_is_made_inert() -> None:
    line = LINE.replace("north-star", "north\u202estar")

    written = b"".join(render_batch([parse_result(line, "here")], BatchFormat.JSONL))

    assert b"north\\u202estar" in written
    assert json.loads(written) == json.loads(line)


# --- CSV ----------------------------------------------------------------------


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_has_a_row_per_product_and_criterion() -> None:
    rows = table(told(BatchFormat.CSV, *EVERY))

    assert [(row["product"], row["criterion"]) for row in rows] == [
        (audit.product, finding.id) for audit in EVERY for finding in audit.findings
    ]
    assert rows[1]["outcome"] == "fail"
    assert rows[1]["reason"] == "lists Sucralose"
    assert "“Sucralose, Silicon Dioxide”" in rows[1]["evidence"]
    assert rows[1]["unread"].endswith("[input.encrypted]")


def test_a_product_without_a_finding_has_a_row() -> None:
    (row,) = table(told(BatchFormat.CSV, replace(AUDIT, findings=())))

    assert row["product"] == AUDIT.product
    assert row["criterion"] == ""


labels = st.text(min_size=1, max_size=30)
formulas = st.tuples(
    st.sampled_from(["", " ", "\t", "\r", "\n", "\u00a0", "\u200b"]),
    st.sampled_from("=+-@＝＋－＠"),
    labels,
).map("".join)


@given(text=formulas | labels)
def test_no_cell_is_a_formula_or_breaks_its_row(text: str) -> None:
    rows = table(told(BatchFormat.CSV, hostile_audit(text)))

    assert len(rows) == 1
    for cell in rows[0].values():
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        pytest.param("=1+1", "'=1+1", id="formula"),
        pytest.param("+49", "'+49", id="plus"),
        pytest.param("-5", "'-5", id="minus"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("\t=1", "' =1", id="tab"),
        pytest.param("\r=1", "' =1", id="carriage-return"),
        pytest.param("  =1", "'  =1", id="blanks-that-some-trim"),
        pytest.param("＝1", "'＝1", id="full-width"),
        pytest.param("5 g = 1 scoop", "5 g = 1 scoop", id="within-is-harmless"),
        pytest.param("'5", "'5", id="apostrophe"),
    ],
)
def test_a_formula_becomes_text(text: str, cell: str) -> None:
    (row,) = table(told(BatchFormat.CSV, hostile_audit(text)))

    assert row["product"] == cell
    assert row["reason"] == cell


# --- Parquet ------------------------------------------------------------------


def test_parquet_holds_the_rows_of_the_table() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    written = b"".join(render_batch(map(stored, EVERY), BatchFormat.PARQUET))

    rows = parquet.read_table(io.BytesIO(written)).drop(["record"]).to_pylist()

    assert [list(row) for row in rows] == [
        list(row) for row in table(told(BatchFormat.CSV, *EVERY))
    ]
    assert rows[1]["reason"] == "lists Sucralose"
    assert rows[1]["weight"] == 1.0
    assert {row["score"] for row in rows} == {100.0, None}


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A folder of two tables."""
    pytest.importorskip("pyarrow")
    for name, audits in (("1.parquet", EVERY[:1]), ("2.parquet", EVERY[1:])):
        pieces = render_batch(map(stored, audits), BatchFormat.PARQUET)
        (tmp_path / name).write_bytes(b"".join(pieces))
    return tmp_path


def test_a_table_reads_back_as_the_results_it_was_made_of(tables: Path) -> None:
    one, every = load_results(tables / "1.parquet"), load_results(tables)

    assert list(one) == list(map(parsed, EVERY[:1]))
    assert list(every) == list(map(parsed, EVERY))


def parsed(audit: Audit) -> StoredAudit:
    return parse_result(stored(audit).line, "here")


def test_tables_are_reported_and_compared_like_lines(
    tables: Path, tmp_path: Path, run: Callable[..., Told]
) -> None:
    lines = tmp_path / "lines" / "all.jsonl"
    lines.parent.mkdir()
    lines.write_text("".join(map(render_jsonl, EVERY)))

    of_tables, of_lines = (
        run("report", str(folder), "-f", "csv") for folder in (tables, lines.parent)
    )
    compared = run("diff", str(lines), str(tables), "-f", "json")

    assert of_tables == of_lines
    assert of_tables.out.count(AUDIT.product) > 1
    assert json.loads(compared.out)["products"] == []


def test_a_table_beside_lines_tells_nothing_again(tables: Path) -> None:
    (tables / "lines.jsonl").write_text(LINE)

    assert [result.audit.product for result in load_results(tables)] == [AUDIT.product]


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        pytest.param(lambda data: data[:-100], "is damaged or cut off", id="cut-off"),
        pytest.param(lambda data: data[:4], "is damaged or cut off", id="begun"),
        pytest.param(
            lambda data: data[:8] + bytes(len(data) - 600) + data[-592:],
            "is damaged or cut off",
            id="overwritten",
        ),
    ],
)
def test_a_damaged_table_is_told(
    tables: Path, harm: Callable[[bytes], bytes], message: str
) -> None:
    table = tables / "1.parquet"
    table.write_bytes(harm(table.read_bytes()))

    with pytest.raises(CorruptInputError, match=rf"1\.parquet: {message}"):
        list(load_results(tables))


def test_a_table_of_something_else_is_told(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pa.table({"product": ["a"]}), tmp_path / "other.parquet")
    parquet.write_table(pa.table({"record": [LINE, "{}"]}), tmp_path / "wrong.parquet")

    with pytest.raises(CorruptInputError, match="without the column 'record'"):
        list(load_results(tmp_path / "other.parquet"))
    with pytest.raises(CorruptInputError, match=r"wrong\.parquet, record 2: is not the"):
        list(load_results(tmp_path / "wrong.parquet"))


def test_a_table_cannot_be_piped_in() -> None:
    with pytest.raises(CorruptInputError, match=r"is a table, .* name its file"):
        list(read_results([b"PAR1\n", b"more"], "standard input"))


def test_parquet_is_written_in_groups() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    wide = replace(PASSES, findings=PASSES.findings[:1] * 10_001)

    written = b"".join(render_batch(map(stored, [wide, wide]), BatchFormat.PARQUET))

    file = parquet.ParquetFile(io.BytesIO(written))
    assert file.metadata.num_row_groups == 2
    assert file.metadata.num_rows == 20_002


def test_without_pyarrow_the_error_names_the_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(DependencyError, match=r"pip install 'auditor\[parquet\]'"):
        next(render_batch([stored(AUDIT)], BatchFormat.PARQUET))


def test_without_pyarrow_a_table_is_not_read_and_told_why(
    tables: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(DependencyError, match=r"pip install 'auditor\[parquet\]'"):
        list(load_results(tables))


# --- SARIF --------------------------------------------------------------------


def sarif(*audits: Audit) -> dict[str, list[dict[str, object]]]:
    log = json.loads(told(BatchFormat.SARIF, *audits))
    (run,) = log["runs"]
    return run


@pytest.mark.parametrize("text", ["calm", *HOSTILE.values()], ids=["calm", *HOSTILE])
def test_sarif_has_the_standard_s_shape(text: str) -> None:
    log = json.loads(told(BatchFormat.SARIF, hostile_audit(text), *EVERY))

    assert misshapen(log) == []


def test_sarif_of_nothing_has_the_standard_s_shape() -> None:
    assert misshapen(json.loads(told(BatchFormat.SARIF))) == []


def test_sarif_tells_failed_from_undecided_and_leaves_the_rest_out() -> None:
    results = sarif(*EVERY)["results"]

    assert [(r["ruleId"], r["kind"], r["level"]) for r in results] == [
        ("composition.synthetic-additives", "fail", "error"),
        ("assurance.gmp-third-party", "open", "none"),
        ("caution.professional-advice", "open", "none"),
        ("assurance.gmp-third-party", "open", "none"),
        ("assurance.gmp-third-party", "open", "none"),
    ]


def test_sarif_knows_the_rule_of_every_result() -> None:
    run = sarif(*EVERY)

    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]  # type: ignore[call-overload]

    assert {result["ruleId"] for result in run["results"]} <= set(rules)
    assert len(rules) == len(set(rules))


def test_sarif_boxes_the_evidence() -> None:
    result = sarif(AUDIT)["results"][0]

    assert result["attachments"] == [
        {
            "artifactLocation": {"uri": "south/front.jpg"},
            "description": {"text": "page 1, boxes in the units of its size"},
            "rectangles": [
                {
                    "left": 60,
                    "top": 620,
                    "right": 500,
                    "bottom": 645,
                    "message": {"text": "Sucralose, Silicon Dioxide"},
                }
            ],
            "properties": {"page": 1},
        }
    ]


def test_sarif_names_the_files_that_could_not_be_read() -> None:
    (invocation,) = sarif(AUDIT, PASSES)["invocations"]

    (note,) = invocation["toolExecutionNotifications"]  # type: ignore[misc]
    assert note["descriptor"] == {"id": "input.encrypted"}
    assert "the PDF asks for a password" in note["message"]["text"]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        pytest.param("a b#c?.jpg", "a%20b%23c%3F.jpg", id="reserved"),
        pytest.param("/shelf/ü.jpg", "file:///shelf/%C3%BC.jpg", id="absolute"),
        pytest.param("a:b.jpg", "a%3Ab.jpg", id="no-scheme"),
        pytest.param("s3://shelf/a.jpg", "s3://shelf/a.jpg", id="address"),
        pytest.param("caf\udce9.jpg", "caf%5Cudce9.jpg", id="surrogate"),
    ],
)
def test_a_file_s_name_becomes_a_uri(file: str, uri: str) -> None:
    source = replace(AUDIT.sources[0], name=file)
    finding = replace(UNKNOWN_GATE, evidence=())

    (result,) = sarif(replace(OPEN, sources=(source,), findings=(finding,)))["results"]

    (location,) = result["locations"]  # type: ignore[misc]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_a_label_makes_neither_links_nor_places_in_a_message() -> None:
    text = "[see](http://evil.example) {0}"

    (result,) = sarif(hostile_audit(text))["results"]

    assert r"\[see\](http://evil.example) {{0}}" in result["message"]["text"]  # type: ignore[index]


# --- JUnit --------------------------------------------------------------------


def suites(*audits: Audit) -> list[ET.Element]:
    return list(ET.fromstring(told(BatchFormat.JUNIT, *audits)))


def test_a_suite_is_red_exactly_when_its_product_fails_or_was_not_read() -> None:
    red = {
        suite.get("name"): (suite.get("failures"), suite.get("errors"))
        for suite in suites(*EVERY)
    }

    assert red == {
        AUDIT.product: ("1", "1"),
        "open": ("0", "0"),
        "passes": ("0", "0"),
        "strict": ("1", "0"),
    }


@pytest.mark.parametrize("audit", EVERY, ids=lambda audit: audit.product)
def test_a_suite_counts_what_is_in_it(audit: Audit) -> None:
    (suite,) = suites(audit)

    for attribute, tag in (
        ("tests", "testcase"),
        ("failures", "failure"),
        ("errors", "error"),
        ("skipped", "skipped"),
    ):
        assert suite.get(attribute) == str(len([*suite.iter(tag)])), attribute


def test_an_open_gate_is_skipped_and_says_why() -> None:
    (suite,) = suites(OPEN)

    (skipped,) = suite.iter("skipped")
    assert skipped.get("message") == f"{UNKNOWN_GATE.title}: {UNKNOWN_GATE.reason}"


@given(text=labels)
def test_any_label_gives_sound_xml(text: str) -> None:
    (suite,) = suites(hostile_audit(text))

    assert [child.tag for child in suite] == ["testcase", "testcase", "system-out"]


# --- annotations --------------------------------------------------------------


def test_annotations_tell_what_keeps_a_product_from_passing() -> None:
    lines = told(BatchFormat.GITHUB, *EVERY).splitlines()

    assert [re.match(r"::(\w+) ", line)[1] for line in lines] == [  # type: ignore[index]
        *("error", "warning", "error"),  # the sample: failed, open, a file not read
        "warning",
        "error",  # strict
    ]
    assert "file=south/front.jpg,title=" in lines[0]
    assert lines[0].endswith("[composition.synthetic-additives]")


@given(text=labels)
def test_no_label_adds_a_command_or_a_property(text: str) -> None:
    lines = told(BatchFormat.GITHUB, hostile_audit(text)).split("\n")

    assert len(lines) == 3
    for line in lines[:-1]:
        properties = line.split("::")[1]
        assert re.fullmatch(r"(error|warning) (file=[^:,]+,)?title=[^:,]+", properties)


# --- Markdown -----------------------------------------------------------------


def test_the_summary_counts_and_names_what_does_not_pass() -> None:
    text = told(BatchFormat.MARKDOWN, *EVERY)

    assert "# Supplement label audits: 4" in text
    assert "| ✗ Fail | 2 | 50% |" in text
    assert "`input.encrypted` 1" in text
    assert "| ✗ Fail | strict | – | ? GMP and third-party tested" in text
    assert "| passes |" not in text


def test_products_that_are_not_listed_are_counted() -> None:
    text = told(BatchFormat.MARKDOWN, *[OPEN] * (LISTED + 2))

    assert text.count("| open |") == LISTED
    assert "… and 2 more, which are not listed here." in text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_the_summary_s_tables_keep_their_columns(text: str) -> None:
    def columns(told: str) -> list[int]:
        return [len(re.findall(r"(?<!\\)\|", line)) for line in told.splitlines()]

    calm = columns(told(BatchFormat.MARKDOWN, hostile_audit("calm")))

    assert columns(told(BatchFormat.MARKDOWN, hostile_audit(text))) == calm


# --- terminal -----------------------------------------------------------------


def test_the_terminal_gives_a_line_to_each_product_and_the_totals() -> None:
    lines = told(BatchFormat.TERMINAL, *EVERY).splitlines()

    assert lines[0].startswith("✗ FAIL       100  north-star-glutamine  ✗ No synthetic a")
    assert lines[1].startswith("? INCOMPLETE   –  open  ? GMP and third-party tested")
    assert lines[2] == "✓ PASS       100  passes"
    assert "4 products: ✗ 2 fail, ? 1 incomplete, ✓ 1 pass" in lines
    assert max(map(len, lines)) <= 80


def test_a_criterion_is_headed_by_its_question_where_no_product_answered_it_well() -> None:
    failed = Finding(
        id="form.powder",
        title="Does not come as a powder",
        role=Role.PREFERENCE,
        weight=Decimal(1),
        outcome=Outcome.FAIL,
        reason="the product is a capsule",
        searched=("front",),
    )

    text = told(BatchFormat.TERMINAL, replace(PASSES, findings=(failed,)))

    assert "Comes as a powder" in text
