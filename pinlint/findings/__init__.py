"""What a finding, a rule and a report are, and the configuration."""

from __future__ import annotations
