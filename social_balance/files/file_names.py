"""Whether a file that somebody named is there and can be opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from social_balance.language.faults import InputError, Issue, suggest


def find_file(path: str | Path, endings: Sequence[str], *, folder: str = "") -> tuple[Path, str]:
    """Return the path and the name the user gave it, once it is known that it can be opened.

    Parameters
    ----------
    path : path
        The file.
    endings : sequence of str
        Those that can be read, such as ``.sav``.
    folder : str, optional
        The ending of files that may also come as a folder of them.

    Returns
    -------
    tuple of Path, str
        The path, and the name for the faults.

    Raises
    ------
    InputError
        When there is no such file, with the nearest name, or its ending is another.
    """
    path = Path(path)
    name = path.as_posix()
    if folder and path.is_dir():
        if next(path.rglob(f"*{folder}"), None) is None:
            raise InputError(Issue("REG005", file=name))
        return path, name
    if not path.is_file():
        if path.parent.is_dir():
            near = [other.name for other in path.parent.glob("*")]
        else:
            near = []
        raise InputError(Issue("INP001", file=name, values={"suggestion": suggest(path.name, near)}))
    if path.suffix.lower() not in endings:
        raise InputError(Issue("INP002", file=name, found=path.suffix, values={"known": list(endings)}))
    return path, name
