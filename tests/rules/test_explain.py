"""docs/rules.md tells every rule and form as the data have them."""

from __future__ import annotations

from pathlib import Path

from nlp_service.rules import RuleBook, profiles
from nlp_service.rules.explain import markdown

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_is_made_from_todays_packs() -> None:
    """Run ``python -m nlp_service.rules.explain > docs/rules.md`` after a change of a pack or form."""
    assert PAGE.read_text("utf-8") == markdown(RuleBook.load(), profiles())
