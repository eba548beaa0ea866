"""One folder of files that changes only when all of it is complete, and keeps whose it was."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from social_balance.language.faults import InputError, Issue

MANIFEST = "manifest.json"
WRITER = "social_balance.write_report"
_OLD_ENOUGH = 3600.0  # seconds after which a workplace of an unknown process is taken for left behind


def foreign_files(folder: Path, files: Iterable[str]) -> list[str]:
    """Return the files in the folder that no earlier call wrote; refuse a folder that is not ours.

    Parameters
    ----------
    folder : Path
    files : iterable of str
        What is to be written, with forward slashes.

    Returns
    -------
    list of str

    Raises
    ------
    InputError
        A file in place of the folder, a folder of others, files of others that would be overwritten.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(Issue("REP004", file=str(folder)))
    ours = _written_before(folder)
    if ours is None:
        # One file of others is enough to refuse: a whole disk is not walked through to count them.
        if any(path.is_symlink() or not path.is_dir() for path in folder.rglob("*")):
            raise InputError(Issue("REP003", file=str(folder)))
        return []
    wanted = set(files)
    foreign = [name for name in _files_in(folder) if name not in ours]
    # All at once: one name a run would make the user come back for each.
    blocked = [name for name in foreign if name in wanted]
    if blocked:
        raise InputError([Issue("REP005", file=str(folder / name)) for name in blocked])
    return foreign


def replace_folder(folder: Path, files: Mapping[str, bytes], foreign: Iterable[str]) -> None:
    """Write everything beside the folder and put it in its place in one move.

    Parameters
    ----------
    folder : Path
    files : mapping of str to bytes
    foreign : iterable of str
        Files of others in the folder, which stay, as its empty folders do.

    Notes
    -----
    The new folder has the rights and the owner of the old one. A folder that something is mounted on cannot
    be moved: there the files are moved one by one, and back again when one of them cannot be.
    """
    # A link to a folder keeps pointing: what it points at is replaced, not the link.
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    mounted = target.exists() and os.path.ismount(target)
    # In the same folder as the target: a move within one disk cannot stop half way.
    place = target if mounted else target.parent
    workplace = Path(tempfile.mkdtemp(prefix=_prefix(target.name), dir=place))
    new = workplace / "new"
    old = workplace / "old"
    try:
        for name, content in files.items():
            _with_parents(new / name).write_bytes(content)
        if mounted:
            _swap_files(target, new, old, [name for name in _written_before(target) or () if name])
        else:
            _keep_what_stays(target, new, foreign)
            _swap_folders(target, new, old)
    finally:
        # The earlier result waits in the workplace while it is being replaced: never remove the only copy.
        if mounted or target.exists() or not old.exists():
            shutil.rmtree(workplace, ignore_errors=True)


def remove_leftovers(folder: str | os.PathLike[str]) -> list[Path]:
    """Remove the workplaces of runs that were killed, which hold an earlier release or a half new one.

    Parameters
    ----------
    folder : path
        The folder that a report is written to.

    Returns
    -------
    list of Path
        What was removed. An earlier result that was taken away from its place when the run was killed is
        put back first.
    """
    target = Path(folder).resolve()
    removed: list[Path] = []
    for place in (target.parent, target):
        if not place.is_dir():
            continue
        for path in sorted(place.glob(f".{glob_free(target.name)}-*")):
            if not _is_left_behind(path):
                continue
            if place == target.parent and not target.exists() and (path / "old").is_dir():
                (path / "old").rename(target)
            shutil.rmtree(path, ignore_errors=True)
            removed.append(path)
    return removed


def glob_free(name: str) -> str:
    """Return a name in which no letter has a meaning of its own in a pattern of names.

    Examples
    --------
    >>> glob_free("ud[1]")
    'ud[[]1]'
    """
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _prefix(name: str) -> str:
    """Return how a workplace begins: whose it is can be seen when the process is gone."""
    return f".{name}-{_host()}-{os.getpid()}-"


def _host() -> str:
    return "".join(letter for letter in socket.gethostname() if letter.isalnum())[:32] or "host"


def _is_left_behind(path: Path) -> bool:
    """Say whether a workplace belongs to a process that is no more."""
    try:
        inside = {one.name for one in path.iterdir()}
        age = os.stat(path).st_mtime
        newest = max(age, *(os.stat(path / name).st_mtime for name in inside)) if inside else age
    except OSError:
        return False
    # Something else of that name is not ours to remove.
    if not inside <= {"new", "old"} or path.is_symlink():
        return False
    parts = path.name.rsplit("-", 3)
    if len(parts) == 4 and parts[1] == _host() and parts[2].isdigit():
        return not _is_running(int(parts[2]))
    with tempfile.TemporaryFile() as clock:
        # By the clock of the disk and not of the machine, which may differ on a share.
        return os.fstat(clock.fileno()).st_mtime - newest > _OLD_ENOUGH


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _files_in(folder: Path) -> list[str]:
    """Return the path of every file below a folder, with forward slashes."""
    found = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    # A link is a file of its own here, wherever it points.
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _written_before(folder: Path) -> set[str] | None:
    """Return what the manifest in the folder says was written, or None when it is not one of ours."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["written_by"] != WRITER:
            return None
        return {MANIFEST, *manifest["outputs"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _with_parents(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _keep_what_stays(target: Path, new: Path, foreign: Iterable[str]) -> None:
    """Give the new folder the files of others, the empty folders, the rights and the owner of the old one."""
    if not target.exists():
        return
    for name in foreign:
        shutil.copy2(target / name, _with_parents(new / name), follow_symlinks=False)
    for path in sorted(target.rglob("*")):
        if path.is_dir() and not path.is_symlink() and not any(path.iterdir()):
            (new / path.relative_to(target)).mkdir(parents=True, exist_ok=True)
    for path in (target, *(one for one in target.rglob("*") if one.is_dir() and not one.is_symlink())):
        of_new = new / path.relative_to(target)
        if of_new.is_dir():
            _copy_rights(path, of_new)


def _copy_rights(of: Path, to: Path) -> None:
    """Copy who owns a folder and who may read it: a private folder stays private."""
    rights = of.stat()
    # Only an administrator can give a folder away; to everybody else it is their own already.
    with contextlib.suppress(PermissionError):
        os.chown(to, rights.st_uid, rights.st_gid)
    to.chmod(rights.st_mode & 0o7777)


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


def _swap_files(target: Path, new: Path, old: Path, written: Iterable[str]) -> None:
    """Move the new files into a folder that cannot be moved itself; the old ones come back on failure."""
    done: list[tuple[Path, Path]] = []
    try:
        for name in written:
            if (target / name).exists():
                (target / name).rename(_with_parents(old / name))
                done.append((old / name, target / name))
        for name in _files_in(new):
            (new / name).rename(_with_parents(target / name))
            done.append((target / name, new / name))
    except BaseException:
        for here, before in reversed(done):
            here.rename(before)
        raise
