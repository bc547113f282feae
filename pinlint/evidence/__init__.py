"""Sources of evidence: each module gives the metadata of exactly the pinned versions."""
