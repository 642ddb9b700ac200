import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlp_service.language.lookup import RowIndex

numbers = st.integers(0, 2**62) | st.integers(0, 50)


@given(st.lists(numbers, unique=True, max_size=200), st.lists(numbers, max_size=50))
def test_finds_what_a_dict_finds(keys: list[int], others: list[int]) -> None:
    known = {key: row for row, key in enumerate(keys)}
    asked = np.array([*keys, *others], dtype=np.int64)
    assert RowIndex(np.array(keys, dtype=np.int64)).rows(asked).tolist() == [known.get(k, -1) for k in asked.tolist()]
