"""Who may do what."""

from __future__ import annotations

from dataclasses import dataclass

#: What can be allowed: hand in; see all cases; work on them; change the register; lead rounds; see the log; administer.
ABILITIES = ("upload", "see", "work", "register", "lead", "log", "admin")

ROLES: dict[str, frozenset[str]] = {
    "uploader": frozenset({"upload"}),
    "officer": frozenset({"upload", "see", "work", "register"}),
    "lead": frozenset({"upload", "see", "work", "register", "lead", "log"}),
    "auditor": frozenset({"see", "log"}),
    "administrator": frozenset(ABILITIES),
}

#: What the scopes of a token allow.
SCOPES: dict[str, frozenset[str]] = {
    "read": frozenset({"see"}),
    "upload": frozenset({"upload"}),
    "write": frozenset({"upload", "see", "work", "register"}),
    "admin": frozenset(ABILITIES),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a person at a browser, a program with a token, or the one person of a desk without users."""

    name: str
    can: frozenset[str]
    role: str = "token"
    full_name: str = ""
    unit: str = ""

    def may_see(self, owner: str) -> bool:
        """Whether a case handed in by ``owner`` may be seen: one's own always, others' with ``see``."""
        return "see" in self.can or owner == self.name


#: The person at a desk that has no users yet; only from this machine.
LOCAL = Caller("local", ROLES["administrator"], "administrator", "")
