"""Recognition of page images: engines behind one protocol, preparation of the image, the vote between engines."""

from .model import Engine, Gray, TextLine, Word
from .page import Recogniser

__all__ = ["Engine", "Gray", "Recogniser", "TextLine", "Word"]
