"""At which address does a program of ours listen, and how does it end?"""

from __future__ import annotations

import signal
import socket
import sys

from scripts.home import NotSetUp

HOST = "127.0.0.1"
GRACE_SECONDS = 5


class PortTaken(NotSetUp):
    """Another program listens there already."""


class PortForbidden(NotSetUp):
    """The system keeps the low ports for its administrator."""


def free_port(port: int, host: str = HOST) -> None:
    """Refuse early, before anything is loaded."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise PortForbidden(
                f"port {port} is not for this user; choose one above 1023 with --port",
                f"当前用户不得使用端口 {port}；请用 --port 另选 1023 以上的端口",
            ) from None
        except OSError:
            raise PortTaken(
                f"port {port} is taken; choose another with --port",
                f"端口 {port} 已被占用；请用 --port 另选",
            ) from None


def end_in_order() -> None:
    """A service that is asked to end closes what it opened, and has done its work: exit 0."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
