"""Small values that browsers carry for us and must not change: signed, with an end."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import os
import secrets
from hashlib import sha256
from typing import Any

from nlp_service.settings import Settings

from .clock import time


def key_of(settings: Settings) -> bytes:
    """The key of the settings, or one that was made once and lies in the data folder, readable by its owner alone."""
    if settings.secret:
        return settings.secret.encode()
    path = settings.data / "secret.key"
    if not path.exists():
        settings.data.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".secret-{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_hex(32).encode())
        try:
            os.link(draft, path)  # whoever comes second takes the first one's
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()


def seal(key: bytes, value: dict[str, Any], seconds: float) -> str:
    """``value`` as text that `unseal` takes for so many seconds."""
    content = _encode(json.dumps({"until": time() + seconds, "value": value}).encode())
    return f"{content}.{_mac(key, content)}"


def unseal(key: bytes, sealed: str) -> dict[str, Any] | None:
    """The value again; ``None`` when it was changed, made by another key, or its time is over."""
    content, _, mac = sealed.partition(".")
    if not hmac.compare_digest(mac.encode(), _mac(key, content).encode()):
        return None
    try:
        whole = json.loads(base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)))
    except (binascii.Error, ValueError):
        return None
    value: dict[str, Any] = whole["value"]
    return value if whole["until"] > time() else None


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _mac(key: bytes, content: str) -> str:
    return hmac.new(key, content.encode(), sha256).hexdigest()
