"""The compiler on one page: the stages of one package, in order.

This module holds the order and nothing else; each stage is a function `input -> output` in its own package, and what a
stage finds wrong goes into the collector.
"""
