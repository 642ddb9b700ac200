"""Take the picture of the README: the result page of a sample whose paragraphs were borrowed from an earlier dossier.

    python scripts/picture.py [docs/result.png]

Serves a desk with the demo register in a folder of its own and opens it in Chromium.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import threading
import urllib.request
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from nlp_service.cli.demo import fill_register
from nlp_service.samples import make, samples
from nlp_service.service import create_app
from nlp_service.settings import Settings

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FORM = "doc"
BOUNDARY = "picture-of-the-desk"


def upload(address: str, path: Path) -> str:
    """Hand in a file and wait; gives the id of its screening."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{path.name}"\r\n\r\n'.encode()
    request = urllib.request.Request(
        f"{address}/api/v1/screenings?wait=true",
        data=head + path.read_bytes() + f"\r\n--{BOUNDARY}--\r\n".encode(),
        headers={"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"},
    )
    with urllib.request.urlopen(request, timeout=300) as answer:
        result = json.load(answer)
    return str(result.get("id") or result["dossier"]["id"])


def main() -> None:
    """Take the picture."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/result.png")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is missing: apt-get install chromium")
    with tempfile.TemporaryDirectory(prefix="nlp-service-picture-") as folder:
        settings = Settings(data=Path(folder))
        cases = samples()
        fill_register(settings, leave_out={c.dossier for c in cases})
        path = make(next(c for c in cases if c.form == FORM), settings.corpus, Path(folder) / "samples")
        server = uvicorn.Server(uvicorn.Config(create_app(settings), host="127.0.0.1", port=0, log_config=None))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            thread.join(0.05)
        address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        try:
            case = upload(address, path)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
                page = browser.new_page(viewport={"width": 1280, "height": 1100}, locale="vi-VN")
                page.goto(f"{address}/cases/{case}", wait_until="load")
                page.screenshot(path=target)
                browser.close()
        finally:
            server.should_exit = True
            thread.join()


if __name__ == "__main__":
    main()
