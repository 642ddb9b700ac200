"""The API under ``/api/v1``: everything the pages do."""

from __future__ import annotations

from fastapi import APIRouter

from . import cases, health, screenings

router = APIRouter()
router.include_router(screenings.router)
router.include_router(cases.router)

__all__ = ["health", "router"]
