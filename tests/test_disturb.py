"""Disturbed copies of pictures are what `tests/disturb.py` says, with the same truth."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from auditor.evaluate.truth import load_cases
from tests.disturb import SETS, disturb, main, picture_of
from tests.drawing import picture_of as drawn
from tests.shelf import FIXTURES

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

LABEL = drawn([(60, 60, "L-Glutamine 5 g"), (60, 220, "Other: none")], size=(400, 300))

RNG = np.random.default_rng


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture, one in a folder of its own, and a PDF, each with its truth."""
    folder = tmp_path_factory.mktemp("labels")
    (folder / "inner").mkdir()
    Image.fromarray(LABEL).save(folder / "inner" / "label.png")
    (folder / "inner" / "label.truth.json").write_text('{"file": "label.png"}')
    for name in ("bare-glutamine.pdf", "bare-glutamine.photo.jpg"):
        truth = name.removesuffix(".pdf").removesuffix(".jpg") + ".truth.json"
        shutil.copy(FIXTURES / name, folder)
        shutil.copy(FIXTURES / truth, folder)
    return folder


def test_every_picture_is_copied_for_every_disturbance_with_its_truth(
    folder: Path, tmp_path: Path
) -> None:
    written = disturb(folder, tmp_path, "hardly-legible")

    kinds = SETS["hardly-legible"]
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*g")}
    assert written == 2 * len(kinds)
    assert files == {
        f"hardly-legible/{kind}/{name}"
        for kind in kinds
        for name in ("bare-glutamine.photo.jpg", "inner/label.png")
    }
    for kind in kinds:
        place = tmp_path / "hardly-legible" / kind
        copied = {path.relative_to(place) for path in place.rglob("*.truth.json")}
        assert len(load_cases(place)) == len(copied) == 2
        for truth in copied:
            assert (place / truth).read_bytes() == (folder / truth).read_bytes()


def test_the_same_picture_gives_the_same_copies(folder: Path, tmp_path: Path) -> None:
    for name in ("one", "other"):
        main([str(folder / "inner"), str(tmp_path / name)])

    copies = sorted((tmp_path / "one").rglob("*.png"))
    assert len(copies) == sum(map(len, SETS.values()))
    for copy in copies:
        other = tmp_path / "other" / copy.relative_to(tmp_path / "one")
        assert copy.read_bytes() == other.read_bytes()
        assert not np.array_equal(picture_of(copy), LABEL)


def test_a_clear_ground_is_white_paper(tmp_path: Path) -> None:
    Image.new("RGBA", (20, 10), (10, 20, 30, 0)).save(tmp_path / "clear.png")

    assert (picture_of(tmp_path / "clear.png") == 255).all()


@pytest.mark.parametrize(
    ("kind", "width", "height"),
    [
        pytest.param("shelf/three-quarters", 300, 225, id="three-quarters"),
        # 400 cos + 300 sin of the angle, and 400 sin + 300 cos.
        pytest.param("shelf/turned-2.5", 413, 317, id="room-for-a-slight-turn"),
        pytest.param("shelf/turned-minus-5", 425, 334, id="room-for-a-turn"),
        pytest.param("shelf/at-an-angle", 400, 300, id="a-corner-moves-inward"),
        pytest.param("askew/turned-12", 454, 377, id="room-for-a-wide-turn"),
        pytest.param("askew/turned-90", 300, 400, id="a-quarter"),
        pytest.param("askew/turned-193", 457, 382, id="upside-down"),
        # 400 sin 55 / 0.96 wide; 300 cos 12 and 18.5 of sag high.
        pytest.param("askew/cylinder", 341, 312, id="around-a-cylinder"),
        pytest.param("hardly-legible/half", 200, 150, id="half"),
        pytest.param("hardly-legible/third", 133, 100, id="third"),
        pytest.param("hardly-legible/out-of-focus", 400, 300, id="focus"),
    ],
)
def test_copies_are_as_large_as_told(kind: str, width: int, height: int) -> None:
    assert copy_of(kind).shape == (height, width, 3)


@pytest.mark.parametrize(
    "kind", [f"{name}/{kind}" for name, kinds in SETS.items() for kind in kinds]
)
def test_no_disturbance_takes_print_away(kind: str) -> None:
    """Ink stays darker than the paper beside it: what the truth names can be seen."""
    copy = copy_of(kind).astype(float).mean(axis=2)

    turned = kind == "askew/turned-90"
    middle = copy[:, len(copy[0]) // 4 : -len(copy[0]) // 4] if not turned else copy
    assert np.percentile(middle, 95) - middle.min() > 50


def test_light_is_as_told() -> None:
    paper = float(LABEL[0, 0].mean())
    side = copy_of("shelf/lit-from-one-side").mean(axis=2)
    dark = copy_of("shelf/dark")[:40].mean()
    lamp = copy_of("askew/reflection").astype(float) - LABEL

    assert side[0, 0] == pytest.approx(0.55 * paper, abs=1)
    assert side[0, -1] == 255
    assert dark == pytest.approx(255 * 0.6 * (paper / 255) ** 1.6, abs=1)
    assert lamp.min() >= 0
    assert lamp[:, -1].max() < 1


def test_movement_keeps_the_light_and_smears_along_the_way() -> None:
    spot = np.zeros((1501, 1501, 3), np.uint8)
    spot[750, 750] = 255

    moved = SETS["askew"]["moved"](spot, RNG(0))[:, :, 0]

    rows, columns = np.nonzero(moved > 10)
    assert abs(int(moved.sum()) - 255) <= 5
    # 0.28 % of 1,501 pixels is 4.2, of which 3.9 are across and 1.4 down.
    assert (np.ptp(columns), np.ptp(rows)) == (4, 2)


def copy_of(kind: str) -> NDArray[np.uint8]:
    name, _, kind = kind.partition("/")
    return SETS[name][kind](LABEL, RNG(0))
