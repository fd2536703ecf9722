"""Downloading modules: the one place that touches the network, and only when the user asks for it.

A module's go.mod and zip come from the entries of GOPROXY. Nothing is used before its hash is known to be right: go.sum
decides, and for what go.sum does not list the checksum database, unless GONOSUMDB or GOSUMDB=off exempt the module.
Then the zip is unpacked into the module cache, and new hashes are added to go.sum.
"""

import os
import threading
import zipfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from server.build.environment import Environment
from server.build.modules import archive, checksumdb, proxies, vcs
from server.build.modules.checksumdb import ChecksumDatabase, DatabaseError
from server.build.modules.credentials import parse_goauth
from server.build.modules.errors import DownloadError, MismatchError
from server.build.modules.hashes import ChecksumError, GoSum, hash_go_mod, hash_zip
from server.build.modules.modcache import ModuleCache
from server.build.modules.modfile import ModuleVersion
from server.build.modules.paths import matches_globs, path_problem
from server.build.modules.proxies import DIRECT, OFF, ModuleProxy, ProxyEntry, entries_for, try_each
from server.build.modules.transport import FetchError, Transport
from server.build.modules.vcspolicy import check_allowed

_AT_ONCE: Final = 8  # downloads


@dataclass(slots=True)
class Downloader:
    """Fetches modules into a cache and vouches for them."""

    environment: Environment
    cache: ModuleCache
    sums: GoSum
    transport: Transport
    notice: Callable[[ModuleVersion], None] = lambda _: None  # hears of each module whose files are fetched
    _database: ChecksumDatabase | None = None
    _opened: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)  # guards sums and the database
    _answers: dict[ModuleVersion, GoSum] = field(default_factory=dict)  # of the checksum database
    _checkouts: dict[ModuleVersion, vcs.Checkout] = field(default_factory=dict)

    def go_mod(self, module: ModuleVersion) -> bytes:
        """The go.mod of a version, verified; from the cache when it has it. Raises DownloadError."""
        data = self.cache.go_mod(module)
        if data is None:
            data = self._fetch(module, lambda proxy: proxy.go_mod(module), lambda checkout: checkout.go_mod)
            self._vouch(module, hash_go_mod(data), go_mod=True)
            self._store(module, "mod", data)
        else:
            self._vouch(module, hash_go_mod(data), go_mod=True)
        return data

    def tree(self, module: ModuleVersion) -> Path:
        """The folder with a version's files, verified; unpacked when it is not there. Raises DownloadError."""
        known = self.cache.zip_hash(module)
        path = self.cache.download(module, "zip")
        if known and self.cache.has_tree(module):
            self._vouch(module, known)
            return self.cache.tree(module)
        if not path.is_file():
            self.notice(module)
            data = self._fetch(module, lambda proxy: proxy.zip(module), lambda checkout: checkout.zip)
            path = self._store(module, "zip.unverified", data)
        try:
            self._verify_and_unpack(module, path)
        except (zipfile.BadZipFile, archive.ArchiveError) as err:
            raise DownloadError(f"{module}: {err}") from err
        except OSError as err:
            raise DownloadError(f"{module}: {err.filename}: {(err.strerror or str(err)).lower()}") from err
        finally:
            self.cache.download(module, "zip.unverified").unlink(missing_ok=True)
        return self.cache.tree(module)

    def trees(
        self, modules: Iterable[ModuleVersion], done: Callable[[ModuleVersion], None]
    ) -> dict[ModuleVersion, str]:
        """Fetch several, some at once; what went wrong, by module."""
        failed: dict[ModuleVersion, str] = {}

        def fetch(module: ModuleVersion) -> None:
            try:
                self.go_mod(module)
                self.tree(module)
                self._keep_info(module)
            except DownloadError as err:
                failed[module] = str(err)
            done(module)

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(fetch, modules))
        return failed

    def _keep_info(self, module: ModuleVersion) -> None:
        """The go command wants to know when a version was made; we do not, so that its absence is no error."""
        if not self.cache.download(module, "info").exists():
            try:
                self._store(module, "info", self._fetch(module, lambda proxy: proxy.info(module), lambda co: co.info))
            except DownloadError:
                return

    def _verify_and_unpack(self, module: ModuleVersion, path: Path) -> None:
        with zipfile.ZipFile(path) as opened:
            archive.check_names(opened, module)
            found = hash_zip(opened)
        self._vouch(module, found)
        final = self.cache.download(module, "zip")
        if path != final:
            path.replace(final)
        # Beyond this point the zip is what the world calls this version.
        archive.unpack(final, module, self.cache)
        self.cache.write(module, "ziphash", found.encode())

    def _vouch(self, module: ModuleVersion, found: str, go_mod: bool = False) -> None:
        """Make sure that a hash is right. Raises DownloadError."""
        try:
            with self._lock:
                if self._is_stated(module, found, go_mod):
                    return
                database = None if self._is_private(module) else self._open_database()
            if database is not None and not self._stated(database, module).verify(module, found, go_mod):
                raise DownloadError(f"{module}: the checksum database does not list it")
            with self._lock:
                self.sums.add(module, found, go_mod)
        except (ChecksumError, DatabaseError) as err:
            raise DownloadError(f"{module}: {err}") from err
        except FetchError as err:
            hint = "to do without the checksum database for it, set GONOSUMDB or GOPRIVATE"
            raise DownloadError(f"{module}: verifying it with the checksum database: {err}; {hint}") from err

    def _is_stated(self, module: ModuleVersion, found: str, go_mod: bool) -> bool:
        try:
            return self.sums.verify(module, found, go_mod)
        except ChecksumError as err:
            raise MismatchError(str(err)) from err

    def _stated(self, database: ChecksumDatabase, module: ModuleVersion) -> GoSum:
        """What the database states about a module, asked once."""
        if module not in self._answers:
            answer = GoSum()
            for line in database.hashes(module):
                path, version, digest = line.split()
                answer.entries.setdefault(ModuleVersion(path, version), []).append(digest)
            self._answers[module] = answer
        return self._answers[module]

    def _is_private(self, module: ModuleVersion) -> bool:
        return matches_globs(self.environment["GONOSUMDB"], module.path)

    def _open_database(self) -> ChecksumDatabase | None:
        if not self._opened:
            named = checksumdb.parse_setting(self.environment["GOSUMDB"])
            if named is not None:
                key, url = named
                through = proxies.database_urls(key.name, self.environment["GOPROXY"], self.transport)
                base = next(through, url)
                latest = Path(self.environment["GOPATH"].split(os.pathsep)[0], "pkg", "sumdb", key.name, "latest")
                self._database = ChecksumDatabase(key, lambda path: self.transport.get(f"{base}/{path}"), latest)
            self._opened = True
        return self._database

    def _fetch(
        self,
        module: ModuleVersion,
        from_proxy: Callable[[ModuleProxy], bytes],
        from_checkout: Callable[[vcs.Checkout], bytes],
    ) -> bytes:
        def fetch(entry: ProxyEntry) -> bytes:
            if entry.url == OFF:
                raise FetchError("module lookup disabled by GOPROXY=off; set GOPROXY to a proxy, or to direct")
            if entry.url == DIRECT:
                return from_checkout(self._check_out(module))
            return from_proxy(ModuleProxy(entry.url, self.transport))

        problem = path_problem(module.path)
        if problem:
            raise DownloadError(problem)
        try:
            entries = entries_for(module.path, self.environment["GOPROXY"], self.environment["GONOPROXY"])
            return try_each(entries, fetch)
        except FetchError as err:
            raise DownloadError(f"{module}: {err}") from err

    def _check_out(self, module: ModuleVersion) -> vcs.Checkout:
        if module not in self._checkouts:
            insecure = matches_globs(self.environment["GOINSECURE"], module.path)
            repository = vcs.find_repository(module.path, self.transport, insecure)
            check_allowed("git", repository.root, self.environment["GOVCS"], self.environment["GOPRIVATE"])
            self._checkouts[module] = vcs.check_out(module, repository, insecure)
        return self._checkouts[module]

    def _store(self, module: ModuleVersion, suffix: str, data: bytes) -> Path:
        try:
            return self.cache.write(module, suffix, data)
        except OSError as err:
            raise DownloadError(f"{module}: {err.filename}: {(err.strerror or str(err)).lower()}") from err


def open_downloader(
    environment: Environment,
    environ: Mapping[str, str],
    sums: GoSum,
    notice: Callable[[ModuleVersion], None] = lambda _: None,
) -> Downloader:
    """The downloader for an environment; `environ` says where credentials are. Raises CredentialsError."""
    transport = Transport(parse_goauth(environment["GOAUTH"], environ))
    return Downloader(environment, ModuleCache(Path(environment["GOMODCACHE"])), sums, transport, notice)
