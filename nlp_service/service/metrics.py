"""Counters in the text format of Prometheus, kept by hand: a handful of numbers need no library."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.6, 1.0, 2.5, 10.0)


class Metrics:
    """Requests by method, route and status, with their seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets: dict[str, list[int]] = defaultdict(lambda: [0] * (len(BUCKETS) + 1))
        self._seconds: Counter[str] = Counter()

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a call."""
        with self._lock:
            self._requests[method, route, status] += 1
            self._seconds[route] += seconds  # type: ignore[assignment]  # a Counter of seconds
            place = next((i for i, limit in enumerate(BUCKETS) if seconds <= limit), len(BUCKETS))
            self._buckets[route][place] += 1

    def text(self, gauges: dict[str, dict[str, float]]) -> str:
        """Everything, with ``gauges`` (name → label → value) that are asked for just now."""
        with self._lock:
            requests, seconds = dict(self._requests), dict(self._seconds)
            buckets = {route: list(counts) for route, counts in self._buckets.items()}
        out = ["# TYPE nlp_service_requests_total counter"]
        for (method, route, status), n in sorted(requests.items()):
            out.append(f'nlp_service_requests_total{{method="{method}",route="{route}",status="{status}"}} {n}')
        out.append("# TYPE nlp_service_request_seconds histogram")
        for route, counts in sorted(buckets.items()):
            total = 0
            for limit, n in zip((*map(str, BUCKETS), "+Inf"), counts, strict=True):
                total += n
                out.append(f'nlp_service_request_seconds_bucket{{route="{route}",le="{limit}"}} {total}')
            out.append(f'nlp_service_request_seconds_sum{{route="{route}"}} {seconds[route]:.6f}')
            out.append(f'nlp_service_request_seconds_count{{route="{route}"}} {total}')
        for name, values in gauges.items():
            out.append(f"# TYPE nlp_service_{name} gauge")
            out.extend(f'nlp_service_{name}{{kind="{kind}"}} {value:g}' for kind, value in sorted(values.items()))
        return "\n".join(out) + "\n"
