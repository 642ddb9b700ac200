"""The order in which sections usually stand, for papers that follow no form."""

GENERAL_ORDER = (
    "title", "field_of_application", "authors", "co_authors", "investor", "applying_unit", "first_applied", "summary",
    "necessity",
    "purpose", "scope_and_method", "theoretical_basis", "prior_state", "solution", "novelty", "applicability", "benefits",
    "benefits_by_applier", "participants", "confidentiality", "conditions", "conclusion", "commitment", "signature", "remarks",
    "references", "appendices",
)  # fmt: skip
