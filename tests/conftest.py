"""What all tests share: folders, a data folder of their own, the sample uploads, and what this machine lacks."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import postgres  # noqa: F401 - a fixture
from hypothesis import settings as hypothesis_settings

from nlp_service.samples import ToolMissingError, make, samples
from nlp_service.settings import Settings, default_settings

ROOT = Path(__file__).parents[1]

# the first text loads underthesea: no deadline; the checks of a change try the same examples every time, a developer others
hypothesis_settings.register_profile("tests", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "tests")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a tool that is not here, with the reason."""
    lacking = {
        "office": None if shutil.which("soffice") or shutil.which("libreoffice") else "LibreOffice is missing",
        "ocr": None if _reads_vietnamese() else "tesseract with Vietnamese is missing",
        "shared": None if (ROOT.parent / "shared").is_dir() else "the shared reference files are not here",
    }
    for item in items:
        for marker, reason in lacking.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


def _reads_vietnamese() -> bool:
    if shutil.which("tesseract") is None:
        return False
    done = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return "vie" in done.stdout.split()


@pytest.fixture(autouse=True, scope="session")
def _own_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test sees or changes the data of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NLP_SERVICE_DATA", str(tmp_path_factory.mktemp("data")))
        default_settings.cache_clear()
        yield
    default_settings.cache_clear()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a fresh data folder."""
    return Settings(data=tmp_path / "data")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of the training texts."""
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def sample_files(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> dict[str, Path]:
    """The sample uploads by their form, as far as this machine can make them."""
    folder = tmp_path_factory.mktemp("samples")
    files = {}
    for sample in samples():
        try:
            files[sample.form] = make(sample, corpus, folder)
        except ToolMissingError:
            continue
    return files
