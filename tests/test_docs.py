"""The documentation names everything that can be set, run or met; README keeps its promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from nlp_service.cli.app import app
from nlp_service.messages import LANGUAGES, catalogue
from nlp_service.rules.profile import read_profile
from nlp_service.samples import samples
from nlp_service.settings import Settings

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def _text(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def test_every_command_and_option_is_described() -> None:
    text = _text("cli.md")

    def walk(name: str, command: object) -> None:
        children = getattr(command, "commands", {})
        for child, sub in children.items():
            walk(f"{name} {child}", sub)
        if not children:
            assert f"## `{name}" in text, name
            section = text.split(f"## `{name}", 1)[1].split("\n## ", 1)[0]
            for parameter in command.params:  # type: ignore[attr-defined]
                if parameter.param_type_name == "option":
                    spelt = [*parameter.opts, *parameter.secondary_opts]
                    assert any(s in section for s in spelt), f"{name} {spelt}"

    walk("nlp-service", get_command(app))


def test_every_setting_is_described() -> None:
    text = _text("settings.md")
    for name, field in Settings.model_fields.items():
        assert f"`NLP_SERVICE_{name.upper()}`" in text, name
        assert field.description, name


def test_every_error_code_is_described() -> None:
    text = _text("errors.md")
    codes = {k.split(".")[1] for k in catalogue("en") if k.startswith("errors.")}
    assert codes <= set(re.findall(r"^\| `([a-z0-9-]+)`", text, re.MULTILINE))


def test_both_languages_say_the_same_things() -> None:
    keys = [set(catalogue(lang)) for lang in LANGUAGES]
    assert keys[0] == keys[1]
    for key in keys[0]:
        places = [set(re.findall(r"\{(\w+)", catalogue(lang)[key])) for lang in LANGUAGES]
        assert places[0] == places[1], key


def test_every_code_that_is_raised_has_words() -> None:
    words = catalogue("vi")
    pattern = re.compile(r"""\b\w*Error\(\s*["']([a-z]+(?:-[a-z0-9]+)+)["']""")
    for path in sorted((ROOT / "nlp_service").rglob("*.py")):
        for code in pattern.findall(path.read_text("utf-8")):
            assert f"errors.{code}.message" in words, f"{code} in {path.name}"


def test_readme_begins_with_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    top = text[:900]
    assert "make run" in top
    assert "make test" in top
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (ROOT / target).exists(), target


def test_files_that_the_readme_screens_are_made_by_make_run() -> None:
    made = {f"{c.name}.{'pdf' if c.form == 'scan' else 'docx' if c.form == 'tcvn3' else c.form}" for c in samples()}
    named = re.findall(r"demo/samples/([\w.-]+)", (ROOT / "README.md").read_text("utf-8"))
    assert named
    assert set(named) <= made


def test_the_form_in_the_readme_is_one(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text("utf-8").split("```yaml\n", 1)[1].split("```", 1)[0]
    (tmp_path / "form.yaml").write_text(text, "utf-8")
    form = read_profile(tmp_path / "form.yaml")
    assert [s.id for s in form.required] == ["prior_state", "solution", "benefits"]
    assert f"nlp-service profiles {form.id}" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_are_whole(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text  # no index host
    pins = re.findall(r"^([A-Za-z0-9_.-]+)==\S+", text, re.MULTILINE)
    assert len(pins) > 50
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        if "==" in block and not block.startswith("#"):
            assert "--hash=sha256:" in block, block.split("\n")[0]


def test_every_dependency_is_locked_and_described() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8").split("dependencies = [", 1)[1].split("\n]", 1)[0]
    lock, text = (ROOT / "requirements.lock").read_text("utf-8").lower(), _text("dependencies.md").lower()
    for name in re.findall(r'^\s*"([A-Za-z0-9-]+)', project, re.MULTILINE):
        assert f"\n{name.lower()}==" in lock, name
        assert name.lower() in text, name
