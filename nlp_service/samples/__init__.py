"""Sample uploads made from the corpus: real files in the formats and with the flaws that offices receive."""

from .cases import Sample, samples
from .making import ToolMissingError, make

__all__ = ["Sample", "ToolMissingError", "make", "samples"]
