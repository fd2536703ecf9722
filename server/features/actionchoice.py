"""Which code actions a client can do with. They are made in actions.py, which the server imports later."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActionChoice:
    """What a client can do with: `fixes` unless others offer them, `why` needs a command of its own."""

    fixes: bool = True
    why: bool = False
    disabled: bool = False  # it shows actions that are not possible, with the reason
