"""The sheet of paper in a photograph: found by its edges before a darker ground, and laid flat."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt
from PIL import Image

Pixels = npt.NDArray[np.uint8]
Corners = npt.NDArray[np.float64]  # four points (x, y): top left, top right, bottom right, bottom left

_SMALL = 500  # points of the longer side on which the sheet is looked for
_DARKER = 40  # shades of grey by which the ground is darker
_LEAST, _FILLED = 0.35, 0.85  # share of the picture that is paper, and of the four-sided figure that is light
_CROOKED = 0.008  # of the longer side: how far corners may be off a rectangle that is left alone
_WORST = 0.2  # of a side: corners further off are no sheet that a person photographed to be read


def flattened(picture: Pixels) -> Pixels:
    """The sheet alone, its corners made right, where a picture shows a whole sheet aslant; else the picture itself."""
    corners = sheet_corners(picture)
    if corners is None:
        return picture
    top, right, bottom, left = (float(np.hypot(*(corners[k] - corners[(k + 1) % 4]))) for k in range(4))
    width, height = round(max(top, bottom)), round(max(left, right))
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float64)
    turned = Image.fromarray(picture).transform(
        (width, height), Image.Transform.PERSPECTIVE, tuple(projection(target, corners)), Image.Resampling.BICUBIC
    )
    return cast(Pixels, np.asarray(turned))


def sheet_corners(picture: Pixels) -> Corners | None:
    """The corners of a sheet that lies aslant before a darker ground; ``None`` where there is none, or nothing to be done."""
    step = max(1, max(picture.shape[:2]) // _SMALL)
    small = picture[::step, ::step].astype(np.float32)
    small = small.mean(axis=2) if small.ndim == 3 else small
    edge = np.concatenate([small[0], small[-1], small[:, 0], small[:, -1]])
    ground, paper = float(np.median(edge)), float(np.percentile(small, 75))
    if paper - ground < _DARKER or np.mean(edge < (ground + paper) / 2) < 0.9:
        return None
    light = small > (ground + paper) / 2
    inner = light.copy()  # without single points
    for shifted in (np.roll(light, s, axis) for s in (-1, 1) for axis in (0, 1)):
        inner &= shifted
    ys, xs = np.nonzero(inner)
    if len(ys) < _LEAST * 0.5 * small.size:
        return None
    ends = (np.argmin(xs + ys), np.argmax(xs - ys), np.argmax(xs + ys), np.argmin(xs - ys))
    corners = np.array([(xs[k], ys[k]) for k in ends], dtype=np.float64)
    x, y = corners[:, 0], corners[:, 1]
    area = 0.5 * abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1)))
    off = max(abs(x[0] - x[3]), abs(x[1] - x[2]), abs(y[0] - y[1]), abs(y[3] - y[2]))
    if area < _LEAST * small.size or inner.sum() < _FILLED * area or off > _WORST * max(small.shape):
        return None
    return corners * step if off > _CROOKED * max(small.shape) else None


def projection(target: Corners, source: Corners) -> npt.NDArray[np.float64]:
    """The eight numbers (as Pillow wants them) of the projection that takes four points of ``target`` to ``source``."""
    rows, values = [], []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return np.linalg.solve(np.array(rows), np.array(values))
