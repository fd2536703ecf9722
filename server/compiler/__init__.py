"""The compiler: source text of one package in, typed package, decisions and object code out."""
