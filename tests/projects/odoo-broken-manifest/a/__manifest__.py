{'name': 'A', 'external_dependencies': {'python': ['zeep'}
