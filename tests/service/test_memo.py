"""Kept figures: cheap ones always new, dear ones old for a while, one caller at a time."""

from __future__ import annotations

import threading

import pytest

from nlp_service.service.memo import CHEAP, LONGEST, MOST, SHARE, Memo


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def made(clock: Clock, seconds: float, values: list[int]) -> int:
    clock.now += seconds
    values.append(len(values))
    return values[-1]


def test_what_is_cheap_is_always_new() -> None:
    clock, values = Clock(), []
    memo = Memo(clock)
    assert [memo.get("k", lambda: made(clock, CHEAP / 2, values)) for _ in range(3)] == [0, 1, 2]


@pytest.mark.parametrize("took", [CHEAP * 2, 0.5, 100.0])
def test_what_is_dear_stays_in_proportion(took: float) -> None:
    clock, values = Clock(), []
    memo = Memo(clock)

    def ask() -> int:
        return memo.get("k", lambda: made(clock, took, values))

    assert (ask(), ask()) == (0, 0)
    clock.now += min(took * SHARE, LONGEST) - 0.001
    assert ask() == 0
    clock.now += 0.002
    assert ask() == 1
    assert memo.get("other", lambda: 7) == 7


def test_an_error_is_raised_and_nothing_kept() -> None:
    memo = Memo(Clock())
    with pytest.raises(ZeroDivisionError):
        memo.get("k", lambda: 1 // 0)
    assert memo.get("k", lambda: 3) == 3


def test_while_one_makes_it_anew_the_others_get_the_old_value() -> None:
    clock, values = Clock(), []
    memo = Memo(clock)
    assert memo.get("k", lambda: made(clock, 1.0, values)) == 0
    clock.now += LONGEST
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> int:
        begun.set()
        assert go_on.wait(30)
        return made(clock, 1.0, values)

    other = threading.Thread(target=memo.get, args=("k", slow))
    other.start()
    assert begun.wait(30)
    assert memo.get("k", lambda: made(clock, 1.0, values)) == 0
    go_on.set()
    other.join()
    assert memo.get("k", lambda: 99) == 1


def test_it_does_not_grow_without_end() -> None:
    clock = Clock()
    memo = Memo(clock)
    for i in range(MOST * 2):
        memo.get(i, lambda: made(clock, 1.0, []))
    assert len(memo._slots) == MOST
