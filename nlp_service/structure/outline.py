"""Which candidate is which section: the best assignment for the whole paper, found by beam search.

A line's own evidence (how well its label matches a wording, how much it is set off) is weighed against the order of the
form, the
numbering tree, and what has been used already; all weights are log-odds and stand in `Weights`.  Beam search rather than
Viterbi,
because a section that was used up, or is nested in a leaf, is a matter of the whole history.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nlp_service.rules.profile import CONTAINER, Profile

from .candidates import COMMITMENT, SERIES, Candidate
from .order import GENERAL_ORDER
from .weights import Weights

#: marks an open heading that may be a section or only hold others ("Mô tả bản chất của sáng kiến", "Mở đầu")
HOLDER = "+"


#: open headings: depth and section, "-" container, "*" a local heading
Tree = tuple[tuple[int, str], ...]


class Assigned(NamedTuple):
    """A candidate and what it was taken for (``-`` for a container)."""

    candidate: Candidate
    sections: tuple[str, ...]


class _State(NamedTuple):
    score: float
    last: int  # position in the form's order
    used: frozenset[str]
    current: str | None
    tree: Tree
    path: tuple[Assigned, ...]


_REPEATABLE = frozenset({"scope_and_method", "conclusion", "prior_state", "solution", "appendices"})
#: what forms ask for before the description begins
_PARTICULARS = frozenset(
    {"title", "field_of_application", "authors", "co_authors", "investor", "applying_unit", "first_applied"}
)
#: sections that carry a number where the paper numbers its sections at all
_NUMBERED = frozenset({"purpose", "prior_state", "solution", "novelty", "applicability", "benefits", "conditions"})
_CLOSING = frozenset({"conclusion", "references", "appendices", "remarks", COMMITMENT})


def evidence(score: float, *, plain: bool = False) -> float:
    """Log-odds of a match score: certain at 1, undecided near 0.65; a line that nothing sets off must match nearly exactly."""
    return 14.0 * (score - 0.65) if not plain else 22.0 * (score - 0.84)


def _just_opened(state: _State, candidate: Candidate) -> bool:
    """Whether the line right above was taken for the heading of a section, with nothing behind it."""
    if not state.path:
        return False
    above = state.path[-1]
    return (
        above.candidate.line.index == candidate.line.index - 1
        and not above.candidate.inline
        and len(above.sections) == 1
        and above.sections[0] != CONTAINER
    )


def _numbered(candidate: Candidate) -> bool:
    """Whether a known heading carries a number."""
    number = candidate.line.number
    known = candidate.outer or (bool(candidate.matches) and candidate.matches[0].score >= 0.9)
    return known and number is not None and number.style != "bullet"


def _is_plain(candidate: Candidate) -> bool:
    return candidate.look <= 0.45 and candidate.line.number is None


class Decoder:
    """Assigns sections to the candidates of one paper by the order of a form."""

    def __init__(self, profile: Profile | None, weights: Weights | None = None) -> None:
        self.weights = weights or Weights()
        sections = [s for s in profile.sections if s.id != CONTAINER] if profile is not None and profile.sections else []
        if profile is None or len(sections) < 9:
            order = list(GENERAL_ORDER)
            self.named: frozenset[str] = frozenset(order)
            self.required: frozenset[str] = frozenset()
        else:
            order = [s.id for s in sections]
            self.named = frozenset(order)
            self.required = frozenset(s.id for s in sections if s.need == "required")
        self.form = profile.id if profile is not None else None
        self.order = order
        self.numbered = False
        self.positions: dict[str, list[int]] = {}
        for i, sid in enumerate(order):
            self.positions.setdefault(sid, []).append(i)

    def decode(self, found: Sequence[Candidate]) -> tuple[Assigned, ...]:
        """The best assignment; candidates that are no headings of sections are left out."""
        self.numbered = sum(_numbered(c) for c in found) >= SERIES
        beam = [_State(0.0, -1, frozenset(), None, (), ())]
        for candidate in found:
            nexts: dict[tuple[object, ...], _State] = {}
            for state in beam:
                for new in self._steps(state, candidate):
                    key = (new.last, new.used, new.current, new.tree)
                    if key not in nexts or nexts[key].score < new.score:
                        nexts[key] = new
            beam = sorted(nexts.values(), key=lambda s: -s.score)[: self.weights.beam]
        return beam[0].path if beam else ()

    def _steps(self, state: _State, candidate: Candidate) -> list[_State]:
        w = self.weights
        tree = _close(state.tree, candidate.depth)
        depth = candidate.depth if candidate.depth is not None else len(tree)
        out = [self._skip(state, candidate, tree, depth)]
        if candidate.holds and (candidate.outer or candidate.look >= 1.5):
            taken = self._hold(state, candidate, tree, depth)
            gain = w.holder + w.holder_look * candidate.look + self._nesting(candidate, tree)
            out.append(taken._replace(score=state.score + gain))
        if candidate.fused and self._open_for(candidate.fused, state):
            step = sum(self._step(state, s, candidate, tree) for s in candidate.fused) / len(candidate.fused)
            out.append(self._take(state, candidate, candidate.fused, evidence(0.97) + step, tree, depth))
        for section, learned in candidate.learned.items():
            known = any(m.section == section and m.score > 0.9 for m in candidate.matches)
            least = w.learned_outer if candidate.outer else w.learned_asked if candidate.asked else w.learned_least
            if learned > least and not known:
                base = w.learned_label if _is_plain(candidate) else w.learned_base
                if tree and tree[-1][1].rstrip(HOLDER) == "solution" and candidate.depth is not None:
                    base += w.learned_inside
                if candidate.head and candidate.inline and section in _PARTICULARS:
                    base += w.particular
                gain = w.learned * learned + base + candidate.look + self._step(state, section, candidate, tree, guessed=True)
                out.append(self._take(state, candidate, (section,), gain, tree, depth))
        contains = any(m.section == CONTAINER and m.score >= 0.97 for m in candidate.matches)
        for match in candidate.matches[:4]:
            if match.score < w.weak and candidate.learned.get(match.section, w.learned_outer) < w.denied and candidate.learned:
                continue  # "Cách làm" is not "Cách làm cũ"
            elsewhere = match.forms and self.form not in match.forms
            gain = evidence(match.score - (w.elsewhere if elsewhere else 0.0), plain=_is_plain(candidate)) + candidate.look
            said = candidate.learned.get(match.section, w.learned_outer)
            if match.score < w.weak and candidate.learned:
                gain += w.doubted * min(0.0, said)
            elif match.score < 0.97 and said < max(candidate.learned.values(), default=said) - w.sure_of_another:
                gain += w.contradicted
            if candidate.holds and match.section != CONTAINER and contains:
                gain += w.contains
            if match.section == CONTAINER:
                taken = self._hold(state, candidate, tree, depth)
                out.append(taken._replace(score=state.score + gain - 1.0 + self._nesting(candidate, tree)))
            else:
                step = self._step(state, match.section, candidate, tree)
                out.append(self._take(state, candidate, (match.section,), gain + step, tree, depth))
        return out

    def _hold(self, state: _State, candidate: Candidate, tree: Tree, depth: int) -> _State:
        """The line only holds others."""
        return state._replace(
            tree=(*tree, (depth, CONTAINER)),
            current=None if candidate.depth is not None or candidate.look > 1 else state.current,
            path=(*state.path, Assigned(candidate, (CONTAINER,))),
        )

    def _skip(self, state: _State, candidate: Candidate, tree: Tree, depth: int) -> _State:
        """The line is a local heading, or no heading at all."""
        number = candidate.line.number
        if candidate.line.measure or (number is not None and number.style != "bullet"):
            lost = 0.0
            if candidate.line.runs_on:
                pass  # a numbered paragraph
            elif candidate.outer and not candidate.line.measure:
                lost = self.weights.unexplained
            elif tree and tree[-1] == (depth - 1, CONTAINER) and not candidate.line.measure:
                lost = self.weights.unexplained_inner
            if tree and tree[-1][1].endswith(HOLDER) and not candidate.holds:
                # parts of the author's own stand below it: it is no container
                tree = (*tree[:-1], (tree[-1][0], tree[-1][1].rstrip(HOLDER)))
            return state._replace(score=state.score + lost, tree=(*tree, (depth, "*")))
        if candidate.outer:
            return state._replace(score=state.score + self.weights.unexplained)
        return state._replace(score=state.score + self.weights.unasked) if candidate.asked else state

    def _take(
        self,
        state: _State,
        candidate: Candidate,
        sections: tuple[str, ...],
        gain: float,
        tree: Tree,
        depth: int,
    ) -> _State:
        last = state.last
        for section in sections:
            position = self._position(section, last)
            last = position if position is not None else last
        number = candidate.line.number
        shallow = candidate.depth is None and number is None
        holds = any(m.section == CONTAINER for m in candidate.matches)
        grown = tree if shallow and candidate.inline else (*tree, (depth, sections[-1] + (HOLDER if holds else "")))
        return _State(
            state.score + gain, last, state.used | set(sections), sections[-1], grown,
            (*state.path, Assigned(candidate, sections)),
        )  # fmt: skip

    def _open_for(self, sections: tuple[str, ...], state: _State) -> bool:
        return not all(s in state.used for s in sections)

    def _position(self, section: str, last: int) -> int | None:
        places = self.positions.get(section)
        if not places:
            return None
        return next((p for p in places if p >= last), places[-1])

    def _step(self, state: _State, section: str, candidate: Candidate, tree: Tree, *, guessed: bool = False) -> float:
        w, gain = self.weights, 0.0
        if section == COMMITMENT:
            return 0.0
        position = self._position(section, state.last)
        if position is None:
            gain += w.foreign
        elif position < state.last:
            gain += w.backward
        else:
            between = {s for s in self.order[state.last + 1 : position] if s in self.required and s not in state.used}
            gain += max(w.skipped * len(between), w.skipped_most)
        exact = bool(candidate.matches) and candidate.matches[0].score >= 0.97
        if _is_plain(candidate) and not exact and _just_opened(state, candidate) and section != state.current:
            gain += w.orphaned
        if section in state.used:
            goes_on = state.current == section or section in _REPEATABLE
            gain += w.continued if goes_on and not (guessed and candidate.outer) else w.again
        if (
            state.current in _CLOSING
            and section not in _CLOSING
            and section not in ("applicability", "benefits_by_applier", "novelty")
        ):
            gain += w.after_end
        return gain + self._nesting(candidate, tree, section)

    def _nesting(self, candidate: Candidate, tree: Tree, section: str | None = None) -> float:
        if not tree:
            return 0.0
        parent = tree[-1][1]
        if parent == "*":
            return self.weights.in_measure if candidate.depth is not None or not candidate.inline else self.weights.nested_label
        if parent in (CONTAINER, section) or parent.endswith(HOLDER):
            return 0.0
        if candidate.depth is None:  # without a number only the habit of the paper says that it is nested
            stray = self.numbered and section in _NUMBERED and not candidate.inline and candidate.line.block.level is None
            return self.weights.unnumbered if stray else 0.0
        return self.weights.nested_label if candidate.inline else self.weights.nested


def _close(tree: Tree, depth: int | None) -> Tree:
    if depth is None:
        return tree
    return tuple(x for x in tree if x[0] < depth)
