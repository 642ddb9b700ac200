"""From bytes to a `Dossier`: formats known by their content, archives, OCR, limits.

`read` takes a file, an archive, a folder or uploads and never raises for a bad file: the file's ``status`` and
``problems`` say what happened.  `warm` starts a reading process ahead of the first file.
"""

from .door import read
from .pool import warm
from .progress import PageRead
from .upload import Upload

__all__ = ["PageRead", "Upload", "read", "warm"]
