import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_service.dossier import Block, BlockKind, Cell, FileProblem, Location, Look, Notice, SourceFile
from nlp_service.reading import pool as pools
from nlp_service.reading.archive import Budget, Member, Unpacked
from nlp_service.reading.worker_process import ANSWER, Answer
from nlp_service.settings import Settings

SETTINGS = Settings(read_timeout=60, read_memory=2 * 2**30, secret="s3cret", database="sqlite://user:pw@host")


@pytest.fixture(scope="module")
def pool() -> Iterator[pools.Pool]:
    pool = pools.Pool(2, "hostile_worker")
    yield pool
    pool.close()


@pytest.fixture
def ask(pool: pools.Pool, tmp_path: Path):
    def ask(words: str, **changes: object) -> SourceFile:
        settings = SETTINGS.model_copy(update=changes)
        budget = Budget(members=10, size=10**9, largest=10**8)
        result = pool.open_content(words.encode(), "x.txt", settings, tmp_path, budget)
        assert isinstance(result, SourceFile)
        return result

    return ask


def code(file: SourceFile) -> str:
    assert file.status == "failed"
    return file.problems[0].code


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_one_worker_serves_many_files_and_keeps_nothing_of_ours(ask, monkeypatch):
    first, second = ask("hello"), ask("again")
    assert first.text.split()[1] == "hello"
    assert first.text.split()[0] == second.text.split()[0] != str(os.getpid())
    assert first.sha256 != second.sha256
    assert ask("secret").text == "None None None"


def test_a_hang_is_ended_and_coded_and_the_next_file_is_read(ask):
    ask("hello")  # a worker is there and awake
    file = ask("hang", read_timeout=1.5)
    assert code(file) == "read-timeout"
    assert file.format == "text"
    assert "x.txt" in file.problems[0].message
    assert file.problems[0].advice
    assert ask("next").status == "read"


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_what_a_reader_started_is_ended_too(ask, tmp_path):
    note = tmp_path / "pid"
    ask("hello")
    assert code(ask(f"hang-with-child {note}", read_timeout=4)) == "read-timeout"
    assert not alive(int(note.read_text()))


@pytest.mark.parametrize(("words", "detail"), [("crash", "SIGSEGV"), ("exit", "exit 3")])
def test_a_crash_is_coded(ask, words, detail):
    file = ask(words)
    assert code(file) == "read-crashed"
    assert detail in file.problems[0].message
    assert ask("next").status == "read"


def test_memory_is_limited(ask):
    assert ask("memory 1000000").text == "1000000"
    file = ask(f"memory {3 * 2**30}")
    assert code(file) == "read-crashed"
    assert "memory" in file.problems[0].message


def test_files_written_are_limited(ask, tmp_path):
    small = {"max_unpacked": 2**20, "max_bytes": 2**20, "read_memory": 2**30}  # other limits: a worker of its own
    assert code(ask(f"write {tmp_path / 'big'}", **small)) == "file-damaged"
    assert (tmp_path / "big").stat().st_size <= 2**20


numbers = st.floats(allow_nan=False, allow_infinity=False, width=32)
words = st.text(st.characters(exclude_categories=["Cs"]))
blocks = st.builds(
    Block, st.integers(0, 9), st.sampled_from(BlockKind), words, st.integers(0), st.integers(0),
    page=st.none() | st.integers(1),
    look=st.builds(Look, st.none() | st.booleans(), size=st.none() | numbers), box=st.none() | st.tuples(*[numbers] * 4),
    cell=st.none() | st.builds(Cell, *[st.integers(0, 9)] * 3), confidence=st.none() | numbers,
)  # fmt: skip
places = st.none() | st.builds(Location, st.just(0), st.none() | st.integers(1), st.none(), st.integers(0), st.integers(0))
notices = st.builds(Notice, words, places, st.dictionaries(words, words | st.integers() | numbers))
files = st.builds(
    SourceFile, words, words, words, words, words, st.lists(blocks, max_size=3).map(tuple),
    notices=st.lists(notices, max_size=2).map(tuple),
    problems=st.lists(st.builds(FileProblem, words, words, words), max_size=2).map(tuple),
)  # fmt: skip
archives = st.builds(Unpacked, words, st.lists(st.builds(Member, words, st.none() | words), max_size=3).map(tuple))


@given(st.builds(Answer, files | archives, st.integers(), st.integers(), st.integers()))
def test_answers_come_over_as_they_were(answer: Answer):
    assert ANSWER.validate_json(ANSWER.dump_json(answer)) == answer


def test_several_threads_share_the_pool(ask):
    with ThreadPoolExecutor(4) as threads:
        files = list(threads.map(ask, [f"file-{i}" for i in range(12)]))
    assert [f.text.split()[1] for f in files] == [f"file-{i}" for i in range(12)]
    assert len({f.text.split()[0] for f in files}) <= 2


def test_workers_die_with_the_process_that_started_them():
    program = (
        "import os, sys; from nlp_service.reading.worker import Worker; from nlp_service.settings import Settings;"
        "w = Worker(Settings()); print(w.process.pid, w.home, flush=True); os._exit(0)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    pid, home = int(run.stdout.split()[0]), Path(run.stdout.split()[1])
    for _ in range(100):
        if not alive(pid):
            assert not home.exists()
            return
        subprocess.run([sys.executable, "-c", ""], check=True)  # time passes
    pytest.fail("the worker is still there")


def test_an_idle_worker_that_died_is_replaced(ask, pool):
    pid = int(ask("hello").text.split()[0])
    os.kill(pid, 9)
    for w in list(pool._all):
        if w.process.pid == pid:
            w.process.wait()
    assert ask("hello").status == "read"


def test_a_pool_can_be_closed_while_it_works_and_twice(tmp_path):
    pool = pools.Pool(1, "hostile_worker")
    budget = Budget(members=1, size=1, largest=1)
    with ThreadPoolExecutor(1) as threads:
        pool.warm(SETTINGS)
        waiting = threads.submit(pool.open_content, b"hang", "x", SETTINGS, tmp_path, budget)
        while not any(w.format == "text" for w in list(pool._all)):
            pass
        pool.close()
        file = waiting.result()
    assert isinstance(file, SourceFile)
    assert code(file) == "read-crashed"
    pool.close()
    assert pool.processes() == []


def test_a_worker_that_cannot_be_started_is_coded(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    file = pools.Pool(1).open_content(b"x", "x", SETTINGS, tmp_path, Budget(members=1, size=1, largest=1))
    assert isinstance(file, SourceFile)
    assert code(file) == "read-crashed"
