"""A text of any kind as tokens: words, numbers, and marks such as smileys; nothing of initiatives is known here.

The field model counts syllables as offices write them (`syllables`); a corpus of somebody else may live on smileys, question
marks and lengthened words, and its abbreviations may mean something else.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from nlp_service.language.keys import comparison_key

#: Words (an underscore joins the syllables of a segmented word), or marks that stand together: ``:)``, ``=))``, ``?!``.
TOKEN = re.compile(r"[^\W_](?:\w|[\u0300-\u036f])*|[^\w\s]+|_+")
_LONG = re.compile(r"(.)\1{2,}")


@lru_cache(maxsize=1 << 17)
def general(token: str) -> tuple[str, ...]:
    """The spelling that is counted: lower case, one way to write accents, lengthened words and marks cut short.

    >>> general("Hoà"), general("quááá"), general(":))))"), general("không")
    (('hòa',), ('quá',), (':)',), ('không',))
    """
    return (_LONG.sub(r"\1", comparison_key(unicodedata.normalize("NFC", token).lower())),)


def tokens(text: str) -> list[str]:
    """The tokens of a text in order."""
    return [general(t)[0] for t in TOKEN.findall(text)]
