"""The whole day of an officer in Chromium, from logging in to logging out, and the plain page without scripts."""

from __future__ import annotations

import io
import shutil
import threading
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Page, expect, sync_playwright

from nlp_service.service import accounts, create_app
from nlp_service.settings import Settings

from .conftest import docx_of

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
AXE = files("axe_playwright_python") / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "mat-khau-dai-2026"
PATIENCE = 60_000  # milliseconds: OCR on a busy machine

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing"),
    # Chromium's driver leaves its pipes to the garbage collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[str]:
    """A desk that is served, with an officer."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("desk"), models=models))
    accounts.add_user(app.state.desk.engine, "canbo", PASSWORD, role="administrator", full_name="Cán bộ Một")
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
        assert thread.is_alive()
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium with a profile of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def scan() -> bytes:
    """A request as a scanned page."""
    font = ImageFont.truetype(str(next(Path("/usr/share/fonts").rglob("DejaVuSerif.ttf"))), 30)
    page = Image.new("L", (1240, 1754), 255)
    lines = (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "", "ĐƠN YÊU CẦU CÔNG NHẬN SÁNG KIẾN", "",
        "Kính gửi: Hội đồng sáng kiến phường", "Tên sáng kiến: Sổ theo dõi mượn trả sách bằng mã QR",
        "Lĩnh vực áp dụng sáng kiến: Thư viện trường học", "Ngày sáng kiến được áp dụng lần đầu: 05/09/2025",
        "Mô tả bản chất của sáng kiến: mỗi cuốn sách mang một mã,", "học sinh quét mã khi mượn và khi trả.",
    )  # fmt: skip
    for i, line in enumerate(lines):
        ImageDraw.Draw(page).text((120, 120 + 60 * i), line, fill=0, font=font)
    out = io.BytesIO()
    page.save(out, "PDF", resolution=150)
    return out.getvalue()


def check_accessible(page: Page) -> None:
    """No serious finding of axe-core."""
    page.evaluate(AXE.read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(r => r.violations)")
    grave = [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found if v["impact"] in ("serious", "critical")]
    assert grave == [], page.url


def test_the_day_of_an_officer(browser: Browser, address: str, tmp_path: Path) -> None:
    first, copy = tmp_path / "ho-so-1.docx", tmp_path / "ho-so-2.docx"
    first.write_bytes(docx_of(0))
    copy.write_bytes(docx_of(0)[:-1] + docx_of(0)[-1:])
    scanned = tmp_path / "ban-quet.pdf"
    scanned.write_bytes(scan())
    context = browser.new_context(locale="vi-VN", viewport={"width": 1400, "height": 900}, accept_downloads=True)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda e: problems.append(str(e)))
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)

    page.goto(address)
    expect(page).to_have_url(f"{address}/login?next=%2F")
    check_accessible(page)
    page.get_by_label("Tên đăng nhập").fill("canbo")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_text("Thả hồ sơ vào đây")).to_be_visible()
    check_accessible(page)

    page.get_by_label("Mỗi tệp (mỗi thư mục) là một hồ sơ").check()
    page.locator("#files").set_input_files([first, copy, scanned])
    page.get_by_role("button", name="Kiểm tra").click()
    rows = page.locator("#progress li")
    expect(rows).to_have_count(3, timeout=PATIENCE)
    expect(page.locator("#progress").get_by_role("link", name="Xem kết quả")).to_have_count(3, timeout=PATIENCE)

    page.locator("#progress li", has_text="ho-so-2").get_by_role("link", name="Xem kết quả").click()
    expect(page.locator("#checklist")).to_be_visible()
    check_accessible(page)
    page.locator("#checklist a[href^='#m-']").first.click()
    expect(page.locator(".anchor:target")).to_be_in_viewport()

    page.locator("#field").get_by_role("button").first.click()
    expect(page.locator("#field .big")).to_contain_text("cán bộ sửa")

    finding = page.locator("#findings li").first
    finding.get_by_text("Bỏ qua điểm này").click()
    finding.get_by_label("Lý do").fill("Đã có bản giấy kèm theo")
    finding.get_by_role("button", name="Bỏ qua").click()
    expect(page.locator("#findings li.waived")).to_contain_text("Đã có bản giấy kèm theo")

    page.locator("#duplicates").get_by_role("link", name="Đặt cạnh nhau").first.click()
    expect(page.locator(".pane")).to_have_count(2)
    check_accessible(page)
    page.get_by_role("button", name="Là trùng lặp").click()
    expect(page.get_by_text("Là trùng lặp").first).to_be_visible()
    page.get_by_role("link", name="←").click()

    page.locator("#decide").get_by_label("Ghi chú").fill("Bổ sung xác nhận của đơn vị.")
    page.get_by_role("button", name="Yêu cầu bổ sung").click()
    expect(page.locator("#decide .big")).to_contain_text("Yêu cầu bổ sung")
    with page.expect_download() as download:
        page.locator("#decide p", has_text="Thông báo").get_by_role("link", name="docx").last.click()
    assert download.value.suggested_filename.startswith("thong-bao")

    page.get_by_role("link", name="Hồ sơ", exact=True).click()
    page.get_by_label("Tìm (không cần dấu)").fill("so theo doi muon tra sach")
    page.get_by_role("button", name="Tìm", exact=True).click()
    expect(page.locator("#list tbody tr")).to_have_count(1)
    check_accessible(page)
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        page.get_by_role("link", name="xlsx").click()
    assert download.value.suggested_filename == "ho-so.xlsx"

    for path in (
        "/register", "/overview", "/admin", "/admin/rules", "/admin/policies", "/admin/units", "/admin/letters",
        "/admin/webhooks", "/admin/health", "/admin/log", "/?lang=en",
    ):  # fmt: skip
        page.goto(address + path)
        check_accessible(page)
    page.goto(f"{address}/?lang=vi")
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page).to_have_url(f"{address}/login")
    page.goto(f"{address}/cases")
    expect(page).to_have_url(f"{address}/login?next=%2Fcases")
    assert problems == []
    context.close()


def logged_in(browser: Browser, address: str, width: int) -> Page:
    """A page of that width after the log-in, in a context of its own."""
    page = browser.new_context(locale="vi-VN", viewport={"width": width, "height": 800}).new_page()
    page.goto(f"{address}/login")
    page.get_by_label("Tên đăng nhập").fill("canbo")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{address}/")
    return page


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(browser: Browser, address: str, tmp_path: Path, width: int) -> None:
    page = logged_in(browser, address, width)
    ids = page.evaluate("fetch('/api/v1/screenings').then(r => r.json()).then(l => l.items.map(c => c.id))")
    assert ids
    for path in ("/", "/cases", *(f"/cases/{id}" for id in ids), "/register", "/overview", "/admin", "/admin/rules"):
        page.goto(address + path)
        check_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.context.close()


def test_a_printed_result_has_no_buttons_and_all_its_words(browser: Browser, address: str) -> None:
    page = logged_in(browser, address, 1280)
    id = page.evaluate("fetch('/api/v1/screenings?q=ho-so').then(r => r.json()).then(l => l.items[0].id)")
    page.goto(f"{address}/cases/{id}")
    page.emulate_media(media="print")
    for selector in (".top", ".jump", "button", "#text"):
        for part in page.locator(selector).all():
            expect(part).to_be_hidden()
    for selector in ("#findings h2", "#checklist .checks", "#facts dl", ".verdict strong"):
        expect(page.locator(selector).first).to_be_visible()
    page.context.close()


def test_two_texts_scroll_together_and_a_passage_shows_its_twin(browser: Browser, address: str) -> None:
    page = logged_in(browser, address, 1280)
    page.goto(f"{address}/cases?duplicate=high")
    page.locator("#list tbody a").first.click()
    page.locator("#duplicates").get_by_role("link", name="Đặt cạnh nhau").first.click()
    left, right = page.locator(".pane").all()
    assert left.locator(".l-dim").count()
    assert left.locator(".l-dim mark").count() == 0  # the form's wording is nobody's copy
    left.evaluate("p => { p.scrollTop = p.scrollHeight; }")
    expect(right.locator("mark").last).to_be_in_viewport()
    mark = right.locator("mark").first
    mark.click()
    number = mark.get_attribute("data-n")
    assert left.locator(f"mark.on[data-n='{number}']").count()
    page.context.close()


def test_the_plain_page_without_scripts(browser: Browser, address: str, tmp_path: Path) -> None:
    file = tmp_path / "khong-script.docx"
    file.write_bytes(docx_of(1))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/login")
    page.locator("[name=name]").fill("canbo")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("button:has-text('Đăng nhập')").click()
    page.locator("#files").set_input_files(file)
    page.locator("button:has-text('Kiểm tra')").click()
    page.wait_for_url("**/cases/*")
    expect(page.locator("#checklist")).to_be_visible(timeout=PATIENCE)  # the page asks again by itself
    context.close()
