"""Clusters of dossiers that copy one another."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from nlp_service.dossier import Coverage, Duplicate
from nlp_service.duplicates import clusters, picture


def pair(id: str, level: str = "high") -> Duplicate:
    return Duplicate(dossier=id, title=id, kind="near", level=level, score=0.8, coverage=Coverage(query=0.8, earlier=0.8))  # type: ignore[arg-type]


def test_pairs_join_into_clusters() -> None:
    found = {"a": [pair("b")], "c": [pair("b", "medium")], "d": [pair("e", "low")], "f": [pair("g")]}
    assert clusters(found) == (("a", "b", "c"), ("f", "g"))
    assert clusters({}) == ()


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefgh"), max_size=3)))
def test_no_dossier_is_in_two_clusters_and_every_pair_in_one(edges: dict[str, list[str]]) -> None:
    found = {id: [pair(o) for o in others if o != id] for id, others in edges.items()}
    groups = clusters(found)
    every = [id for g in groups for id in g]
    assert len(every) == len(set(every))
    for id, duplicates in found.items():
        for d in duplicates:
            assert any(id in g and d.dossier in g for g in groups)


def test_the_picture_is_svg_and_names_are_not_markup() -> None:
    found = {"<a>": [pair("b&b")]}
    (group,) = clusters(found)
    tree = ElementTree.fromstring(picture(group, found))
    assert sorted(t.text or "" for t in tree.iter("{http://www.w3.org/2000/svg}text")) == ["<a>", "b&b"]
    assert len(list(tree.iter("{http://www.w3.org/2000/svg}line"))) == 1
