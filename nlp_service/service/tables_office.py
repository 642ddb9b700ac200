"""Tables of the desk's administration: removed originals, identities of single sign-on, receivers of messages."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nlp_service.register.base import Base


class RemovalRow(Base):
    """The originals of a case were removed when their time was over; ``text``: its text for reading too."""

    __tablename__ = "removals"

    case: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[str] = mapped_column(String(32))
    files: Mapped[int]
    text: Mapped[bool]


class IdentityRow(Base):
    """A user who logs in at another place: who that place is and what it calls the user, which never changes."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("issuer", "subject", name="uq_identities_issuer"),)

    user: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))


class WebhookRow(Base):
    """A receiver of messages; ``secret`` signs them, ``events`` are those it wants."""

    __tablename__ = "webhooks"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    secret: Mapped[str] = mapped_column(Text)
    events: Mapped[list[str]]
    created: Mapped[str] = mapped_column(String(32))
    created_by: Mapped[str] = mapped_column(String(64))
