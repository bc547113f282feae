"""Readers of file formats: text in, model out, every part with its span. One format a module; none knows a rule."""
