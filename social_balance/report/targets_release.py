"""A strategy that is followed without an Årsstatus, as the papers take it: a release of itself."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from social_balance.disclosure.followed_figures import release_followed
from social_balance.disclosure.release import Release
from social_balance.files.digests import digest_of_input
from social_balance.language.texts import Lang
from social_balance.lists.strategy.follow_up import Targets
from social_balance.lists.strategy.goals import text_in
from social_balance.report.write import write_report
from social_balance.yearly.neighbours import Neighbours
from social_balance.yearly.status import Meta


def write_targets(
    targets: Targets,
    out: str | os.PathLike[str],
    *,
    formats: Iterable[str] | None = None,
    lang: Lang | None = None,
) -> Path:
    """Write the follow-up of a strategy as files in one folder, in every format that the Årsstatus has.

    Parameters
    ----------
    targets : Targets
        What `read_targets` gave: figures that a municipality has published, or is about to.
    out : path
        The folder: new, empty, or written by an earlier call.
    formats : Iterable of str, optional
        What to write; every format that is installed by default. manifest.json is always written.
    lang : {"da", "en"}, optional
        Language; that of the file by default.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        When a format is unknown or cannot be written here, or the folder is not ours to write in.
    """
    return write_report(release_targets(targets, lang=lang), out, formats=formats, lang=lang)


def release_targets(targets: Targets, *, lang: Lang | None = None) -> Release:
    """Return a strategy as a release that has no Årsstatus in it."""
    nothing = pd.DataFrame()
    return Release(
        meta=_describe_strategy(targets, lang),
        themes=nothing,
        indicators=nothing,
        index=nothing,
        ambition=nothing,
        developments=nothing,
        parts=nothing,
        pairs=nothing,
        overall={},
        neighbours=Neighbours(release_followed(targets, targets.main.floor)),
    )


def _describe_strategy(targets: Targets, lang: Lang | None) -> Meta:
    """Return what a reader has to know of the papers besides their figures."""
    main = targets.main
    language = lang or main.language
    versions = {name: version(name) for name in ("social-balance", "numpy", "pandas")}
    files = [Path(name) for name in (targets.file, *targets.files) if name]
    return Meta(
        municipality=main.municipality, title=text_in(main.title, language), since=targets.year,
        until=targets.year, years=(targets.year,), language=language, invented=main.invented, areas=(),
        rest="", whole=main.municipality, reference="", margin=0.0, level=0.95, alpha=0.05, adjust="none",
        register_model="census", floor=main.floor, sources=main.sources, released=True,
        manifest={
            "inputs": {path.as_posix(): digest_of_input(path) for path in files},
            "versions": versions | {"python": platform.python_version()},
        },
        versions=versions,
    )  # fmt: skip
