"""What test programs share is compiled once, before them, and is said to be compiled when it is."""

from pathlib import Path

from server.build.environment import resolve_environment
from server.build.progress import Event, PackageDone, Stage, never_cancelled
from server.build.request import BuildRequest
from server.build.testing.session import Outcome
from server.build.testing.session import TestSession as Session
from server.target import find_target
from tests.cli.bindery import environment, write_files

MODULE = {
    "go.mod": "module e.org/m\n\ngo 1.27\n",
    "a/a.go": "package a\n\nfunc One() int { return 1 }\n",
    "b/b.go": 'package b\n\nimport "e.org/m/a"\n\nfunc Two() int { return a.One() + 1 }\n',
    "b/b_test.go": 'package b\n\nimport "testing"\n\nfunc TestTwo(t *testing.T) { _ = Two() }\n',
    "c/c.go": 'package c\n\nimport "e.org/m/a"\n\nvar Three = a.One() + nothing\n',
    "c/c_test.go": 'package c_test\n\nimport "testing"\nimport "e.org/m/c"\n\nfunc TestC(*testing.T) { _ = c.Three }\n',
}


def test_what_is_shared(tmp_path: Path, cache: Path) -> None:
    write_files(tmp_path, MODULE)
    target = find_target("linux", "amd64")
    assert target is not None
    resolved = resolve_environment(environment(cache), tmp_path)

    def compile_all(jobs: int) -> tuple[dict[str, bool], list[str], list[Outcome], str]:
        """The packages that are shared with whether the cache had them, the others, and what came of the programs."""
        events: list[Event] = []
        request = BuildRequest(["./b", "./c"], tmp_path, target, resolved, cache=str(cache), write=False, jobs=jobs)
        with Session(request, events.append, never_cancelled) as session:
            programs = [session.arrange(package) for package in session.packages]
            session.compile_shared(programs)
            for program in programs:
                session.compile(program)
        done = [event for event in events if isinstance(event, PackageDone)]
        assert [event.done for event in done] == list(range(1, len(done) + 1))
        assert {event.total for event in done} == {len(done)}
        own = [event.text for event in events if isinstance(event, Stage) and event.text.startswith("Compiling e")]
        shared = {event.path: event.cached for event in done}
        return shared, own, [program.outcome for program in programs], programs[0].key

    shared, own, outcomes, key = compile_all(jobs=2)
    assert shared["e.org/m/a"] is False
    assert "e.org/m/b" not in shared
    assert own == ["Compiling e.org/m/b [e.org/m/b.test]", "Compiling e.org/m/b.test"]
    assert outcomes == [Outcome.READY, Outcome.BUILD_FAILED]
    again, _, _, same = compile_all(jobs=1)
    assert again["e.org/m/a"] is True
    assert same == key != ""
