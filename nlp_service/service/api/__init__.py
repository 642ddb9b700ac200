"""The API under ``/api/v1``: everything the pages do."""

from __future__ import annotations

from fastapi import APIRouter

from . import audits, cases, health, register, screenings

router = APIRouter()
router.include_router(screenings.router)
router.include_router(cases.router)
router.include_router(register.router)
router.include_router(audits.router)

__all__ = ["health", "router"]
