"""Reading the YAML data of this room, with the schema beside it."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from nlp_service.dossier import ConfigurationError

HERE = Path(__file__).parent
# the C loader is ten times faster; the Python one is there where PyYAML came without it
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _PlainLoader(_Loader):  # type: ignore[misc]  # which of two classes is known at run time
    """Dates stay text: a date in these files is an ISO string."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}


def office_folder(folder: Path, setting: str) -> Path:
    """A folder of an office's own.

    Raises:
        ConfigurationError: ``folder-missing``, there is none where ``setting`` names it.
    """
    if not folder.is_dir():
        raise ConfigurationError("folder-missing", path=str(folder), name=setting)
    return folder


@lru_cache(maxsize=8)
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((HERE / f"{schema}.schema.json").read_text("utf-8")))


def read_yaml(path: Path, schema: str | None = None) -> dict[str, Any]:
    """The mapping in ``path``, checked against ``<schema>.schema.json``.

    Raises:
        ConfigurationError: ``data-invalid``, the file is no YAML or does not follow the schema.
    """
    try:
        value = yaml.load(path.read_text("utf-8"), Loader=_PlainLoader)  # noqa: S506  a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError("data-invalid", path=str(path), detail=str(error).splitlines()[0]) from error
    if not isinstance(value, dict):
        raise ConfigurationError("data-invalid", path=str(path), detail="not a mapping")
    if schema:
        worst = next(iter(sorted(_validator(schema).iter_errors(value), key=str)), None)
        if worst is not None:
            where = "/".join(map(str, worst.absolute_path)) or "top level"
            raise ConfigurationError("data-invalid", path=str(path), detail=f"{where}: {worst.message[:200]}")
    return value
