"""Errors as words and exit codes."""

from __future__ import annotations

import os
import sys
import traceback

from nlp_service.dossier import NlpServiceError, ReadingError
from nlp_service.messages import explain, say, unexpected

from .app import Language, Spoken

UNREAD, USAGE, BROKEN = 1, 2, 3

#: Codes of what a person at the command line got wrong, rather than the service.
_OF_USAGE = frozenset(
    {
        "profile-unknown", "rule-unknown", "register-id-unknown", "register-id-exists", "value-wrong", "user-exists",
        "user-unknown", "role-unknown", "password-weak", "exchange-format", "backup-invalid", "token-exists", "token-unknown",
        "scope-unknown", "engine-missing", "labelled-empty", "labelled-encoding", "labelled-columns", "labelled-single",
        "path-unusable", "register-missing", "register-no-dossier", "port-in-use", "address-unusable",
    }
)  # fmt: skip


def report_failure(error: Exception) -> int:
    """Tell ``error`` on standard error, without a traceback unless ``NLP_SERVICE_DEBUG`` is set; gives the exit code."""
    if os.environ.get("NLP_SERVICE_DEBUG"):
        traceback.print_exception(error)
    ours = error if isinstance(error, NlpServiceError) else unexpected(error)
    tell(ours, Spoken.lang or "vi")
    if isinstance(ours, ReadingError):
        return UNREAD
    return USAGE if ours.code in _OF_USAGE else BROKEN


def tell(error: NlpServiceError, lang: Language) -> None:
    """Message, code and advice on standard error."""
    info = explain(error, lang)
    print(f"{say('cli.error', lang)}: {info.message} [{info.code}]\n  {info.advice}", file=sys.stderr)
