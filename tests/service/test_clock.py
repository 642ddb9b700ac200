"""The day of an office is the day in Vietnam, wherever the server thinks it is."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nlp_service.service.clock import ZONE
from nlp_service.service.pages.frame import moment

PROGRAM = """
from datetime import UTC, datetime, timedelta
from nlp_service.service.clock import today
before = datetime.now(UTC)
day = today()
after = datetime.now(UTC)
assert day in {(t + timedelta(hours=7)).date() for t in (before, after)}, day
from nlp_service.service.pages import frame
"""


def test_the_day_does_not_depend_on_the_server_and_no_table_of_zones_is_needed() -> None:
    for zone in ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"):
        environment = {**os.environ, "TZ": zone, "PYTHONTZPATH": ""}
        subprocess.run([sys.executable, "-c", PROGRAM], env=environment, check=True)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))
def test_moments_are_told_by_the_clock_on_the_wall(at: datetime) -> None:
    said = moment(at.replace(tzinfo=UTC).isoformat())
    assert said == (at + timedelta(hours=7)).strftime("%d/%m/%Y %H:%M")
    assert datetime.strptime(said, "%d/%m/%Y %H:%M").replace(tzinfo=ZONE) <= at.replace(tzinfo=UTC)
