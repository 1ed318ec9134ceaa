"""Which pictures show one product, by their folders and names, numbers and lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.batch.files import Place
from auditor.batch.products import (
    Group,
    Product,
    each_page,
    group_files,
    join_by_number,
    read_manifest,
)
from auditor.errors import MissingInputError, UsageError

ROOT = Path("photos")


def grouped(names: str, how: Group = Group.AUTO) -> dict[str, str]:
    """Products and their files, written as words with blanks between them."""
    places = [Place(ROOT / name, ROOT) for name in names.split()]
    products = group_files(places, how)
    return {
        product.id: " ".join(file.relative_to(ROOT).as_posix() for file in product.files)
        for product in products
    }


@pytest.mark.parametrize(
    ("names", "products"),
    [
        pytest.param(
            "glow-whey.jpg glow-whey-2.jpg glow-whey_back.jpg iso.jpg",
            {
                "glow-whey": "glow-whey-2.jpg glow-whey.jpg glow-whey_back.jpg",
                "iso": "iso.jpg",
            },
            id="numbers-and-sides",
        ),
        pytest.param(
            "vitamin-b-12.jpg omega-3.jpg",
            {"omega-3": "omega-3.jpg", "vitamin-b-12": "vitamin-b-12.jpg"},
            id="a-number-alone-is-the-name",
        ),
        pytest.param(
            "vitamin-b-1.jpg vitamin-b-2.jpg vitamin-b.jpg",
            {
                "vitamin-b": "vitamin-b.jpg",
                "vitamin-b-1": "vitamin-b-1.jpg",
                "vitamin-b-2": "vitamin-b-2.jpg",
            },
            id="vitamins-are-numbered",
        ),
        pytest.param(
            "omega-3.jpg omega-3-2.jpg omega-6.jpg",
            {"omega-3": "omega-3-2.jpg omega-3.jpg", "omega-6": "omega-6.jpg"},
            id="a-counter-behind-a-name-with-a-number",
        ),
        pytest.param(
            "whey-1.jpg whey-2.jpg whey-3.jpg zinc-15.jpg zinc-50.jpg",
            {
                "whey": "whey-1.jpg whey-2.jpg whey-3.jpg",
                "zinc-15": "zinc-15.jpg",
                "zinc-50": "zinc-50.jpg",
            },
            id="a-series-counts-and-strengths-do-not",
        ),
        pytest.param(
            "glutamine-500.jpg glutamine.jpg",
            {"glutamine": "glutamine.jpg", "glutamine-500": "glutamine-500.jpg"},
            id="milligrams-are-no-counter",
        ),
        pytest.param("whey.jpg whey2.jpg", {"whey": "whey.jpg whey2.jpg"}, id="glued"),
        pytest.param(
            "b12.jpg b1.jpg d3.jpg",
            {"b1": "b1.jpg", "b12": "b12.jpg", "d3": "d3.jpg"},
            id="vitamins-in-short",
        ),
        pytest.param(
            "Glow(1).jpg Glow(2).jpg Glow.jpg",
            {"Glow": "Glow(1).jpg Glow(2).jpg Glow.jpg"},
            id="copies-of-a-browser",
        ),
        pytest.param(
            "whey-recto.jpg whey-verso.jpg lion-Rückseite.jpg lion-zutaten.jpg",
            {
                "lion": "lion-Rückseite.jpg lion-zutaten.jpg",
                "whey": "whey-recto.jpg whey-verso.jpg",
            },
            id="sides-in-other-languages",
        ),
        pytest.param(
            "iso-supplement-facts.jpg iso-front-2.jpg iso-front.jpg",
            {"iso": "iso-front-2.jpg iso-front.jpg iso-supplement-facts.jpg"},
            id="two-words-and-a-numbered-side",
        ),
        pytest.param(
            "iso.jpg iso.pdf", {"iso": "iso.jpg iso.pdf"}, id="one-name-two-formats"
        ),
        pytest.param(
            "IMG_0001.jpg IMG_0002.jpg",
            {"IMG_0001": "IMG_0001.jpg", "IMG_0002": "IMG_0002.jpg"},
            id="camera-names-say-nothing",
        ),
        pytest.param(
            "4711/IMG_0001.jpg 4711/IMG_0002.jpg",
            {"4711": "4711/IMG_0001.jpg 4711/IMG_0002.jpg"},
            id="camera-names-in-a-folder-of-their-own",
        ),
        pytest.param(
            "4711/front.jpg 4711/facts.jpg 4712/back.jpg",
            {"4711": "4711/facts.jpg 4711/front.jpg", "4712": "4712/back.jpg"},
            id="sides-in-a-folder",
        ),
        pytest.param(
            "front.jpg back.jpg", {"photos": "back.jpg front.jpg"}, id="one-product-folder"
        ),
        pytest.param(
            "week/glow.jpg week/back.jpg",
            {"week/glow": "week/back.jpg week/glow.jpg"},
            id="a-side-beside-the-only-name",
        ),
        pytest.param(
            "week/glow.jpg week/iso.jpg week/back.jpg",
            {
                "week/back": "week/back.jpg",
                "week/glow": "week/glow.jpg",
                "week/iso": "week/iso.jpg",
            },
            id="a-side-of-nobody-knows-what",
        ),
        pytest.param(
            "87654321_1.jpg 87654321_2.jpg 12345678_1.jpg",
            {"12345678_1": "12345678_1.jpg", "87654321": "87654321_1.jpg 87654321_2.jpg"},
            id="item-numbers",
        ),
        pytest.param(
            "20261122-1.jpg 20261122-2.jpg",
            {"20261122-1": "20261122-1.jpg", "20261122-2": "20261122-2.jpg"},
            id="a-date-is-no-item",
        ),
        pytest.param(
            "1.jpg 10.jpg 11.jpg 12.jpg",
            {"1": "1.jpg", "10": "10.jpg", "11": "11.jpg", "12": "12.jpg"},
            id="bare-numbers",
        ),
    ],
)
def test_names_and_folders_tell_products_apart(
    names: str, products: dict[str, str]
) -> None:
    assert grouped(names) == products


def test_a_long_series_is_many_products() -> None:
    names = " ".join(f"sachet-{n}.jpg" for n in range(1, 60))

    assert len(grouped(names)) == 59


def test_a_large_folder_of_camera_names_is_many_products() -> None:
    names = " ".join(f"week/IMG_{n:04}.jpg" for n in range(30))

    assert len(grouped(names)) == 30


def test_none_keeps_every_file_apart() -> None:
    assert grouped("iso.jpg iso.pdf iso-2.jpg", Group.NONE) == {
        "iso-2": "iso-2.jpg",
        "iso.jpg": "iso.jpg",
        "iso.pdf": "iso.pdf",
    }


def test_folder_takes_whatever_lies_together() -> None:
    assert grouped("a/x.jpg a/y.jpg b/x.jpg z.jpg", Group.FOLDER) == {
        "a": "a/x.jpg a/y.jpg",
        "b": "b/x.jpg",
        "photos": "z.jpg",
    }


def test_one_name_in_two_roots_is_two_products() -> None:
    places = [Place(Path(root, "iso.jpg"), Path(root)) for root in ("north", "south")]

    products = group_files(places, Group.AUTO)

    assert [product.id for product in products] == ["north/iso", "south/iso"]


names = st.text(alphabet="ab-_ 123(),.é", min_size=1, max_size=8).filter(
    lambda name: name.strip(". ")
)


@given(
    files=st.lists(
        st.tuples(st.sampled_from(["", "x/", "y/z/"]), names), min_size=1, unique=True
    ),
    how=st.sampled_from(Group),
)
def test_every_file_is_in_exactly_one_product(
    files: list[tuple[str, str]], how: Group
) -> None:
    paths = {ROOT / f"{folder}{name}.jpg" for folder, name in files}

    products = group_files([Place(path, ROOT) for path in sorted(paths)], how)

    assert sorted(file for product in products for file in product.files) == sorted(paths)
    assert len({product.id for product in products}) == len(products)


def test_files_with_one_number_are_one_product() -> None:
    files = {name: Path(f"{name}.jpg") for name in "abcde"}
    products = (
        Product(id="one", files=(files["a"], files["b"])),
        Product(id="two", files=(files["c"],)),
        Product(id="three", files=(files["d"], files["e"])),
    )

    joined = join_by_number(products, {files["a"]: "0001", files["c"]: "0001"})

    assert {product.id: "".join(map(str, product.files)) for product in joined} == {
        "0001": "a.jpgb.jpgc.jpg",
        "three": "d.jpge.jpg",
    }


def test_a_file_between_two_numbers_goes_with_neither() -> None:
    a, b, c = (Path(f"{name}.jpg") for name in "abc")

    joined = join_by_number((Product(id="x", files=(a, b, c)),), {a: "1", b: "2"})

    assert [product.files for product in joined] == [(a,), (b,), (c,)]


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_manifest_names_products(tmp_path: Path, separator: str) -> None:
    manifest = tmp_path / "shelf.csv"
    rows = ("File,Product,Complete", "a.jpg,Tub 7,yes", "b.jpg,Tub 7,yes", "", "c.jpg,Bar,")
    manifest.write_text("\ufeff" + "\n".join(rows).replace(",", separator))

    products = read_manifest(manifest)

    assert products == (
        Product(id="Bar", files=(tmp_path / "c.jpg",)),
        Product(id="Tub 7", files=(tmp_path / "a.jpg", tmp_path / "b.jpg"), complete=True),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("file\na.jpg\n", "no column product", id="missing-column"),
        pytest.param("file,product\n", "no file", id="no-row"),
        pytest.param("file,product\na.jpg,\n", "line 2", id="blank-product"),
        pytest.param(
            "file,product,complete\na,b,maybe\n", "'maybe'", id="neither-yes-nor-no"
        ),
        pytest.param(
            "file,product,complete\na,x,yes\nb,x,no\n", "line 3", id="both-complete-and-not"
        ),
    ],
)
def test_a_wrong_manifest_is_told_with_its_line(
    tmp_path: Path, text: str, told: str
) -> None:
    manifest = tmp_path / "shelf.csv"
    manifest.write_text(text)

    with pytest.raises(UsageError, match=told):
        read_manifest(manifest)


def test_a_manifest_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError):
        read_manifest(tmp_path / "gone.csv")


def test_each_page_of_a_file_is_a_product_and_sorts_as_the_pages_do() -> None:
    places = [Place(ROOT / name, ROOT) for name in ("pack.pdf", "tub.jpg")]
    counts = {"pack.pdf": 10, "tub.jpg": 1}

    products = list(
        each_page(group_files(places, Group.PAGE), lambda file: counts[file.name])
    )

    ids = [product.id for product in products]
    assert ids == [*(f"pack, page {n:02d}" for n in range(1, 11)), "tub"]
    assert ids == sorted(ids)
    assert [product.page for product in products] == [*range(1, 11), None]
