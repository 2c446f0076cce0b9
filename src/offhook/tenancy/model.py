"""The table of companies, which lies in `db/base.py` because every company's table refers to it."""

from __future__ import annotations

from offhook.db.base import TenantRow

__all__ = ["TenantRow"]
