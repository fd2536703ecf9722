"""Typed syntax trees in, naive IR out: variables are memory slots, control flow is explicit, nothing is optimised."""
