"""A page picture made ready for recognition: grey without red seals, and level."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt
from PIL import Image

from .model import Gray

_MOST_SKEW = 5.0  # degrees searched either way; a page laid askew by more is turned by hand
_LEVEL = 0.12  # smaller angles are left alone
_SQUARE = 1 / 48  # of the longer side: larger than the inside of a letter, smaller than a shadow
_EVEN, _CONTRAST, _FAINTEST = 40, 150, 25  # shades of grey: of paper on one page; between paper and ink; least of print
_POINTS = 12_000  # dark points the angle is measured on


def to_gray(picture: npt.NDArray[np.uint8]) -> Gray:
    """Grey of an RGB picture (rows, columns, 3), or of one that is grey already, in which red ink is as light as paper.

    Seals are red by regulation, text is black and signatures are blue: in the red channel a seal nearly vanishes while black
    stays black.  Only clearly red points take that channel, so coloured text stays readable.
    """
    if picture.ndim == 2:
        return picture
    red, green, blue = (picture[..., k].astype(np.int16) for k in range(3))
    gray = (red * 77 + green * 151 + blue * 28) >> 8
    rest = np.maximum(green, blue)
    seal = (red - rest > 35) & (red > 90)
    if seal.any():
        # the redder, the lighter; a point where seal and black text meet has little red in it and stays dark
        gray = np.where(seal, np.minimum(255, red + 40), gray)
    return gray.astype(np.uint8)


def even(image: Gray) -> Gray:
    """The page as if the paper were white and the ink black everywhere: faint copies, shadows and lamp light of a photograph.

    The paper's shade is the lightest point of each square of `_SQUARE`, smoothed; pages that are even already stay as they are.
    """
    side = max(16, round(max(image.shape) * _SQUARE))
    rows, columns = (n // side for n in image.shape)
    if rows < 4 or columns < 4:
        return image
    squares = image[: rows * side, : columns * side].reshape(rows, side, columns, side)
    shades = squares[:, ::2, :, ::2].max(axis=(1, 3)).astype(np.float32)
    usual = float(np.median(shades))
    shades = np.maximum(shades, 0.4 * usual)  # a dark border is no paper
    low, high = np.percentile(shades, (10, 90))
    ink = float(np.percentile(image[::4, ::4], 0.5))
    if high - low < _EVEN and usual - ink > _CONTRAST:
        return image
    if high - low >= _EVEN:
        small = Image.fromarray(shades).resize((image.shape[1], image.shape[0]), Image.Resampling.BILINEAR)
        flat = np.minimum(image / np.asarray(small) * 255, 255)
        ink = float(np.percentile(flat[::4, ::4], 0.5))
    else:
        flat = np.minimum(image * (255 / usual), 255)
        ink *= 255 / usual
    if 255 - ink < _FAINTEST:
        return image  # nothing is printed on it
    return cast(Gray, np.clip((flat - ink) * (255 / (255 - ink)), 0, 255).astype(np.uint8))


def skew(image: Gray) -> float:
    """Degrees (counter-clockwise) by which a page must be turned for its lines to be level.

    The angle at which dark points fall together in the fewest rows (projection profile: Postl 1986), on a sample of points,
    first in steps of half a degree, then of a tenth.
    """
    step = max(1, round(max(image.shape) / 1000))
    small = image[: image.shape[0] // step * step, : image.shape[1] // step * step]
    if step > 1:
        small = small.reshape(small.shape[0] // step, step, -1, step).min(axis=(1, 3))
    dark = small < min(150, float(small.mean()) - 40)
    ys, xs = np.nonzero(dark)
    if len(ys) < 200:
        return 0.0
    if len(ys) > _POINTS:
        pick = np.linspace(0, len(ys) - 1, _POINTS).astype(np.int64)
        ys, xs = ys[pick], xs[pick]
    x = xs.astype(np.float64) - small.shape[1] / 2
    y = ys.astype(np.float64)

    def sharpness(degrees: float) -> float:
        rows = np.floor(y + x * np.tan(np.radians(degrees)) + small.shape[1]).astype(np.int64)
        counts = np.bincount(rows)
        return float((np.diff(counts).astype(np.float64) ** 2).sum())

    coarse = max(np.arange(-_MOST_SKEW, _MOST_SKEW + 0.01, 0.5), key=sharpness)
    fine = max(np.arange(coarse - 0.4, coarse + 0.41, 0.1), key=sharpness)
    # the points' rows went down by x·tan; turning the page counter-clockwise by the same angle lifts its right side
    return -float(fine) if abs(fine) >= _LEVEL else 0.0


def rotate(image: Gray, degrees: float) -> Gray:
    """The page turned counter-clockwise about its middle, same size, corners filled with its paper."""
    if degrees == 0.0:
        return image
    paper = int(np.percentile(image[::16, ::16], 75))
    turned = Image.fromarray(image).rotate(degrees, resample=Image.Resampling.BILINEAR, fillcolor=paper)
    return cast(Gray, np.asarray(turned))


def resize(image: Gray, factor: float) -> Gray:
    """The page made larger or smaller."""
    if abs(factor - 1) < 0.02:
        return image
    size = (max(1, round(image.shape[1] * factor)), max(1, round(image.shape[0] * factor)))
    way = Image.Resampling.BOX if factor < 0.6 else Image.Resampling.BICUBIC
    return cast(Gray, np.asarray(Image.fromarray(image).resize(size, way)))
