"""The bar: drawn on a terminal, silent elsewhere, gone at the end."""

from __future__ import annotations

import io

from nlp_service.cli.progress import Bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_drawn_on_a_terminal_and_gone_at_the_end() -> None:
    stream = Terminal()
    with Bar(stream) as bar:
        for done in range(2, 5):
            bar(done, 4, f"hồ sơ {done}")
    text = stream.getvalue()
    assert "2/4" in text
    assert "4/4" in text
    assert "hồ sơ 4" in text
    assert text.endswith("\r\x1b[K")


def test_silent_elsewhere() -> None:
    stream = io.StringIO()
    with Bar(stream) as bar:
        bar(1, 1, "x")
    assert stream.getvalue() == ""
