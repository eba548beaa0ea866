"""The report as files in one folder, which changes only when all of it is complete."""

from __future__ import annotations

import hashlib
import json
import os
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from social_balance.disclosure.pattern import write_private
from social_balance.disclosure.release import Release
from social_balance.figures.source import report_language
from social_balance.language.faults import InputError, Issue
from social_balance.language.tables import DEFAULT
from social_balance.language.texts import Lang
from social_balance.language.words import phrase
from social_balance.report.contradictions import refuse_contradictions
from social_balance.report.document import Document, Picture, pictures_of
from social_balance.report.file_gate import refuse_what_is_withheld
from social_balance.report.folder import MANIFEST, WRITER, foreign_files, remove_leftovers, replace_folder
from social_balance.report.formats import EXTRA, FORMATS
from social_balance.report.material import Drawing, Material
from social_balance.report.registry import build_document
from social_balance.report.second_process import Order, draw_on_two_cores
from social_balance.report.selection import Selection, select_papers
from social_balance.report.source import PaperSource
from social_balance.report.translations import tables_in_language
from social_balance.showing.progress import follow

_PRIVATE = ("inputs",)  # what of the manifest is for the municipality alone
_NOTE = (
    "Fortroligt: et kontroltal af en lille tabel røber tabellen. / Confidential: a hash tells a small table."
)


class FormatsNotInstalled(UserWarning):
    """Some formats were asked for by nobody by name, and were not written for want of an extra."""


def write_report(
    public: Release,
    out: str | os.PathLike[str],
    *,
    formats: Iterable[str] | None = None,
    papers: Iterable[str] | None = None,
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
    formats : Iterable of str, optional
        What to write, names of ``FORMATS``; every format that is installed by default, with a warning that
        names the others. manifest.json is always written.
    papers : Iterable of str, optional
        Which papers, names of ``PAPERS``; left out: every paper that the release has figures for.
    lang : {"da", "en"}, optional
        Language; that of the release by default.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        When the result is not released, a format or a paper is unknown or cannot be written here, a paper
        contradicts its own figures beyond doubt, a file shows what is hidden, or the folder is not ours to
        write in.
    """
    _check_released(public)
    if formats is None and (missing := formats_not_installed()):
        # Told, and not skipped: whoever waits for a paper has to know why it did not come.
        text = missing_formats_text(missing, lang or public.meta.language)
        warnings.warn(text, FormatsNotInstalled, stacklevel=2)
    folder = Path(out)
    files = report_files(public, formats=formats, papers=papers, lang=lang)
    refuse_what_is_withheld(files, public)
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


def formats_not_installed() -> list[str]:
    """Return the formats that cannot be written here for want of an extra."""
    return [name for name, paper_format in FORMATS.items() if paper_format.missing_modules()]


def missing_formats_text(missing: list[str], lang: Lang = DEFAULT) -> str:
    """Return the sentence on the formats that are not written, and how to get them.

    Examples
    --------
    >>> missing_formats_text(["pdf"], "en")
    'Not written, for want of an extra: pdf. Install with: pip install "social-balance[report]".'
    """
    return phrase("paper_notices", "not_installed", lang, formats=", ".join(missing), extra=EXTRA)


def report_files(
    public: Release,
    *,
    formats: Iterable[str] | None = None,
    papers: Iterable[str] | None = None,
    lang: Lang | None = None,
) -> dict[str, bytes]:
    """Return the files of a report by their path in the folder, the manifest among them.

    Parameters
    ----------
    public : Release
        What was released.
    formats, papers : Iterable of str, optional
        Some of ``FORMATS`` and ``PAPERS``; left out: every one that can be written.
    lang : {"da", "en"}, optional
        Language; that of the release by default.

    Returns
    -------
    dict of str to bytes
        Path with forward slashes, and content; the same bytes for the same release.
    """
    selection = select_papers(public, formats=formats, papers=papers)
    # Once for all papers, figures and files: an area has one name in a folder.
    public = tables_in_language(public, report_language(public, lang))
    documents = _build_documents(selection, public, lang)
    let_through = refuse_contradictions(documents, proofread=public.meta.proofread)
    drawn = _draw_once(selection, documents, public, next(iter(documents.values())).lang)
    files: dict[str, bytes] = {}
    for paper, name in follow(selection.pairs, "papers", len(selection.pairs)):
        written = FORMATS[name].write(Material(public, documents[paper], drawn, paper))
        if not written or files.keys() & written.keys():
            raise RuntimeError(f"format {name!r} wrote nothing, or over the files of another")
        files |= written
    manifest = dict(public.meta.manifest)
    if let_through:
        manifest["contradictions_let_through"] = [str(issue) for issue in let_through]
    files[MANIFEST] = _manifest_bytes(manifest, files)
    return files


def _build_documents(selection: Selection, public: Release, lang: Lang | None) -> dict[str, Document]:
    """Return the document of every paper."""
    source = PaperSource(public, report_language(public, lang))
    return {paper: build_document(paper, source) for paper in selection.papers}


def _draw_once(
    selection: Selection, documents: Mapping[str, Document], public: Release, lang: Lang
) -> dict[Drawing, dict[str, bytes]]:
    """Draw every figure once a kind, however many papers and formats show it."""
    kinds_of: dict[str, set[Drawing]] = {}
    pictures: dict[str, Picture] = {}
    for paper, name in selection.pairs:
        for picture in pictures_of(documents[paper]):
            pictures.setdefault(picture.name, picture)
            kinds_of.setdefault(picture.name, set()).update(FORMATS[name].drawings)
    return draw_on_two_cores(Order(public, list(pictures.values()), kinds_of, lang))


def _check_released(public: Any) -> None:
    """Refuse what is not released."""
    if not (isinstance(public, Release) and public.meta.released):
        raise InputError(Issue("REP001", found=type(public).__name__))


def _manifest_bytes(given: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return the manifest: which definitions and versions were used, and what came out."""
    # So that a reader can check that no file was changed on its way.
    outputs = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    told = {key: value for key, value in given.items() if key not in _PRIVATE}
    whole = {"written_by": WRITER, **told, "outputs": outputs}
    return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
