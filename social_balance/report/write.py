"""The report as files in one folder, which changes only when all of it is complete."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from social_balance.disclosure.release import Release
from social_balance.language.faults import Faults, InputError, Issue, suggest
from social_balance.language.texts import Lang
from social_balance.report.content import report_document
from social_balance.report.document import pictures_of
from social_balance.report.drawings import draw_pictures
from social_balance.report.formats import FORMATS
from social_balance.report.material import Material

_MANIFEST = "manifest.json"
_WRITER = "social_balance.write_report"


def write_report(
    public: Release,
    out: str | os.PathLike[str],
    *,
    formats: Iterable[str] = tuple(FORMATS),
    lang: Lang | None = None,
) -> Path:
    """Write a released Årsstatus as files in one folder.

    Everything is made before the folder is touched, so an earlier result survives any failure. Files in the
    folder that an earlier call did not write stay there.

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
    foreign = _foreign_files(folder, files)
    try:
        _replace_folder(folder, files, foreign)
    except OSError as error:
        raise InputError(
            Issue("REP006", file=str(out), values={"reason": error.strerror or error})
        ) from error
    return folder


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
    files[_MANIFEST] = _manifest_bytes(public.meta.manifest, files)
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
    """Return the manifest: what went in, what came out, and the versions used."""
    # So that a reader can check that no file was changed on its way.
    outputs = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    whole = {"written_by": _WRITER, **given, "outputs": outputs}
    return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _foreign_files(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Return the files in the folder that no earlier call wrote; refuse a folder that is not ours."""
    if folder.exists() and not folder.is_dir():
        raise InputError(Issue("REP004", file=str(folder)))
    # An empty folder is as good as a new one, whoever made it.
    present = _files_in(folder)
    if not present:
        return []
    ours = _written_before(folder)
    if ours is None:
        raise InputError(Issue("REP003", file=str(folder)))
    foreign = [name for name in present if name not in ours]
    # All at once: one name a run would make the user come back for each.
    blocked = [name for name in foreign if name in files]
    if blocked:
        raise InputError([Issue("REP005", file=str(folder / name)) for name in blocked])
    return foreign


def _files_in(folder: Path) -> list[str]:
    """Return the path of every file below a folder, with forward slashes."""
    found = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    # A link is a file of its own here, wherever it points.
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _written_before(folder: Path) -> set[str] | None:
    """Return what the manifest in the folder says was written, or None when it is not one of ours."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if manifest["written_by"] != _WRITER:
            return None
        return {_MANIFEST, *manifest["outputs"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _replace_folder(folder: Path, files: Mapping[str, bytes], foreign: list[str]) -> None:
    """Write everything beside the folder and put it in its place in one move."""
    # A link to a folder keeps pointing: what it points at is replaced, not the link.
    target = folder.resolve()
    # In the same folder as the target: a move within one disk cannot stop half way.
    target.parent.mkdir(parents=True, exist_ok=True)
    workplace = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    new = workplace / "new"
    old = workplace / "old"
    try:
        for name, content in files.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for name in foreign:
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(target / name, path, follow_symlinks=False)
        _swap_folders(target, new, old)
    finally:
        # The earlier result waits in the workplace while it is being replaced: never remove the only copy.
        if target.exists() or not old.exists():
            shutil.rmtree(workplace, ignore_errors=True)


def _swap_folders(target: Path, new: Path, old: Path) -> None:
    """Move the new folder into place; the old one comes back when that fails."""
    if not target.exists():
        new.rename(target)
        return
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        old.rename(target)
        raise
