"""The errors of the house.

    NlpServiceError
    ├── ReadingError          a file cannot be read (empty, encrypted, damaged, unknown, too large …)
    ├── ConfigurationError    a data file, setting or model is wrong or missing
    └── RegisterError         the register refuses (unknown id, same id twice, newer schema …)

Each carries a stable ``code`` (kebab-case) and the arguments of its message; the words for people, in two languages,
are made from both by `nlp_service.messages`, which documents every code.
"""

from __future__ import annotations


class NlpServiceError(Exception):
    """Base of all errors this package raises on purpose."""

    def __init__(self, code: str, **arguments: str | int | float) -> None:
        self.code = code
        self.arguments = arguments
        details = ", ".join(f"{k}={v}" for k, v in arguments.items())
        super().__init__(f"{code}: {details}" if details else code)

    def __reduce__(self) -> tuple[object, ...]:  # keyword arguments survive the way between processes
        return _restore, (type(self), self.code, self.arguments)


def _restore(kind: type[NlpServiceError], code: str, arguments: dict[str, str | int | float]) -> NlpServiceError:
    return kind(code, **arguments)


class ReadingError(NlpServiceError):
    """A file or a part of it cannot be read."""


class ConfigurationError(NlpServiceError):
    """A data file, a setting or a model is missing or wrong."""


class RegisterError(NlpServiceError):
    """The register cannot do what was asked."""
