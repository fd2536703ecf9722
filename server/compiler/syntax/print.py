"""Placeholder until written below."""


def expression_text(x):
    return "x"
