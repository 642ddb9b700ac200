"""Users who log in at a provider: made at their first visit, known again by issuer and subject, never by name."""

from __future__ import annotations

import re
from hashlib import sha256

from sqlalchemy import Engine, select

from nlp_service.register.audit_log import record
from nlp_service.register.database import writing

from .accounts import NO_PASSWORD, AccountError, open_session
from .clock import now
from .oidc import Person
from .tables import UserRow
from .tables_office import IdentityRow

_NAME = re.compile(r"[\w.@-]{2,64}")


def enter(engine: Engine, person: Person) -> str:
    """The secret of a new session; the user has the role, and the name, that the provider gives now.

    Raises:
        AccountError: ``oidc-name-taken`` (somebody else has that name here), ``login-failed`` (the account is closed).
    """
    with writing(engine) as session:
        known = select(IdentityRow).where(IdentityRow.issuer == person.issuer, IdentityRow.subject == person.subject)
        identity = session.scalars(known).one_or_none()
        if identity is not None:
            user = session.get_one(UserRow, identity.user)
        else:
            name = person.name if _NAME.fullmatch(person.name) else f"oidc-{sha256(person.subject.encode()).hexdigest()[:12]}"
            if session.scalar(select(UserRow.id).where(UserRow.name == name)) is not None:
                raise AccountError("oidc-name-taken", name=name)
            user = UserRow(
                name=name, full_name=person.full_name, role=person.role, unit="", password=NO_PASSWORD, active=True, failures=0,
                locked_until=0.0, created=now(),
            )  # fmt: skip
            session.add(user)
            session.flush()
            session.add(IdentityRow(user=user.id, issuer=person.issuer, subject=person.subject))
            record(session, user.name, "user.add", user.name, role=person.role, provider=person.issuer)
        if not user.active:
            raise AccountError("login-failed")
        if user.role != person.role:
            record(session, user.name, "user.change", user.name, role=person.role, provider=person.issuer)
        user.role, user.full_name = person.role, person.full_name
        return open_session(session, user)
