"""Every measure that a definition may name."""

from __future__ import annotations

from collections.abc import Mapping

from social_balance.measures.composition import Concentration, Dissimilarity, Distance, Entropy, Exposure
from social_balance.measures.distribution import BottomShare, Gini, Median, Quantile, TopShare
from social_balance.measures.measure import Measure
from social_balance.measures.rated import SeenFromOutside
from social_balance.measures.ratio import Difference, Mean, Rate, Ratio, Scale, ScaleShare, Share
from social_balance.measures.total import Total

MEASURES: Mapping[str, type[Measure]] = {
    model.kind: model
    for model in (
        Share, Mean, Scale, ScaleShare, Ratio, Rate, Difference, Total,
        Median, Quantile, Gini, TopShare, BottomShare,
        SeenFromOutside,
        Exposure, Concentration, Dissimilarity, Distance, Entropy,
    )
}  # fmt: skip
