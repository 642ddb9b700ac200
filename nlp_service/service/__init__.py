"""The officer's desk: web pages, API under ``/api/v1``, background jobs."""

from __future__ import annotations

from .app import create_app, serve

__all__ = ["create_app", "serve"]
