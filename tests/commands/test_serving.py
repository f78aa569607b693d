"""Does the service keep out of the way of whoever asks?"""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from scripts.commands.serving import Serving
from tests.commands.served import free_port


async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that nobody asks."""


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_is_there_at_the_start_is_not_walked_over_again() -> None:
    """A full collection took half a second, while somebody waited for his page."""
    gc.unfreeze()

    async def started() -> int:
        config = uvicorn.Config(nothing, port=free_port(), lifespan="off", log_config=None)
        server = Serving(config, threading.Event())
        config.load()
        server.lifespan = config.lifespan_class(config)
        await server.startup()
        frozen = gc.get_freeze_count()
        await server.shutdown()
        return frozen

    assert asyncio.run(started()) > 10_000
