"""How much a list shows of a text: as the title of a chat that has none, and as a preview."""

import re
import unicodedata

TITLE_CHARACTERS = 60
"""How long a title is at most that a chat has from its first user's text."""

TITLE_FROM = 20
"""Among how many of its first messages the text is looked for that gives a chat a title."""

PREVIEW_CHARACTERS = 160
"""How much of its newest message a list shows at most."""

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b\ufeff]+")
_JOINER = "\u200d"


def shortened(text: str, characters: int) -> str:
    """A text on one line, cut to ``characters`` (code points) at the end of a word.

    A word that alone is longer, as a sentence is in a script without spaces, is cut
    between two characters that people would see as two.
    """
    line = _BLANKS.sub(" ", text[: 8 * characters]).strip()
    if len(line) <= characters:
        return line
    end = line.rfind(" ", 0, characters + 1)
    if end > 0:
        return line[:end]
    end = characters
    while end > 1 and _belongs_to_the_one_before(line, end):
        end -= 1
    return line[:end]


def _belongs_to_the_one_before(line: str, place: int) -> bool:
    character = line[place]
    return (
        unicodedata.category(character) in ("Mn", "Mc", "Me")
        or character == _JOINER
        or line[place - 1] == _JOINER
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
