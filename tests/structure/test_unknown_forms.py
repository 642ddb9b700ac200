"""Papers that follow no form known here: what is told by numbers, places and values instead of wordings."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp_service.corpus import as_dossier, parse_dossier
from nlp_service.structure.facts import metadata, paper_facts
from nlp_service.structure.understanding import Outlined, outliner

HEADER = "%id: own\n%field: technical\n%profile: generic\n%title: own\n"
PROSE = "Cả tổ bàn với nhau nhiều buổi, ghi từng việc vào sổ rồi làm thử ở hai nơi khác nhau trước khi chốt cách làm chung này."
OWN_FORM = f"""=== description
@c CÔNG TY CẤP NƯỚC SÔNG THAO
@t PHIẾU Ý TƯỞNG CỦA PHÂN XƯỞNG
@f title | 1. Ý tưởng mang tên: Van phao hai tầng cho bể lắng số ba
@f authors | 2. Ai nghĩ ra, mỗi người góp mấy phần: Phạm Quốc Đạt (sinh 2/4/1985) 60%, Lê Thị Ân (sinh 5/5/1990) 40%
@f first_applied | 3. Dùng thật từ hôm: 12/5/2023
@h1 necessity | 4. Vì cớ gì mà sửa
{PROSE}
@h1 prior_state | 5. Bể lắng ngày trước vận hành ra sao
Trước đây công nhân phải ra đóng van bằng tay mỗi ca hai lần, quên một lần là tràn. {PROSE}
@h1 solution | 6. Chúng tôi sửa lại như sau
{PROSE}
@h2 - | Kết quả bước đầu
{PROSE}
@h1 novelty | 7. Chỗ khác với van bán sẵn
{PROSE}
@h1 applicability | 8. Bể nào, nhà máy nào làm theo được
{PROSE}
@h1 benefits | 9. Lợi được bao nhiêu
Mỗi tháng bớt 42 m³ nước tràn, tiết kiệm 5,4 triệu đồng; số lần tràn giảm từ 11 xuống còn 1 lần một năm. {PROSE}
@f commitment | Hai anh em chúng tôi xin cam đoan nội dung trên là thật.
@sign QUẢN ĐỐC \\\\ (Ký) // Phú Thọ, 20/11/2023 \\\\ Người đề xuất \\\\ Phạm Quốc Đạt
"""


def understood(text: str, folder: Path, style: str = "bold") -> list[Outlined]:
    path = folder / "own.dossier"
    path.write_text(HEADER + text, "utf-8")
    dossier = as_dossier(parse_dossier(path), style=style)
    return [outliner().outline(dossier, i, span, lines) for i, (span, lines) in enumerate(outliner().papers(dossier))]


def states(papers: list[Outlined]) -> dict[str, str]:
    return {s.id: s.status for p in papers for s in p.sections}


@pytest.mark.parametrize("style", ["bold", "plain"])
def test_a_form_nobody_listed_is_a_description_with_its_sections(style: str, tmp_path: Path) -> None:
    papers = understood(OWN_FORM, tmp_path, style)
    assert [p.paper.kind for p in papers] == ["description"]
    found = states(papers)
    wanted = "title authors first_applied necessity prior_state solution novelty applicability benefits commitment signature"
    assert {s for s in wanted.split() if found.get(s) != "present"} == set()


def test_its_facts_are_read(tmp_path: Path) -> None:
    path = tmp_path / "own.dossier"
    path.write_text(HEADER + OWN_FORM, "utf-8")
    dossier = as_dossier(parse_dossier(path))
    papers = [outliner().outline(dossier, i, span, lines) for i, (span, lines) in enumerate(outliner().papers(dossier))]
    found = metadata(dossier, papers, paper_facts(dossier, papers))
    assert [(a.name, a.birth, a.share) for a in found.authors] == [
        ("Phạm Quốc Đạt", "1985-04-02", 60.0),
        ("Lê Thị Ân", "1990-05-05", 40.0),
    ]
    assert (found.first_applied, found.filed) == ("2023-05-12", "2023-11-20")
    money = [a for a in found.amounts if a.kind == "money"]
    assert [(a.value, a.unit, a.change, a.section) for a in money] == [(5.4e6, "đồng", "down", "benefits")]
    for amount in found.amounts:
        assert dossier.files[0].text[amount.place.start : amount.place.end] == amount.place.quote


def test_a_look_alike_below_a_measure_is_not_the_section_left_out(tmp_path: Path) -> None:
    start = OWN_FORM.index("@h1 benefits")
    cut = OWN_FORM[:start] + OWN_FORM[OWN_FORM.index("@f commitment") :]
    assert states(understood(cut, tmp_path))["benefits"] == "missing"


def test_printed_leaders_are_not_filled_by_the_next_label(tmp_path: Path) -> None:
    text = OWN_FORM.replace("Dùng thật từ hôm: 12/5/2023", "Ngày áp dụng lần đầu: " + "." * 30 + "\nHọp tổ: mỗi tuần một buổi")
    assert states(understood(text, tmp_path))["first_applied"] == "empty"


def test_a_heading_in_own_words_may_name_two_sections(tmp_path: Path) -> None:
    one = f"@h1 novelty | 7. Chỗ khác với van bán sẵn\n{PROSE}\n@h1 applicability | 8. Bể nào, nhà máy nào làm theo được\n"
    assert one in OWN_FORM
    found = states(understood(OWN_FORM.replace(one, "@h1 novelty | 7. Mới ở đâu, dùng được ở đâu\n"), tmp_path))
    assert (found.get("novelty"), found.get("applicability")) == ("present", "present")
    three = "@h1 novelty | 7. Mới ở đâu, ngày nào cũng thế và ai dùng được\n"
    found = states(understood(OWN_FORM.replace(one, three), tmp_path))
    assert (found.get("novelty"), found.get("applicability")) == ("present", "present")
    apart = states(understood(OWN_FORM.replace(one, "@h1 novelty | 7. Hiệu quả kinh tế và xã hội\n"), tmp_path))
    assert apart.get("novelty") != "present"


def test_a_list_of_people_opens_no_series_of_headings(tmp_path: Path) -> None:
    start, end = OWN_FORM.index("@f title"), OWN_FORM.index("@h1 necessity")
    head = "@f title | Tên sáng kiến: Van phao hai tầng\n@f authors | Nhóm tác giả:\n"
    people = "1. Phạm Quốc Đạt, tổ trưởng (đóng góp 60%)\n2. Lê Thị Ân, công nhân (đóng góp 40%)\n"
    numbered = OWN_FORM[end:]
    for n, section in enumerate(("necessity", "prior_state", "solution", "novelty", "applicability", "benefits"), 1):
        before = numbered[numbered.index(f"@h1 {section} | ") :].split("\n", 1)[0]
        numbered = numbered.replace(before, f"@h1 {section} | {n}. {before.split('. ', 1)[1]}")
    found = states(understood(OWN_FORM[:start] + head + people + numbered, tmp_path))
    assert {s: found.get(s) for s in ("authors", "prior_state", "benefits")} == dict.fromkeys(
        ("authors", "prior_state", "benefits"), "present"
    )


def test_a_colon_in_a_heading_makes_no_label_of_it(tmp_path: Path) -> None:
    text = OWN_FORM.replace("9. Lợi được bao nhiêu", "9. Đi đến đâu: kết quả so với đầu năm")
    assert states(understood(text, tmp_path))["benefits"] == "present"


@pytest.mark.parametrize(
    "promise",
    [
        "Nhóm chúng tôi xin bảo đảm nội dung đăng ký là do nhóm tự làm ra.",
        "Tôi xin chịu hoàn toàn trách nhiệm về những điều đã viết.",
    ],
)
def test_promises_in_other_words(promise: str, tmp_path: Path) -> None:
    kept = "Hai anh em chúng tôi xin cam đoan nội dung trên là thật."
    assert states(understood(OWN_FORM.replace(kept, promise), tmp_path))["commitment"] == "present"
    no_promise = OWN_FORM.replace(kept, "Chúng tôi bảo đảm vệ sinh nơi làm việc sau mỗi ca.").replace("@f commitment | ", "")
    assert states(understood(no_promise, tmp_path))["commitment"] == "missing"


def test_a_title_without_a_label_right_below_the_name_of_the_paper(tmp_path: Path) -> None:
    label = "@f title | 1. Ý tưởng mang tên: Van phao hai tầng cho bể lắng số ba\n"
    text = OWN_FORM.replace(label, "Van phao hai tầng cho bể lắng số ba của nhà máy\n")
    path = tmp_path / "own.dossier"
    path.write_text(HEADER + text.replace("PHIẾU Ý TƯỞNG CỦA PHÂN XƯỞNG", "BÁO CÁO SÁNG KIẾN"), "utf-8")
    dossier = as_dossier(parse_dossier(path))
    papers = [outliner().outline(dossier, i, span, lines) for i, (span, lines) in enumerate(outliner().papers(dossier))]
    found = metadata(dossier, papers, paper_facts(dossier, papers))
    assert found.title == "Van phao hai tầng cho bể lắng số ba của nhà máy"
