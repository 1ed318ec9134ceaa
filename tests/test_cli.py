"""The commands, tried through the door that users use."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from commands import Outcome
from PIL import Image
from report_sample import AUDIT

from auditor import __version__
from auditor.cli.statuses import exit_status
from auditor.model import Failure, Verdict
from auditor.report.record import render_jsonl

if TYPE_CHECKING:
    from collections.abc import Callable

FIXTURES = Path(__file__).parent.parent / "fixtures"
PASSES = FIXTURES / "plain-l-glutamine.pdf"
FAILS = FIXTURES / "alanyl-glutamine.pdf"
OPEN = FIXTURES / "plain-l-glutamine.front.jpg"
"""A front, which shows neither panel nor list."""


def spawn(
    *arguments: object, data: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a process of its own, with pipes around it."""
    return subprocess.run(
        [sys.executable, "-m", "auditor", *map(str, arguments)],
        input=data,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )


def one_line(told: str, slug: str) -> str:
    """The error as one line of the agreed form."""
    assert told.count("\n") == 1, told
    assert told.startswith("auditor: ")
    assert told.endswith(f" [{slug}]\n")
    return told


# --- without a label ----------------------------------------------------------


def test_the_version_is_told(run: Callable[..., Outcome]) -> None:
    assert run("--version") == Outcome(0, f"auditor {__version__}\n", "")


def test_without_a_command_the_help_is_an_error(run: Callable[..., Outcome]) -> None:
    told = run()

    assert told.status == 2
    assert told.out == ""
    assert "Usage: auditor" in told.err


def test_help_offers_what_there_is_and_nothing_else(run: Callable[..., Outcome]) -> None:
    told = run("--help")

    commands = [
        line.split()[0]
        for line in told.out.partition("Commands:")[2].split("\n\n")[0].splitlines()[1:]
    ]
    assert told.status == 0
    assert sorted(commands) == sorted(
        [
            *("audit", "scan", "store", "read", "report", "diff"),
            *("criteria", "explain", "lexicon"),
            *("evaluate", "bench", "doctor", "serve"),
        ]
    )


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["scam"], id="unknown-command"),
        pytest.param(["scan"], id="no-path"),
        pytest.param(["scan", "--watch", "--group", "barcode", "."], id="watch-barcode"),
        pytest.param(["scan", "--watch", "-o", "x.csv", "."], id="watch-has-no-end"),
        pytest.param(["audit"], id="no-file"),
        pytest.param(["audit", "--bogus", "x.pdf"], id="unknown-option"),
        pytest.param(["audit", "-f", "pdf", "x.pdf"], id="unknown-format"),
        pytest.param(["audit", "--limit", "pages=0", "x.pdf"], id="no-pages"),
        pytest.param(["read", "--stage", "verdict", "x.pdf"], id="unknown-stage"),
        pytest.param(["read", "--overlay", "o.png", "a.pdf", "b.pdf"], id="overlay-of-two"),
        pytest.param(["explain", "form.powdr"], id="unknown-criterion"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(
    run: Callable[..., Outcome], arguments: list[str]
) -> None:
    told = run(*arguments)

    assert told.status == 2
    assert told.out == ""
    one_line(told.err, "usage")


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        pytest.param([PASSES], f"auditor audit {PASSES}", id="file-for-command"),
        pytest.param([FIXTURES], f"auditor scan {FIXTURES}", id="folder-for-command"),
        pytest.param(
            ["--profile", "any-supplement", "audit", PASSES],
            "put it after the command, as in: auditor COMMAND --profile",
            id="option-before-command",
        ),
        pytest.param(["scan", PASSES, "-f", "json"], "mean 'jsonl'", id="json-of-many"),
        pytest.param(["audit", PASSES, "-f", "pdf"], "html", id="no-such-format"),
        pytest.param(["explain", "zzz"], "auditor criteria lists them", id="far-off-id"),
    ],
)
def test_a_mistake_is_answered_with_what_to_type_instead(
    run: Callable[..., Outcome], arguments: list[object], meant: str
) -> None:
    told = run(*arguments)

    assert told.status == 2
    assert meant in one_line(told.err, "usage")
    assert "Value error" not in told.err


FAR = "a" * 300
"""A name that no file can have: looking for it is an error of the system's, as it is
below a folder that may not be opened, which the superuser never meets."""


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        pytest.param(["audit", FAR], 4, id="audit"),
        pytest.param(["audit", PASSES, "-o", f"{FAR}.html"], 7, id="output"),
        pytest.param(["audit", PASSES, "--profile", f"{FAR}.toml"], 5, id="profile"),
        pytest.param(["read", FAR], 4, id="read"),
        pytest.param(["scan", FAR], 4, id="scan"),
        pytest.param(["scan", PASSES, "--manifest", FAR], 2, id="manifest"),
        pytest.param(["scan", f"@{FAR}"], 2, id="list"),
        pytest.param(["report", FAR], 4, id="report"),
        pytest.param(["report", "--store", FAR], 2, id="store-to-report"),
        pytest.param(["diff", FAR, FAR], 4, id="diff"),
        pytest.param(["evaluate", FAR], 4, id="evaluate"),
        pytest.param(["bench", FAR], 4, id="bench"),
        pytest.param(["store", "info", "--store", FAR], 7, id="store"),
        pytest.param(["serve", "--accounts", FAR, "--port", "0"], 5, id="accounts"),
        pytest.param([FAR], 2, id="no-command"),
    ],
)
def test_a_path_that_cannot_be_looked_at_is_no_defect(
    run: Callable[..., Outcome],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[object],
    status: int,
) -> None:
    monkeypatch.chdir(tmp_path)

    told = run(*arguments)

    assert "Traceback" not in told.err
    assert "Errno" not in told.err
    assert told.status == status


@pytest.mark.parametrize("command", ["audit", "scan", "read", "report", "bench", "serve"])
def test_help_names_no_type_of_python_and_shows_an_example(
    run: Callable[..., Outcome], command: str
) -> None:
    told = run(command, "--help").out

    assert not re.search(r"<(list|str|int|float|path)|\{|\}", told)
    assert f"\nExamples:\n  auditor {command} " in told


def test_no_command_is_cut_short_in_the_list_of_them(run: Callable[..., Outcome]) -> None:
    assert "..." not in run("--help").out.partition("Commands:")[2]
    assert "..." not in run("store", "--help").out.partition("Commands:")[2]


def test_an_unknown_criterion_suggests_close_ones(run: Callable[..., Outcome]) -> None:
    assert "form.powder" in run("explain", "form.powdr").err


def test_an_unknown_profile_is_a_configuration_error(run: Callable[..., Outcome]) -> None:
    told = run("criteria", "--profile", "glutamin")

    assert told.status == 5
    assert "glutamine" in one_line(told.err, "configuration.profile")


def test_an_unknown_engine_lists_the_known_ones(run: Callable[..., Outcome]) -> None:
    told = run("audit", "--engine", "crystal-ball", OPEN)

    assert told.status == 6
    assert "ppocr" in one_line(told.err, "engine.missing")


def test_an_unknown_engine_is_told_where_no_file_needs_one(
    run: Callable[..., Outcome],
) -> None:
    told = run("audit", "--engine", "crystal-ball", PASSES)

    assert (told.status, told.out) == (6, "")


def test_signs_have_plain_ones_where_only_ascii_gets_through() -> None:
    told = spawn("audit", FAILS, PYTHONIOENCODING="ascii").stdout.decode("ascii")

    assert told.startswith("x FAIL")
    assert "    -> choose" in told
    assert "\\u2717" not in told


def test_criteria_are_printed_from_themselves(run: Callable[..., Outcome]) -> None:
    from auditor.criteria import criteria_table

    rows = criteria_table()
    text, markdown = run("criteria"), run("criteria", "--format", "markdown")
    told = json.loads(run("criteria", "--format", "json").out)

    assert all(row.id in text.out and row.title in text.out for row in rows)
    assert len(markdown.out.splitlines()) == len(rows) + 2
    assert [row["id"] for row in told["criteria"]] == [row.id for row in rows]
    assert all(row["because"] and row["article_section"] for row in told["criteria"])


def test_every_criterion_can_be_explained(run: Callable[..., Outcome]) -> None:
    from auditor.criteria import registered

    for id_, criterion in registered().items():
        told = run("explain", id_)

        assert told.status == 0
        assert criterion.why.article_section in " ".join(told.out.split())
        assert criterion.details.split()[0] in told.out


def test_a_name_is_found_in_the_lexicons_with_its_source(
    run: Callable[..., Outcome],
) -> None:
    told = run("lexicon", "Magnesium Stearate")

    assert told.status == 0
    assert "\nadditive magnesium-stearate\n" in told.out
    assert "\n  source " in told.out


def test_a_seal_is_found_with_the_place_to_verify_it(run: Callable[..., Outcome]) -> None:
    told = run("lexicon", "NSF Certified for Sport")

    assert "tier          A" in told.out
    assert "verify at" in told.out


def test_a_name_that_no_lexicon_has_is_told_aside(run: Callable[..., Outcome]) -> None:
    told = run("lexicon", "xyzzy\x1b[2J")

    assert (told.status, told.out) == (0, "")
    assert "xyzzy" in told.err
    assert "\x1b" not in told.err


def test_the_doctor_tries_the_engine_and_tells_limits(run: Callable[..., Outcome]) -> None:
    told = run("doctor")

    assert told.status == 0
    assert "✓ ppocr" in told.out
    assert "checksum as known" in told.out
    assert "100,000,000" in told.out
    # What it cannot do without, and not what extras bring.
    assert "✓ zxing-cpp" in told.out
    assert "hypothesis" not in told.out


# --- statuses -----------------------------------------------------------------


def failure(slug: str) -> Failure:
    return Failure(file="x", slug=slug, problem="x")


@pytest.mark.parametrize(
    ("verdict", "slugs", "status"),
    [
        pytest.param(Verdict.PASS, [], 0, id="pass"),
        pytest.param(Verdict.FAIL, [], 1, id="fail"),
        pytest.param(Verdict.INCOMPLETE, [], 3, id="incomplete"),
        pytest.param(Verdict.FAIL, ["input.corrupt"], 4, id="unread-outweighs-fail"),
        pytest.param(Verdict.INCOMPLETE, ["input.missing"], 4, id="unread-outweighs-open"),
        pytest.param(Verdict.PASS, ["limit.time"], 4, id="limit"),
        pytest.param(Verdict.FAIL, ["worker.crashed", "engine.missing"], 6, id="engine"),
        pytest.param(
            Verdict.FAIL, ["input.empty", "internal"], 70, id="defect-outweighs-all"
        ),
        pytest.param(Verdict.FAIL, ["input.of-a-plugin"], 4, id="unknown-slug-is-unread"),
    ],
)
def test_the_gravest_status_wins(verdict: Verdict, slugs: list[str], status: int) -> None:
    audit = replace(AUDIT, verdict=verdict, failures=tuple(map(failure, slugs)))

    assert exit_status(audit) == status


@pytest.mark.parametrize(
    ("slug", "status"),
    [
        pytest.param("input.corrupt", 0, id="unread-file"),
        pytest.param("engine.missing", 6, id="no-engine"),
        pytest.param("internal", 70, id="defect"),
    ],
)
def test_exit_zero_forgives_files_and_nothing_graver(slug: str, status: int) -> None:
    audit = replace(AUDIT, failures=(failure(slug),))

    assert exit_status(audit, exit_zero=True) == status


@pytest.mark.parametrize(
    ("file", "options", "status"),
    [
        pytest.param(PASSES, ["--complete"], 0, id="pass"),
        pytest.param(FAILS, ["--complete"], 1, id="fail"),
        pytest.param(OPEN, [], 3, id="incomplete"),
        pytest.param(FAILS, ["--complete", "--exit-zero"], 0, id="fail-forgiven"),
        pytest.param(OPEN, ["--exit-zero"], 0, id="incomplete-forgiven"),
    ],
)
def test_the_verdict_is_the_status(
    run: Callable[..., Outcome], file: Path, options: list[str], status: int
) -> None:
    told = run("audit", *options, file)

    assert told.status == status
    assert told.err == ""


def test_a_missing_file_is_a_row_of_the_report_and_status_4(
    run: Callable[..., Outcome], tmp_path: Path
) -> None:
    told = run("audit", "-f", "json", FAILS, tmp_path / "gone.jpg")

    assert told.status == 4
    assert "gone.jpg" in one_line(told.err, "input.missing")
    assert [row["slug"] for row in json.loads(told.out)["failures"]] == ["input.missing"]


def test_exit_zero_forgives_an_unread_file(
    run: Callable[..., Outcome], tmp_path: Path
) -> None:
    told = run("audit", "--exit-zero", FAILS, tmp_path / "gone.jpg")

    assert told.status == 0
    one_line(told.err, "input.missing")


def test_exit_zero_does_not_forgive_a_broken_setup(run: Callable[..., Outcome]) -> None:
    assert run("audit", "--exit-zero", "--profile", "nothing", FAILS).status == 5


def test_a_report_that_cannot_be_written_is_status_7(
    run: Callable[..., Outcome], tmp_path: Path
) -> None:
    told = run("audit", FAILS, "-o", tmp_path / "missing" / "report.html")

    assert told.status == 7
    one_line(told.err, "output")


def test_a_full_disk_behind_standard_output_is_status_7() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "auditor", "--version"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert done.returncode == 7
    one_line(done.stderr.decode(), "output")


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "auditor", "criteria"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()

        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_an_interrupt_is_status_130() -> None:
    reading, writing = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-m", "auditor", "audit", "-"],
        stdin=reading,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        # It waits for standard input, which stays open and silent.
        os.close(reading)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(2)
        process.send_signal(signal.SIGINT)

        _, told = process.communicate(timeout=20)
    os.close(writing)

    assert process.returncode == 130
    assert b"Traceback" not in told


# --- reading and writing ------------------------------------------------------


def test_standard_input_is_read_by_its_content() -> None:
    done = spawn("audit", "--complete", "-f", "json", "-", data=FAILS.read_bytes())

    assert done.returncode == 1, done.stderr
    source = json.loads(done.stdout)["product"]["sources"][0]
    assert source["media_type"] == "application/pdf"
    assert source["file"] == "standard input"


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        pytest.param(b"", "input.empty", id="empty"),
        pytest.param(b"just text", "input.unsupported", id="text"),
    ],
)
def test_standard_input_that_is_no_label_is_status_4(data: bytes, slug: str) -> None:
    done = spawn("audit", "-", data=data)

    assert done.returncode == 4
    one_line(done.stderr.decode(), slug)


def test_two_files_of_one_name_are_kept_apart(
    run: Callable[..., Outcome], tmp_path: Path
) -> None:
    for folder, original in (("north", PASSES), ("south", FAILS)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "label.pdf").write_bytes(original.read_bytes())

    told = json.loads(
        run(
            "audit",
            "-f",
            "json",
            tmp_path / "north/label.pdf",
            tmp_path / "south/label.pdf",
        ).out
    )

    names = [source["file"] for source in told["product"]["sources"]]
    assert names == [str(tmp_path / "north/label.pdf"), str(tmp_path / "south/label.pdf")]


def test_a_file_that_is_named_twice_is_read_once(run: Callable[..., Outcome]) -> None:
    told = json.loads(run("audit", "-f", "json", FAILS, FAILS).out)

    assert len(told["product"]["sources"]) == 1


@pytest.mark.parametrize(
    ("suffix", "begins"),
    [
        pytest.param("html", "<!DOCTYPE html>", id="html"),
        pytest.param("json", "{\n", id="json"),
        pytest.param("jsonl", '{"schema":1', id="jsonl"),
        pytest.param("md", "# ", id="markdown"),
        pytest.param("txt", "✗ FAIL", id="text"),
    ],
)
def test_the_suffix_chooses_the_format(
    run: Callable[..., Outcome], tmp_path: Path, suffix: str, begins: str
) -> None:
    path = tmp_path / f"report.{suffix}"

    told = run("audit", "--complete", FAILS, "-o", path)

    assert told.out == ""
    assert str(path) in told.err
    assert path.read_text(encoding="utf-8").startswith(begins)


@pytest.mark.parametrize("name", ["r.pdf", "out.csv"])
def test_a_suffix_that_tells_no_format_is_refused_unless_one_is_given(
    run: Callable[..., Outcome], tmp_path: Path, name: str
) -> None:
    path = tmp_path / name

    refused = run("audit", FAILS, "-o", path)

    assert refused.status == 2
    assert ".html" in one_line(refused.err, "usage")
    assert not path.exists()
    assert run("audit", FAILS, "-o", path, "--format", "markdown").status == 1
    assert path.read_text(encoding="utf-8").startswith("# ")


def test_each_mistake_of_a_profile_is_a_line_of_its_own(
    run: Callable[..., Outcome], tmp_path: Path
) -> None:
    profile = tmp_path / "shelf.toml"
    profile.write_text('extends = "glutamine"\n[criteria]\n"form.powdr" = {}\ntitel = 1\n')

    told = run("audit", FAILS, "--profile", profile)

    first, second, last = told.err.splitlines()
    assert told.status == 5
    assert first.startswith(f'auditor: {profile}, line 3, criteria."form.powdr": ')
    assert second.startswith(f"auditor: {profile}, line 4, ")
    assert last.startswith(f"auditor: {profile}: 2 mistakes; ")
    for line in (first, second, last):
        one_line(line + "\n", "configuration.profile")


def test_quiet_says_nothing_beside_the_report(
    run: Callable[..., Outcome], tmp_path: Path
) -> None:
    told = run("audit", "-q", "--complete", FAILS, "-o", tmp_path / "report.txt")

    assert (told.out, told.err) == ("", "")


def test_a_file_that_is_read_is_never_written_over(
    run: Callable[..., Outcome], tmp_path: Path
) -> None:
    label = tmp_path / "label.pdf"
    label.write_bytes(FAILS.read_bytes())

    told = run("audit", label, "-o", label)

    assert told.status == 2
    assert label.read_bytes() == FAILS.read_bytes()


def test_html_shows_the_picture(run: Callable[..., Outcome]) -> None:
    told = run("audit", "-f", "html", "--complete", FAILS)

    assert "data:image/jpeg;base64," in told.out
    assert 'id="box-1"' in told.out


def test_words_are_told_with_their_boxes(run: Callable[..., Outcome]) -> None:
    told = json.loads(run("read", FAILS).out)

    page = told["documents"][0]["pages"][0]
    word = page["lines"][0]["words"][0]
    assert told["failures"] == []
    assert sum(len(line["words"]) for line in page["lines"]) == page["words"]
    assert list(word) == ["text", "box", "confidence"]
    assert len(word["box"]) == 4


def test_facts_are_told_without_a_verdict(run: Callable[..., Outcome]) -> None:
    told = json.loads(run("read", "--stage", "facts", FAILS).out)

    assert "verdict" not in told
    assert told["facts"]["nutrients"]["state"] == "found"


@pytest.mark.parametrize("stage", ["words", "facts"])
def test_the_overlay_is_a_picture_of_the_page(
    run: Callable[..., Outcome], tmp_path: Path, stage: str
) -> None:
    path = tmp_path / "boxes.png"

    told = run("read", "--stage", stage, "--overlay", path, FAILS)

    page = json.loads(run("read", FAILS).out)["documents"][0]["pages"][0]
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        shape = picture.width / picture.height
    assert told.status == 0
    assert shape == pytest.approx(page["width"] / page["height"], rel=0.01)


def test_a_page_that_is_not_there_is_told(
    run: Callable[..., Outcome], tmp_path: Path
) -> None:
    told = run("read", "--overlay", tmp_path / "boxes.png", "--page", 9, FAILS)

    assert told.status == 2
    assert "no page 9" in one_line(told.err, "usage")
    assert "give 1, its only page" in told.err
    assert not (tmp_path / "boxes.png").exists()


def test_what_can_be_read_is_told_beside_what_cannot(
    run: Callable[..., Outcome], tmp_path: Path
) -> None:
    told = run("read", tmp_path / "gone.jpg", FAILS)

    record = json.loads(told.out)
    assert told.status == 4
    assert len(record["documents"]) == 1
    assert [row["slug"] for row in record["failures"]] == ["input.missing"]


# --- terminals, color, names --------------------------------------------------


@pytest.mark.parametrize(
    ("options", "environment", "colored"),
    [
        pytest.param([], {}, True, id="a-terminal-has-color"),
        pytest.param([], {"NO_COLOR": "1"}, False, id="no-color-is-honored"),
        pytest.param([], {"NO_COLOR": ""}, True, id="an-empty-no-color-says-nothing"),
        pytest.param([], {"TERM": "dumb"}, False, id="a-dumb-terminal-has-none"),
        pytest.param(["--color", "never"], {}, False, id="never"),
        pytest.param(
            ["--color", "always"], {"NO_COLOR": "1"}, True, id="the-option-decides"
        ),
    ],
)
def test_color_is_for_terminals_that_want_it(
    options: list[str], environment: dict[str, str], colored: bool
) -> None:
    told = on_terminal("audit", "--complete", *options, FAILS, **environment)

    assert "FAIL" in told
    assert ("\x1b[1;31m" in told) is colored


def on_terminal(*arguments: object, **environment: str) -> str:
    """What the program writes when its standard output is a terminal."""
    reader, writer = pty.openpty()
    clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
    with subprocess.Popen(
        [sys.executable, "-m", "auditor", *map(str, arguments)],
        stdout=writer,
        stderr=subprocess.PIPE,
        env={**clean, "TERM": "xterm", **environment},
    ):
        os.close(writer)
        told = b""
        # A terminal whose other end is closed ends in an error, not in nothing.
        while chunk := _read(reader):
            told += chunk
    os.close(reader)
    return told.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def test_a_pipe_gets_neither_color_nor_progress() -> None:
    done = spawn("audit", "--complete", FAILS)

    assert b"\x1b" not in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(b"<img src=x onerror=alert(1)>.jpg", id="html"),
        pytest.param(b"[red]x[bold].jpg", id="rich-markup"),
        pytest.param(b"\x1b[2J\x1b]0;owned\x07.jpg", id="escape-sequence"),
        pytest.param("gpj.\u202elabel.jpg".encode(), id="right-to-left"),
        pytest.param(b"caf\xe9.jpg", id="not-utf-8"),
        pytest.param(b"two\nlines.jpg", id="newline"),
        pytest.param(b"-rf.jpg", id="looks-like-an-option"),
    ],
)
@pytest.mark.parametrize("form", ["terminal", "json", "markdown", "html"])
def test_a_file_s_name_disturbs_nothing(tmp_path: Path, name: bytes, form: str) -> None:
    path = os.path.join(os.fsencode(tmp_path), name)
    with open(path, "wb") as file:
        file.write(b"no picture")

    done = subprocess.run(
        [sys.executable, "-m", "auditor", "audit", "-f", form, path],
        capture_output=True,
        check=False,
    )

    assert done.returncode == 4
    for told in (done.stdout.decode("utf-8"), done.stderr.decode("utf-8")):
        assert all(c.isprintable() or c == "\n" for c in told)
    one_line(done.stderr.decode("utf-8"), "input.unsupported")


def test_a_screen_without_the_signs_still_gets_the_report() -> None:
    done = spawn("audit", "--complete", FAILS, PYTHONIOENCODING="ascii", PYTHONUTF8="0")

    assert done.returncode == 1
    assert b"FAIL" in done.stdout


# --- stored results -----------------------------------------------------------


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A product that failed and one that passed, of one file each that is gone."""
    passed = replace(
        AUDIT,
        product="passed",
        findings=tuple(f for f in AUDIT.findings if f.outcome == "pass"),
        failures=(),
        verdict=Verdict.PASS,
    )
    file = tmp_path / "results.jsonl"
    file.write_text(render_jsonl(replace(AUDIT, failures=())) + render_jsonl(passed))
    return file


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        pytest.param("out.csv", b"product,verdict,", id="csv"),
        pytest.param("out.html", b"<!DOCTYPE html>", id="html"),
        pytest.param("out.jsonl", b'{"schema":1,', id="jsonl"),
        pytest.param("out.md", b"# Supplement label audits: 2", id="markdown"),
        pytest.param("out.parquet", b"PAR1", id="parquet"),
        pytest.param("out.sarif", b'{"$schema":', id="sarif"),
        pytest.param("out.xml", b"<?xml ", id="junit"),
        pytest.param("out.txt", "✗ FAIL".encode(), id="terminal"),
    ],
)
def test_results_are_told_as_the_output_s_name_says(
    run: Callable[..., Outcome], results: Path, name: str, beginning: bytes
) -> None:
    pytest.importorskip("pyarrow")
    output = results.with_name(name)

    told = run("report", results, "-o", output)

    assert told.status == 1
    assert told.out == ""
    assert output.read_bytes().startswith(beginning)


def test_results_go_to_standard_output_byte_for_byte(results: Path) -> None:
    done = spawn("report", results, "-f", "jsonl")

    assert done.stdout == results.read_bytes()
    assert done.returncode == 1


def test_the_json_of_one_product_is_a_result_as_well(
    run: Callable[..., Outcome], tmp_path: Path
) -> None:
    whole, line = tmp_path / "whole.json", tmp_path / "line.jsonl"
    run("audit", FAILS, "-o", whole)
    run("audit", FAILS, "-o", line)

    told = run("report", whole)

    assert told == run("report", line)
    assert told.status == 1
    again = json.loads(run("report", whole, "-f", "jsonl").out)
    assert again == json.loads(line.read_text(encoding="utf-8"))


def test_results_are_taken_from_a_pipe(results: Path) -> None:
    done = spawn("report", "-", "-f", "jsonl", data=results.read_bytes())

    assert done.stdout == results.read_bytes()
    assert done.returncode == 1


def test_a_gallery_has_its_pictures_beside_it(
    run: Callable[..., Outcome], tmp_path: Path
) -> None:
    results, gallery = tmp_path / "r.jsonl", tmp_path / "gallery.html"
    run("audit", FAILS, "-o", results)

    told = run("report", results, "-o", gallery, "--exit-zero")
    (picture,) = (tmp_path / "gallery-pictures").iterdir()

    assert told.status == 0
    assert f"gallery-pictures/{picture.name}" in gallery.read_text(encoding="utf-8")


def test_a_gallery_without_pictures_leaves_no_folder(
    run: Callable[..., Outcome], tmp_path: Path
) -> None:
    run("audit", FAILS, "-o", tmp_path / "r.jsonl")

    run("report", tmp_path / "r.jsonl", "-o", tmp_path / "g.html", "--no-pictures")

    assert sorted(p.name for p in tmp_path.iterdir()) == ["g.html", "r.jsonl"]


def test_results_that_break_off_leave_no_half_report(
    run: Callable[..., Outcome], results: Path
) -> None:
    results.write_text(results.read_text()[:-2])
    output = results.with_name("out.csv")

    told = run("report", results, "-o", output)

    assert told.status == 4
    assert "line 2" in one_line(told.err, "input.corrupt")
    assert not output.exists()


def test_results_are_not_overwritten_by_their_report(
    run: Callable[..., Outcome], results: Path
) -> None:
    told = run("report", results, "-o", results)

    assert told.status == 2
    one_line(told.err, "usage")


@pytest.mark.parametrize(
    ("swapped", "options", "status"),
    [
        pytest.param(False, [], 0, id="better"),
        pytest.param(True, [], 1, id="worse"),
        pytest.param(True, ["--exit-zero"], 0, id="forgiven"),
    ],
)
def test_a_comparison_ends_with_1_when_a_product_got_worse(
    run: Callable[..., Outcome],
    tmp_path: Path,
    swapped: bool,
    options: list[str],
    status: int,
) -> None:
    runs = [tmp_path / "failed.jsonl", tmp_path / "passed.jsonl"]
    runs[0].write_text(render_jsonl(AUDIT))
    runs[1].write_text(render_jsonl(replace(AUDIT, verdict=Verdict.PASS)))

    told = run("diff", *(reversed(runs) if swapped else runs), *options)

    assert told.status == status
    assert told.out.startswith(("↑ better", "↓ worse")[swapped])


@pytest.mark.parametrize(
    ("form", "beginning"), [("markdown", "# What changed"), ("json", '{\n  "schema": 1')]
)
def test_a_comparison_is_told_in_other_formats(
    run: Callable[..., Outcome], results: Path, form: str, beginning: str
) -> None:
    assert run("diff", results, results, "-f", form).out.startswith(beginning)
