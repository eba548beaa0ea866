"""The report as files in one folder, which changes only when all of it is complete."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from social_balance.disclosure.pattern import write_private
from social_balance.disclosure.release import Release
from social_balance.language.faults import Faults, InputError, Issue, suggest
from social_balance.language.texts import Lang
from social_balance.report.content import report_document
from social_balance.report.document import pictures_of
from social_balance.report.drawings import draw_pictures
from social_balance.report.folder import MANIFEST, WRITER, foreign_files, remove_leftovers, replace_folder
from social_balance.report.formats import FORMATS
from social_balance.report.material import Material

_PRIVATE = ("inputs",)  # what of the manifest is for the municipality alone
_NOTE = (
    "Fortroligt: et kontroltal af en lille tabel røber tabellen. / Confidential: a hash tells a small table."
)


def write_report(
    public: Release,
    out: str | os.PathLike[str],
    *,
    formats: Iterable[str] = tuple(FORMATS),
    lang: Lang | None = None,
) -> Path:
    """Write a released Årsstatus as files in one folder.

    Everything is made before the folder is touched, so an earlier result survives any failure. Files in the
    folder that an earlier call did not write stay there, and so do its rights and its owner. Beside the
    folder stand two confidential files: ``NAME.manifest-private.json`` with the hashes of what went in, by
    path, and ``NAME.moenster.json`` (or the configured file) with the pattern that the next release reads.

    Parameters
    ----------
    public : Release
        What ``release`` returned; nothing else is accepted.
    out : path
        The folder: new, empty, or written by an earlier call.
    formats : Iterable of str
        What to write, names of ``FORMATS``; all of them by default. manifest.json is always written.
    lang : {"da", "en"}, optional
        Language; that of the release by default.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        When the result is not released, a format is unknown, or the folder is not ours to write in.
    """
    if isinstance(formats, str):
        formats = (formats,)
    chosen = tuple(formats)
    _check_request(public, chosen)
    folder = Path(out)
    files = report_files(public, formats=chosen, lang=lang)
    try:
        removed = remove_leftovers(folder)
        foreign = foreign_files(folder, files)
        _write_pattern(public, folder)
        replace_folder(folder, files, foreign)
        _write_private_manifest(public, folder, removed)
    except OSError as error:
        reason = error.strerror or error
        raise InputError(Issue("REP006", file=str(out), values={"reason": reason})) from error
    return folder


def _write_pattern(public: Release, folder: Path) -> None:
    """Write what is hidden, with the true counts, where the next release finds it and no reader does."""
    if public.pattern is None:
        return
    # Before the folder: a pattern of what was not published protects too much, one that lacks something
    # published protects too little.
    file = public.pattern_file or _beside(folder, "moenster.json")
    public.pattern.write(file)


def _write_private_manifest(public: Release, folder: Path, removed: list[Path]) -> None:
    """Write the hashes of what went in: to a reader a hash of a small table is the table."""
    private = {name: public.meta.manifest[name] for name in _PRIVATE if name in public.meta.manifest}
    if removed:
        private["removed_leftovers"] = [path.name for path in removed]
    if private:
        whole = {"written_by": WRITER, "note": _NOTE, **private}
        text = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        write_private(_beside(folder, "manifest-private.json"), text.encode())


def _beside(folder: Path, ending: str) -> Path:
    """Return a file beside the folder, named after it."""
    target = folder.resolve()
    return target.parent / f"{target.name}.{ending}"


def report_files(public: Release, *, formats: Iterable[str], lang: Lang | None = None) -> dict[str, bytes]:
    """Return the files of a report by their path in the folder, the manifest among them.

    Parameters
    ----------
    public : Release
        What was released.
    formats : Iterable of str
        Some of ``FORMATS``.
    lang : {"da", "en"}, optional
        Language; that of the release by default.

    Returns
    -------
    dict of str to bytes
        Path with forward slashes, and content; the same bytes for the same release.
    """
    chosen = set(formats)
    papers = {name: paper for name, paper in FORMATS.items() if name in chosen}
    document = report_document(public, lang=lang)
    # Drawn once, however many formats show the same figure.
    kinds = {kind for paper in papers.values() for kind in paper.drawings}
    drawn = draw_pictures(public, pictures_of(document), kinds=kinds, lang=document.lang)
    material = Material(public, document, drawn)
    files: dict[str, bytes] = {}
    for name, paper in papers.items():
        written = paper.write(material)
        if not written or files.keys() & written.keys():
            raise RuntimeError(f"format {name!r} wrote nothing, or over the files of another")
        files |= written
    files[MANIFEST] = _manifest_bytes(public.meta.manifest, files)
    return files


def _check_request(public: Any, formats: tuple[str, ...]) -> None:
    """Refuse what is not released and every format that is not known, all at once."""
    faults = Faults()
    if not (isinstance(public, Release) and public.meta.released):
        faults.add(Issue("REP001", found=type(public).__name__))
    known = list(FORMATS)
    if not formats:
        faults.add(Issue("REP007", values={"known": known}))
    for name in formats:
        if name not in FORMATS:
            hint = suggest(name, FORMATS)
            faults.add(Issue("REP002", found=str(name), values={"known": known, "suggestion": hint}))
    faults.raise_if_any()


def _manifest_bytes(given: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return the manifest: which definitions and versions were used, and what came out."""
    # So that a reader can check that no file was changed on its way.
    outputs = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    told = {key: value for key, value in given.items() if key not in _PRIVATE}
    whole = {"written_by": WRITER, **told, "outputs": outputs}
    return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
