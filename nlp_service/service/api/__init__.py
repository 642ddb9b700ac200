"""The API under ``/api/v1``: everything the pages do."""

from __future__ import annotations

from fastapi import APIRouter

from . import health, screenings

router = APIRouter()
router.include_router(screenings.router)

__all__ = ["health", "router"]
