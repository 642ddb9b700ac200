"""One worker as a process: settings come as a line of JSON on standard input, whose end is the end of the server."""

from __future__ import annotations

import json
import logging
import os
import sys
import threading

from nlp_service.reading import warm
from nlp_service.register import Register
from nlp_service.settings import Settings

from .crew import attending, make_queue
from .worker import Worker

NICE = 5  # people who look at pages come first


def main() -> None:
    """Work until the server is gone."""
    settings = Settings(**json.loads(sys.stdin.readline()))
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    if hasattr(os, "nice"):
        os.nice(NICE)
    warm(settings)  # the reading process starts while the pipeline is loaded
    with Register.open(settings) as register:
        worker = Worker(settings, register)
        queue = make_queue(settings)

        ended = threading.Event()

        def attend() -> None:
            while not ended.is_set() and worker.work():
                pass

        attending(queue, attend)
        attend()  # what was put in before we came
        worker.load().rehearse()
        attend()  # … and meanwhile
        delays = {"initial_delay": 0.05, "max_delay": 0.2}
        consumer = queue.create_consumer(workers=1, periodic=False, check_worker_health=False, **delays)

        def watch() -> None:
            sys.stdin.read()  # returns when the server closes its end or dies
            ended.set()
            consumer.stop_flag.set()  # it may not have begun: what is under way is waited for below

        threading.Thread(target=watch, name="watch", daemon=True).start()
        consumer.run()
        consumer.stop(graceful=True)
        queue.storage.close()


if __name__ == "__main__":
    main()
