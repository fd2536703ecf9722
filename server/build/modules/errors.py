"""What can go wrong with modules beyond their files: kept apart, so that nobody needs the network code to know it."""


class DownloadError(Exception):
    """A module cannot be had; the text says why and what to set."""


class MismatchError(DownloadError):
    """What came, or what is in the module cache, is not what go.sum states."""
