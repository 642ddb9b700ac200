"""The API under ``/api/v1``: everything the pages do."""

from __future__ import annotations

from fastapi import APIRouter

from . import admin, audits, cases, examples, health, policy, register, screenings

router = APIRouter()
router.include_router(screenings.router)
router.include_router(cases.router)
router.include_router(register.router)
router.include_router(audits.router)
router.include_router(admin.router)
router.include_router(policy.router)

__all__ = ["examples", "health", "router"]
