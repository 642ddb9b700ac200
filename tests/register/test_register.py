"""The register on both databases: what goes in comes out, and everything is logged."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from register_dossiers import dossier
from sqlalchemy import text

from nlp_service.dossier import Author, DossierInfo, Metadata, RegisterError, Screening, Versions
from nlp_service.duplicates import MemoryStore, compare
from nlp_service.messages import say
from nlp_service.register import Register
from nlp_service.settings import Settings


def screening(title: str = "Giải pháp chống ngập", author: str = "Nguyễn Văn Ánh") -> Screening:
    return Screening(
        dossier=DossierInfo(id="a", name="hồ sơ a", sha256="0" * 64, files=()),
        metadata=Metadata(title=title, authors=(Author(name=author, birth="1980-02-03"),)),
        verdict="complete",
        versions=Versions(package="0", rules="0", model="0", fingerprints="0"),
    )


def test_what_goes_in_comes_out(register: Register) -> None:
    d = dossier("p1")
    id = register.add(d, originals=[("đơn.docx", b"abc")], year=2020, decision="recognised", field="technical")
    entry = register.show(id)
    assert (entry.id, entry.title, entry.authors, entry.year, entry.decision) == ("p1", d.title, d.authors, 2020, "recognised")
    assert [(name, size) for name, _, size in entry.files] == [("đơn.docx", 3)]
    assert register.originals.get(entry.files[0][1]) == b"abc"
    assert register.fetch(["p1", "none"]) == {"p1": replace(d, year=2020)}
    assert register.list() == (replace(entry, files=()),)
    assert register.list(year=1999) == register.list(decision="rejected") == ()
    assert len(register) == len(register.index) == 1
    assert register.same_content(d.sha256) == ("p1",)
    assert register.check() == ()


def test_the_same_again_changes_nothing_and_another_content_is_refused(register: Register) -> None:
    register.add(dossier("p1"))
    register.add(dossier("p1"))
    assert len(register) == 1
    with pytest.raises(RegisterError, match="register-id-exists"):
        register.add(dossier("p1", "Tên khác"))
    register.add(dossier("p1", "Tên khác"), id="p2")
    assert [e.id for e in register.list()] == ["p1", "p2"]


def test_removing_takes_originals_that_nobody_else_needs(register: Register) -> None:
    register.add(dossier("p1"), originals=[("a", b"one"), ("b", b"both")])
    register.add(dossier("p2"), originals=[("c", b"both")])
    register.remove("p1")
    assert [register.originals.get(d) for d in register.originals.digests()] == [b"both"]
    assert (len(register), len(register.index)) == (1, 1)
    assert register.search("p1") == ()
    for call in (register.remove, register.show):
        with pytest.raises(RegisterError, match="register-id-unknown"):
            call("p1")
    assert register.check() == ()


@pytest.mark.parametrize("words", ["chong ngap", "CHỐNG ngập", "van lat tu che", "phuong p1", "nguyễn ánh", "rãnh th", "2021"])
def test_search_needs_no_accents(register: Register, words: str) -> None:
    register.add(dossier("p1"))
    register.add(dossier("p2", "Dạy học trải nghiệm", author="Lê Thị Bé"))
    assert "p1" in [e.id for e in register.search(words)]


@pytest.mark.parametrize("words", ["", "*", '" OR 1', "khong co tu nay", "NEAR(", "a & | b", "'; DROP TABLE dossiers; --"])
def test_search_takes_anything(register: Register, words: str) -> None:
    register.add(dossier("p1"))
    assert register.search(words) == ()
    assert len(register) == 1


def test_it_serves_comparing_like_its_twin_in_memory(register: Register) -> None:
    several = [dossier(f"p{i}", f"Tên {i}") for i in range(5)]
    for d in several:
        register.add(d)
    query = dossier("p9", "Tên 3")
    assert compare(query, register) == compare(query, MemoryStore(several))


def test_changes_of_others_are_seen(register: Register, settings: Settings) -> None:
    with Register.open(settings) as other:
        register.add(dossier("p1"))
        assert set(other.index.numbers) == {"p1"}
        other.remove("p1")
        other.add(dossier("p2"))
        assert set(register.index.numbers) == {"p2"}
        other.correct("p2", "title", "Tên mới hoàn toàn khác", who="Lan")
        assert compare(dossier("q", "Tên mới hoàn toàn khác"), register)[0].title == "Tên mới hoàn toàn khác"


def test_verdicts_on_pairs(register: Register) -> None:
    assert register.opinion("q", "p1") is None
    register.set_opinion("q", "p1", "different", "khác cách làm", "Lan")
    register.set_opinion("q", "p1", "same", "xem lại", "Hà")
    opinion = register.opinion("q", "p1")
    assert opinion is not None
    assert (opinion.verdict, opinion.reason, opinion.officer) == ("same", "xem lại", "Hà")


def test_corrections_say_who_and_when(register: Register) -> None:
    register.add(dossier("p1"))
    register.correct("p1", "title", "Tên đúng", who="Lan")
    register.correct("p1", "authors", ["Trần Bình"], who="Hà")
    register.correct("p1", "year", 2019, who="Hà")
    entry = register.show("p1")
    assert (entry.title, entry.authors, entry.year) == ("Tên đúng", ("Trần Bình",), 2019)
    assert [(c.field, c.new, c.officer) for c in register.corrections("p1")] == [
        ("title", "Tên đúng", "Lan"), ("authors", ["Trần Bình"], "Hà"), ("year", 2019, "Hà"),
    ]  # fmt: skip
    assert [e.id for e in register.search("tran binh")] == ["p1"]
    register.remember_correction("s1", "classification.label", "technical", "education", who="Lan")
    assert [c.subject for c in register.corrections(field="classification.label")] == ["s1"]
    for field, value in (("sha256", "x"), ("year", "2019"), ("authors", "A"), ("decision", "maybe"), ("title", None)):
        with pytest.raises(RegisterError, match="register-field-unknown"):
            register.correct("p1", field, value, who="Lan")
    assert register.check() == ()


def test_personal_data_goes_and_the_trace_stays(register: Register) -> None:
    d = dossier("p1")
    register.add(d, screening=screening(), originals=[("a", b"one")], id="p1")
    register.correct("p1", "authors", ["Nguyễn Văn Ánh", "Trần Bình"], who="Lan")
    other = screening("Hồ sơ khác", "Lê Khác").model_copy(update={"duplicates": compare(dossier("q"), register)})
    assert "Ánh" in other.duplicates[0].passages[0].earlier.quote
    register.save_screening("q", other)
    register.erase("p1", who="Hà")
    mention = register.get_screening("q")
    assert mention is not None
    assert (mention.duplicates[0].dossier, mention.duplicates[0].authors) == ("p1", ())
    assert "Ánh" not in mention.to_json()
    entry = register.show("p1")
    assert (entry.authors, entry.files) == ((), ())
    assert entry.erased is not None
    kept = register.get_screening("p1")
    assert kept is not None
    assert kept.metadata.authors == ()
    stored = json.dumps([p.text for p in register.fetch(["p1"])["p1"].prose], ensure_ascii=False)
    everything = stored + kept.to_json() + str(register.corrections("p1")) + str(register.audit_entries())
    assert "Ánh" not in everything
    assert "1980" not in everything
    assert list(register.originals.digests()) == []
    assert register.audit_entries(limit=1)[0].action == "personal-data.erase"
    assert compare(dossier("q"), register)[0].dossier == "p1"
    assert register.check() == ()


def test_erased_bytes_are_not_in_the_files(tmp_path: Path) -> None:
    with Register.open(Settings(data=tmp_path)) as register:
        register.add(dossier("p1", author="Zyxwv Utsrq"))
        register.erase("p1", who="Hà")
        assert b"utsrq" not in b"".join(p.read_bytes().lower() for p in tmp_path.iterdir() if p.is_file())


def test_screenings(register: Register) -> None:
    register.save_screening("s1", screening())
    register.save_screening("s2", screening("Dạy học trải nghiệm"))
    register.save_screening("s1", screening("Giải pháp chống hạn"))
    assert register.get_screening("s1") == screening("Giải pháp chống hạn")
    assert register.get_screening("none") is None
    assert {k.id for k in register.list_screenings()} == {"s1", "s2"}
    assert [k.id for k in register.list_screenings(words="chong han")] == ["s1"]
    assert register.list_screenings(verdict="unreadable") == ()


def test_the_audit_log_shows_that_it_was_altered(register: Register) -> None:
    for i in range(4):
        register.add(dossier(f"p{i}"))
    assert [e.action for e in register.audit_entries(subject="p2")] == ["dossier.add"]
    with register.engine.begin() as connection:
        connection.execute(text("UPDATE audit_log SET who = 'khác' WHERE n = 3"))
    assert len(register.check()) == 1
    with register.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_log WHERE n = 3"))
    assert len(register.check()) == 2  # the chain, and the number of dossiers


def test_check_finds_what_does_not_fit(register: Register) -> None:
    for i in range(3):
        register.add(dossier(f"p{i}"), originals=[("a", f"bytes {i}".encode())])
    digest = register.show("p1").files[0][1]
    register.originals.path(digest).write_bytes(b"other")
    with register.engine.begin() as connection:
        connection.execute(text("DELETE FROM fingerprints WHERE n = 1"))
        connection.execute(text("UPDATE dossiers SET search_key = 'x' WHERE id = 'p2'"))
    assert len(register.check("en")) == 4  # fingerprints and index of p0, the original of p1, the search words of p2


def test_fingerprints_of_an_older_version_are_made_anew(register: Register, settings: Settings) -> None:
    register.add(dossier("p1"))
    with register.engine.begin() as connection:
        connection.execute(text("UPDATE fingerprints SET version = '0', content = :c"), {"c": b"old"})
    with Register.open(settings) as again:
        assert set(again.index.numbers) == {"p1"}
        assert again.check() == ()


def test_a_register_of_before_words_were_kept_is_brought_up_to_date(register: Register, settings: Settings) -> None:
    d = dossier("p1")
    register.add(d)
    rows = [[w.file, w.page, w.block, w.start, w.end, p.text, p.section, p.paper, p.kind] for p in d.prose for w in (p.where,)]
    with register.engine.begin() as connection:
        old = {"prose": zlib.compress(json.dumps(rows).encode()), "content": b"old"}
        connection.execute(text("UPDATE dossiers SET prose = :prose"), {"prose": old["prose"]})
        connection.execute(text("UPDATE fingerprints SET version = '2', content = :content"), {"content": old["content"]})
    assert register.fetch(["p1"]) == {"p1": d}
    with Register.open(settings) as again:
        assert again.check() == ()
        with again.engine.begin() as connection:
            assert connection.execute(text("SELECT prose FROM dossiers")).scalar_one()[:1] == b"\x01"


@pytest.mark.parametrize("damage", ["prose = :x", "prose = substr(prose, 1, 40)"])
def test_a_damaged_text_is_named_by_the_check(tmp_path: Path, damage: str) -> None:
    with Register.open(Settings(data=tmp_path)) as register:
        register.add(dossier("p1"))
        register.add(dossier("p2"))
        with register.engine.begin() as connection:
            connection.execute(text(f"UPDATE dossiers SET {damage} WHERE id = 'p1'"), {"x": b"no text"})
        assert [t for t in register.check("en") if "p1" in t] == [say("register.trouble.text", "en", id="p1")]


def test_the_list_goes_on_after_an_entry(register: Register) -> None:
    for i in range(5):
        register.add(dossier(f"p{i}", year=2020 + i % 2), decision="recognised" if i % 2 else "rejected")
    assert [e.id for e in register.list(limit=2)] == ["p0", "p1"]
    assert [e.id for e in register.list(limit=2, after="p1")] == ["p2", "p3"]
    assert [e.id for e in register.list(after="p1", decision="recognised")] == ["p3"]
    assert register.list(after="p4") == ()
    with pytest.raises(RegisterError, match="register-id-unknown"):
        register.list(after="nope")


def test_searching_fits_year_and_decision_and_goes_on(register: Register) -> None:
    for i in range(6):
        register.add(dossier(f"p{i}", year=2020 + i % 2), decision="recognised" if i < 3 else "rejected")
    found = [e.id for e in register.search("chong ngap")]
    assert set(found) == {f"p{i}" for i in range(6)}
    pages = [[e.id for e in register.search("chong ngap", limit=2, offset=n)] for n in (0, 2, 4, 6)]
    assert pages == [found[:2], found[2:4], found[4:], []]
    assert {e.id for e in register.search("chong ngap", year=2021)} == {"p1", "p3", "p5"}
    assert {e.id for e in register.search("chong ngap", year=2021, decision="rejected")} == {"p3", "p5"}
