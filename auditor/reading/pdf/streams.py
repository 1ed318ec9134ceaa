"""Whether what the pages of a PDF are drawn from is there, and whole.

Readers draw of a damaged PDF what they can and say nothing: of a stream that ends
early its beginning, of a form or picture that is gone nothing. Whoever looks at the
page cannot see that there was more. So the streams themselves are looked at.

Told are streams that are missing, shorter than their length, or whose deflated data
or JPEG picture breaks off or fails its checksum. What LZW, JBIG2, JPEG 2000 or fax
data lacks is not: none of them marks its end in a way that is kept.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from pdfminer.ascii85 import ascii85decode, asciihexdecode
from pdfminer.pdftypes import (
    LITERALS_ASCII85_DECODE,
    LITERALS_ASCIIHEX_DECODE,
    LITERALS_DCT_DECODE,
    LITERALS_FLATE_DECODE,
    PDFStream,
    resolve1,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NODES, _DEPTH = 50_000, 1_024
"""Of a page tree, up to which pages are looked for: it may go round."""

_PART: Final = 1 << 20

_MOST: Final = 256 << 20
"""Bytes up to which a stream is inflated: more than the largest picture of the limits."""

_GRADIENTS: Final = frozenset({2, 3})
"""Types of shadings that change one way only, along a line or from a middle outward
(ISO 32000-1, 8.7.4.5)."""

_LINE_END: Final = 2
"""Bytes by which a length may count the line break that follows a stream. Where a file
was taken for text, each line of it may have lost one more."""


def pages_of(catalog: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """The pages of a document in their order, each with the resources it inherits.

    One may be shown more than once. What is no page is left out.
    """
    waiting: list[tuple[object, object, int]] = [(catalog.get("Pages"), None, 0)]
    for _ in range(_NODES):
        if not waiting:
            return
        value, inherited, depth = waiting.pop()
        node = resolve1(value)
        if not isinstance(node, dict) or depth > _DEPTH:
            continue
        resources = node.get("Resources", inherited)
        kids = resolve1(node.get("Kids"))
        if isinstance(kids, list):
            waiting.extend((kid, resources, depth + 1) for kid in reversed(kids))
        else:
            yield {**node, "Resources": resources}


def paints_plainly(page: Mapping[str, object]) -> bool:
    """Whether a page paints with colors and gradients alone: what it paints with
    patterns or meshes may be print."""
    waiting: list[object] = [page.get("Resources")]
    seen: set[int] = set()
    while waiting:
        resources = resolve1(waiting.pop())
        if not isinstance(resources, dict) or id(resources) in seen:
            continue
        seen.add(id(resources))
        if resolve1(resources.get("Pattern")):
            return False
        for shading in _entries(resources.get("Shading")):
            attributes = shading.attrs if isinstance(shading, PDFStream) else shading
            if not isinstance(attributes, dict) or (
                resolve1(attributes.get("ShadingType")) not in _GRADIENTS
            ):
                return False
        waiting += (
            drawn.get("Resources")
            for drawn in _entries(resources.get("XObject"))
            if isinstance(drawn, PDFStream)
        )
    return True


def _entries(value: object) -> Iterator[object]:
    entries = resolve1(value)
    return map(resolve1, entries.values() if isinstance(entries, dict) else ())


class Streams:
    """The streams of one document, each looked at once."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def damaged(self, page: Mapping[str, object]) -> Iterator[str]:
        """What is wrong with those that a page is drawn from and no page before was.

        Ask before any of them is decoded: the bytes of the file are gone then.
        """
        contents = resolve1(page.get("Contents", []))
        for content in contents if isinstance(contents, list) else [contents]:
            yield from self._look("its content", content)
        yield from self._drawn(resolve1(page.get("Resources")))

    def _drawn(self, resources: object) -> Iterator[str]:
        if not isinstance(resources, dict):
            return
        drawn = resolve1(resources.get("XObject"))
        for name, value in drawn.items() if isinstance(drawn, dict) else ():
            yield from self._look(f"picture or form {name!r}", value)

    def _look(self, name: str, value: object) -> Iterator[str]:
        stream = resolve1(value)
        if not isinstance(stream, PDFStream):
            yield f"{name} is missing"
            return
        # Forms may draw each other in a ring.
        if id(stream) in self._seen:
            return
        self._seen.add(id(stream))
        if what := _damage(stream):
            yield f"{name} {what}"
        if "SMask" in stream:
            yield from self._look(f"the mask of {name}", stream["SMask"])
        yield from self._drawn(resolve1(stream.get("Resources")))


def _damage(stream: PDFStream) -> str:
    """What is wrong with a stream, or empty."""
    data = stream.rawdata
    if not data:
        return ""
    length = resolve1(stream.get("Length"))
    lost = length - len(data) if isinstance(length, int) else 0
    if lost > _LINE_END + data.count(b"\n"):
        return "is shorter than it should be"
    if stream.decipher and stream.objid is not None and stream.genno is not None:
        data = stream.decipher(stream.objid, stream.genno, data, stream.attrs)
    for kind, _ in stream.get_filters():
        if kind in LITERALS_ASCII85_DECODE:
            data = ascii85decode(data)
        elif kind in LITERALS_ASCIIHEX_DECODE:
            data = asciihexdecode(data)
        elif kind in LITERALS_FLATE_DECODE:
            return _damage_of_deflated(data)
        elif kind in LITERALS_DCT_DECODE:
            return "" if b"\xff\xd9" in data[-1024:] else "breaks off"
        else:
            break
    return ""


def _damage_of_deflated(data: bytes) -> str:
    """A checksum that is missing tells nothing; some programs leave it out."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    checksum, size, rest = 1, 0, data[2:]
    try:
        while not inflater.eof and size < _MOST:
            part = inflater.decompress(rest, _PART)
            rest = inflater.unconsumed_tail
            if not (part or rest or inflater.eof):
                return "breaks off"
            checksum, size = zlib.adler32(part, checksum), size + len(part)
    except zlib.error:
        return "is damaged"
    told = inflater.unused_data[:4]
    if inflater.eof and len(told) == 4 and int.from_bytes(told) != checksum:
        return "is damaged"
    return ""
