"""Where photos come in and go out: one call that takes a photo, one address that shows a signed copy."""

from typing import Any

from flask import Blueprint as PageBlueprint
from flask import Response, request
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import fields

from inspect_app.core import permits
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.fields import Schema
from inspect_app.core.files import StoredFile, open_signed, read_copy, store_photo
from inspect_app.core.images import MOST_BYTES, too_large
from inspect_app.core.permits import Actor
from inspect_app.core.sounds import Sound, read_sound, store_sound
from inspect_app.core.web import endpoint, page

ENVELOPE = 64 * 1024
_FILE = {"type": "string", "format": "binary"}
_TAKES = {
    "image/jpeg": _FILE,
    "image/png": _FILE,
    "image/webp": _FILE,
    "image/heic": _FILE,
    "application/octet-stream": _FILE,
    "multipart/form-data": {"type": "object", "required": ["file"], "properties": {"file": _FILE}},
}
_TAKES_SOUND = {
    **dict.fromkeys(("audio/webm", "audio/ogg", "audio/mp4", "application/octet-stream"), _FILE),
    "multipart/form-data": _TAKES["multipart/form-data"],
}
pages = PageBlueprint("files", __name__)
api = ApiBlueprint("file", __name__, url_prefix="/api", description="照片 / Photos")

permits.register(
    {
        "file.add": (permits.logged_in, permits.a_device),
        # The signed address is the permit: only a page its reader may see has handed it out.
        "file.open": (permits.anyone,),
    }
)


class StoredFileOut(Schema):
    """A photo received, by the name its sender attaches it with."""

    sha256 = fields.String(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    media = fields.String(required=True)


class SoundOut(Schema):
    """A sound received, by the name its sender attaches it with."""

    sha256 = fields.String(required=True)
    size = fields.Integer(required=True)
    media = fields.String(required=True)


@endpoint(api, "/files", permit="file.add", method="POST", takes=_TAKES, out=StoredFileOut, status=201)
def add_file(_actor: Actor) -> StoredFile:
    """Take a photo, as the raw body or as the field `file` of a form."""
    return db.session.get_one(StoredFile, store_photo(_sent(), "file"))


@endpoint(api, "/sounds", permit="file.add", method="POST", takes=_TAKES_SOUND, out=SoundOut, status=201)
def add_sound(_actor: Actor) -> Sound:
    """Take a spoken note, as the raw body or as the field `file` of a form."""
    return db.session.get_one(Sound, store_sound(_sent(), "file"))


@page(pages, "/f/<token>", permit="file.open")
def show(_actor: Actor, token: str) -> Any:
    """Show the copy a token opens."""
    permitted = open_signed(token)
    if permitted.variant == "sound":
        data, media = read_sound(permitted.sha256)
        name = f"note-{permitted.sha256[:8]}.{media.partition('/')[2]}"
    else:
        data, media = read_copy(permitted.sha256, permitted.variant), "image/jpeg"
        name = f"photo-{permitted.sha256[:8]}.jpg"
    reply = Response(data, mimetype=media)
    reply.headers["X-Content-Type-Options"] = "nosniff"
    reply.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    reply.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    reply.headers["Content-Disposition"] = f'inline; filename="{name}"'
    age = max(0, permitted.until - int(now().timestamp()))
    reply.headers["Cache-Control"] = f"private, max-age={age}, immutable"
    reply.set_etag(f"{permitted.sha256[:32]}-{permitted.variant}")
    # A player asks for a part of a sound before it plays any of it.
    return reply.make_conditional(request, accept_ranges=True, complete_length=len(data))


def _sent() -> bytes:
    if (request.content_length or 0) > MOST_BYTES + ENVELOPE:
        raise too_large("file")
    if request.mimetype != "multipart/form-data":
        return bytes(request.get_data())
    upload = request.files.get("file")
    if upload is None:
        raise field_problem("file", "请选择照片", "choose a photo")
    return bytes(upload.read())
