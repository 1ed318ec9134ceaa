"""A folder of many small labels, each another file, drawn in milliseconds."""

from __future__ import annotations

from pathlib import Path

FIXTURES = Path(__file__).parent.parent / "fixtures"

_LINES = (
    "L-Glutamine Powder {n}",
    "Supplement Facts",
    "Serving Size 1 scoop (5 g)",
    "Servings Per Container 60",
    "Amount Per Serving",
    "L-Glutamine 5 g",
    "Other Ingredients: {other}.",
    "Suggested use: mix 1 scoop with water once daily.",
    "Warning: ask a physician before use.",
)


def fill_shelf(folder: Path, number: int, first: int = 0) -> None:
    """Write so many PDFs with a text layer; every third names another ingredient."""
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(first, first + number):
        other = ("none", "silicon dioxide", "sucralose, citric acid")[n % 3]
        lines = [line.format(n=n, other=other) for line in _LINES]
        (folder / f"label-{_word(n)}.pdf").write_bytes(pdf(lines))


def _word(n: int) -> str:
    """A name without digits, which count nothing."""
    letters = "abcdefghij"
    return "x" + "".join(letters[int(digit)] for digit in f"{n:05}")


def pdf(lines: list[str]) -> bytes:
    """A page with these lines of print."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    content = f"BT /F1 12 Tf 40 500 Td 20 TL {shown} ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 560] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
        b"/Encoding /WinAnsiEncoding >>",
    ]
    body = b"%PDF-1.4\n"
    offsets = []
    for number, item in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
        + b"startxref\n%d\n%%%%EOF\n" % len(body)
    )
