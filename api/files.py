"""How does a file come in that proves a claim, and how is it read again?"""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel
from starlette.datastructures import UploadFile

from api.dependencies import IN_TURN, Acting, Reading, Served
from api.errors import RESPONSES
from api.guard import Guarded
from api.questions import BureauNamed
from domain import refusals as no
from domain.filekinds import MEDIA
from domain.journal.filing import find_file
from domain.vocabulary import Digest, Subject

routes = APIRouter(tags=["files"], responses=RESPONSES, route_class=Guarded)

_BINARY: Final = {"type": "string", "format": "binary"}
_FORM: Final = {"type": "object", "properties": {"file": _BINARY}, "required": ["file"]}
_TAKES: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {"schema": _BINARY},
            "multipart/form-data": {"schema": _FORM},
        },
    }
}
_GIVES: Final = {kind.partition(";")[0]: {"schema": _BINARY} for kind in MEDIA.values()}


class Filed(BaseModel):
    """A file that is kept: a claim names it by its digest."""

    subject: str
    digest: str
    kind: str
    size: int


async def handed_in(request: Request) -> bytes:
    """The body itself, or the one file of a form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        raise no.FileMissing()
    if kind != "multipart/form-data":
        return await request.body()
    async with request.form() as form:
        parts = [part for _, part in form.multi_items()]
        if len(parts) != 1 or not isinstance(parts[0], UploadFile):
            raise no.FileMissing()
        return await parts[0].read()


@routes.post("/files", status_code=201, dependencies=[IN_TURN], openapi_extra=_TAKES)
def keep_file(
    served: Served,
    by: Acting,
    response: Response,
    subject: Annotated[Subject, Query()],
    data: Annotated[bytes, Depends(handed_in)],
    bureau: BureauNamed = None,
) -> Filed:
    """Hand in a PDF, PNG, JPEG, OFD, DOCX, XLSX or text file of at most 10 MiB as evidence."""
    kept = served.ledger.keep_file(bureau, subject, data, by.actor)
    response.headers["Location"] = f"/v1/files/{kept.subject}/{kept.digest}"
    return Filed(subject=kept.subject, digest=kept.digest, kind=kept.kind, size=kept.size)


@routes.get(
    "/files/{subject}/{digest}",
    response_class=Response,
    responses={200: {"description": "The file as it was handed in", "content": _GIVES}},
)
def read_file(
    conn: Reading,
    served: Served,
    subject: Annotated[Subject, Path()],
    digest: Annotated[Digest, Path()],
    bureau: BureauNamed = None,
) -> Response:
    """A file that was handed in, to whoever may read the account whose it is."""
    found = find_file(conn, served.ledger.keyring, subject, digest)
    if found is None:
        raise no.FileNotFound()
    kept, data = found
    name = f"{digest.partition(':')[2][:16]}.{'txt' if kept.kind == 'text' else kept.kind}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(data, media_type=MEDIA[kept.kind], headers=headers)
