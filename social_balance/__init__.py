"""social_balance: follow social balance between the housing areas of a municipality.

The names below are the public API; each is imported when it is first used, so that ``import social_balance``
stays quick.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # what editors and type checkers see; a test holds it to be the same as _HOME
    from social_balance.aarsstatus import aarsstatus as aarsstatus
    from social_balance.ambition import Ambition as Ambition
    from social_balance.ambition import ambition as ambition
    from social_balance.areas import Area as Area
    from social_balance.areas import Areas as Areas
    from social_balance.association import RaoScott as RaoScott
    from social_balance.association import rao_scott as rao_scott
    from social_balance.calibration import (
        Calibrated as Calibrated,
    )
    from social_balance.calibration import (
        calibrate as calibrate,
    )
    from social_balance.codebook import (
        Codebook as Codebook,
    )
    from social_balance.codebook import (
        read_codebook as read_codebook,
    )
    from social_balance.codebook import (
        write_codebook as write_codebook,
    )
    from social_balance.codebook_drift import compare_codebooks as compare_codebooks
    from social_balance.counts import Counts as Counts
    from social_balance.design import Design as Design
    from social_balance.disclosure import Release as Release
    from social_balance.disclosure import release as release
    from social_balance.distributions import bottom_share as bottom_share
    from social_balance.distributions import gini as gini
    from social_balance.distributions import median as median
    from social_balance.distributions import quantile as quantile
    from social_balance.distributions import top_share as top_share
    from social_balance.estimates import (
        Estimates as Estimates,
    )
    from social_balance.estimates import (
        combine as combine,
    )
    from social_balance.estimates import (
        from_values as from_values,
    )
    from social_balance.estimating import estimate as estimate
    from social_balance.figures import (
        plot_calibration as plot_calibration,
    )
    from social_balance.figures import (
        plot_gaps as plot_gaps,
    )
    from social_balance.figures import (
        plot_missing as plot_missing,
    )
    from social_balance.figures import (
        plot_overview as plot_overview,
    )
    from social_balance.figures import (
        plot_theme as plot_theme,
    )
    from social_balance.indexes import (
        ThemeIndex as ThemeIndex,
    )
    from social_balance.indexes import (
        decompose as decompose,
    )
    from social_balance.indexes import (
        theme_index as theme_index,
    )
    from social_balance.indicators import (
        Indicator as Indicator,
    )
    from social_balance.indicators import (
        Theme as Theme,
    )
    from social_balance.indicators import (
        Themes as Themes,
    )
    from social_balance.indicators import (
        check_indicators as check_indicators,
    )
    from social_balance.indicators import (
        explain as explain,
    )
    from social_balance.indicators import (
        json_schema as json_schema,
    )
    from social_balance.indicators import (
        read_indicators as read_indicators,
    )
    from social_balance.issues import (
        DefinitionError as DefinitionError,
    )
    from social_balance.issues import (
        InputError as InputError,
    )
    from social_balance.issues import (
        Issue as Issue,
    )
    from social_balance.issues import (
        SocialBalanceError as SocialBalanceError,
    )
    from social_balance.margins import age_bands as age_bands
    from social_balance.margins import margins_from_register as margins_from_register
    from social_balance.measures import mean as mean
    from social_balance.measures import rate as rate
    from social_balance.measures import ratio as ratio
    from social_balance.measures import scale as scale
    from social_balance.measures import share as share
    from social_balance.measures import total as total
    from social_balance.nonresponse import missing_summary as missing_summary
    from social_balance.published import read_jobindsats as read_jobindsats
    from social_balance.published import read_jsonstat as read_jsonstat
    from social_balance.published import read_px as read_px
    from social_balance.published import read_statbank as read_statbank
