"""Readers of file formats: text in, model out, every part with its span. Each format is one module, and none knows a rule."""
