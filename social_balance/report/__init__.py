"""The report of the Årsstatus: one document model, and the files it is written as."""

from __future__ import annotations

from social_balance.report.write import FORMATS, write_report

__all__ = ["FORMATS", "write_report"]
