"""The type checker: syntax trees of one package in, a typed package out."""
