"""Others like a dossier, found by the rare words they share."""

from __future__ import annotations

from dataclasses import replace

from register_dossiers import dossier

from nlp_service.dossier import Location, Prose
from nlp_service.duplicates import Comparable
from nlp_service.register import Register, reading
from nlp_service.register.search import WordCounts


def about(id: str, title: str, words: str) -> Comparable:
    prose = (Prose(Location(0, 1, 0, 0, len(words)), words, "solution", 0, "description"),)
    return replace(dossier(id, title, author=f"Người {id}"), prose=prose, unit="Phường")


def test_rare_words_in_common_lead_to_each_other(register: Register) -> None:
    for i in range(8):
        register.add(about(f"x{i}", f"Giải pháp quản lý hồ sơ số {i}", f"Chúng tôi quản lý hồ sơ bằng sổ {'abcdefgh'[i] * 4}."))
    register.add(about("bơm-1", "Van lật chống ngập", "Chúng tôi lắp van lật và song chắn rác ở rãnh thu nước."))
    register.add(about("bơm-2", "Rãnh thu nước có van lật", "Chúng tôi đào rãnh, lắp song chắn rác."))
    assert register.alike("bơm-1")[0] == "bơm-2"
    assert register.alike("bơm-2")[0] == "bơm-1"
    assert "bơm-1" not in register.alike("bơm-1")
    assert len(register.alike("x0", limit=3)) == 3
    assert register.alike("không-có") == ()
    register.remove("bơm-2")
    assert "bơm-2" not in register.alike("bơm-1")


def test_words_are_counted_anew_when_the_register_has_grown(register: Register) -> None:
    counts = WordCounts()
    with reading(register.engine) as session:
        assert not counts.current(session)
    for i in range(10):
        register.add(dossier(f"p{i}"))
    with reading(register.engine) as session:
        assert counts.current(session)["phuong"] == 10
    register.add(dossier("p10"))
    with reading(register.engine) as session:
        assert counts.current(session)["phuong"] == 10
    register.add(dossier("p11"))
    register.add(dossier("p12"))
    with reading(register.engine) as session:
        assert counts.current(session)["phuong"] == 13
