"""Who may be asked, with which credentials, and by which program: GOAUTH, GOVCS, GOINSECURE."""

import base64
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from server.build.modules.credentials import Credentials, CredentialsError, parse_goauth
from server.build.modules.download import open_downloader
from server.build.modules.errors import DownloadError
from server.build.modules.hashes import GoSum
from server.build.modules.modfile import ModuleVersion
from server.build.modules.transport import FetchError, RefusedError, Transport
from server.build.modules.vcs import find_repository
from server.build.modules.vcspolicy import check_allowed
from tests.build.modules.proxy import environment, settings

PRIVATE = "e.org/private"
ALLOWED = [
    ("", "git", "e.org/a", ""),
    ("", "hg", "e.org/a", ""),
    ("", "svn", "e.org/a", "GOVCS disallows using svn for public e.org/a; see 'go help vcs'"),
    ("", "svn", PRIVATE, ""),
    ("e.org:off", "git", "e.org/a/b", "GOVCS disallows using git for public e.org/a/b; see 'go help vcs'"),
    ("e.org:off", "git", "f.org/a", ""),
    ("*:git|hg", "svn", PRIVATE, f"GOVCS disallows using svn for private {PRIVATE}; see 'go help vcs'"),
    ("public:off, private : git", "git", PRIVATE, ""),
    ("public:off", "git", "e.org/a", "GOVCS disallows using git for public e.org/a; see 'go help vcs'"),
    ("e.org/*:all,*:off", "svn", "e.org/a", ""),
    ("a.org:git,,b.org:git", "git", "e.org/a", "empty entry in GOVCS"),
    ("a.org", "git", "e.org/a", 'malformed entry in GOVCS (missing colon): "a.org"'),
    (":git", "git", "e.org/a", 'empty pattern in GOVCS: ":git"'),
    ("a.org:", "git", "e.org/a", 'empty VCS list in GOVCS: "a.org:"'),
    ("./a:git", "git", "e.org/a", 'relative pattern not allowed in GOVCS: "./a"'),
    ("a.org:git,a.org:hg", "git", "e.org/a", 'unreachable pattern in GOVCS: "a.org:hg" after "a.org:git"'),
    ("a.org:git||hg", "git", "e.org/a", 'empty VCS name in GOVCS: "a.org:git||hg"'),
]


@pytest.mark.parametrize(("setting", "system", "root", "message"), ALLOWED)
def test_version_control_policy(setting: str, system: str, root: str, message: str) -> None:
    if not message:
        check_allowed(system, root, setting, PRIVATE)
        return
    with pytest.raises(FetchError) as caught:
        check_allowed(system, root, setting, PRIVATE)
    assert str(caught.value) == message


def test_policy_holds_for_downloads(tmp_path: Path) -> None:
    variables = settings(tmp_path, "direct", GOVCS="github.com:hg")
    with pytest.raises(DownloadError, match=r"GOVCS disallows using git for public github\.com/o/r"):
        open_downloader(environment(variables, tmp_path), {}, GoSum()).tree(ModuleVersion("github.com/o/r", "v1.0.0"))


SETTINGS = [
    ("off;netrc", "GOAUTH=off cannot be combined with other authentication commands (GOAUTH=off;netrc)"),
    ("netrc;", "GOAUTH encountered an empty command (GOAUTH=netrc;)"),
    ("git", "GOAUTH=git dir method requires an absolute path to the git working directory"),
    ("git here", "GOAUTH=git dir method requires an absolute path to the git working directory, dir is not absolute"),
    ("git /nowhere/at/all", "GOAUTH=git encountered an error; cannot stat /nowhere/at/all: no such file or directory"),
    ("my-program x", "not supported: GOAUTH=my-program x; supported: off, netrc and git dir"),
]


@pytest.mark.parametrize(("setting", "message"), SETTINGS)
def test_what_goauth_cannot_be(setting: str, message: str) -> None:
    with pytest.raises(CredentialsError) as caught:
        parse_goauth(setting, {})
    assert str(caught.value) == message


def test_goauth(tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("machine e.org login me password secret\n")
    environ = {"NETRC": str(tmp_path / "netrc")}
    assert parse_goauth("", environ).known("e.org") == "me:secret"
    assert parse_goauth("netrc", environ).known("f.org") == ""
    assert parse_goauth("off", environ) == Credentials()
    folder = tmp_path / "work"
    folder.mkdir()
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    helper = "!f() { echo username=git; echo password=$(basename $(pwd)); }; f"
    subprocess.run(["git", "config", "credential.helper", helper], cwd=folder, check=True)
    found = parse_goauth(f"git {folder}; netrc", environ)
    assert found.known("e.org") == "me:secret"
    assert found.asked("https://e.org/a/@v/list").startswith("git:")


@dataclass
class Server:
    """A web server on this host: its answers by path, and what it was asked."""

    port: int
    pages: dict[str, str]
    asked: list[tuple[str, str]] = field(default_factory=list)  # path, Authorization


@pytest.fixture
def web() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name that the library calls
            state.asked.append((self.path, self.headers.get("Authorization", "")))
            page = state.pages.get(self.path)
            self.send_response(200 if page is not None else 401)
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *_args: object) -> None:
            """Nothing is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state = Server(server.server_port, {})
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield state
        server.shutdown()
        thread.join()


def test_insecure(web: Server, tmp_path: Path) -> None:
    """Only where GOINSECURE allows it http follows https, and nobody unknown is told a password."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    path = f"127.0.0.1:{web.port}/m"
    web.pages["/m?go-get=1"] = f'<meta name="go-import" content="{path} git http://{path}.git">'
    transport = Transport(parse_goauth("netrc", {"NETRC": str(tmp_path / "netrc")}))
    with pytest.raises(FetchError):
        find_repository(path, transport)
    assert find_repository(path, transport, insecure=True).url == f"http://{path}.git"
    assert {authorization for _, authorization in web.asked} <= {""}


def test_credentials_need_encryption(web: Server, tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    transport = Transport(parse_goauth("netrc", {"NETRC": str(tmp_path / "netrc")}))
    with pytest.raises(RefusedError):
        transport.get(f"http://127.0.0.1:{web.port}/x")
    assert base64.b64encode(b"me:secret").decode() not in str(web.asked)
