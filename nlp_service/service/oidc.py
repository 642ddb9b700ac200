"""Logging in at an OpenID Connect provider: authorization code flow with PKCE (OpenID Connect Core 1.0, RFC 7636).

Off unless ``NLP_SERVICE_OIDC_ISSUER`` is set.  What the browser carries between the two visits (state, nonce, verifier) is
signed and lives ten minutes.  Roles come from a claim at every login; a person without a role of ours does not get in.
"""

from __future__ import annotations

import base64
import http.client
import json
import secrets
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from nlp_service.settings import Settings

from .clock import time
from .problems import ServiceError
from .roles import ROLES
from .signing import key_of, seal, unseal

MINUTES_TO_RETURN = 10
TIMEOUT = 10.0
KNOWN_FOR = 3600.0  # seconds that what a provider says of itself is taken for true
LARGEST = 1 << 20
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


@dataclass(frozen=True, slots=True)
class Person:
    """Who came back from the provider; ``then`` is the page they wanted."""

    issuer: str
    subject: str
    name: str
    full_name: str
    role: str
    then: str


class Provider:
    """One provider, as the settings name it."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._lock = settings, threading.Lock()
        self._known: Mapping[str, Any] = {}
        self._until = 0.0

    @property
    def on(self) -> bool:
        """Whether there is one."""
        return self._settings.oidc_issuer is not None

    def begin(self, back_to: str, then: str) -> tuple[str, str]:
        """Where to send the browser, and what it shall carry; ``back_to`` is our address it returns to.

        Raises:
            ServiceError: ``oidc-off``, ``oidc-failed``.
        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code", "client_id": self._settings.oidc_client, "redirect_uri": back_to,
            "scope": self._settings.oidc_scopes, "state": state, "nonce": nonce, "code_challenge": challenge,
            "code_challenge_method": "S256",
        }  # fmt: skip
        address = self._address("authorization_endpoint")
        carried = {"state": state, "nonce": nonce, "verifier": verifier, "then": then, "back_to": back_to}
        return (
            f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}",
            seal(key_of(self._settings), carried, MINUTES_TO_RETURN * 60),
        )

    def finish(self, carried: str, state: str, code: str) -> Person:
        """Who came back.

        Raises:
            ServiceError: ``oidc-off``, ``oidc-failed``, ``oidc-no-role``.
        """
        kept = unseal(key_of(self._settings), carried)
        if kept is None or not secrets.compare_digest(kept["state"].encode(), state.encode()):
            raise _failed("state")
        answer = self._token(code, kept["back_to"], kept["verifier"])
        claims = dict(self._checked(str(answer.get("id_token", "")), kept["nonce"]))
        if (address := self._metadata().get("userinfo_endpoint")) and "access_token" in answer:
            told = _fetch(str(address), headers={"authorization": f"Bearer {answer['access_token']}"})
            if told.get("sub") != claims["sub"]:
                raise _failed("userinfo")
            claims = {**told, **claims}
        role = role_of(claims, self._settings)
        if role is None:
            raise ServiceError("oidc-no-role", 403)
        name = str(claims.get("preferred_username") or claims.get("email") or claims["sub"])
        return Person(
            str(self._metadata()["issuer"]), str(claims["sub"])[:255], name, str(claims.get("name") or name)[:200], role,
            kept["then"],
        )  # fmt: skip

    def _token(self, code: str, back_to: str, verifier: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": back_to, "code_verifier": verifier,
            "client_id": self._settings.oidc_client,
        }  # fmt: skip
        headers = {}
        if self._settings.oidc_secret:
            pair = f"{quote(self._settings.oidc_client, safe='')}:{quote(self._settings.oidc_secret, safe='')}"
            headers["authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        return _fetch(self._address("token_endpoint"), urlencode(form).encode(), headers)

    def _checked(self, id_token: str, nonce: str) -> Mapping[str, Any]:
        """The claims of a token that the provider signed for us, for this visit, and that is not over."""
        import jwt  # most offices have no single sign-on, and cryptography takes time to load

        try:
            key = jwt.PyJWK.from_dict(self._key(str(jwt.get_unverified_header(id_token).get("kid", ""))))
            claims: dict[str, Any] = jwt.decode(
                id_token, key, algorithms=ALGORITHMS, audience=self._settings.oidc_client, issuer=self._metadata()["issuer"],
                leeway=60, options={"require": ["exp", "iat", "sub", "aud", "iss"]},
            )  # fmt: skip
        except (jwt.PyJWTError, KeyError, ValueError) as error:
            raise _failed(type(error).__name__) from error
        if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise _failed("nonce")
        if claims.get("azp", self._settings.oidc_client) != self._settings.oidc_client:
            raise _failed("azp")
        return claims

    def _key(self, kid: str) -> dict[str, Any]:
        """The provider's key of that id; asked for each time, so that a key that was withdrawn is not taken any more."""
        keys = [k for k in _fetch(self._address("jwks_uri")).get("keys", []) if k.get("use", "sig") == "sig"]
        fitting: list[dict[str, Any]] = [k for k in keys if k.get("kid", "") == kid] if kid else keys
        if len(fitting) != 1:
            raise _failed("key")
        return fitting[0]

    def _address(self, name: str) -> str:
        address = str(self._metadata().get(name, ""))
        if urlsplit(address).scheme not in ("http", "https"):
            raise _failed(name)
        return address

    def _metadata(self) -> Mapping[str, Any]:
        issuer = self._settings.oidc_issuer
        if issuer is None:
            raise ServiceError("oidc-off", 404)
        with self._lock:
            if time() > self._until:
                told = _fetch(issuer.rstrip("/") + "/.well-known/openid-configuration")
                if str(told.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
                    raise _failed("issuer")
                self._known, self._until = told, time() + KNOWN_FOR
            return self._known


def role_of(claims: Mapping[str, Any], settings: Settings) -> str | None:
    """The role that the claims give: the first line of the settings whose value is among those of the claim."""
    found: Any = claims
    for part in settings.oidc_claim.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    values = [v for v in (found if isinstance(found, list) else [found]) if isinstance(v, str)]
    for line in settings.oidc_roles:
        value, _, role = line.rpartition("=")
        if value in values and role in ROLES:
            return role
    return None


def _fetch(address: str, form: bytes | None = None, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    # the address is the operator's own or its provider's, see `Provider`
    request = urllib.request.Request(address, form, {"accept": "application/json", **(headers or {})})  # noqa: S310
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
            told = json.loads(answer.read(LARGEST))
    except urllib.error.HTTPError as error:
        with error:
            raise _failed(f"HTTP {error.code}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _failed(type(error).__name__) from error
    if not isinstance(told, dict):
        raise _failed("JSON")
    return told


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """None is made: secrets go to the address that the provider named and nowhere else."""


def _failed(detail: str) -> ServiceError:
    return ServiceError("oidc-failed", 502, detail=detail)
