"""Finds what comes with the package: the definitions and the sample data."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def packaged(name: str) -> Path:
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
    >>> (packaged("indices") / "tryghed" / "tema.toml").is_file()
    True
    """
    inside = PACKAGE / f"_{name}"
    return inside if inside.is_dir() else PACKAGE.parent / name
