"""The resident builder: a process that keeps what builds have read, so that the next build need not read it again."""
