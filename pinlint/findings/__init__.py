"""What a finding, a rule and a report are, and what the configuration says of them."""

from __future__ import annotations
