"""Modules: from go.mod and go.work to the folders that packages come from."""
