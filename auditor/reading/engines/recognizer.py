"""Strips of print to characters, by one of the PP-OCR recognizers.

A recognizer knows the characters of many scripts. It is cut down to those that labels
in Latin script print, which is faster and leaves less to misread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from auditor.reading.engines.tensors import STRIP_TONES, fill
from auditor.reading.models import load_model
from auditor.reading.stages import stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from auditor.reading.engines.runtimes import Runtime

    Pixels = NDArray[np.uint8]

STRIP_HEIGHT = 48
"""Height of the recognizer's input."""

_BATCH_WIDTH = 6000
"""Summed width of the strips of one batch: larger ones fall out of the cache."""

LANGUAGES = (
    *("en", "fr", "es", "de", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "sk"),
    *("sl", "hr", "hu", "et", "lv", "lt", "tr", "ca"),
)
"""Their letters are among those the recognizer is cut down to. It reads all of them
at once: naming one changes nothing."""

_LATIN_EXTRAS = "–—‘’“”„†‡•…‰™℠€⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉−×≤≥≈αβγδεωμΩ℮●○■□▪▲▶★☆✓✔√→"


@dataclass(frozen=True, slots=True)
class Text:
    """What the recognizer made of one strip."""

    characters: str

    confidences: tuple[float, ...]
    """One for each character."""

    places: tuple[float, ...]
    """Middle of each character as a share of the strip's width."""

    @property
    def confidence(self) -> float:
        """The mean of its characters', in [0, 1]; 0 where there are none."""
        if not self.confidences:
            return 0.0
        return sum(self.confidences) / len(self.confidences)


class Recognizer:
    """Reads strips of print."""

    def __init__(self, runtime: Runtime, size: str, models: Path | None) -> None:
        table = load_model("characters", models, size).decode("utf-8").replace("\r", "")
        # Class 0 is the blank of CTC, the last one the space.
        classes = ["", *table.removesuffix("\n").split("\n"), " "]
        kept = [n for n, text in enumerate(classes) if n == 0 or _is_latin(text)]
        self._characters = [classes[n] for n in kept]
        weights = load_model("recognizer", models, size)
        self._session = runtime.session(_keep_classes(weights, kept, len(classes)))

    @stage("recognize")
    def read(self, strips: Sequence[Pixels]) -> list[Text]:
        """One text for each strip, RGB of shape (STRIP_HEIGHT, width, 3), in order."""
        texts: list[Text] = [Text("", (), ())] * len(strips)
        order = sorted(range(len(strips)), key=lambda n: strips[n].shape[1])
        for batch in _batches(order, [strip.shape[1] for strip in strips]):
            width = -(-max(strips[n].shape[1] for n in batch) // 32) * 32
            tensor = np.zeros((len(batch), 3, STRIP_HEIGHT, width), np.float32)
            for row, n in enumerate(batch):
                place = tensor[row, :, :, : strips[n].shape[1]]
                fill(place, strips[n], STRIP_TONES)
            scores = self._session.run(tensor)
            for row, n in enumerate(batch):
                share = width / strips[n].shape[1]
                texts[n] = _decode(scores[row], self._characters, share)
        return texts


def letters_of(texts: Iterable[Text]) -> float:
    """How many characters of the texts were probably read right."""
    return sum(sum(text.confidences) for text in texts)


def _is_latin(text: str) -> bool:
    """Whether labels in Latin script print this character.

    They print no braces: the recognizer writes superscripts with them, as in "^{".
    """
    return text == " " or (
        len(text) == 1
        and text not in "{}"
        and ("!" <= text <= "~" or "¡" <= text <= "ſ" or text in _LATIN_EXTRAS)
    )


def _keep_classes(model: bytes, kept: list[int], total: int) -> bytes:
    """The recognizer with an output layer of the kept classes only.

    Its 18,710 classes cost a quarter of its time, and each Chinese character that
    resembles a letter is a chance to misread one.
    """
    import onnx
    from onnx import numpy_helper

    graph = onnx.load_from_string(model)
    for tensor in graph.graph.initializer:
        if total in tensor.dims:
            values = numpy_helper.to_array(tensor)
            cut = np.ascontiguousarray(values[..., kept])
            tensor.CopyFrom(numpy_helper.from_array(cut, tensor.name))
    for output in graph.graph.output:
        output.type.tensor_type.shape.dim[-1].dim_value = len(kept)
    content: bytes = graph.SerializeToString()
    return content


def _batches(order: Sequence[int], widths: Sequence[int]) -> list[list[int]]:
    """Strips of like width together: padding is paid for like print."""
    batches: list[list[int]] = []
    for n in order:
        batch = batches[-1] if batches else []
        fits = batch and (len(batch) + 1) * widths[n] <= _BATCH_WIDTH
        alike = batch and widths[n] <= 1.25 * widths[batch[0]] + 32
        if fits and alike:
            batch.append(n)
        else:
            batches.append([n])
    return batches


def _decode(scores: NDArray[np.float32], characters: Sequence[str], share: float) -> Text:
    """Greedy CTC: the best class of each step, repeats joined, blanks dropped.

    `share` is the padded width over the strip's own.
    """
    best = scores.argmax(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    steps = np.diff(starts, append=len(best))
    labels = best[starts]
    printed = labels > 0
    sure = np.maximum.reduceat(scores.max(axis=1), starts)[printed]
    places = ((starts + steps / 2) / len(best) * share)[printed]
    return Text(
        "".join(characters[label] for label in labels[printed]),
        tuple(sure.tolist()),
        tuple(np.minimum(places, 1.0).tolist()),
    )
