"""Office files as zips of parts: read, changed, and zipped anew so that the clock is not in them."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping
from typing import Any

from social_balance.language.words import phrase
from social_balance.report.document import Document

# The first moment that a zip can tell of: one for all parts, whenever they were written.
_MOMENT = (1980, 1, 1, 0, 0, 0)
# Readers look for what a package is in the part that says so, and some only in the first.
_FIRST = "[Content_Types].xml"


def read_parts(package: bytes) -> dict[str, bytes]:
    """Return the parts of an office file by their names.

    Examples
    --------
    >>> read_parts(write_parts({"b.xml": b"2", "a.xml": b"1"}))
    {'a.xml': b'1', 'b.xml': b'2'}
    """
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(parts: Mapping[str, bytes]) -> bytes:
    """Return an office file of these parts: the same bytes for the same parts, whenever it is written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # The system that wrote it, and the rights of the file there, are in the zip too.
            entry.create_system = 0
            entry.external_attr = 0
            archive.writestr(entry, parts[name], compresslevel=6)
    return buffer.getvalue()


def at_midday(day: datetime.date) -> datetime.datetime:
    """Return the moment that a file says it is of: midday, so that no time zone makes it another day."""
    return datetime.datetime(day.year, day.month, day.day, 12)


def set_properties(properties: Any, document: Document) -> None:
    """Say what a Word or PowerPoint file is; the moment of writing is not in it."""
    moment = at_midday(document.dated)
    properties.title = document.title
    properties.subject = document.subtitle
    properties.author = document.author
    properties.last_modified_by = document.author
    properties.comments = document.banner
    properties.language = phrase("locale", "tag", document.lang)
    properties.created = moment
    properties.modified = moment
