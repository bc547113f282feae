"""The rules: one folder for each family, one module for each rule."""
