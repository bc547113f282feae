"""Reads file formats: turns text into the model, with the span of every part. Each format is one module, and
none knows a rule.
"""
