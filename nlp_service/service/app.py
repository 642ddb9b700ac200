"""The application and how it is served."""

from __future__ import annotations

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from anyio import to_thread
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from nlp_service import __version__
from nlp_service.register import Register
from nlp_service.settings import Settings, default_settings

from . import problems
from .api import examples, health, router
from .crew import Crew, ProcessCrew, ThreadCrew
from .desk import Desk
from .guard import Bucket, Guard
from .listening import try_address
from .metrics import Metrics
from .pages import router as pages
from .retention import Clock

log = logging.getLogger("nlp_service")
HERE = Path(__file__).parent
CACHE = 8  # MiB of an SQLite file that each connection holds: pages look at little of it
THREADS = 20  # as many as there are connections


def create_app(settings: Settings | None = None, *, processes: bool = False, workers: int = 1) -> FastAPI:
    """The application; its workers are threads, or processes of their own with ``processes``."""
    settings = settings or default_settings()
    register = Register.open(settings, cache=CACHE, rebuild=not processes)
    crew: Crew = ProcessCrew(settings, register, workers) if processes else ThreadCrew(settings, register, workers)

    clock = Clock(register.engine)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        crew.start()
        clock.start()
        yield
        clock.stop()
        crew.stop()
        register.close()

    app = FastAPI(
        title="nlp-service", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json", summary="Sơ kiểm hồ sơ sáng kiến, ngoại tuyến",
        description="Kiểm tra thành phần và nội dung hồ sơ, phân loại lĩnh vực, tìm sáng kiến trùng lặp.",
    )  # fmt: skip
    app.state.desk = Desk(settings, register, crew)
    app.state.metrics = Metrics()
    problems.install(app)
    examples.install(app)
    app.include_router(router, prefix="/api/v1")
    app.include_router(health.router)
    app.include_router(pages)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.add_middleware(
        Guard, max_body=2 * settings.max_bytes, metrics=app.state.metrics, lang=settings.lang,
        logins=Bucket(rate=0.5, burst=10), calls=Bucket(rate=50, burst=500),
    )  # fmt: skip
    return app


def serve(settings: Settings | None = None, *, host: str | None = None, port: int | None = None) -> None:
    """Serve until Ctrl-C; logs one line with the address when it is ready.

    Raises:
        ConfigurationError: ``port-in-use``, ``address-unusable``.
    """
    settings = settings or default_settings()
    host, port = host or settings.host, settings.port if port is None else port
    try_address(host, port)
    app = create_app(settings, processes=True, workers=settings.workers)
    quiet: dict[str, Any] = {
        "timeout_keep_alive": 75,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
    }
    config = uvicorn.Config(app, host=host, port=port, **quiet)
    if not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        log.addHandler(handler)
        log.propagate = False  # one line with the address, whoever else has set up logging
        log.setLevel(logging.INFO)
        logging.getLogger("nlp_service.http").setLevel(logging.WARNING)
    _Server(config).run()


class _Server(uvicorn.Server):
    async def startup(self, sockets: object = None) -> None:
        await super().startup(sockets)  # type: ignore[arg-type]  # handed on as it comes
        for server in self.servers:
            for socket in server.sockets:
                host, port = socket.getsockname()[:2]
                log.info("nlp-service: http://%s:%s", f"[{host}]" if ":" in host else host, port)
