"""The address is tried before the desk is opened."""

from __future__ import annotations

import socket

import pytest

from nlp_service.dossier import ConfigurationError
from nlp_service.service.listening import try_address


def test_a_port_in_use_is_told_and_a_free_one_stays_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError) as error:
            try_address("127.0.0.1", port)
        assert (error.value.code, error.value.arguments["port"]) == ("port-in-use", port)
    try_address("127.0.0.1", port)
    with socket.create_server(("127.0.0.1", port)):
        pass


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])  # an address that no machine has, a name that is none
def test_an_address_that_is_not_ours_is_told(host: str) -> None:
    with pytest.raises(ConfigurationError, match="address-unusable"):
        try_address(host, 0)
