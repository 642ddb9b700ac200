from hypothesis import given
from hypothesis import strategies as st

from nlp_service.reading.order import reading_order


def ordered(*names: str) -> list[str]:
    return [names[i] for i in reading_order(names)]


def test_numbers_count_as_numbers():
    assert ordered("trang 10.jpg", "trang 2.jpg", "trang 1.jpg") == ["trang 1.jpg", "trang 2.jpg", "trang 10.jpg"]


def test_accents_and_case_do_not_matter():
    assert ordered("Ảnh 2.jpg", "anh 1.jpg", "ẢNH 3.jpg") == ["anh 1.jpg", "Ảnh 2.jpg", "ẢNH 3.jpg"]


def test_a_request_comes_first_where_names_have_no_numbers():
    assert ordered("Báo cáo.docx", "Đơn đề nghị.docx")[0] == "Đơn đề nghị.docx"
    assert ordered("hs/bao cao.docx", "hs/DON.pdf")[0] == "hs/DON.pdf"


def test_a_unit_is_no_request_and_numbers_win():
    assert ordered("Báo cáo.docx", "Đơn vị áp dụng.docx")[0] == "Báo cáo.docx"
    assert ordered("2. Đơn.docx", "1. Báo cáo.docx")[0] == "1. Báo cáo.docx"
    assert ordered("II. Đơn.docx", "I. Báo cáo.docx")[0] == "I. Báo cáo.docx"


@given(st.lists(st.text()))
def test_every_file_keeps_one_place(names: list[str]):
    assert sorted(reading_order(names)) == list(range(len(names)))
