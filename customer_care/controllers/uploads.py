"""Files that customers send: what is taken, and why something is not."""

import unicodedata

from odoo.http import request
from odoo.tools.mimetypes import guess_mimetype

# What people send as proof or paper. Programs, scripts and pages that a browser would run are not
# among them.
KINDS = {
    *("jpg", "jpeg", "png", "gif", "webp", "heic", "bmp", "tif", "tiff"),
    *("pdf", "txt", "csv", "rtf", "doc", "docx", "xls", "xlsx", "ppt", "pptx"),
    *("odt", "ods", "odp", "wps", "et", "dps", "eml", "msg", "zip", "mp4", "mov", "mp3", "m4a"),
}
_ACTIVE = ("text/html", "image/svg", "application/xhtml", "application/x-msdownload", "text/xml")

MAX_FILES = 10
MAX_FILE_MB = 10
MAX_TOTAL_MB = 25
# The whole request, text and what is around the files included; longer ones are cut off unread.
MAX_REQUEST = (MAX_TOTAL_MB + 5) * 1024 * 1024

_MB = 1024 * 1024


def take_files():
    """The files of the present request.

    :return: pairs of name and content, and why they are refused, or None
    """
    files = []
    total = 0
    for upload in request.httprequest.files.getlist("files"):
        if not upload.filename:
            continue  # the field was left empty
        name, content = clean_name(upload.filename), upload.read()
        total += len(content)
        files.append((name, content))
        if problem := _problem_of(name, content):
            return [], problem
    if len(files) > MAX_FILES:
        return [], request.env._(
            "Please send at most %(number)s files at a time.", number=MAX_FILES
        )
    if total > MAX_TOTAL_MB * _MB:
        return [], request.env._(
            "All files together may have %(size)s MB. Please send fewer at a time.",
            size=MAX_TOTAL_MB,
        )
    return files, None


def _problem_of(name, content):
    if name.rpartition(".")[2].lower() not in KINDS or guess_mimetype(content).startswith(_ACTIVE):
        return request.env._(
            "We can't take “%(name)s”: please send pictures, PDF, office documents or ZIP.",
            name=name,
        )
    if len(content) > MAX_FILE_MB * _MB:
        return request.env._(
            "“%(name)s” is too large: a file may have %(size)s MB.", name=name, size=MAX_FILE_MB
        )
    if not content:
        return request.env._("“%(name)s” is empty.", name=name)
    return None


def clean_name(name):
    """A file name without folders and control characters, not longer than screens show."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(". ")
    stem, dot, kind = name.rpartition(".")
    return f"{stem[:100]}{dot}{kind[:10]}" or "file"
