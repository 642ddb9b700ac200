"""The pages, drawn on the server; everything works with plain forms, scripts only make it quicker."""

from __future__ import annotations

from fastapi import APIRouter

from . import admin, case, cases, home, login, office, overview, policy, register

router = APIRouter(include_in_schema=False)
for _page in (home, login, cases, case, register, overview, admin, policy, office):
    router.include_router(_page.router)

__all__ = ["router"]
