"""A digest of what went in: a file, or a folder of Parquet as one."""

from __future__ import annotations

import hashlib
from pathlib import Path


def digest_of_input(path: Path) -> str:
    """Return the SHA-256 of a file; of a folder that of its Parquet files' digests under their names."""
    if not path.is_dir():
        with path.open("rb") as file:  # a piece at a time: a national register is larger than the memory
            return hashlib.file_digest(file, "sha256").hexdigest()
    # A folder is its files under their names: one that is renamed may stand for another year.
    digests = [
        f"{each.relative_to(path).as_posix()} {digest_of_input(each)}"
        for each in sorted(path.rglob("*.parquet"))
    ]
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()
