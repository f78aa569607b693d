"""What does a witness answer, over the network?"""

from __future__ import annotations

import http.client
import urllib.request
from typing import Final

from projections.evidence.witnessing import BODY_BYTES_MAX, origin_hash

SECONDS: Final = 5


class WitnessSilent(Exception):
    """It cannot be reached, or what answers is no witness."""


class _AsAnswered(urllib.request.HTTPErrorProcessor):
    """A refusal is an answer like any other, and nobody is sent elsewhere."""

    def http_response(
        self, request: urllib.request.Request, response: http.client.HTTPResponse
    ) -> http.client.HTTPResponse:
        return response

    https_response = http_response


# An office's proxy has no business between a log and its witness.
_OPENER: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}), _AsAnswered)


def submit(url: str, body: str) -> tuple[int, str]:
    """The status and text with which it answers a checkpoint; raises WitnessSilent."""
    return _asked(f"{url.rstrip('/')}/add-checkpoint", body.encode())


def newest_checkpoint(url: str, origin: str) -> str:
    """The last that it cosigned of a log; raises WitnessSilent."""
    status, text = _asked(f"{url.rstrip('/')}/{origin_hash(origin)}/checkpoint", None)
    if status == http.client.NOT_FOUND:
        raise WitnessSilent(f"it has cosigned no checkpoint of {origin}")
    if status != http.client.OK:
        raise WitnessSilent(f"it answers {status}: {text[:200]}")
    return text


def _asked(url: str, body: bytes | None) -> tuple[int, str]:
    if not url.startswith(("http://", "https://")):
        raise WitnessSilent("its address does not begin with http:// or https://")
    try:
        request = urllib.request.Request(url, data=body, headers={"Content-Type": "text/plain"})
        with _OPENER.open(request, timeout=SECONDS) as answer:
            data = answer.read(BODY_BYTES_MAX)
            # What is left of it did not come, or is too much: a part is no answer.
            if answer.length:
                raise WitnessSilent("its answer is cut off")
            return answer.status, data.decode("utf-8", errors="replace")
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise WitnessSilent(f"{type(error).__name__}: {reason}"[:300]) from None
