"""What all tests share: figures without a screen, and properties without a clock."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "agg")

# Two workers share the cores, so one slow example says nothing of the code. In continuous integration the
# examples are the same every time, so that red means the change; at a desk they are new, and find new faults.
settings.register_profile("shared_cores", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("shared_cores")
