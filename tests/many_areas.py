"""The hand-made release with other areas and themes in the place of its own, as many as asked."""

from __future__ import annotations

import dataclasses

import pandas as pd
from fake_release import NAMES, fake_release

from social_balance.disclosure.release import Release

_BY_AREA = ("index", "ambition", "developments", "indicators", "parts", "pairs")


def release_of(areas: int, themes: int = 9) -> Release:
    """Return the release of a municipality of so many areas and themes; no two have one name."""
    release = fake_release()
    names = [f"Bydel {place} ved {NAMES[place % 3]}"[:26] for place in range(areas)]
    own = list(release.themes["theme"])
    ids = [own[n % len(own)] if n < len(own) else f"{own[n % len(own)]}_{n}" for n in range(themes)]
    frames = {table: _with_areas(getattr(release, table), names) for table in _BY_AREA}
    frames = {table: _with_themes(frame, ids, own) for table, frame in frames.items()}
    frames["themes"] = _with_themes(release.themes, ids, own).assign(order=range(1, themes + 1))
    meta = dataclasses.replace(release.meta, areas=tuple((f"a{n}", name) for n, name in enumerate(names)))
    return dataclasses.replace(release, meta=meta, **frames)


def _with_areas(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    copies = [frame[frame["area"] == NAMES[n % 3]].assign(area=name) for n, name in enumerate(names)]
    return pd.concat([*copies, frame[~frame["area"].isin(NAMES)]], ignore_index=True)


def _with_themes(frame: pd.DataFrame, ids: list[str], own: list[str]) -> pd.DataFrame:
    copies = [frame[frame["theme"] == own[n % len(own)]].assign(theme=theme) for n, theme in enumerate(ids)]
    return pd.concat(copies, ignore_index=True)
