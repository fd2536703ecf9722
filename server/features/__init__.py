"""The editor features: each a pure function `(snapshot, parameters, cancelled) -> result` in a file of its own."""
