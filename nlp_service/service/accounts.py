"""Users, sessions of browsers, tokens of programs.  Passwords by argon2id; of cookies and tokens only digests are kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from nlp_service.dossier import NlpServiceError
from nlp_service.register.audit_log import record
from nlp_service.register.database import reading, writing

from .clock import now, time
from .roles import ROLES, SCOPES, Caller
from .tables import LoginRow, TokenRow, UserRow

SESSION_IDLE = 8 * 3600.0  # seconds without a call after which a session ends
SESSION_LONGEST = 24 * 3600.0
FAILURES = 5  # wrong passwords before the door closes
LOCKED = 300.0  # seconds it stays closed
SHORTEST_PASSWORD = 10
DEFAULT_SCOPES = ("read", "upload", "write")
_SEEN_EVERY = 60.0

_hasher = PasswordHasher()
NO_PASSWORD = "!"  # noqa: S105  of a user who logs in elsewhere: no password fits it
_NOBODY = _hasher.hash(secrets.token_hex(16))  # an unknown name takes as long as a wrong password


class AccountError(NlpServiceError):
    """Users and tokens: wrong name, taken name, weak password, locked door."""


def has_users(engine: Engine) -> bool:
    """Whether anybody needs to log in at all."""
    with reading(engine) as session:
        return session.scalar(select(UserRow.id).limit(1)) is not None


def add_user(
    engine: Engine, name: str, password: str, *, role: str = "officer", full_name: str = "", unit: str = "", who: str = "local"
) -> None:
    """A new user; the first one should be an ``administrator``.

    Raises:
        AccountError: ``user-exists``, ``role-unknown``, ``password-weak``.
    """
    check_password(password)
    if role not in ROLES:
        raise AccountError("role-unknown", role=role, roles=", ".join(ROLES))
    digest = _hasher.hash(password)
    with writing(engine) as session:
        if session.scalar(select(UserRow.id).where(UserRow.name == name)) is not None:
            raise AccountError("user-exists", name=name)
        session.add(
            UserRow(
                name=name, full_name=full_name or name, role=role, unit=unit, password=digest, active=True, failures=0,
                locked_until=0.0, created=now(),
            )
        )  # fmt: skip
        record(session, who, "user.add", name, role=role)


def change_user(
    engine: Engine,
    name: str,
    *,
    role: str | None = None,
    active: bool | None = None,
    password: str | None = None,
    who: str = "local",
) -> None:
    """Give a user another role or password, or close the account; all its sessions end.

    Raises:
        AccountError: ``user-unknown``, ``role-unknown``, ``password-weak``, ``last-administrator``.
    """
    if password is not None:
        check_password(password)
    if role is not None and role not in ROLES:
        raise AccountError("role-unknown", role=role, roles=", ".join(ROLES))
    with writing(engine) as session:
        user = session.scalars(select(UserRow).where(UserRow.name == name)).one_or_none()
        if user is None:
            raise AccountError("user-unknown", name=name)
        user.role = role or user.role
        user.active = user.active if active is None else active
        if password is not None:
            user.password, user.failures, user.locked_until = _hasher.hash(password), 0, 0.0
        session.flush()
        heads = select(func.count()).select_from(UserRow).where(UserRow.role == "administrator", UserRow.active)
        if not session.scalar(heads):
            raise AccountError("last-administrator", name=name)
        session.execute(delete(LoginRow).where(LoginRow.user == user.id))
        record(session, who, "user.change", name, role=user.role, active=user.active, password=password is not None)


def users(engine: Engine) -> list[UserRow]:
    """All users by name."""
    with reading(engine) as session:
        return list(session.scalars(select(UserRow).order_by(UserRow.name)))


def check_password(password: str) -> None:
    """Raises:
    AccountError: ``password-weak``, it is short or one letter over and over.
    """
    if len(password) < SHORTEST_PASSWORD or len(set(password)) < 4:
        raise AccountError("password-weak", least=SHORTEST_PASSWORD)


def log_in(engine: Engine, name: str, password: str) -> str:
    """The secret of a new session.

    Raises:
        AccountError: ``login-failed``: name or password wrong, account closed, or locked after too many tries. Which of
            them is not told: whoever guesses must not learn what names there are.
    """
    with reading(engine) as session:
        user = session.scalars(select(UserRow).where(UserRow.name == name)).one_or_none()
    right = _verify(user.password if user and user.password != NO_PASSWORD else _NOBODY, password)
    locked = user is not None and user.locked_until > time()
    with writing(engine) as session:
        if user is None or not right or not user.active or locked:
            if user is not None and not locked:
                row = session.get_one(UserRow, user.id)
                row.failures += 1
                if row.failures >= FAILURES:
                    row.failures, row.locked_until = 0, time() + LOCKED
                record(session, user.name, "login.failed", user.name)
        else:
            return open_session(session, session.get_one(UserRow, user.id))
    raise AccountError("login-failed")


def open_session(session: Session, user: UserRow) -> str:
    """The secret of a new session of a user who has shown who they are, in the caller's transaction."""
    secret = secrets.token_urlsafe(32)
    user.failures = 0
    session.execute(delete(LoginRow).where(LoginRow.seen < time() - SESSION_IDLE))
    session.add(LoginRow(digest=_digest(secret), user=user.id, created=time(), seen=time()))
    record(session, user.name, "login", user.name)
    return secret


def log_out(engine: Engine, secret: str) -> None:
    """End a session."""
    with writing(engine) as session:
        session.execute(delete(LoginRow).where(LoginRow.digest == _digest(secret)))


def by_session(engine: Engine, secret: str) -> Caller | None:
    """Whose session it is; ``None`` when it ended or never was."""
    with reading(engine) as session:
        found = session.execute(
            select(LoginRow, UserRow).join(UserRow, UserRow.id == LoginRow.user).where(LoginRow.digest == _digest(secret))
        ).one_or_none()
    if found is None:
        return None
    login, user = found
    if not user.active or login.seen < time() - SESSION_IDLE or login.created < time() - SESSION_LONGEST:
        return None
    if login.seen < time() - _SEEN_EVERY:
        with writing(engine) as session:
            session.execute(update(LoginRow).where(LoginRow.digest == login.digest).values(seen=time()))
    return Caller(user.name, ROLES[user.role], user.role, user.full_name, user.unit)


def add_token(engine: Engine, name: str, scopes: Sequence[str] = DEFAULT_SCOPES, *, who: str = "local") -> str:
    """A new token, which is shown only now.

    Raises:
        AccountError: ``token-exists``, ``scope-unknown``.
    """
    for scope in scopes:
        if scope not in SCOPES:
            raise AccountError("scope-unknown", scope=scope, scopes=", ".join(SCOPES))
    secret = "nlps_" + secrets.token_urlsafe(32)
    with writing(engine) as session:
        if session.scalar(select(TokenRow.id).where(TokenRow.name == name)) is not None:
            raise AccountError("token-exists", name=name)
        session.add(TokenRow(name=name, digest=_digest(secret), scopes=list(scopes), created=now()))
        record(session, who, "token.add", name, scopes=" ".join(scopes))
    return secret


def revoke_token(engine: Engine, name: str, *, who: str = "local") -> None:
    """End a token.

    Raises:
        AccountError: ``token-unknown``.
    """
    with writing(engine) as session:
        token = session.scalars(select(TokenRow).where(TokenRow.name == name)).one_or_none()
        if token is None:
            raise AccountError("token-unknown", name=name)
        token.revoked = token.revoked or now()
        record(session, who, "token.revoke", name)


def tokens(engine: Engine) -> list[TokenRow]:
    """All tokens by name."""
    with reading(engine) as session:
        return list(session.scalars(select(TokenRow).order_by(TokenRow.name)))


def by_token(engine: Engine, secret: str) -> Caller | None:
    """Which program it is; ``None`` when the token is unknown or revoked."""
    with reading(engine) as session:
        token = session.scalars(select(TokenRow).where(TokenRow.digest == _digest(secret))).one_or_none()
    if token is None or token.revoked:
        return None
    today = now()[:10]
    if token.used != today:
        with writing(engine) as session:
            session.execute(update(TokenRow).where(TokenRow.id == token.id).values(used=today))
    can = frozenset[str]().union(*(SCOPES[s] for s in token.scopes))
    return Caller(f"token:{token.name}", can, "token", token.name)


def _verify(digest: str, password: str) -> bool:
    try:
        return _hasher.verify(digest, password)
    except VerifyMismatchError:
        return False


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
