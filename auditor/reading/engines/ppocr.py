"""PP-OCRv6: the default engine, through ONNX Runtime, and the same through OpenVINO.

The models matter less than how the page is put before them: text is found twice,
the second time at the scale that the print needs; lines are cut as curves from
the full picture; the page's direction is voted; doubtful strips get a second try,
and what is doubtful then is looked at from nearer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np

from auditor import regex
from auditor.errors import EngineError
from auditor.model import Box, cover
from auditor.reading.beyond import End, continued, followed, free_beyond, may_go_on
from auditor.reading.effort import Effort
from auditor.reading.engines import EngineOptions, Sight
from auditor.reading.engines.recognizer import (
    LANGUAGES,
    STRIP_HEIGHT,
    Recognizer,
    letters_of,
)
from auditor.reading.engines.runtimes import OnnxRuntime, OpenVino
from auditor.reading.engines.strands import box_of, strand_of
from auditor.reading.engines.tensors import DETECTOR_TONES, STRIP_TONES, fill
from auditor.reading.lines import Spine, find_spines
from auditor.reading.models import find_model, load_model
from auditor.reading.rules import find_rules, part_at_leaders
from auditor.reading.stages import stage
from auditor.reading.strips import cut_strip

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from auditor.reading.engines.recognizer import Text
    from auditor.reading.engines.runtimes import Runtime

    Pixels = NDArray[np.uint8]

WIDE_SIDE = 1920
"""Longest side of the one more try where the first copy showed nothing."""

PRINT_HEIGHT, LEAST_PRINT_HEIGHT = 29.0, 26.0
"""Height of small print that the detector finds best: the middle of 26 to 32 px, and
the least of it, where a picture has a fifth less pixels."""

WORTH_A_SECOND_LOOK = 1.2
"""Scale over the first look's from which looking again finds more than it costs."""

GROW_FIRST, GROW_SECOND = 1.6, 2.5
"""How far a small picture is enlarged for either look, at the most."""

HUGE = 180.0
"""Height of print in the detector's input from which it sees parts of letters: prints
of up to 171 px were found whole on real labels, and of those from 194 px one in two."""

FROM_AFAR = 90.0
"""Height of the largest print in a look from farther away: what was taken for one line
may be two."""

FROM_NEARBY = 1.5 * PRINT_HEIGHT
"""Height of print in a look from nearer: blurred and crowded lines come apart."""

SURE = 0.93
"""Confidence under which a strip is read a second time, stretched."""

CROWDED = 3.8
"""Characters per height of strip above which print counts as condensed."""

_DIRECTION_INPUT = (48, 192)
"""Height and width that the direction classifier was trained with."""

_CLOCKWISE = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}

_LINE = 3.0
"""Heights of print from which what could not be read was a line, and no speck."""

_TABLE = 4
"""Lines side by side that may be a table: its title, its serving, the parts of a row."""

_NAME = 3
"""Letters above each other that may be a name: two may be anything."""

_LARGE = 2 * PRINT_HEIGHT
"""Height of print in the detector's input from which it passes by letters at the ends."""

_ADDED = regex.compile(r"\s*[\p{L}+–-]+\s*")
"""What may be added at the ends of large print."""

_TORN = regex.compile(r"[-–]\p{L}{2}")
_LETTERED = regex.compile(r"\p{L}{1,3}[-–]\p{L}")
"""A line that begins with a hyphen, and one with letters before it."""

_SPACED = 1.5
"""Heights of print between the letters of a spaced name, at the most."""

_STEPS_BEYOND = 12
"""Steps by which a line is followed at the most, each of some letters."""

_VOTERS = 24
"""Strips that vote on the direction of the page, the longest ones."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What an effort buys."""

    first_side: int
    """Longest side of the copy in which print is looked for first, in pixels."""

    second_pixels: float
    """Pixels of the second look, at the most."""

    print_height: float
    """Of small print in the second look, in pixels."""

    first_model: str
    """Size of the recognizer that reads every strip."""

    sure: float
    """Confidence under which a strip is read again, by the small recognizer."""

    nearer: bool = True
    """Where strips are doubtful all the same, print is looked for from nearer."""

    tries: tuple[tuple[float, float], ...] = ((1.35, 1.0),)
    """How strips are cut anew, one way after the other: stretched along the line, and
    taller or tighter across it."""


_PLANS = {
    Effort.FAST: _Plan(960, 3.0e6, LEAST_PRINT_HEIGHT, "tiny", SURE, nearer=False),
    Effort.NORMAL: _Plan(1280, 3.0e6, PRINT_HEIGHT, "small", SURE),
    Effort.THOROUGH: _Plan(
        *(1280, 6.0e6, PRINT_HEIGHT, "small", 0.98),
        tries=((1.35, 1.0), (1.35, 1.2), (1.35, 0.85)),
    ),
}


def build(options: EngineOptions) -> PpOcr:
    """The engine with its models loaded, for one thread.

    Raises:
        EngineError: a language is not written in Latin letters, or a model is missing.
    """
    return _build("ppocr", OnnxRuntime, options)


def build_on_openvino(options: EngineOptions) -> PpOcr:
    """The same engine, computed by OpenVINO.

    Raises:
        EngineError: as above, or OpenVINO is not installed.
    """
    return _build("ppocr-openvino", OpenVino, options)


def _build(name: str, runtime: Callable[[], Runtime], options: EngineOptions) -> PpOcr:
    for language in options.lang.split("+"):
        if language not in LANGUAGES:
            raise EngineError(
                f"language {language!r}",
                f"{name} does not read it",
                f"use {', '.join(LANGUAGES)}, several joined by plus signs",
            )
    return PpOcr(name, runtime(), options.models, options.effort)


class PpOcr:
    """Find and read print with the PP-OCR models of the installed package."""

    def __init__(
        self, name: str, runtime: Runtime, models: Path | None, effort: Effort
    ) -> None:
        self.name = name
        self._plan = _PLANS[effort]
        detector, _ = find_model("detector", models)
        recognizers = "+".join(dict.fromkeys((self._plan.first_model, "small")))
        self.version = (
            f"ppocr-v6 {detector.size}+{recognizers}, {runtime.version}, "
            f"reader 10, {effort} effort"
        )
        self._detector = runtime.session(load_model("detector", models))
        self._direction = runtime.session(load_model("direction", models))
        self._second = Recognizer(runtime, "small", models)
        self._first = (
            self._second
            if self._plan.first_model == "small"
            else Recognizer(runtime, self._plan.first_model, models)
        )

    def read(self, pixels: Pixels) -> Sight:
        """All print in an RGB picture of shape (height, width, 3)."""
        if min(pixels.shape[:2]) < 8:
            return Sight(())
        pixels = np.ascontiguousarray(pixels)
        scale, spines = self._first_look(pixels)
        if not spines:
            return Sight(())
        rotation = self._vote(pixels, spines)
        if rotation:
            height, width = pixels.shape[:2]
            pixels = np.asarray(cv2.rotate(pixels, _CLOCKWISE[rotation]), np.uint8)
            spines = [_turned(spine, rotation, width, height) for spine in spines]
        # Print that ran up or down was found less well than level print is.
        enough = scale if rotation in (0, 180) else 0.0
        first = spines
        scale, spines = self._second_look(pixels, enough, first)
        missed = [spine for spine in first if not any(map(spine.on, spines))]
        small = _small_print(spines)
        rules = find_rules(pixels, small, min(self._plan.print_height / small, scale))
        pixels, spines = part_at_leaders(pixels, spines, rules)
        spines = self._upright_strays(pixels, _level_short(_whole_sides(spines)))
        texts = self._recognize(pixels, spines)
        spines, texts = self._once_seen(pixels, missed, spines, texts)
        self._to_their_ends(pixels, spines, texts)
        self._otherwise(pixels, spines, texts)
        spines, texts = self._along_the_side(pixels, scale, spines, texts)
        spines, texts = self._up_and_down(pixels, spines, texts)
        spines, texts = self._from_afar(pixels, scale, spines, texts)
        if self._plan.nearer:
            spines, texts = self._from_nearby(pixels, scale, spines, texts)
        spines, texts = self._whole_words(pixels, scale, spines, texts)
        self._beyond_their_ends(pixels, spines, texts)
        height, width = pixels.shape[:2]
        strands, unread = [], []
        for spine, text in zip(spines, texts, strict=True):
            strand = strand_of(spine, text, width, height)
            if strand is not None:
                strands.append(strand)
            elif not spine.seal and spine.length > _LINE * spine.height:
                # A rim is told with its seal; wreaths and honeycombs look like some.
                unread.append(box_of(spine, width, height))
        seals = _unread_seals(spines, texts, width, height)
        rows = tuple(tuple(map(tuple, rule.points.tolist())) for rule in rules)
        return Sight(tuple(strands), rotation, tuple(unread), seals, rows)

    # --- finding ---

    def _first_look(self, pixels: Pixels) -> tuple[float, list[Spine]]:
        longest = max(pixels.shape[:2])
        scale = min(self._plan.first_side / longest, GROW_FIRST)
        spines = self._find(pixels, scale)
        wide = min(WIDE_SIDE / longest, GROW_SECOND)
        if not spines and wide > scale:
            scale = wide
            spines = self._find(pixels, scale)
        return scale, spines

    def _second_look(
        self, pixels: Pixels, scale: float, spines: list[Spine]
    ) -> tuple[float, list[Spine]]:
        """Look again where print was, at the scale that small print needs.

        Not where that is hardly more than `scale`, at which the first look was. Gives
        the scale at which what it gives was found.
        """
        wanted = min(self._plan.print_height / _small_print(spines), GROW_SECOND)
        margin = 3 * float(np.median([spine.height for spine in spines]))
        points = np.concatenate([spine.points for spine in spines])
        x0, y0 = np.maximum(np.floor(points.min(axis=0) - margin), 0).astype(int)
        x1, y1 = np.ceil(points.max(axis=0) + margin).astype(int)
        x1, y1 = min(x1, pixels.shape[1]), min(y1, pixels.shape[0])
        area = max((x1 - x0) * (y1 - y0), 1)
        wanted = min(wanted, (self._plan.second_pixels / area) ** 0.5)
        if wanted < WORTH_A_SECOND_LOOK * scale:
            return scale, spines
        again = self._find(pixels[y0:y1, x0:x1], wanted)
        if not again:
            return scale, spines
        return wanted, [spine.moved(x0, y0) for spine in again]

    @stage("find")
    def _find(self, pixels: Pixels, scale: float) -> list[Spine]:
        """Spines in the picture's own pixels, found on a copy `scale` times as large."""
        height, width = pixels.shape[:2]
        size = tuple(max(round(side * scale / 32), 1) * 32 for side in (width, height))
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        copy = np.asarray(cv2.resize(pixels, size, interpolation=method), np.uint8)
        tensor = np.empty((1, 3, *copy.shape[:2]), np.float32)
        fill(tensor[0], copy, DETECTOR_TONES)
        probability = self._detector.run(tensor)
        spines = find_spines(probability[0, 0])
        ratio = np.array([width / size[0], height / size[1]])
        mean = float(np.sqrt(ratio[0] * ratio[1]))
        return [
            replace(spine, points=spine.points * ratio, height=spine.height * mean)
            for spine in spines
        ]

    # --- direction ---

    def _vote(self, pixels: Pixels, spines: Sequence[Spine]) -> Literal[0, 90, 180, 270]:
        """How far the page must be turned clockwise, by its longest lines."""
        voters = sorted(spines, key=lambda spine: -spine.length / spine.height)
        upright = sum(
            spine.length * (1 if abs(spine.direction[0]) >= abs(spine.direction[1]) else -1)
            for spine in spines
        )
        level = upright >= 0
        voters = [
            spine
            for spine in voters
            if (abs(spine.direction[0]) >= abs(spine.direction[1])) == level
        ][:_VOTERS]
        over = float(np.mean(self._upside_down(pixels, voters))) > 0.5
        if level:
            return 180 if over else 0
        # Spines of a turned page run from top to bottom: read that way, letters
        # stand right when the page was turned clockwise.
        return 90 if over else 270

    def _upright_strays(self, pixels: Pixels, spines: list[Spine]) -> list[Spine]:
        """Turn the lines that run against the page: print on a side of the box.

        Only steep lines are asked: on a level line the page's vote is surer than
        the classifier's answer for a single one.
        """
        steep = [n for n, spine in enumerate(spines) if _is_side(spine)]
        if not steep:
            return spines
        over = self._upside_down(pixels, [spines[n] for n in steep])
        turned = list(spines)
        for n, share in zip(steep, over, strict=True):
            if share > 0.5:
                turned[n] = spines[n].reversed()
        return turned

    @stage("direction")
    def _upside_down(self, pixels: Pixels, spines: Sequence[Spine]) -> list[float]:
        """For each line the probability that it stands on its head.

        The classifier sees the middle of a line, at most six heights of it: squashing
        a long line into its input is what makes it err.
        """
        if not spines:
            return []
        height, width = _DIRECTION_INPUT
        tensor = np.zeros((len(spines), 3, height, width), np.float32)
        for row, spine in enumerate(spines):
            strip = cut_strip(pixels, spine, height)
            extra = max(strip.shape[1] - 6 * height, 0) // 2
            window = strip[:, extra : extra + 6 * height]
            if window.shape[1] > width:
                reduced = cv2.resize(window, (width, height), interpolation=cv2.INTER_AREA)
                window = np.asarray(reduced, np.uint8)
            fill(tensor[row, :, :, : window.shape[1]], window, STRIP_TONES)
        answers = self._direction.run(tensor)
        return [float(answer[1]) for answer in answers]

    # --- recognizing ---

    def _recognize(self, pixels: Pixels, spines: Sequence[Spine]) -> list[Text]:
        strips = [cut_strip(pixels, spine, STRIP_HEIGHT) for spine in spines]
        texts = self._first.read(strips)
        crowded = {
            n
            for n, (strip, text) in enumerate(zip(strips, texts, strict=True))
            if len(text.characters) * STRIP_HEIGHT > CROWDED * strip.shape[1]
        }
        for stretch, tall in self._plan.tries:
            doubtful = [
                n
                for n, text in enumerate(texts)
                if text.characters and (text.confidence < self._plan.sure or n in crowded)
            ]
            again = self._second.read(
                [
                    cut_strip(
                        pixels,
                        replace(spines[n], height=tall * spines[n].height),
                        STRIP_HEIGHT,
                        stretch,
                    )
                    for n in doubtful
                ]
            )
            for n, other in zip(doubtful, again, strict=True):
                if other.confidence >= texts[n].confidence and len(other.characters) >= len(
                    texts[n].characters
                ):
                    texts[n] = other
            crowded = set()
        return texts

    def _once_seen(
        self,
        pixels: Pixels,
        missed: Sequence[Spine],
        spines: list[Spine],
        texts: list[Text],
    ) -> tuple[list[Spine], list[Text]]:
        """The lines and texts, and what only the first look saw where that is print for
        sure.

        A rule or an edge close by may hide a line at one scale and not at another. What
        is not sure was a picture that looked like print from afar.
        """
        lines = [spine for spine in missed if not spine.seal and not spine.steep]
        read = self._recognize(pixels, lines)
        sure = [
            (spine, text)
            for spine, text in zip(lines, read, strict=True)
            if text.confidence >= SURE
        ]
        return _exchanged(spines, texts, (), sure)

    def _to_their_ends(
        self, pixels: Pixels, spines: list[Spine], texts: list[Text]
    ) -> None:
        """Read rims of seals, and print on its side, once more with half a letter at
        each end.

        A kernel ends before its first and last letter do, on a rim more so, and where
        letters lie on their sides. What is then read as surely stays: the ornament
        beside a rim is no sure letter.
        """
        short = [n for n, spine in enumerate(spines) if spine.seal or _is_side(spine)]
        halves = [0.5 * spines[n].height for n in short]
        longer = [
            spines[n].lengthened(half, half) for n, half in zip(short, halves, strict=True)
        ]
        for n, spine, text in zip(
            short, longer, self._recognize(pixels, longer), strict=True
        ):
            least = min(texts[n].confidences, default=0.0)
            if len(text.characters) >= len(texts[n].characters) and min(
                text.confidences, default=0.0
            ) >= min(least, SURE):
                spines[n], texts[n] = spine, text

    def _otherwise(self, pixels: Pixels, spines: list[Spine], texts: list[Text]) -> None:
        """Read doubtful rims of seals in the other ways they may be lettered.

        Some run all the way around, and some were no rims but large curly letters.
        What reads best stays, in place.
        """
        for alternative in (Spine.reversed, _straightened):
            doubtful = [
                n
                for n, (spine, text) in enumerate(zip(spines, texts, strict=True))
                if spine.seal and text.confidence < self._plan.sure
            ]
            others = [alternative(spines[n]) for n in doubtful]
            for n, spine, text in zip(
                doubtful, others, self._recognize(pixels, others), strict=True
            ):
                if text.confidence > texts[n].confidence and len(text.characters) > 2:
                    spines[n], texts[n] = spine, text

    def _up_and_down(
        self, pixels: Pixels, spines: list[Spine], texts: list[Text]
    ) -> tuple[list[Spine], list[Text]]:
        """The lines and texts with columns of single letters read as names.

        A logotype may run up the label, or down it, or stand letter on letter: the
        recognizer reads all three where the strip begins at the right end. The letters
        stay as they are where that is not sure, or not more than they were.
        """
        letters = [
            n
            for n, (spine, text) in enumerate(zip(spines, texts, strict=True))
            if len(text.characters) == 1 and text.characters.isalnum() and not spine.seal
        ]
        names: list[tuple[Spine, Text]] = []
        stood: set[int] = set()
        for column, members in _columns({n: spines[n] for n in letters}):
            half = 0.5 * column.height
            longer = column.lengthened(half, half)
            ways = [column, column.reversed(), longer, longer.reversed()]
            read = zip(ways, self._recognize(pixels, ways), strict=True)
            spine, text = max(read, key=lambda way: letters_of([way[1]]))
            name = text.characters.replace(" ", "")
            if text.confidence >= SURE and len(name) >= len(members) and _is_name(name):
                names.append((spine, text))
                stood.update(members)
        return _exchanged(spines, texts, stood, names)

    def _along_the_side(
        self, pixels: Pixels, scale: float, spines: list[Spine], texts: list[Text]
    ) -> tuple[list[Spine], list[Text]]:
        """The lines and texts with a table that lies on its side as whoever turns the
        page sees it: where short ones run ("5 g") their shape does not tell.

        Args:
            scale: At which the lines were found.
        """
        height, width = pixels.shape[:2]
        sides = [
            n
            for n, spine in enumerate(spines)
            if _is_side(spine) and spine.length > _LINE * spine.height
        ]
        boxes = {n: box_of(spines[n], width, height) for n in sides}
        seen: list[Spine] = []
        for place in _places([(boxes[n], 2 * spines[n].height) for n in sides]):
            lines = [spines[n] for n in sides if place.holds(boxes[n].center)]
            if len(lines) >= _TABLE:
                # Amounts stand as far from their names as these are long, at most.
                reach = place.bottom - place.top
                table = replace(place, top=place.top - reach, bottom=place.bottom + reach)
                seen += self._turned_look(pixels, scale, table, lines)
        read = self._recognize(pixels, seen)

        def taken(near: set[int], known: set[int]) -> set[int]:
            if any(_is_level_line(spines[n]) for n in known):
                return set()
            # Of short ones that were taken for level, several may be of one.
            sides = [texts[n] for n in known if _is_side(spines[n])]
            rivals = max(map(letters_of, [sides, *([texts[n]] for n in known)]))
            return near if letters_of(read[n] for n in near) > rivals else set()

        return _exchanged_for(seen, read, spines, texts, taken)

    def _turned_look(
        self, pixels: Pixels, scale: float, place: Box, lines: Sequence[Spine]
    ) -> list[Spine]:
        """Lines of a part of the picture, found where it is turned until `lines`, which
        run up or down, are level."""
        height, width = pixels.shape[:2]
        x0, y0, x1, y1 = _sides_within(place, width, height)
        up = sum(line.length * line.direction[1] for line in lines) < 0
        part = cv2.rotate(pixels[y0:y1, x0:x1], _CLOCKWISE[90 if up else 270])
        found = [
            _turned(spine, 270 if up else 90, part.shape[1], part.shape[0])
            for spine in _level_short(self._find(np.asarray(part, np.uint8), scale))
            if not spine.steep
        ]
        # Turned back, a line runs down the page.
        return [(spine.reversed() if up else spine).moved(x0, y0) for spine in found]

    def _from_afar(
        self, pixels: Pixels, scale: float, spines: list[Spine], texts: list[Text]
    ) -> tuple[list[Spine], list[Text]]:
        """The lines and texts with huge print as a look from farther away has it.

        The detector sees only parts of letters that are as large as its field of view
        was in training: it joins two lines of a title, or breaks one up. What was seen
        from afar stays where more of it was read for sure.

        Args:
            scale: At which the lines were found.
        """
        huge = [n for n, spine in enumerate(spines) if spine.height * scale > HUGE]
        if not huge:
            return spines, texts
        height, width = pixels.shape[:2]
        places = [box_of(spines[n], width, height) for n in huge]
        far = FROM_AFAR / max(spines[n].height for n in huge)
        seen = [
            spine
            for spine in self._find(pixels, far)
            if spine.height * far > PRINT_HEIGHT / 2
            and any(box.holds(box_of(spine, width, height).center) for box in places)
        ]
        read = self._recognize(pixels, seen)
        sure = [n for n, text in enumerate(read) if text.confidence >= SURE]
        if letters_of(read[n] for n in sure) <= letters_of(texts[n] for n in huge):
            return spines, texts
        return _exchanged(spines, texts, huge, [(seen[n], read[n]) for n in sure])

    def _from_nearby(
        self, pixels: Pixels, scale: float, spines: list[Spine], texts: list[Text]
    ) -> tuple[list[Spine], list[Text]]:
        """The lines and texts with doubtful print as a look from nearer has it.

        Print that is smaller than most of the page's, or blurred, is found in pieces
        that no second reading joins. What is read for sure from near stays, where it
        is more than what was read before.

        Args:
            scale: At which the lines were found.
        """
        height, width = pixels.shape[:2]
        boxes = [box_of(spine, width, height) for spine in spines]
        doubtful = [
            n
            for n, (spine, text) in enumerate(zip(spines, texts, strict=True))
            if text.confidence < SURE
            and spine.height * scale < FROM_NEARBY
            and _is_level_line(spine)
        ]
        seen: list[Spine] = []
        for place in _places([(boxes[n], 2 * spines[n].height) for n in doubtful]):
            asked = [spines[n] for n in doubtful if place.holds(boxes[n].center)]
            found = self._near(pixels, place, asked)
            seen += [spine for spine in found if any(map(spine.on, asked))]
        read = self._recognize(pixels, seen)

        def taken(near: set[int], known: set[int]) -> set[int]:
            sure = {n for n in near if read[n].confidence >= SURE}
            more = letters_of(read[n] for n in sure) > letters_of(texts[n] for n in known)
            return sure if more else set()

        return _exchanged_for(seen, read, spines, texts, taken)

    def _near(self, pixels: Pixels, place: Box, lines: Sequence[Spine]) -> list[Spine]:
        """Level lines in a part of the picture, found on a copy in which `lines` are
        large."""
        height, width = pixels.shape[:2]
        x0, y0, x1, y1 = _sides_within(place, width, height)
        large = FROM_NEARBY / float(np.median([spine.height for spine in lines]))
        area = (x1 - x0) * (y1 - y0)
        wanted = min(large, GROW_SECOND, (self._plan.second_pixels / area) ** 0.5)
        found = self._find(pixels[y0:y1, x0:x1], wanted)
        return [spine.moved(x0, y0) for spine in found if _is_level_line(spine)]

    def _whole_words(
        self, pixels: Pixels, scale: float, spines: list[Spine], texts: list[Text]
    ) -> tuple[list[Spine], list[Text]]:
        """The lines and texts with the letters that came off at the ends of large print.

        A kernel ends before its line does by a share of the letters' height, and where
        these are as large as what the detector sees at once, it passes by the first one
        or takes it for a line. Most of all the L of "L-Glutamine", which has air above
        it and behind it.

        Args:
            scale: At which the lines were found.
        """
        large = {
            n: spine.lengthened(0.5 * spine.height, 0.5 * spine.height)
            for n, spine in enumerate(spines)
            if spine.height * scale > _LARGE and not spine.seal and not spine.steep
        }
        # Beside another line half a letter is that line's.
        free = {
            n: longer
            for n, longer in large.items()
            if not _runs_into(longer, (line for line in spines if line is not spines[n]))
        }
        spines, texts = self._lengthened(pixels, spines, texts, free, _goes_on)
        torn = {
            n: spines[n].lengthened(spines[n].height)
            for n, text in enumerate(texts)
            if _TORN.match(text.characters)
        }
        return self._lengthened(pixels, spines, texts, torn, _has_its_letter)

    def _beyond_their_ends(
        self, pixels: Pixels, spines: list[Spine], texts: list[Text]
    ) -> None:
        """Follow lines, in place, where print goes on beyond what the detector saw."""
        asked = {
            End(n, last)
            for n, (spine, text) in enumerate(zip(spines, texts, strict=True))
            for last in (False, True)
            if _is_level_line(spine) and may_go_on(text, last=last)
        }
        for _ in range(_STEPS_BEYOND):
            longer = followed(pixels, spines, sorted(asked))
            read = self._recognize(pixels, [one.part for one in longer.values()])
            asked, changed = set(), set()
            for (end, one), part in zip(longer.items(), read, strict=True):
                text = continued(texts[end.line], part, one, last=end.last)
                if text is None:
                    continue
                asked.add(end)
                added = one.spine.length - spines[end.line].length
                # What another line took meanwhile is not to be read twice.
                if end.line not in changed and free_beyond(spines, end) >= added - 1:
                    spines[end.line], texts[end.line] = one.spine, text
                    changed.add(end.line)
            if not changed:
                return

    def _lengthened(
        self,
        pixels: Pixels,
        spines: list[Spine],
        texts: list[Text],
        longer: Mapping[int, Spine],
        holds: Callable[[Text, Text], bool],
    ) -> tuple[list[Spine], list[Text]]:
        """The lines and texts with some that are longer, in the place of their letters.

        Args:
            longer: Lines by the numbers of those that they take the place of.
            holds: Whether of what was read before, and of the longer line, the latter
                is right.
        """
        strips = [cut_strip(pixels, spine, STRIP_HEIGHT) for spine in longer.values()]
        read = self._first.read(strips)
        whole = [
            (n, spine, text)
            for (n, spine), text in zip(longer.items(), read, strict=True)
            if holds(texts[n], text)
        ]
        dropped = {n for n, _, _ in whole} | {
            m
            for _, spine, _ in whole
            for m, other in enumerate(spines)
            if other.on(spine)
            and other.length < 2 * spine.height
            and 3 * other.height > spine.height
        }
        taken = [(spine, text) for _, spine, text in whole]
        return _exchanged(spines, texts, dropped, taken)


def _runs_into(longer: Spine, others: Iterable[Spine]) -> bool:
    """Whether what was added at the ends of a line lies on another line, and no letter."""
    ends = [replace(longer, points=longer.points[at]) for at in _ENDS]
    lines = (line for line in others if line.length > 2 * line.height)
    return any(end.on(line) for line in lines for end in ends)


_ENDS = (slice(2), slice(-2, None))
"""The first two points of a line and its last two."""


def _goes_on(before: Text, after: Text) -> bool:
    """Whether letters are read that were not before, and each of them for sure. A rule
    beside print reads like a one, so that digits and signs are none."""
    known = before.characters.strip()
    start = after.characters.find(known)
    end = start + len(known)
    more = after.characters[:start] + after.characters[end:]
    sure = (*after.confidences[:start], *after.confidences[end:])
    lettered = bool(known) and start >= 0 and _ADDED.fullmatch(more) is not None
    return lettered and min(sure) >= SURE


def _has_its_letter(before: Text, after: Text) -> bool:
    """Whether a line that began with a hyphen begins with what stands before it."""
    least = min(before.confidence, SURE)
    return _LETTERED.match(after.characters) is not None and after.confidence >= least


def _exchanged(
    spines: Sequence[Spine],
    texts: Sequence[Text],
    dropped: Collection[int],
    others: Sequence[tuple[Spine, Text]],
) -> tuple[list[Spine], list[Text]]:
    """The lines and texts without those of some numbers, and others behind them."""
    kept = [n for n in range(len(spines)) if n not in dropped]
    return (
        [*(spines[n] for n in kept), *(spine for spine, _ in others)],
        [*(texts[n] for n in kept), *(text for _, text in others)],
    )


def _exchanged_for(
    seen: Sequence[Spine],
    read: Sequence[Text],
    spines: Sequence[Spine],
    texts: Sequence[Text],
    taken: Callable[[set[int], set[int]], set[int]],
) -> tuple[list[Spine], list[Text]]:
    """The lines and texts with those of another look in their place.

    Args:
        taken: Which of the other look's lines are taken for some known ones that are
            the same print; none where these stay.
    """
    dropped: set[int] = set()
    others: list[tuple[Spine, Text]] = []
    for near, known in _rivals(seen, spines):
        if better := taken(near, known):
            dropped.update(known)
            others += [(seen[n], read[n]) for n in sorted(better)]
    return _exchanged(spines, texts, dropped, others)


def _small_print(spines: Sequence[Spine]) -> float:
    """The height of small print among lines, which is most of a label's."""
    return float(np.percentile([spine.height for spine in spines], 30))


def _is_side(spine: Spine) -> bool:
    """Whether it is a line up or down the page, and no letter."""
    return not spine.seal and spine.steep and spine.length > 2 * spine.height


def _is_level_line(spine: Spine) -> bool:
    """Whether it is a line across the page, rather than a speck, a rim or a side."""
    return not spine.seal and not spine.steep and spine.length > _LINE * spine.height


def _rivals(
    seen: Sequence[Spine], known: Sequence[Spine]
) -> Iterable[tuple[set[int], set[int]]]:
    """Numbers of the lines of both looks that are the same print, taken together."""
    groups: list[tuple[set[int], set[int]]] = []
    for number, spine in enumerate(seen):
        near, far = {number}, {n for n, other in enumerate(known) if spine.on(other)}
        for group in [group for group in groups if group[1] & far]:
            groups.remove(group)
            near, far = near | group[0], far | group[1]
        groups.append((near, far))
    return groups


def _places(boxes: Iterable[tuple[Box, float]]) -> list[Box]:
    """Boxes grown on each side by their margin, those that then meet in one."""
    places: list[Box] = []
    for box, margin in boxes:
        place = Box(box.x0 - margin, box.top - margin, box.x1 + margin, box.bottom + margin)
        while near := [other for other in places if other.meets(place)]:
            places = [other for other in places if other not in near]
            place = cover((place, *near))
        places.append(place)
    return places


def _sides_within(place: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a place, in whole pixels of a picture."""
    x0, y0 = max(int(place.x0), 0), max(int(place.top), 0)
    return x0, y0, min(int(place.x1) + 1, width), min(int(place.bottom) + 1, height)


def _turned(
    spine: Spine, rotation: Literal[0, 90, 180, 270], width: int, height: int
) -> Spine:
    """Where a line of a picture of this size lies once the picture was turned."""
    x, y = spine.points.T
    match rotation:
        case 90:
            points = np.column_stack([height - y, x])
        case 180:
            points = np.column_stack([width - x, height - y])
        case 270:
            points = np.column_stack([y, width - x])
        case _:
            points = spine.points
    turned = replace(spine, points=points)
    dx, dy = turned.direction
    backwards = dx < 0 if abs(dx) >= abs(dy) else dy < 0
    return turned.reversed() if backwards else turned


def _whole_sides(spines: Sequence[Spine]) -> list[Spine]:
    """Lines up or down the page with the letters that came off at their ends.

    A name along the side of a label is spaced widely, and print that lies on its side
    is found less well than level print.
    """
    apart = sorted(spines, key=lambda spine: -spine.length if _is_side(spine) else 0.0)
    whole: list[Spine] = []
    while apart:
        spine = apart.pop(0)
        while _is_side(spine):
            longer = ((n, spine.joined(other)) for n, other in enumerate(apart))
            n, more = next((pair for pair in longer if pair[1] is not None), (0, None))
            if more is None:
                break
            spine = more
            del apart[n]
        whole.append(spine)
    return whole


def _columns(letters: Mapping[int, Spine]) -> list[tuple[Spine, list[int]]]:
    """Columns of letters above each other, from the top down, and the letters' numbers."""
    columns = []
    apart = sorted(letters, key=lambda n: float(letters[n].points[:, 1].mean()))
    while apart:
        members = [apart.pop(0)]
        column = letters[members[0]]
        column = column if column.steep else column.crossed()
        for n in apart:
            if (longer := column.joined(letters[n], within=_SPACED)) is not None:
                column = longer
                members.append(n)
        apart = [n for n in apart if n not in members]
        if len(members) >= _NAME:
            columns.append((column, members))
    return columns


def _is_name(text: str) -> bool:
    """Whether a column says more than units, zeros or bullets one above the other."""
    return text.isalpha() and text[0].isupper() and len(set(text.lower())) >= _NAME


def _level_short(spines: Sequence[Spine]) -> list[Spine]:
    """Lines of one or two letters laid level: their shape does not tell where they run."""
    long = [spine.height for spine in spines if spine.length > 4 * spine.height]
    usual = float(np.median(long)) if long else 0.0
    return [
        spine.crossed()
        if spine.steep and (spine.length < 1.6 * spine.height or spine.length < 1.6 * usual)
        else spine
        for spine in spines
    ]


def _straightened(spine: Spine) -> Spine:
    """The straight line of print that takes in a whole rim."""
    (cx, cy), (width, height), degrees = cv2.minAreaRect(spine.points.astype(np.float32))
    if width < height:
        width, height, degrees = height, width, degrees + 90
    along = np.array([np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))])
    half = (width / 2 + spine.height / 2) * (along if along[0] >= 0 else -along)
    middle = np.array([cx, cy])
    return Spine(np.stack([middle - half, middle + half]), height + spine.height)


def _unread_seals(
    spines: Sequence[Spine], texts: Sequence[Text], width: int, height: int
) -> tuple[Box, ...]:
    """The seals on whose rim a letter is not sure: in so few words each one counts."""
    doubtful = {
        spine.seal
        for spine, text in zip(spines, texts, strict=True)
        if spine.seal and min(text.confidences, default=0.0) < SURE
    }
    return tuple(
        cover(box_of(spine, width, height) for spine in spines if spine.seal == seal)
        for seal in sorted(doubtful)
    )
