"""The parts of comparing: syllables, fingerprints, index, alignment, titles, wording of forms."""

from __future__ import annotations

import re
from itertools import pairwise

import dossier_texts as h
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_service.dossier import Location, Prose
from nlp_service.duplicates import Comparable, Fingerprints, Index, MemoryStore, compare
from nlp_service.duplicates.alignment import align
from nlp_service.duplicates.background import idf, near_pairs
from nlp_service.duplicates.fingerprints import fingerprints
from nlp_service.duplicates.hashing import grams, mix, pair_hashes
from nlp_service.duplicates.index import Postings
from nlp_service.duplicates.syllables import folded_words, keys_of, syllables
from nlp_service.duplicates.template import is_instruction, is_quoted, own_words
from nlp_service.duplicates.titles import title_similarity, title_words

LETTERS = "aàáảãạăâbcdđeêghiklmnoôơpqrstuưvxyAĐÔ 0123456789.,;:-\n\t\u0301\u0323\u00ad\u200b²ﬁ“”x_"
TEXTS = st.lists(st.text(alphabet=LETTERS, max_size=60), max_size=6)


@given(TEXTS)
def test_every_syllable_has_its_place(texts: list[str]) -> None:
    row = syllables(texts)
    assert len(row) == len(row.keys) == int(row.first[-1])
    for i in range(len(row)):
        start, end = row.span(i)
        text = texts[row.piece[i]][start:end]
        assert folded_words(text) == [row.words[i]]


@given(st.text(alphabet=st.characters(exclude_characters="\x00"), max_size=80))
def test_places_hold_for_any_text(text: str) -> None:
    row = syllables([text])
    places = [row.span(i) for i in range(len(row))]
    assert all(a[1] <= b[0] for a, b in pairwise(places))
    assert [w for a, b in places for w in folded_words(text[a:b])] == list(row.words)


def test_figures_are_alike_and_accents_do_not_count() -> None:
    assert folded_words("Năm 2023: 12.500 tấn, tăng 3,5% so với 2022") == folded_words("NAM 1999 - 7 tan, tang 80% so voi 5")


def test_pairs_hash_like_runs_of_two() -> None:
    keys = keys_of(["an", "toan", "lao", "dong"])
    assert np.array_equal(pair_hashes(keys[:-1], keys[1:]), grams(keys, 2))
    assert len(set(mix(np.arange(1000, dtype=np.uint64)).tolist())) == 1000


def test_common_terms_weigh_less_than_unknown_ones() -> None:
    common, rare = (float(idf(grams(keys_of(w), 2))[0]) for w in (["hoc", "sinh"], ["lang", "quang"]))
    assert common < 3 < rare
    assert "hoc sinh" in set(near_pairs(folded_words("các em học sinh")))


HASHES = st.lists(st.integers(0, 2**32 - 1), unique=True, max_size=50)


@given(HASHES, HASHES)
def test_fingerprints_survive_storing(shingles: list[int], terms: list[int]) -> None:
    prints = Fingerprints(7, np.array(sorted(shingles), dtype=np.uint32), np.array(sorted(terms), dtype=np.uint32))
    again = Fingerprints.from_bytes(prints.to_bytes())
    assert again.length == 7
    assert np.array_equal(again.shingles, prints.shingles)
    assert np.array_equal(again.terms, prints.terms)
    with pytest.raises(ValueError, match="cut off"):
        Fingerprints.from_bytes(prints.to_bytes()[:-1])


def test_samples_of_two_texts_agree() -> None:
    a, b = h.paragraphs(h.corpus()["cor-20"]), h.paragraphs(h.corpus()["cor-21"])
    one = set(fingerprints("", syllables(a)).shingles.tolist())
    both = set(fingerprints("", syllables([*b, *a])).shingles.tolist())
    assert one <= both


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=30))
def test_an_index_says_what_was_last_put_into_it(steps: list[tuple[int, bool]]) -> None:
    index, truth = Index(), {}
    for n, keep in steps:
        hashes = np.arange(n, n + 3, dtype=np.uint32)
        if keep:
            index.add(f"d{n}", Fingerprints(3, hashes, hashes))
            truth[f"d{n}"] = hashes
        else:
            index.remove(f"d{n}")
            truth.pop(f"d{n}", None)
    assert set(index.numbers) == set(truth)
    for wanted in range(15):
        _, owners, counts = index.shingles.find(np.array([wanted], dtype=np.uint32))
        held = {index.ids[o] for o in owners.tolist()} - {None}
        assert held == {id for id, hashes in truth.items() if wanted in hashes}
        assert counts[0] == len(owners)


EDGES = st.sampled_from([0, 1, 2**16 - 1, 2**16, 2**16 + 1, 2**31, 2**32 - 2**16, 2**32 - 1])


@given(st.lists(st.lists(EDGES | st.integers(0, 2**32 - 1), unique=True, max_size=6), max_size=12), st.integers(0, 9))
def test_postings_find_the_same_however_they_are_laid_out(held: list[list[int]], recent: int) -> None:
    postings = Postings(recent)
    wanted = np.array(sorted({h for hashes in held for h in hashes} | {7, 2**32 - 2}), dtype=np.uint32)
    for owner, hashes in enumerate(held):
        postings.add(owner, np.array(sorted(hashes), dtype=np.uint32))
        which, owners, counts = postings.find(wanted)
        found = sorted(zip(wanted[which].tolist(), owners.tolist(), strict=True))
        assert found == sorted((h, o) for o, earlier in enumerate(held[: owner + 1]) for h in earlier)
        assert counts.tolist() == [sum(h == w for h, _ in found) for w in wanted.tolist()]


def test_an_index_takes_six_bytes_a_hash() -> None:
    postings, rng = Postings(1000), np.random.default_rng(1)
    for owner in range(2000):
        postings.add(owner, rng.integers(0, 2**32, 400, dtype=np.uint32))
    postings.find(np.array([1], dtype=np.uint32))
    assert postings.nbytes / (2000 * 400) < 7.0


def test_passages_quote_what_stands_there() -> None:
    source = h.corpus()["cor-30"]
    texts = ["Phần mở đầu không chép của ai, chỉ giới thiệu vài nét về đơn vị và con người.", *h.paragraphs(source)[2:5]]
    query = h.comparable("query", "Tên", texts)
    whole = "\n".join(texts)
    (found,) = (d for d in compare(query, MemoryStore([source])) if d.dossier == source.id)
    earlier = {p.where.start: p.text for p in source.prose}
    assert found.passages
    for passage in found.passages:
        there = whole[passage.query.start : passage.query.end]
        assert " ".join(there.split())[:200] == passage.query.quote[:200]
        start = max(s for s in earlier if s <= passage.earlier.start)
        assert earlier[start][passage.earlier.start - start :].startswith(passage.earlier.quote[:20])
        assert 0.5 <= passage.similarity <= 1


WORDS = ["mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi", "sao", "trang", "gio", "may"]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=80))
def test_alignment_stays_inside_and_does_not_overlap_itself(words: list[str]) -> None:
    text = " ".join(words)
    a, b = syllables([text]), syllables([f"{text} {text}"])
    for s in align(a, b):
        assert 0 <= s.q0 < s.q1 <= len(a)
        assert 0 <= s.e0 < s.e1 <= len(b)
        assert 0 < s.similarity <= 1


def test_a_single_passage_of_thirty_syllables_is_found_with_its_place() -> None:
    copied = " ".join(" ".join(h.paragraphs(h.corpus()["cor-31"])).split()[40:72])
    host = h.paragraphs(h.corpus()["cor-32"])
    row = syllables([*host[:3], f"{host[3]} {copied}", *host[4:]])
    (stretch,) = align(row, h.corpus()["cor-31"].syllables)
    assert row.words[stretch.q0 : stretch.q1] == tuple(folded_words(copied))


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("Giải pháp giảm ùn tắc tại TP.HCM", "Một số giải pháp giảm ùn tắc tại Thành phố Hồ Chí Minh", True),
        ("Ứng dụng CNTT quản lý hồ sơ tại UBND phường An Biên", "Ứng dụng công nghệ thông tin quản lý hồ sơ tại xã Lợi", True),
        ("Rèn kỹ năng đọc bản đồ ở trường THPT A qua ô số", "Rèn kỹ năng đọc bản đồ qua ô số", True),
        ("Cải tiến phương pháp giảng dạy đối với môn Vật lý", "Cải tiến phương pháp giảng dạy đối với môn học Lịch sử", False),
        ("Nâng cao chất lượng giảng dạy môn Giáo dục thể chất", "Nâng cao chất lượng giảng dạy môn Tin học văn phòng", False),
        ("Một số giải pháp nâng cao hiệu quả công tác thu thuế", "Một số giải pháp nâng cao hiệu quả công tác tiếp dân", False),
    ],
)
def test_titles(a: str, b: str, alike: bool) -> None:
    assert (title_similarity(a, b) >= 0.85) is alike
    assert title_similarity(a, b) == pytest.approx(title_similarity(b, a))
    assert title_similarity(a, a) == pytest.approx(1)


def test_short_forms_are_written_out() -> None:
    assert title_words("THPT tại TP. HCM") == folded_words("trung học phổ thông tại thành phố Hồ Chí Minh")


@pytest.mark.parametrize(
    "line",
    [
        "Căn cứ Nghị định số 13/2012/NĐ-CP ngày 02/3/2012 của Chính phủ ban hành Điều lệ Sáng kiến;",
        "- Thực hiện Công văn số 123/UBND-NV ngày 5/5/2024 về việc xét sáng kiến",
        "Họ và tên: Nguyễn Văn An; Ngày sinh: 02/02/1980; Chức vụ: Giáo viên",
        "Tôi xin cam đoan mọi thông tin nêu trong đơn là trung thực",
    ],
)
def test_quoted_law_and_lines_of_forms_are_nobodys_words(line: str) -> None:
    assert is_quoted(line)
    own = own_words([Prose(Location(0, None, 0, 0, len(line)), line, None, 0, "description")])
    assert len(own.row) == 0
    assert own.pieces == ()


def test_wording_of_forms_alone_makes_no_pair() -> None:
    labels = [
        "Đánh giá lợi ích thu được hoặc dự kiến có thể thu được do áp dụng sáng kiến theo ý kiến của tác giả",
        "Những thông tin cần được bảo mật (nếu có)", "Các điều kiện cần thiết để áp dụng sáng kiến",
        "Phạm vi ảnh hưởng, khả năng áp dụng (nhân rộng) của sáng kiến",
        "Tôi xin cam đoan mọi thông tin nêu trong đơn là trung thực, đúng sự thật và chịu trách nhiệm trước pháp luật.",
        "Căn cứ Nghị định số 13/2012/NĐ-CP ngày 02 tháng 3 năm 2012 của Chính phủ ban hành Điều lệ Sáng kiến;",
    ]  # fmt: skip
    texts = (h.paragraphs(h.corpus()[i]) for i in ("cor-12", "cor-28"))
    a, b = ([x for pair in zip(labels, own, strict=False) for x in pair] for own in texts)
    for d in compare(h.comparable("query", "Tên", a), MemoryStore([h.comparable("b", "Khác", b)])):
        assert d.level == "low"
        assert max(d.coverage.query, d.coverage.earlier) < 0.05


def test_a_phrase_that_stands_in_many_dossiers_stops_counting() -> None:
    phrase = (
        "Đảng ủy và ban giám hiệu luôn quan tâm chỉ đạo sát sao mọi mặt công tác của đơn vị, tập thể đoàn kết một lòng, "
        "cơ sở vật chất được đầu tư khang trang, đáp ứng tốt yêu cầu nhiệm vụ được cấp trên giao phó hôm nay"
    )
    ids = sorted(h.corpus())[:20]
    store = MemoryStore(h.comparable(i, h.corpus()[i].title, [phrase, *h.paragraphs(h.corpus()[i])]) for i in ids[:-1])
    query = h.comparable("query", "Tên", [phrase, *h.paragraphs(h.corpus()[ids[-1]])])
    assert [d for d in compare(query, store) if d.coverage.query > 0] == []
    few = MemoryStore([store.fetch([ids[0]])[ids[0]]])
    assert [d.dossier for d in compare(query, few) if d.coverage.query > 0] == [ids[0]]


def test_a_text_that_was_copied_often_is_still_found() -> None:
    source = h.corpus()["cor-20"]
    store = MemoryStore(Comparable(f"copy-{i}", f"{i}", source.title, prose=source.prose) for i in range(30))
    assert all(d.level == "high" for d in compare(h.comparable("query", "Tên", h.paragraphs(source)), store))


def test_background_is_what_the_script_makes() -> None:
    from nlp_service.duplicates.background import TABLE

    lines = TABLE.read_text("utf-8").splitlines()
    assert re.fullmatch(r"#version \d+ texts \d+", lines[0])
    counts = [int(line.split("\t")[1]) for line in lines[1:]]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] >= 3


@pytest.mark.parametrize(
    "line",
    [
        "(Nêu rõ tình trạng của giải pháp đã biết, ưu điểm, khuyết điểm của giải pháp đang được áp dụng tại đơn vị)",
        "Mô tả ngắn gọn, đầy đủ và rõ ràng các bước thực hiện giải pháp cũng như các điều kiện cần thiết để áp dụng",
        "Phần này tác giả trình bày không quá 02 trang, nêu cụ thể số liệu trước và sau khi áp dụng",
        "Tác giả cần nêu căn cứ của từng con số và người xác nhận",
    ],
)
def test_what_a_form_tells_to_write_is_nobodys_words(line: str) -> None:
    assert is_instruction(line)
    assert own_words([Prose(Location(0, None, 0, 0, len(line)), line, None, 0, "description")]).pieces == ()


def test_hardly_a_paragraph_that_people_wrote_sounds_like_a_form() -> None:
    every = [p.text for d in h.corpus().values() for p in d.prose]
    assert sum(map(is_instruction, every)) <= len(every) / 200


def test_wording_of_a_form_nobody_knows_stops_counting_after_some_dozens() -> None:
    form = [
        "Những bất cập trong cách làm trước đây khiến cá nhân, tập thể phải tìm cách thay đổi lề lối làm việc ở đơn vị",
        "Diễn giải từng bước cách làm mới kể từ lúc nảy sinh ý tưởng cho tới khi đưa vào áp dụng hằng ngày tại nơi công tác",
        "Số liệu trước và sau chứng tỏ công việc trôi chảy hơn, tốn ít tiền và thời gian của người dân hơn so với cách cũ",
    ]
    ids = sorted(h.corpus())
    own = {i: h.paragraphs(h.corpus()[i]) for i in ids[:30]}
    texts = {i: [x for n, t in enumerate(ts) for x in (*form[n // 3 : n // 3 + (n % 3 == 0)], t)] for i, ts in own.items()}
    dossiers = [h.comparable(i, h.corpus()[i].title, ts) for i, ts in texts.items()]
    assert all(line in t for t in texts.values() for line in form)
    store = MemoryStore(dossiers[1:])
    for found in compare(dossiers[0], store):
        assert found.level == "low"
        assert max(found.coverage.query, found.coverage.earlier) < 0.05
