"""Write the reference parts of docs/: every command with its options, every setting, every error code.

python scripts/docs.py          write docs/cli.md, docs/settings.md, docs/errors.md
python scripts/docs.py --check  exit 1 where one of them is not up to date
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from nlp_service.cli.app import app
from nlp_service.messages import catalogue
from nlp_service.settings import Settings

DOCS = Path(__file__).parents[1] / "docs"

CLI = """# The command line

Made by `scripts/docs.py` from the commands themselves; help texts are Vietnamese, as at the terminal.

Every `PATH` (a file, an archive, a folder) is one dossier. Results go to standard output; errors, and a progress bar where that
is a terminal, to standard error. Reports are Vietnamese, `--lang en` (before or behind the command) makes them English.

| exit code | means |
| --- | --- |
| 0 | done, whatever the findings |
| 1 | a dossier could not be read; all others were screened |
| 2 | wrong usage: an unknown option, form, id or name |
| 3 | the service itself failed: a model, a data file, the register, or something unforeseen |

A bad file never gives a traceback; `NLP_SERVICE_DEBUG=1` shows one where something unforeseen happened.

    nlp-service screen ho-so.docx                      # a report to read
    nlp-service screen --json --data kho don.zip       # the JSON of the contract, compared with the register in kho/
    nlp-service audit nam-2023/ --out ra-soat --data kho --resume
    cat ten-sang-kien.txt | nlp-service classify --json -

An audit keeps `journal.jsonl` beside its three results: a dossier counts as done when its line stands complete there, so after
a kill `--resume` goes on with the next one. Entries that changed since are done again.
"""

SETTINGS = """# Settings

Made by `scripts/docs.py` from `nlp_service/settings.py`. Each is an environment variable; folders in
lists are JSON (`["/etc/forms"]`).

| variable | default | what it is |
| --- | --- | --- |
"""

ERRORS = """# Error codes

Made by `scripts/docs.py` from `nlp_service/messages/`. A code is stable: programs may rely on it. `{…}` stands for what is
put in.

| code | message | what to do |
| --- | --- | --- |
"""


def cli() -> str:
    """docs/cli.md."""
    return CLI + "".join(_command("nlp-service", get_command(app)))


def _command(name: str, command: Any) -> Iterator[str]:
    children = getattr(command, "commands", {})
    if name != "nlp-service" and not children:
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        usage = " ".join([name, *(p.metavar or p.name.upper() for p in arguments)])
        yield f"\n## `{usage}`\n\n{(command.help or '').strip()}\n\n"
        for p in command.params:
            if p.param_type_name == "argument":
                yield f"- `{p.metavar or p.name.upper()}`: {p.help}\n"
            else:
                yield f"- `{', '.join([*p.opts, *p.secondary_opts]).strip()}`: {p.help}\n"
    for child, sub in children.items():
        yield from _command(f"{name} {child}", sub)


def settings() -> str:
    """docs/settings.md."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "see there" if field.default_factory else f"`{_shown(field.default)}`"
        rows.append(f"| `NLP_SERVICE_{name.upper()}` | {default} | {field.description} |\n")
    debug = "\n`NLP_SERVICE_DEBUG=1` shows the traceback of an unforeseen error on the command line.\n"
    return SETTINGS + "".join(rows) + debug


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def errors() -> str:
    """docs/errors.md."""
    rows = []
    words = catalogue("en")
    for key in sorted(k for k in words if k.startswith("errors.") and k.endswith(".message")):
        code = key.split(".")[1]
        message, advice = (words[f"errors.{code}.{part}"].replace("|", "\\|") for part in ("message", "advice"))
        rows.append(f"| `{code}` | {message} | {advice} |\n")
    return ERRORS + "".join(rows)


def main() -> int:
    """Write or check the pages."""
    stale = 0
    for name, text in (("cli", cli()), ("settings", settings()), ("errors", errors())):
        path = DOCS / f"{name}.md"
        if not path.is_file() or path.read_text("utf-8") != text:
            stale += 1
            if "--check" in sys.argv:
                print(f"{path} is not up to date: python scripts/docs.py", file=sys.stderr)
            else:
                path.write_text(text, "utf-8")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
