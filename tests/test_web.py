"""The server as programs and strangers meet it: contract, limits, safety, restarts."""

from __future__ import annotations

import datetime as dt
import http.client
import io
import os
import re
import signal
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import simplejson

pytest.importorskip("httpx", reason="httpx is not installed")
pytest.importorskip("fastapi", reason="the extra web is not installed")

from auditor import cli, evaluate, pipeline
from auditor.criteria.profile import load_profile
from auditor.report import texts as report_texts
from auditor.report.batch.stored import parse_result
from auditor.report.record import render_json, render_jsonl
from auditor.web.texts import ENGLISH
from tests.web_server import FIXTURES, Server, handed_in, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from starlette.types import Receive

LABEL = "plain-l-glutamine.pdf"
PHOTO = "plain-l-glutamine.front.jpg"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="module")
def product(server: Server) -> str:
    """A product that was read."""
    name = server.submit(LABEL)
    server.wait_for(name)
    return name


def form_of(client: httpx.Client, address: str = "/") -> dict[str, str]:
    """What every form of a page carries; the client keeps the cookie."""
    found = re.search(r'name="csrf" value="(\w+)"', client.get(address).text)
    assert found is not None
    return {"csrf": found[1]}


# --- the contract -------------------------------------------------------------


def test_the_api_tells_the_audit_that_the_command_tells(server: Server) -> None:
    name = server.submit(LABEL)
    server.wait_for(name)

    with server.client() as client:
        told = simplejson.loads(client.get(f"/api/v1/products/{name}/audit").text)

    audit = pipeline.audit_product([FIXTURES / LABEL], profile=load_profile("glutamine"))
    expected = simplejson.loads(render_json(audit))
    for record in (told, expected):
        # The command is given a path, and the server a name.
        record["product"]["sources"][0]["file"] = LABEL
        places(record, LABEL)
    assert told == expected


def places(record: object, name: str) -> None:
    """Give every place of a record that file name."""
    match record:
        case dict():
            if "page" in record and "file" in record:
                record["file"] = name
            for value in record.values():
                places(value, name)
        case list():
            for value in record:
                places(value, name)


def test_a_correction_changes_the_verdict_and_can_be_taken_back(server: Server) -> None:
    name = server.submit(LABEL)
    assert server.wait_for(name)["verdict"] == "pass"
    fact = f"/api/v1/products/{name}/facts/other_ingredients_text"
    said = {"state": "found", "text": "Rice flour, sucralose.", "who": "Ann"}

    with server.client() as client:
        corrected = client.put(fact, json=said).json()
        record = client.get(f"/api/v1/products/{name}/audit").json()
        refused = client.put(
            f"/api/v1/products/{name}/facts/dosage_form",
            json={"state": "found", "text": "brick"},
        )
        withdrawn = client.delete(fact).json()

    assert corrected["verdict"] == "fail"
    assert record["corrections"][0]["who"] == "Ann"
    assert record["corrections"][0]["read"]["value"] == "None."
    assert refused.status_code == 422
    assert "not a dosage form: 'brick'" in refused.json()["problem"]
    assert withdrawn["verdict"] == "pass"


def test_a_product_is_listed_and_deleted(server: Server) -> None:
    name = server.submit(LABEL, name="Shop no. 4711")
    server.wait_for(name)

    with server.client() as client:
        listed = client.get("/api/v1/products", params={"q": "4711"}).json()
        deleted = client.delete(f"/api/v1/products/{name}")
        gone = client.get(f"/api/v1/products/{name}")

    assert [one["id"] for one in listed["products"]] == [name]
    assert deleted.status_code == 204
    assert gone.status_code == 404
    assert gone.json()["slug"] == "request.unknown"


def test_a_file_that_cannot_be_read_is_a_failure_and_nothing_passes(server: Server) -> None:
    name = server.submit(LABEL, "broken/encrypted.pdf")

    told = server.wait_for(name)

    assert told["verdict"] == "incomplete"
    assert told["faces"][1]["failure"]["slug"] == "input.encrypted"  # type: ignore[index]


def test_reviewed_labels_are_an_evaluation_set(server: Server, tmp_path: Path) -> None:
    name = server.submit(LABEL)
    server.wait_for(name)
    with server.client() as client:
        form = form_of(client, f"/products/{name}")
        client.put(
            f"/api/v1/products/{name}/facts/brand",
            json={"state": "found", "text": "Hilltop Labs"},
        )
        client.post(f"/products/{name}/accept", data=form)
        archive = client.get("/truths.zip").content
    zipfile.ZipFile(io.BytesIO(archive)).extractall(tmp_path)

    (case,) = evaluate.load_cases(tmp_path)
    result = evaluate.evaluate_case(
        case,
        lambda task: pipeline.audit_product(task.files, profile=load_profile("glutamine")),
    )

    assert case.truth.brand == "Hilltop Labs"
    assert case.truth.verdict == "pass"
    # What was corrected is what the program reads otherwise, and all else is the same.
    assert {miss.field for miss in result.misses} == {"brand", "words"}
    assert result.scores["nutrients"].right == 1


@pytest.mark.parametrize(
    ("address", "media_type", "holds"),
    [
        pytest.param("report.html", "text/html", "Content-Security-Policy", id="html"),
        pytest.param("audit.json", "application/json", '"schema": 1', id="json"),
        pytest.param("findings.csv", "text/csv", "identity.l-glutamine", id="csv"),
        pytest.param("truth.json", "application/json", '"glutamine_g": 5', id="truth"),
    ],
)
def test_a_report_can_be_taken_away(
    server: Server, product: str, address: str, media_type: str, holds: str
) -> None:
    with server.client() as client:
        answer = client.get(f"/products/{product}/{address}")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media_type)
    assert "attachment" in answer.headers["content-disposition"]
    assert holds in answer.text


@pytest.mark.parametrize("sign", ["=", pytest.param("＝", id="full-width")])
def test_the_list_is_a_table_that_runs_no_formula(server: Server, sign: str) -> None:
    server.submit(LABEL, name=f"{sign}cmd|' /C calc'!A0")

    with server.client() as client:
        table = client.get("/products.csv", params={"q": f"{sign}cmd"}).text

    assert f"'{sign}cmd" in table
    assert f",{sign}cmd" not in table


# --- who may ask --------------------------------------------------------------


def test_a_form_of_no_page_of_ours_is_refused(server: Server, product: str) -> None:
    with server.client() as client:
        form_of(client)
        forged = client.post(f"/products/{product}/delete", data={"csrf": "0" * 64})
        bare = client.post(f"/products/{product}/delete")

    assert (forged.status_code, bare.status_code) == (403, 403)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"origin": "https://elsewhere.example"}, id="origin"),
        pytest.param({"origin": "null"}, id="no-origin"),
        pytest.param({"sec-fetch-site": "cross-site"}, id="cross-site"),
        pytest.param({"sec-fetch-site": "same-site"}, id="another-port"),
    ],
)
def test_another_site_can_change_nothing(
    server: Server, product: str, headers: dict[str, str]
) -> None:
    with server.client() as client:
        answer = client.delete(f"/api/v1/products/{product}", headers=headers)
        still = client.get(f"/api/v1/products/{product}")

    assert answer.status_code == 403
    assert still.status_code == 200


def test_a_name_that_another_site_controls_does_not_reach_it(server: Server) -> None:
    with server.client() as client:
        answer = client.get("/", headers={"host": "rebound.example:8000"})

    assert answer.status_code == 421


def test_every_answer_forbids_foreign_scripts_and_frames(server: Server) -> None:
    with server.client() as client:
        answers = [client.get(a) for a in ("/", "/api/v1/products", "/nowhere", "/healthz")]

    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_no_page_holds_a_script_a_style_or_a_handler_of_its_own() -> None:
    folder = Path(pipeline.__file__).parent / "data" / "web"

    for path in folder.glob("*.html.j2"):
        text = path.read_text("utf-8")
        assert not re.search(
            r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", text
        )


def test_the_english_of_the_pages_stands_in_one_place() -> None:
    folder = Path(pipeline.__file__).parent / "data"

    for path in (*folder.glob("web/*.html.j2"), folder / "templates" / "report.html.j2"):
        text = re.sub(
            r"\{[%#].*?[%#]\}|\{\{.*?\}\}|<kbd>.*?</kbd>|(?:hx|data)-[\w:]+=(?:\"[^\"]*\")?",
            " ",
            path.read_text("utf-8"),
        )
        attributes = re.findall(r'(?:title|aria-label|placeholder|alt)="([^"]*)"', text)
        shown = re.sub(r"<[^>]*>", " ", text)
        assert not re.findall(r"[A-Za-z]{2,}", " ".join((shown, *attributes))), path.name


def test_every_text_is_used() -> None:
    root = Path(pipeline.__file__).parent
    places = [*(root / "data").rglob("*.j2")]
    places += [*(root / "web").rglob("*.py"), *(root / "report").glob("*.py")]
    text = "\n".join(p.read_text("utf-8") for p in places if p.name != "texts.py")
    made = ("state_", "event_", "filter_", "hint_")

    unused = [
        key
        for key in (*ENGLISH, *report_texts.ENGLISH)
        if not key.startswith(made)
        and not re.search(rf"\b[tr]\.{key}\b|[\"']{key}[\"']", text)
    ]

    assert unused == []


def test_a_picture_is_found_by_number_and_never_by_path(
    server: Server, product: str
) -> None:
    with server.client() as client:
        good = client.get(f"/products/{product}/pictures/1/1")
        bad = [
            client.get(f"/products/{product}/pictures/{place}")
            for place in ("1/2", "9/1", "..%2F..%2Fauditor.db/1", "1/..%2Fx")
        ]
        static = client.get("/static/..%2F..%2F..%2Fpipeline.py")

    assert good.headers["content-type"] == "image/jpeg"
    assert {answer.status_code for answer in bad} <= {404, 422}
    assert static.status_code == 404


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for two people."""
    folder = tmp_path_factory.mktemp("shared")
    accounts = folder / "accounts.toml"
    accounts.write_text(f'ann = "{"a" * 20}"\nbob = "{"b" * 20}"\n')
    with serving(folder / "data", "--accounts", str(accounts)) as running:
        yield running


def test_nobody_sees_the_products_of_another_account(shared: Server) -> None:
    ann, bob = ({"authorization": f"Bearer {letter * 20}"} for letter in "ab")
    with shared.client() as client:
        sent = client.post("/api/v1/products", files=handed_in(LABEL), headers=ann)
        address = f"/api/v1/products/{sent.json()['id']}"
        answers = {
            "list": client.get("/api/v1/products", headers=bob).json()["total"],
            "fetch": client.get(address, headers=bob).status_code,
            "audit": client.get(f"{address}/audit", headers=bob).status_code,
            "delete": client.delete(address, headers=bob).status_code,
            "nobody": client.get(address).status_code,
            "wrong": client.get(address, headers={"authorization": "Bearer x"}).status_code,
        }
        own = client.get(address, headers=ann).status_code

    assert answers == {
        "list": 0,
        "fetch": 404,
        "audit": 404,
        "delete": 404,
        "nobody": 401,
        "wrong": 401,
    }
    assert own == 200


def test_a_browser_signs_in_and_out(shared: Server) -> None:
    with shared.client(follow_redirects=True) as client:
        first = client.get("/products")
        form = form_of(client, "/login")
        wrong = client.post("/login", data={**form, "token": "guess"})
        client.post("/login", data={**form, "token": "a" * 20})
        inside = client.get("/products")
        client.post("/logout", data=form_of(client))
        outside = client.get("/products")

    assert str(first.url).endswith("/login")
    assert wrong.status_code == 401
    assert str(inside.url).endswith("/products")
    assert str(outside.url).endswith("/login")


def test_who_tries_too_often_is_told_when_to_try_again(shared: Server) -> None:
    with shared.client() as client:
        form = form_of(client, "/login")
        answers = [client.post("/login", data={**form, "token": "x"}) for _ in range(21)]

    assert answers[-1].status_code == 429
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60


@pytest.mark.parametrize(
    ("options", "told"),
    [
        pytest.param(["--host", "0.0.0.0"], "there is no token", id="open-to-all"),
        pytest.param(["--token", "short"], "shorter than 16", id="short-token"),
        pytest.param(["--keep", "soon"], "no span of time", id="keep"),
        pytest.param(["--quota", "much"], "no size", id="quota"),
        pytest.param(["--profile", "nope"], "no such profile", id="profile"),
        pytest.param(["--accounts", "/nowhere.toml"], "cannot be read", id="accounts"),
    ],
)
def test_a_set_up_that_is_not_safe_does_not_start(
    options: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["serve", "--data", str(tmp_path), *options])

    assert end.value.code in (2, 5)
    assert told in capsys.readouterr().err


def test_two_servers_do_not_share_a_folder(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["serve", "--data", str(server.folder), "--port", "0"])

    assert "another server uses it" in capsys.readouterr().err


def test_the_results_of_a_scan_are_opened_corrected_and_kept(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    rules = load_profile("glutamine")
    lines = [
        render_jsonl(pipeline.audit_product([FIXTURES / label], profile=rules))
        for label in (LABEL, "bcaa-with-glutamine.pdf")
    ]
    results.write_text("".join(lines), "utf-8")
    options = ("--store", str(results))
    with serving(tmp_path / "data", *options) as server, server.client() as client:
        listed = client.get("/api/v1/products", params={"q": "plain"}).json()["products"]
        (product,) = (one["id"] for one in listed)
        page = client.get(f"/products/{product}").text
        fact = f"/api/v1/products/{product}/facts/other_ingredients_text"
        said = {"state": "found", "text": "Sucralose.", "who": "Ann"}
        corrected = client.put(fact, json=said).json()

    with serving(tmp_path / "data", *options) as server, server.client() as client:
        again = client.get("/api/v1/products").json()
        audit = client.get(f"/api/v1/products/{product}/audit").text

    assert [one["verdict"] for one in listed] == ["pass"]
    assert "All 6 gates passed." in page
    assert corrected["verdict"] == "fail"
    assert again["total"] == 2
    # What a person corrected is told in a line that a scan's reader reads, too.
    (made,) = parse_result(audit, "the audit").audit.corrections
    assert made.correction.who == "Ann"
    assert made.read.value == "None."  # type: ignore[union-attr]


def shown_addresses(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'<image href="([^"]+)"', page)))


def test_a_scan_shows_its_pictures_while_they_are_what_it_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "labels").mkdir()
    photo = tmp_path / "labels" / PHOTO
    photo.write_bytes((FIXTURES / PHOTO).read_bytes())
    (tmp_path / "labels" / "beside.jpg").write_bytes(b"no business of the scan's")
    results = tmp_path / "results.jsonl"
    with monkeypatch.context() as here:
        here.chdir(tmp_path)
        audit = pipeline.audit_product(
            [Path("labels") / PHOTO], profile=load_profile("glutamine")
        )
    results.write_text(render_jsonl(audit), "utf-8")

    options = ("--store", str(results))
    with serving(tmp_path / "data", *options) as server, server.client() as client:
        (product,) = client.get("/api/v1/products").json()["products"]
        place = f"/products/{product['id']}"
        page = client.get(place).text
        (address,) = shown_addresses(page)
        picture = client.get(address)
        report = client.get(f"{place}/report.html").text
        beyond = {
            client.get(f"{place}/scanned/{rest}").status_code
            for rest in ("2/1", "0/1", "1/2", "-1/1", "..%2Flabels%2Fbeside.jpg/1")
        }
        taken = client.post(
            f"{place}/read-here", data=form_of(client, place), follow_redirects=False
        )
        new = server.wait_for(taken.headers["location"].rpartition("/")[2])

        photo.write_bytes((FIXTURES / "bcaa-with-glutamine.photo.jpg").read_bytes())
        changed = client.get(place).text
        refused = client.get(address)
        photo.unlink()
        gone = client.get(place).text

    # The results that name it are no longer opened.
    photo.write_bytes((FIXTURES / PHOTO).read_bytes())
    with serving(tmp_path / "data") as server, server.client() as client:
        closed = client.get(place).text
        unnamed = client.get(address)

    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.content.startswith(b"\xff\xd8")
    assert 'href="data:image/jpeg' in report
    assert beyond <= {404, 422}
    assert new["faces"][0]["file"] == PHOTO  # type: ignore[index]
    assert "is not the file that was read" in changed
    assert "is not where it was read" in gone
    assert "started without the results" in closed
    assert (refused.status_code, unnamed.status_code) == (404, 404)
    for text in (changed, gone, closed):
        assert shown_addresses(text) == []


def test_the_store_of_a_scan_is_opened(tmp_path: Path) -> None:
    labels, kept = tmp_path / "labels", tmp_path / "kept"
    labels.mkdir()
    (labels / LABEL).write_bytes((FIXTURES / LABEL).read_bytes())
    with pytest.raises(SystemExit):
        cli.main(
            ["scan", str(labels), "--store", str(kept), "-o", str(tmp_path / "o.jsonl")]
        )

    options = ("--store", str(kept))
    with serving(tmp_path / "data", *options) as server, server.client() as client:
        (product,) = client.get("/api/v1/products").json()["products"]

    assert (product["title"], product["verdict"]) == ("L-GLUTAMINE POWDER", "pass")


# --- limits -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "status", "told"),
    [
        pytest.param([], 422, "files", id="none"),
        pytest.param([("files", ("a.txt", b"hello"))], 422, "not a picture", id="text"),
        pytest.param([("files", ("a.jpg", b"\xff\xd8\xff"))] * 13, 413, "12 at", id="many"),
        pytest.param([("files", ("a.pdf", b""))], 422, "empty", id="empty"),
    ],
)
def test_what_is_no_product_is_refused_with_the_reason(
    server: Server, files: list[tuple[str, tuple[str, bytes]]], status: int, told: str
) -> None:
    with server.client() as client:
        answer = client.post("/api/v1/products", files=files)

    assert answer.status_code == status
    assert told in str(answer.json())
    assert set(answer.json()) == {"subject", "problem", "remedy", "slug"}


def test_a_request_that_is_too_large_is_refused_before_it_is_read(server: Server) -> None:
    connection = http.client.HTTPConnection(server.address.removeprefix("http://"))
    connection.putrequest("POST", "/api/v1/products")
    connection.putheader("content-type", "multipart/form-data; boundary=x")
    connection.putheader("content-length", "200000000")
    connection.endheaders()

    answer = connection.getresponse()

    assert answer.status == 413
    assert b"100 MB" in answer.read()
    connection.close()


def test_a_request_that_never_tells_its_length_ends_at_the_limit(tmp_path: Path) -> None:
    from auditor.web.guard import Guard

    received = []

    async def app(scope: object, receive: Receive, send: object) -> None:
        while (message := await receive())["type"] == "http.request":
            received.append(len(message["body"]))

    async def endless() -> dict[str, object]:
        return {"type": "http.request", "body": b"x" * 600, "more_body": True}

    scope = {"type": "http", "method": "POST", "headers": [(b"host", b"localhost")]}
    guard = Guard(app, local=True, most_bytes=1000)  # type: ignore[arg-type]
    # Nothing here waits, so one step carries it to its end.
    with pytest.raises(StopIteration):
        guard(scope, endless, endless).send(None)  # type: ignore[arg-type,attr-defined]

    assert received == [600]


def test_the_room_for_pictures_is_limited(tmp_path: Path) -> None:
    from auditor.web.desk import Desk
    from auditor.web.errors import FullError, TooOftenError
    from auditor.web.serving import Serving
    from auditor.web.store import Store

    store = Store(tmp_path)
    picture = (PHOTO, (FIXTURES / PHOTO).read_bytes())
    desk = Desk(store, Serving(folder=tmp_path, quota_bytes=len(picture[1]) + 1))
    desk.submit([picture], owner="ann", who="ann")

    with pytest.raises(FullError):
        desk.submit([picture], owner="ann", who="ann")

    slow = Desk(store, Serving(folder=tmp_path, per_minute=1))
    slow.submit([picture], owner="ann", who="ann")
    with pytest.raises(TooOftenError) as refusal:
        slow.submit([picture], owner="ann", who="ann")
    slow.submit([picture], owner="bob", who="bob")

    assert 55 < refusal.value.wait_seconds <= 60

    # Three files wait. What was measured tells when there is room for one more.
    full = Desk(store, Serving(folder=tmp_path, waiting=2))
    store.took(7)
    with pytest.raises(TooOftenError) as refusal:
        full.submit([picture], owner="ann", who="ann")
    store.close()

    assert refusal.value.wait_seconds == 14


def test_dates_are_held_against_the_day_of_the_look(tmp_path: Path) -> None:
    from auditor import pipeline
    from auditor.web.desk import Desk
    from auditor.web.serving import Serving
    from auditor.web.store import Store

    store = Store(tmp_path)
    days = iter([dt.date(2024, 1, 1), dt.date(2030, 1, 1)])
    serving = Serving(folder=tmp_path)
    desk = Desk(store, serving, today=lambda: next(days))
    name = "passed-its-date.pdf"
    handed = desk.submit([(name, (FIXTURES / name).read_bytes())], owner="ann", who="ann")
    face = store.claim()
    assert face is not None
    settings = pipeline.Settings(confinement=None)
    store.read(face, pipeline.read_document(FIXTURES / name, settings), 0.0)
    product = desk.product(handed.id, "ann")

    early, late = desk.audit(product), desk.audit(product)
    on_a_day = replace(serving, reading=replace(serving.reading, day=dt.date(2024, 1, 1)))
    fixed = Desk(store, on_a_day).audit(product)
    store.close()

    assert [conflict.what for conflict in early.conflicts] == []
    assert [conflict.what for conflict in late.conflicts] == ["expired"]
    assert "2030-01-01, the day of the audit" in late.conflicts[0].reason
    assert fixed.conflicts == early.conflicts


# --- load and restarts --------------------------------------------------------


def test_fifty_at_once_are_taken_and_pages_still_answer(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        with ThreadPoolExecutor(16) as pool:
            ids = list(pool.map(lambda _: server.submit(PHOTO), range(50)))
        seconds: dict[str, float] = {}
        with server.client() as client:
            for address in (
                "/",
                "/products",
                "/review",
                "/profiles",
                f"/products/{ids[-1]}",
            ):
                # The least of three: a busy machine adds time, and never takes any away.
                seconds[address] = min(timed(client, address) for _ in range(3))
            waiting = client.get("/api/v1/products", params={"state": "waiting"}).json()

    assert len(set(ids)) == 50
    assert waiting["total"] > 20
    assert max(seconds.values()) < 0.2, seconds


def timed(client: httpx.Client, address: str) -> float:
    """Seconds until a page is there."""
    started = time.perf_counter()
    answer = client.get(address)
    assert answer.status_code == 200
    return time.perf_counter() - started


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM], ids=["kill", "term"])
def test_a_job_survives_a_restart_in_its_middle(
    tmp_path: Path, sign: signal.Signals
) -> None:
    server = Server(tmp_path)
    server.start()
    # Many photos: on a busy machine, a single one may be read between two questions.
    photos = [path.name for path in sorted(FIXTURES.glob("plain-l-glutamine.*.jpg"))]
    name = server.submit(*photos, LABEL)
    with server.client() as client:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            faces = client.get(f"/api/v1/products/{name}").json()["faces"]
            states = {face["state"] for face in faces}
            if "running" in states:
                break
            time.sleep(0.02)
    status = server.stop(sign)

    server.start()
    told = server.wait_for(name)
    server.stop()

    assert "running" in states
    assert status == (-signal.SIGKILL if sign is signal.SIGKILL else 0)
    assert {face["state"] for face in told["faces"]} == {"read"}, told  # type: ignore[attr-defined]
    assert len(told["faces"]) == len(photos) + 1  # type: ignore[arg-type]
    assert told["verdict"] is not None


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="/proc is not here")
def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        assert server.process is not None
        with server.client() as client:
            assert client.get("/healthz").status_code == 200
            assert client.get("/readyz").status_code == 200
            (worker,) = workers_of(server.process.pid)
            os.kill(worker, signal.SIGKILL)
            name = server.submit(LABEL)

        assert server.wait_for(name, 30)["verdict"] == "pass"


def workers_of(parent: int) -> list[int]:
    """The processes that read; another one keeps track of resources."""
    tasks = Path(f"/proc/{parent}/task").glob("*/children")
    children = [int(child) for task in tasks for child in task.read_text().split()]
    return [
        child
        for child in children
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
