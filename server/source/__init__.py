"""Files, spans and position mapping: the leaf that every layer stands on."""
