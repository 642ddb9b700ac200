"""Whether the address to listen at is free: told before anything is opened, in words of ours."""

from __future__ import annotations

import errno
import os
import socket

from nlp_service.dossier import ConfigurationError


def try_address(host: str, port: int) -> None:
    """Bind every address of ``host`` as the server will, and let go of it again.

    Raises:
        ConfigurationError: ``port-in-use``; ``address-unusable``, no such host here, or the machine refuses.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in found:
            try:
                opened = socket.socket(family, kind, protocol)
            except OSError:  # a family that this machine lacks: the server leaves it out too
                continue
            with opened as tried:
                if os.name == "posix":  # a server that has just ended must not stand in the way of the next
                    tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    tried.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                tried.bind(address)
    except OSError as error:
        code = "port-in-use" if error.errno == errno.EADDRINUSE else "address-unusable"
        raise ConfigurationError(code, host=host, port=port, detail=error.strerror or type(error).__name__) from error
