"""All settings in one frozen value: defaults, then environment (``NLP_SERVICE_…``), then what the caller gives."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGE = Path(__file__).parent


def _beside_package(name: str) -> Path:
    """Top-level data folder of a checkout, or its copy inside an installed wheel."""
    checkout = PACKAGE.parent / name
    return checkout if (PACKAGE.parent / "pyproject.toml").is_file() else PACKAGE / "_data" / name


class Settings(BaseSettings):
    """Settings of the service; every one is documented in docs/settings.md."""

    model_config = SettingsConfigDict(env_prefix="NLP_SERVICE_", frozen=True, extra="forbid")

    # -- where things are
    data: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("nlp-service"),
        description="Folder of the register, the stored originals and the job tables.",
    )
    models: Path = Field(
        default_factory=lambda: _beside_package("models"), description="Folder of the pipeline and the field model."
    )
    corpus: Path = Field(default_factory=lambda: _beside_package("corpus"), description="Folder of the training texts.")
    profiles: tuple[Path, ...] = Field(default=(), description="Further folders with profiles (forms) of an office, YAML.")
    packs: tuple[Path, ...] = Field(default=(), description="Further folders with rule packs of an office, YAML.")
    database: str | None = Field(
        default=None, description="SQLAlchemy URL of the register; default: SQLite in the data folder."
    )

    # -- language
    lang: Literal["vi", "en"] = Field(default="vi", description="Language of messages.")

    # -- reading: limits per file and tools
    max_bytes: int = Field(default=200 * 2**20, description="Largest file that is read, in bytes.")
    max_pages: int = Field(default=500, description="Most pages of one file that are read.")
    max_ocr_pages: int = Field(default=120, description="Most pages of one file that are recognised by OCR.")
    max_members: int = Field(default=500, description="Most members of an archive or files of a folder.")
    max_unpacked: int = Field(default=1024 * 2**20, description="Most bytes an archive may unpack to.")
    max_pixels: int = Field(default=60_000_000, description="Largest image that is recognised, in pixels.")
    read_timeout: float = Field(default=600.0, description="Seconds after which the reading of one file is given up.")
    read_memory: int = Field(default=3 * 2**30, description="Address space a reading process may use, in bytes.")
    isolate: bool = Field(default=True, description="Read every file in a worker process of its own kind with limits.")
    office_timeout: float = Field(default=120.0, description="Seconds LibreOffice may take for one file.")
    ocr_language: str = Field(default="vie", description="Tesseract language(s), joined with +.")
    ocr_dpi: int = Field(default=200, description="Resolution at which pages are rendered for OCR.")
    workers: int = Field(default=0, description="Processes for heavy work; 0: one for each core.")

    # -- judgement
    unknown_below: float | None = Field(
        default=None, description="Field confidence below which the label is unknown; default: the model's own."
    )
    high_coverage: float = Field(default=0.40, description="Share of copied prose from which a duplicate is high.")
    medium_coverage: float = Field(default=0.12, description="Share of copied prose from which a duplicate is medium.")

    # -- service
    host: str = Field(default="127.0.0.1", description="Address the web service listens on.")
    port: int = Field(default=8000, description="Port the web service listens on.")
    secret: str | None = Field(
        default=None, description="Key that signs sessions; default: made once and kept in the data folder."
    )
    public_url: str | None = Field(
        default=None, description="Address that browsers use, e.g. https://sangkien.example.vn, where a proxy stands before us."
    )
    webhook_hosts: tuple[str, ...] = Field(
        default=(), description="Hosts that messages may be sent to (name, or name:port); none: nothing is ever sent."
    )
    oidc_issuer: str | None = Field(default=None, description="Address of an OpenID Connect provider; none: it is off.")
    oidc_client: str = Field(default="nlp-service", description="Our client id at the OpenID Connect provider.")
    oidc_secret: str | None = Field(default=None, description="Our client secret at the OpenID Connect provider.")
    oidc_scopes: str = Field(default="openid profile email", description="Scopes asked for at the OpenID Connect provider.")
    oidc_claim: str = Field(default="roles", description="Claim that names a person's roles or groups; dots lead into it.")
    oidc_roles: tuple[str, ...] = Field(
        default=(), description="Which value of that claim makes which role here, strongest first, e.g. truong-phong=lead."
    )

    @property
    def processes(self) -> int:
        """How many processes heavy work gets: ``workers``, or one for each core that this process may run on."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        return self.workers or cores or 1

    @property
    def database_url(self) -> str:
        """SQLAlchemy URL of the register."""
        return self.database or f"sqlite:///{self.data / 'register.sqlite3'}"


@lru_cache(maxsize=1)
def default_settings() -> Settings:
    """Settings from the environment alone, made once."""
    return Settings()
