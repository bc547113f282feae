"""Defines what a finding, a rule and a report are, and reads the configuration."""

from __future__ import annotations
