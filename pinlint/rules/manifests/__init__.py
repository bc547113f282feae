"""Whether what addons and plugins declare of their requirements is what the project installs."""
