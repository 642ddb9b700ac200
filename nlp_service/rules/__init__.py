"""Forms (profiles) and rule packs as data, and the engine that applies rules to a dossier."""

from .case import Case
from .engine import Rule, RuleBook, verdict
from .profile import GENERIC, Profile, profiles, wordings

__all__ = ["GENERIC", "Case", "Profile", "Rule", "RuleBook", "profiles", "verdict", "wordings"]
