"""Readers of the manifests of addons and plugins that declare Python requirements. One kind a module."""
