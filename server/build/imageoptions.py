"""What a container image holds besides the program, as the user asks for it."""

from __future__ import annotations

import msgspec

# Nobody: a program needs no rights of the administrator because it runs in a container.
NOBODY = "65532:65532"


class ImageOptions(msgspec.Struct, frozen=True):
    """One image."""

    output: str = ""  # path of the archive; "": the program's name and .tar
    tag: str = ""  # name:tag that tools give it when they load it; "": the program's name and latest
    certificates: str = ""  # file in PEM, or "system" for those of this machine; "": none
    time_zones: bool = False
    user: str = NOBODY  # UID or UID:GID
    entrypoint: str = ""  # path of the program in the image; "": /NAME
    arguments: tuple[str, ...] = ()  # that the program gets when the user of the image gives none
    labels: dict[str, str] = {}
    ports: tuple[str, ...] = ()  # "8080/tcp"
