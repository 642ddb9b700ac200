"""Forms as data: the contract's ids, schema, and a form that an office adds."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp_service.corpus import as_dossier, parse_dossier
from nlp_service.dossier import SECTION_IDS, ConfigurationError
from nlp_service.rules import profiles, wordings
from nlp_service.rules.profile import read_profile
from nlp_service.structure.understanding import Outliner

from .sample_case import HEADER

CONTRACT = {
    "tt18_request",
    "hai_phong_description",
    "hai_duong_report",
    "ben_tre_description",
    "vinh_phuc_report",
    "nam_dinh_report",
    "thai_binh_report",
    "thanh_hoa_skkn",
    "skkn_three_part",
    "quang_nam_skkn",
    "lai_chau_report",
    "dien_bien_report",
    "ca_mau_report",
    "tay_ninh_report",
    "hcmc_short",
    "hcmc_long",
    "bac_ninh_02sk",
    "da_nang_2026",
    "evn_report",
    "vnpt_report",
    "health_form",
    "tvu_report",
    "generic",
}
OWN = """id: office_form
version: "1"
vi: Mẫu riêng của sở
en: An office's own form
issuer: Sở X
level: base
paper: description
titles: [BẢN GIẢI TRÌNH CẢI TIẾN]
sections:
  - {id: title, need: required, wordings: [Mệnh danh]}
  - {id: prior_state, need: required, wordings: [Sự thể ban sơ]}
  - {id: solution, need: required, wordings: [Phương lược]}
  - {id: benefits, need: required, wordings: [Công hiệu]}
"""
PAPER = """=== description
@t BẢN GIẢI TRÌNH CẢI TIẾN
@f title | Mệnh danh: Giá treo đồng phục bằng ống nước cũ
@h1 prior_state | Sự thể ban sơ
Áo treo chồng lên nhau, tìm mất mười phút.
@h1 solution | Phương lược
Cưa ống nước cũ thành giá bốn tầng.
"""


def test_the_contracts_profiles_are_there() -> None:
    assert set(profiles()) >= CONTRACT


def test_every_section_named_is_one_of_the_contract() -> None:
    assert {s.id for p in profiles().values() for s in p.sections} - {"-"} <= set(SECTION_IDS)
    assert set(wordings().sections) <= set(SECTION_IDS)


def test_an_office_adds_a_form_by_dropping_a_file(tmp_path: Path) -> None:
    (tmp_path / "office_form.yaml").write_text(OWN, "utf-8")
    source = tmp_path / "x.dossier"
    source.write_text(HEADER + PAPER, "utf-8")
    dossier = as_dossier(parse_dossier(source))
    maker = Outliner(profiles([tmp_path]))
    (span, lines), *_ = maker.papers(dossier)
    found = maker.outline(dossier, 0, span, lines, profile="office_form")
    states = {s.id: s.status for s in found.sections}
    assert found.paper.profile == "office_form"
    assert (states["title"], states["prior_state"], states["solution"], states["benefits"]) == (
        "present",
        "present",
        "present",
        "missing",
    )


def test_unknown_section_and_bad_yaml_are_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(OWN.replace("id: benefits", "id: profit"), "utf-8")
    with pytest.raises(ConfigurationError, match="profit"):
        read_profile(bad)
    bad.write_text("id: [", "utf-8")
    with pytest.raises(ConfigurationError, match="data-invalid"):
        read_profile(bad)
