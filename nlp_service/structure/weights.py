"""How much each kind of evidence counts when headings are told from other lines, in log-odds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds of the evidence for and against a line being the heading of a section."""

    beam: int = 16
    backward: float = -1.6
    skipped: float = -0.35
    skipped_most: float = -1.6
    again: float = -2.2
    continued: float = -0.6
    learned: float = 1.0  # how much a log-odd of the heading model counts
    learned_base: float = 0.8
    learned_label: float = -1.2  # for a label that nothing sets off
    learned_inside: float = -2.6  # below the solution in the numbering: more often a measure than a section
    learned_least: float = -2.0
    learned_outer: float = -6.0  # the least for a heading of the form's outermost series
    unexplained: float = -2.5  # such a heading taken for none of the sections
    learned_asked: float = -3.2  # the same for a label of a slip
    unasked: float = -1.5  # such a label taken for none of the sections
    holder_look: float = 0.6  # how much of its look counts for a heading that only holds others
    contains: float = -2.0  # a wording that also names a container, with a deeper heading right below it
    contradicted: float = -3.0  # a wording not quite met, where the model surely says another section
    sure_of_another: float = 5.0
    holder: float = -0.6  # such a heading with nothing but deeper headings right below it, taken for one that only holds them
    particular: float = 1.2  # a label with a value, where a form asks for its particulars
    unexplained_inner: float = -2.0  # the same for a numbered heading right below one that only holds others
    weak: float = 0.8  # a wording that matches less well counts only if the model does not deny it
    denied: float = -3.5
    doubted: float = 0.5  # how much of what the model says against it such a wording loses
    elsewhere: float = 0.07  # taken off the score of a wording that only other forms use
    foreign: float = -0.6  # the form does not name this section
    nested: float = -2.6  # inside a leaf of the numbering tree
    nested_label: float = -0.6  # the same for a label with a value
    in_measure: float = -3.5
    unnumbered: float = -2.2  # a heading without a number below a section, in a paper whose sections carry numbers
    orphaned: float = -3.0  # a plain label right below a heading, which would leave that one empty
    after_end: float = -3.0  # behind conclusion, references …
