"""Text as it is searched: its words in any script, without capitals and accents.

A run of characters of a script that puts no spaces between words (Chinese, Japanese,
Thai and others; Korean, whose endings are a part of the word) is one unit, whatever
is looked for in it; it is found by its pairs of characters, n-grams of two.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

SEARCHED_CHARACTERS = 20_000
"""How much of one text is searched."""

SEARCHED_PARTS = 100
"""How many parts of one message are searched."""

MAX_WORDS = 4000
"""How many words a document is found by; with more, by every word, and then read."""

MAX_WORD_CHARACTERS = 40
EVERY_WORD = "*"
"""What stands for the words of a document that has too many."""

# Scripts without spaces: Thai and Lao, Myanmar, Hangul, Khmer, CJK with kana.
_RUNS = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005\u3007\u3021-\u3029"
    "\u3040-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uaa60-\uaa7f\uac00-\ud7af\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
# Marks that belong to the letter before them, which \w leaves out.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a"
    "\u07a6-\u07b0\u0900-\u0963\u0966-\u0dff\u0f71-\u0fbc\u135d-\u135f\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe20-\ufe2f"
)
_UNIT = re.compile(f"[{_RUNS}]+|(?:(?![{_RUNS}_])[\\w{_MARKS}])+")
_RUN = re.compile(f"[{_RUNS}]")
_ASCII_UNIT = re.compile("[a-z0-9]+")
_ACCENT = re.compile("[\u0300-\u036f]")
_MARKS_IN_A_ROW = 30


class Unit(NamedTuple):
    """A word, or a run of a script without spaces: its place in the text, and as it is searched."""

    start: int
    end: int
    folded: str
    is_run: bool


def units_of(text: str) -> list[Unit]:
    """The units of a text in order."""
    return list(each_unit(text))


def each_unit(text: str) -> Iterator[Unit]:
    """The units of a text one after another, as far as somebody asks."""
    if text.isascii():
        for match in _ASCII_UNIT.finditer(text.lower()):
            yield Unit(match.start(), match.end(), match.group(), is_run=False)
        return
    for match in _UNIT.finditer(text):
        raw = match.group()
        if folded := _folded(raw):
            is_run = _RUN.match(raw) is not None
            yield Unit(match.start(), match.end(), folded, is_run)


def _folded(raw: str) -> str:
    """A word or run without capitals and accents."""
    # Long ones are made anew each time: kept, they would take all the memory.
    return _known_folding(raw) if len(raw) <= MAX_WORD_CHARACTERS else _folding(raw)


@lru_cache(maxsize=20_000)
def _known_folding(raw: str) -> str:
    return _folding(raw)


def _folding(raw: str) -> str:
    apart = unicodedata.normalize("NFKD", _with_few_marks(raw).casefold())
    # A letter may stand for several words.
    joined = "".join(unicodedata.normalize("NFC", _ACCENT.sub("", apart)).split())
    return joined.casefold()


def _with_few_marks(raw: str) -> str:
    """The text without the marks after thirty in a row, as Unicode's Stream-Safe Text Format has
    it (https://unicode.org/reports/tr15): to put them in order takes the square of their number."""
    if len(raw) <= _MARKS_IN_A_ROW:
        return raw
    kept: list[str] = []
    marks = 0
    for character in raw:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)


def form_of(text: str) -> tuple[str, int]:
    """The searched form of a text, and of how many units: without their places it is a fifth of
    the work."""
    folded = [each for each, _ in _folded_units(text)]
    return f" {'  '.join(folded)} " if folded else "", len(folded)


def _folded_units(text: str) -> list[tuple[str, bool]]:
    """The units of a text in order, as they are searched; and whether each is a run."""
    if text.isascii():
        return [(word, False) for word in _ASCII_UNIT.findall(text.lower())]
    found = [(_folded(raw), _RUN.match(raw) is not None) for raw in _UNIT.findall(text)]
    return [each for each in found if each[0]]


def searched_form(units: Iterable[Unit]) -> str:
    """The units, each with a space before and one behind: what a search looks into."""
    return "".join(f" {unit.folded} " for unit in units)


def words_of(units: Iterable[Unit]) -> set[str]:
    """By what a text of these units is found: its words, and the pairs in its runs.

    The last character of a run stands alone too: each one begins some of its words.
    """
    return _words((unit.folded, unit.is_run) for unit in units)


def _words(folded_units: Iterable[tuple[str, bool]]) -> set[str]:
    words: set[str] = set()
    for folded, is_run in folded_units:
        if is_run:
            words.update(map("".join, pairwise(folded)))
            words.add(folded[-1])
        else:
            words.add(folded[:MAX_WORD_CHARACTERS])
    return words


def words_of_texts(texts: Iterable[str]) -> list[str]:
    """By what a document with these texts is found, in order."""
    words: set[str] = set()
    for text in texts:
        words |= _words(_folded_units(text[:SEARCHED_CHARACTERS]))
        if len(words) > MAX_WORDS:
            return [EVERY_WORD]
    return sorted(words)
