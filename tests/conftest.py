"""What all tests share: figures without a screen, and properties without a clock."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "agg")

# Two workers share the cores, so one slow example says nothing of the code.
settings.register_profile("shared_cores", deadline=None)
settings.load_profile("shared_cores")
