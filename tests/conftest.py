"""What all tests share: figures without a screen, and properties without a clock."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "agg")
# The language of a terminal is that of its locale; here it is Danish, whatever machine the tests run on.
for name in ("LC_ALL", "LC_MESSAGES", "SOCIAL_BALANCE_LANG"):
    os.environ.pop(name, None)
os.environ["LANG"] = "C.UTF-8"

# Two workers share the cores, so one slow example says nothing of the code. In continuous integration the
# examples are the same every time, so that red means the change; at a desk they are new, and find new faults.
settings.register_profile("shared_cores", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("shared_cores")
