"""Pictures of pages: png, jpeg, bmp, webp, tiff with several pages, heif."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
from pi_heif import register_heif_opener
from PIL import Image, ImageFile, ImageOps, ImageSequence, UnidentifiedImageError

from nlp_service.dossier import ReadingError, SourceFile
from nlp_service.messages import problem
from nlp_service.settings import Settings

from .builder import BlockBuilder
from .layout.model import Sheet
from .layout.write import write
from .ocr import Recogniser, note_poor, policy
from .ocr.paper import Pixels, flattened
from .progress import teller

_GRAY = frozenset({"1", "L", "LA", "I", "I;16", "F"})
_A4 = 8.27  # inches: width of the paper that is assumed where a picture does not tell its resolution


def read_torn_image(content: bytes, name: str, settings: Settings) -> SourceFile:
    """Recognise a picture file whose end is missing; errors as of `read_image`."""
    return read_image(content, name, settings, torn=True)


def read_image(content: bytes, name: str, settings: Settings, *, torn: bool = False) -> SourceFile:
    """Recognise the pages of a picture file; of a ``torn`` one as much as is there.

    Raises:
        ReadingError: ``file-damaged``, ``image-too-large``, ``format-unsupported``, ``tool-missing``, ``no-text``.
    """
    recogniser = Recogniser.of(settings)
    builder = BlockBuilder()
    sheets: list[Sheet] = []
    count, tell = 0, teller(name, 0)
    try:
        for count, (image, dpi) in enumerate(frames(content, name, settings, torn=torn), 1):
            if count > settings.max_ocr_pages:
                limit = settings.max_ocr_pages
                builder.problems.append(problem("too-many-pages", settings.lang, name=name, pages=count, limit=limit))
                break
            sheets.append(recogniser.sheet(image, dpi, count))
            tell()
    except ReadingError as error:
        if error.code != "file-damaged" or not sheets:
            raise
        builder.problems.append(problem("file-salvaged", settings.lang, name=name))  # the pages before the tear are kept
    write(sheets, builder)
    note_poor(sheets, builder, policy().poor)
    if not len(builder):
        raise ReadingError("no-text", name=name)
    return builder.build(name, "image", pages=count, ocr_pages=len(sheets))


def frames(content: bytes, name: str, settings: Settings, *, torn: bool = False) -> Iterator[tuple[Pixels, float]]:
    """The pages of a picture file, grey or RGB, upright by their Exif orientation, with their resolution.

    Raises:
        ReadingError: ``file-damaged``, ``image-too-large``.
    """
    register_heif_opener()
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, torn
    try:
        with Image.open(io.BytesIO(content)) as file:
            for frame in ImageSequence.Iterator(file):
                width, height = frame.size
                if width * height > settings.max_pixels:
                    raise ReadingError("image-too-large", name=name, pixels=width * height)
                upright = ImageOps.exif_transpose(frame)
                gray = upright.mode in _GRAY
                picture = np.asarray(upright.convert("L" if gray else "RGB"))
                sheet = flattened(picture)
                yield sheet, _resolution(upright) if sheet is picture else min(sheet.shape[:2]) / _A4
    except UnidentifiedImageError as error:
        raise ReadingError("file-damaged", name=name, detail="image") from error
    except Image.DecompressionBombError as error:
        raise ReadingError("image-too-large", name=name, pixels=str(error)) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ReadingError("file-damaged", name=name, detail=str(error)[:80]) from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _resolution(picture: Image.Image) -> float:
    told = picture.info.get("dpi", (0, 0))[0]
    if 90 <= float(told) <= 1200:
        return float(told)
    return min(picture.size) / _A4
