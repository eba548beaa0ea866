"""Finds what comes with the package: the definitions and the sample data."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def packaged_folder(name: str) -> Path:
    """Return the folder ``indices`` or ``data_samples``: inside the installed package, else in the checkout.

    Parameters
    ----------
    name : {"indices", "data_samples"}

    Returns
    -------
    Path
        A folder that exists.

    Examples
    --------
    >>> (packaged_folder("indices") / "tryghed" / "tema.toml").is_file()
    True
    """
    inside = PACKAGE / f"_{name}"
    if inside.is_dir():
        return inside
    return PACKAGE.parent / name
