"""Reads the manifests of addons and plugins that declare Python requirements. Each kind is one module."""
