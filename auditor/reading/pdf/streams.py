"""Whether what the pages of a PDF are drawn from is there, and whole.

Readers draw of a damaged PDF what they can and say nothing: of a stream that ends
early its beginning, of a form or picture that is gone nothing. Whoever looks at the
page cannot see that there was more. So the streams themselves are looked at.

Told are streams that are missing or named by nothing, shorter than their length, packed
in a way that nobody knows, or whose deflated data or JPEG picture breaks off or fails
its checksum. What LZW, JBIG2, JPEG 2000 or fax data lacks is not: none of them marks its
end in a way that is kept.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING, Final, NamedTuple

from pdfminer.ascii85 import ascii85decode, asciihexdecode
from pdfminer.pdftypes import (
    LITERAL_CRYPT,
    LITERALS_ASCII85_DECODE,
    LITERALS_ASCIIHEX_DECODE,
    LITERALS_CCITTFAX_DECODE,
    LITERALS_DCT_DECODE,
    LITERALS_FLATE_DECODE,
    LITERALS_JBIG2_DECODE,
    LITERALS_JPX_DECODE,
    LITERALS_LZW_DECODE,
    LITERALS_RUNLENGTH_DECODE,
    PDFStream,
    resolve1,
)
from pdfminer.runlength import rldecode

from auditor.reading.endings import jpeg_breaks_off

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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


class PageTree(NamedTuple):
    """The pages of a document as its file lists them."""

    pages: tuple[Mapping[str, object], ...]
    """In their order, each with the resources it inherits. One may be shown more than
    once. What is no page is left out."""

    is_whole: bool
    """Every branch leads to its pages, and they are as many as the tree counts."""


def page_tree(catalog: Mapping[str, object]) -> PageTree:
    """The pages that a document's catalog leads to."""
    pages: list[Mapping[str, object]] = []
    waiting: list[tuple[object, object, int]] = [(catalog.get("Pages"), None, 0)]
    left, lost = _NODES, False
    while waiting and left:
        left -= 1
        value, inherited, depth = waiting.pop()
        node = resolve1(value)
        if not isinstance(node, dict) or depth > _DEPTH:
            lost = True
            continue
        resources = node.get("Resources", inherited)
        kids = resolve1(node.get("Kids"))
        if isinstance(kids, list):
            waiting.extend((kid, resources, depth + 1) for kid in reversed(kids))
        else:
            pages.append({**node, "Resources": resources})
    root = resolve1(catalog.get("Pages"))
    counted = resolve1(root.get("Count")) if isinstance(root, dict) else None
    fewer = isinstance(counted, int) and counted > len(pages)
    return PageTree(tuple(pages), not (waiting or lost or fewer))


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


_STATE: Final = frozenset(
    b"q Q cm w J j M d ri i gs BMC BDC EMC MP DP BX EX n W W* re m l c v y h "
    b"CS cs SC SCN sc scn G g RG rg K k BT ET Tc Tw Tz TL Tf Tr Ts Td TD Tm T* "
    b"<< >> [ ] true false null".split()
)
"""Operators that draw nothing, and the signs around their operands."""

_OPERAND: Final = re.compile(rb"[+-]?[\d.]+|/[^\s/\[\]<>()]*")


def draws_nothing(page: Mapping[str, object]) -> bool:
    """Whether the content of a page can be told to draw nothing: an empty page may
    set its pen, and a content that nobody can decode says anything else."""
    contents = resolve1(page.get("Contents", []))
    for value in contents if isinstance(contents, list) else [contents]:
        stream = resolve1(value)
        data = stream.get_data() if isinstance(stream, PDFStream) else b""
        for token in _TOKEN.findall(data):
            if token not in _STATE and not _OPERAND.fullmatch(token):
                return False
        if isinstance(stream, PDFStream) and _is_lost(stream, data):
            return False
    return True


_TOKEN: Final = re.compile(rb"<<|>>|[\[\]]|/?[^\s/\[\]<>]+")


def _is_lost(stream: PDFStream, data: bytes) -> bool:
    """Whether nothing comes of bytes that a filter has to decode."""
    length = resolve1(stream.get("Length"))
    return not data and isinstance(length, int) and length > _NOTHING_DEFLATED


_NOTHING_DEFLATED: Final = 16
"""Bytes that hold nothing, deflated or in ASCII, with their marks of the end."""


class Streams:
    """The streams of one document, each looked at once."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def damaged(self, page: Mapping[str, object]) -> Iterator[str]:
        """What is wrong with those that a page is drawn from and no page before was.

        Ask before any of them is decoded: the bytes of the file are gone then.
        """
        contents = resolve1(page.get("Contents", []))
        contents = contents if isinstance(contents, list) else [contents]
        resources = resolve1(page.get("Resources"))
        text = b" ".join(map(_text_of, map(resolve1, contents)))
        for content in contents:
            yield from self._look("its content", content)
        yield from self._drawn(text, resources)
        notes = resolve1(page.get("Annots"))
        for note in notes if isinstance(notes, list) else ():
            if (appearance := _appearance_of(resolve1(note))) is not None:
                yield from self._look("a note or field on it", appearance)

    def _drawn(self, text: bytes, resources: object) -> Iterator[str]:
        """What is wrong with what a content draws by name, and its resources name."""
        if not isinstance(resources, dict):
            return
        named = {
            kind: names if isinstance(names := resolve1(resources.get(kind)), dict) else {}
            for kind in ("XObject", "Pattern")
        }
        for name, operator in dict.fromkeys(_DRAWN.findall(text)):
            kind, what = _KINDS[operator]
            if (called := _plain_name(name)) not in named[kind]:
                yield f"{what} {called!r} is missing"
        for name, value in named["XObject"].items():
            yield from self._look(f"picture or form {name!r}", value)
            drawn = resolve1(value)
            if isinstance(drawn, PDFStream) and _name_of(drawn, "Subtype") not in _XOBJECTS:
                yield f"picture or form {name!r} is neither"
        for name, value in named["Pattern"].items():
            # One of a shading has no stream of its own.
            if not isinstance(resolve1(value), dict):
                yield from self._look(f"pattern {name!r}", value)

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
        # A form without resources takes those of the page it is drawn on.
        if "Resources" in stream:
            yield from self._drawn(_text_of(stream), resolve1(stream["Resources"]))


_DRAWN: Final = re.compile(rb"/([^\s/\[\]<>(){}%]+)\s+(Do|scn|SCN)\b")
"""Names of what is drawn as a whole, or painted with (ISO 32000-1, 8.6.8 and 8.8)."""

_KINDS: Final = {
    b"Do": ("XObject", "picture or form"),
    b"scn": ("Pattern", "pattern"),
    b"SCN": ("Pattern", "pattern"),
}

_XOBJECTS: Final = frozenset({"Image", "Form", "PS"})


def _plain_name(name: bytes) -> str:
    """A name as it is listed: any of its signs may be written by its number."""
    plain = re.sub(
        rb"#([0-9A-Fa-f]{2})", lambda sign: bytes.fromhex(sign[1].decode()), name
    )
    try:
        return plain.decode()
    except UnicodeDecodeError:
        return str(plain)


def _name_of(stream: PDFStream, key: str) -> str:
    name = getattr(resolve1(stream.get(key)), "name", "")
    return name if isinstance(name, str) else ""


_UNSEEN: Final = 2 | 32
"""Flags of a note that is not shown (ISO 32000-1, 12.5.3)."""


def _appearance_of(note: object) -> object:
    """What a note or field is drawn as, if it is; a reference may lead nowhere."""
    if not isinstance(note, dict):
        return None
    flags = resolve1(note.get("F"))
    shown = resolve1(note.get("AP"))
    if (isinstance(flags, int) and flags & _UNSEEN) or not isinstance(shown, dict):
        return None
    appearance = shown.get("N")
    states = resolve1(appearance)
    if not isinstance(states, dict):
        return appearance
    return states.get(getattr(resolve1(note.get("AS")), "name", None))


_MOST_TEXT: Final = 16 << 20
"""Bytes of a content up to which names are looked for in it, and further filters told."""


def _text_of(stream: object) -> bytes:
    """The operators of a content, as far as they can be read; its stream is left as it
    is. Empty where other filters are in the way."""
    if not isinstance(stream, PDFStream) or not (data := _raw_data(stream)):
        return b""
    try:
        for kind, _ in stream.get_filters():
            if kind in LITERALS_FLATE_DECODE:
                data = zlib.decompressobj().decompress(data, _MOST_TEXT)
            elif kind in LITERALS_ASCII85_DECODE:
                data = ascii85decode(data)
            elif kind in LITERALS_ASCIIHEX_DECODE:
                data = asciihexdecode(data)
            else:
                return b""
    except zlib.error:
        return b""
    return data


def _raw_data(stream: PDFStream) -> bytes:
    """The bytes of a stream before its filters; empty when they were taken apart."""
    data = stream.rawdata
    if data and stream.decipher and stream.objid is not None and stream.genno is not None:
        data = stream.decipher(stream.objid, stream.genno, data, stream.attrs)
    return data or b""


def _damage(stream: PDFStream) -> str:
    """What is wrong with a stream, or empty."""
    data = stream.rawdata
    if not data:
        return ""
    length = resolve1(stream.get("Length"))
    lost = length - len(data) if isinstance(length, int) else 0
    if lost > _LINE_END + data.count(b"\n"):
        return "is shorter than it should be"
    data = _raw_data(stream)
    is_picture = _name_of(stream, "Subtype") == "Image"
    filters = [kind for kind, _ in stream.get_filters()]
    if is_picture and not _has_size(stream):
        return "does not tell its size"
    if is_picture and not _has_colors(stream, filters):
        return "does not tell its colors"
    for number, kind in enumerate(filters, 1):
        if kind in LITERALS_ASCII85_DECODE:
            data = ascii85decode(data)
        elif kind in LITERALS_ASCIIHEX_DECODE:
            data = asciihexdecode(data)
        elif kind in LITERALS_RUNLENGTH_DECODE:
            data = rldecode(data)
        elif kind in LITERALS_FLATE_DECODE:
            is_last = number == len(filters)
            what = _damage_of_deflated(data, _least_size(stream) if is_last else 0)
            if is_last or what:
                return what
            data = zlib.decompressobj().decompress(data, _MOST_TEXT)
            if len(data) >= _MOST_TEXT:
                return ""
        elif kind in LITERALS_DCT_DECODE:
            return _damage_of_jpeg(data, stream)
        elif kind in LITERALS_LZW_DECODE:
            return "" if data[:1] == _LZW_START else "is damaged"
        elif kind is not LITERAL_CRYPT:
            return "" if kind in _UNTOLD else "is packed in an unknown way"
    if not is_picture:
        text = _INLINE_PICTURE.sub(b"", data)
        if _GAP in text:
            return "has gaps"
        signs = _STRING_SIGN.findall(text)
        if signs.count(b"(") > signs.count(b")"):
            return "breaks off"
    return "breaks off" if len(data) < _least_size(stream) else ""


_LZW_START: Final = b"\x80"
"""Of the sign that clears the table, 256 in nine bits: what is packed begins with it
(ISO 32000-1, 7.4.4.2)."""

_UNTOLD: Final = frozenset(
    (*LITERALS_CCITTFAX_DECODE, *LITERALS_JBIG2_DECODE, *LITERALS_JPX_DECODE)
)
"""Packings whose damage is not told."""

_GAP: Final = bytes(64)
"""More zeros than any text or number of a content has in a row."""

_INLINE_PICTURE: Final = re.compile(rb"\bBI\s[^()]{0,400}?\sID\s.*?\sEI\b", re.DOTALL)
"""What may be black from edge to edge in the midst of a content (ISO 32000-1, 8.9.7)."""


_STRING_SIGN: Final = re.compile(rb"\\.|[()]", re.DOTALL)
"""What opens or closes a text of a content, or stands in it for itself."""


def _has_size(stream: PDFStream) -> bool:
    """Whether a picture tells how many pixels it has, and of how many bits (ISO 32000-1,
    table 89)."""
    width, height, bits = (
        resolve1(stream.get(name)) for name in ("Width", "Height", "BitsPerComponent")
    )
    return (
        isinstance(width, int)
        and isinstance(height, int)
        and min(width, height) > 0
        and bits in (None, 1, 2, 4, 8, 16)
    )


def _has_colors(stream: PDFStream, filters: Sequence[object]) -> bool:
    """Whether a picture tells what its numbers mean: itself, as a mask or as JPEG 2000,
    whose data tell it (ISO 32000-1, table 89)."""
    return (
        resolve1(stream.get("ColorSpace")) is not None
        or resolve1(stream.get("ImageMask")) is True
        or any(kind in LITERALS_JPX_DECODE for kind in filters)
    )


_FRAME: Final = re.compile(
    rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf].{3}(.{4})", re.DOTALL
)
"""The marker of a JPEG's frame, its length and depth, and then its height and width."""


def _damage_of_jpeg(data: bytes, stream: PDFStream) -> str:
    if b"\xff\xd9" not in data[-1024:] or jpeg_breaks_off(data):
        return "breaks off"
    told = resolve1(stream.get("Height")), resolve1(stream.get("Width"))
    # A thumbnail within it has a frame of its own.
    sizes = {struct.unpack(">HH", frame[1]) for frame in _FRAME.finditer(data)}
    return "" if not sizes or told in sizes else "is of another size than it says"


def _least_size(stream: PDFStream) -> int:
    """Bytes that a picture has at least when they are decoded, but for its last row;
    0 for anything else."""
    width, height = (resolve1(stream.get(name)) for name in ("Width", "Height"))
    bits = (
        1 if resolve1(stream.get("ImageMask")) is True else stream.get("BitsPerComponent")
    )
    bits = resolve1(bits)
    if not (isinstance(width, int) and isinstance(height, int) and isinstance(bits, int)):
        return 0
    tones = _TONES.get(getattr(resolve1(stream.get("ColorSpace")), "name", ""), 1)
    return max(width * tones * bits // 8 * (height - 1), 0)


_TONES: Final = {"DeviceRGB": 3, "DeviceCMYK": 4}
"""Of the color spaces that have more than one, those that need no looking up."""


def _damage_of_deflated(data: bytes, least: int) -> str:
    """A checksum that is missing tells nothing; some programs leave it out.

    Args:
        least: Bytes that come of it at least.
    """
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
    return "breaks off" if size < min(least, _MOST) else ""
