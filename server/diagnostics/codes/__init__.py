"""The tables of diagnostics, one file per area: syntax, types, ir (what the compiler cannot do yet), build, link."""
