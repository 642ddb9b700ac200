"""Recognition of page images: engines behind one protocol, preparation of the image, the vote between engines."""

from .jobs import PageJobs, collect, note_poor
from .model import Engine, Gray, TextLine, Word
from .page import Recogniser
from .policy import policy
from .tesseract import Tesseract
from .true import TrueOcr

__all__ = [
    "Engine", "Gray", "PageJobs", "Recogniser", "Tesseract", "TextLine", "TrueOcr", "Word", "collect", "note_poor", "policy",
]  # fmt: skip
