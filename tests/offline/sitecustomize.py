"""Put on PYTHONPATH, this makes every Python process refuse, and write down, each try to leave the machine."""

import os
import sys


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if isinstance(address, str | bytes) or (isinstance(address, tuple) and _is_here(str(address[0]))):
            return  # a socket file, or loopback
    elif event == "socket.getaddrinfo":
        host = arguments[0]
        if host is None or _is_here(host.decode() if isinstance(host, bytes) else str(host)):
            return
    else:
        return
    with open(os.environ["OFFLINE_LOG"], "a", encoding="utf-8") as log:
        log.write(f"{os.getpid()} {event} {arguments[-1 if event == 'socket.connect' else 0]!r}\n")
    raise PermissionError(f"{event}: no network at run time")


def _is_here(host: str) -> bool:
    return host in ("localhost", "::1", "", "0.0.0.0", "::") or host.startswith("127.")


sys.addaudithook(_watch)
