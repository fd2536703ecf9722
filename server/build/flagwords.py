"""Lists of flags inside of a flag's value, as Go's commands read them: `[pattern=]words`, quotes around a word.

Source: `go help build`; documentation of cmd/internal/quoted.
"""

from collections.abc import Iterator
from typing import Final

TRUE: Final = ("1", "t", "T", "true", "TRUE", "True")
FALSE: Final = ("0", "f", "F", "false", "FALSE", "False")
_BLANKS: Final = " \t\n\r"


class FlagError(Exception):
    """A flag's value is wrong; the text names the flag and says how."""


def pattern_and_words(flag: str, value: str) -> tuple[str, tuple[str, ...]]:
    """The package pattern in front of the words, "" without one, and the words. Raises FlagError, naming the flag."""
    text = value.strip(_BLANKS)
    pattern = ""
    if text and not text.startswith("-"):
        if text[0] in "'\"":
            raise FlagError(f'-{flag}: parameter may not start with quote character {text[0]}: "{value}"')
        pattern, equals, text = text.partition("=")
        if not equals:
            raise FlagError(f'-{flag}: missing =<value> in <pattern>=<value>: "{value}"')
        pattern = pattern.strip(_BLANKS)
        if not pattern:
            raise FlagError(f'-{flag}: missing <pattern> in <pattern>=<value>: "{value}"')
    return pattern, tuple(split_words(f"-{flag}", text))


def split_words(what: str, text: str) -> Iterator[str]:
    """Words between blanks; a quote at the beginning of a word goes on to the next one of its kind.

    Raises FlagError, which begins with `what`.
    """
    rest = text.lstrip(_BLANKS)
    while rest:
        if rest[0] in "'\"":
            word, quote, rest = rest[1:].partition(rest[0])
            if not quote:
                raise FlagError(f"{what}: no closing quotation")
        else:
            word = rest.split(None, 1)[0]
            rest = rest[len(word) :]
        yield word
        rest = rest.lstrip(_BLANKS)
