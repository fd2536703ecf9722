"""The module cache (GOMODCACHE) in go's own layout, so that both tools share what either has downloaded.

`cache/download/<path>/@v/<version>.{info,mod,zip,ziphash}` is what came from the network, `<path>@<version>` the
extracted tree; a `.partial` file marks an extraction that did not finish. Paths and versions are escaped.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from server.build.modules.modfile import ModuleVersion
from server.build.modules.paths import escape


@dataclass(frozen=True, slots=True)
class ModuleCache:
    """The cache below one folder."""

    root: Path

    def download(self, module: ModuleVersion, suffix: str) -> Path:
        """One of the downloaded files: `suffix` is `info`, `mod`, `zip`, `ziphash`, `lock` or `partial`."""
        return self.root / "cache" / "download" / escape(module.path) / "@v" / f"{escape(module.version)}.{suffix}"

    def tree(self, module: ModuleVersion) -> Path:
        """Where the module's files are, or would be."""
        return self.root / f"{escape(module.path)}@{escape(module.version)}"

    def has_tree(self, module: ModuleVersion) -> bool:
        """Whether the module is extracted, wholly."""
        return self.tree(module).is_dir() and not self.download(module, "partial").exists()

    def go_mod(self, module: ModuleVersion) -> bytes | None:
        """The module's go.mod as downloaded."""
        try:
            return self.download(module, "mod").read_bytes()
        except OSError:
            return None

    def zip_hash(self, module: ModuleVersion) -> str:
        """The `h1:` hash noted when the zip was verified; "" when there is none."""
        try:
            return self.download(module, "ziphash").read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def write(self, module: ModuleVersion, suffix: str, content: bytes) -> Path:
        """Put a downloaded file in its place, in one step."""
        path = self.download(module, suffix)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        try:
            temporary.write_bytes(content)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        return path
