"""What an office scanner makes of a paper: pages a little askew, grey, noisy, with a red stamp on the last one."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

DPI = 150
_PAPER, _INK = (251, 250, 246), (196, 34, 44)


def scan(pdf: Path, out: Path, *, seed: int = 1, dpi: int = DPI) -> None:
    """Write ``out``, a pdf of pictures without any text, of the pages of ``pdf``.  The same seed gives the same pictures."""
    rng = random.Random(seed)  # noqa: S311  pictures, not secrets
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
    pages[-1] = _stamped(pages[-1])
    scanned = [_scanned(page, rng) for page in pages]
    scanned[0].save(out, "PDF", save_all=True, append_images=scanned[1:], resolution=dpi, quality=72)


def _stamped(page: Image.Image) -> Image.Image:
    """A round seal over the signature."""
    page = page.copy()
    draw = ImageDraw.Draw(page)
    radius = page.width * 0.09
    x, y = page.width * 0.30, min(_last_ink(page), page.height - 1.2 * radius)
    for r, width in ((radius, 5), (radius * 0.72, 2)):
        draw.ellipse((x - r, y - r, x + r, y + r), outline=_INK, width=width)
    star = []
    for i in range(10):
        r, turn = radius * (0.3 if i % 2 == 0 else 0.12), i * np.pi / 5
        star.append((x + r * np.sin(turn), y - r * np.cos(turn)))
    draw.polygon(star, fill=_INK)
    return page


def _last_ink(page: Image.Image) -> float:
    """How far down the page is written on, in pixels."""
    rows = np.flatnonzero(np.asarray(page.convert("L")).min(axis=1) < 128)
    return float(rows[-1]) if rows.size else page.height / 2


def _scanned(page: Image.Image, rng: random.Random) -> Image.Image:
    turned = page.rotate(rng.uniform(-0.9, 0.9), resample=Image.Resampling.BICUBIC, fillcolor=_PAPER)
    soft = np.asarray(turned.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.6))), dtype=np.float32)
    noise = np.random.default_rng(rng.randrange(2**32)).normal(0, 7, soft.shape[:2]).astype(np.float32)
    shade = np.linspace(1.0, rng.uniform(0.93, 0.98), soft.shape[1], dtype=np.float32)  # the lamp is weaker on one side
    return Image.fromarray((soft * shade[None, :, None] + noise[..., None]).clip(0, 255).astype(np.uint8))
