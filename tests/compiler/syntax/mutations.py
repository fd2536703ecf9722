"""Mutations of source files: what a slip of the keyboard, an editor or a broken disk makes of them."""

import random
import re

TOKEN = re.compile(rb"\w+|\s+|[^\w\s]")
NOISE = rb"""{ } ( ) [ ] ; , func if case := " ` /* ' type ... <- chan else for range struct // 0x .""".split()
NOISE += [b"\0", b"\xff", b"\n"]


def mutate(data: bytes, chance: random.Random) -> bytes:
    """One to four edits: a token deleted, doubled, moved or replaced, or a byte changed."""
    parts = TOKEN.findall(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(parts))
        match chance.randrange(6):
            case 0:
                del parts[at]
            case 1:
                parts.insert(at, chance.choice(NOISE))
            case 2:
                parts[at] = chance.choice(NOISE)
            case 3:
                other = chance.randrange(len(parts))
                parts[at], parts[other] = parts[other], parts[at]
            case 4:
                parts[at] = parts[at][: len(parts[at]) // 2]
            case 5:
                parts[at] = bytes([chance.randrange(256)])
    return b"".join(parts)
