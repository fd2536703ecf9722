"""`-dump=FUNC:PASS`: the IR of one function after one pass.

"build" stands for the naive IR, before the first pass.
"""

from dataclasses import dataclass, field, replace
from typing import Final

from server.build.request import DumpRequest
from server.compiler.ir.func import Func
from server.compiler.ir.print import print_func
from server.compiler.pipeline import BackEnd
from server.compiler.ssa.passes import PASS_NAMES
from server.diagnostics.codes import build as codes
from server.diagnostics.collector import Collector

_POINTS: Final = ("build", *PASS_NAMES)
_LISTED: Final = 40  # names in the message about an unknown function


@dataclass(slots=True)
class Dump:
    """Watches the passes of a compilation for one function."""

    wanted: DumpRequest
    found: list[str] = field(default_factory=list)  # printed functions; several packages may have one of that name
    names: dict[str, None] = field(default_factory=dict)  # all functions met, in order

    def watching(self, back: BackEnd) -> BackEnd:
        """The same back end, observed; it also builds what has no code because it is inlined everywhere."""
        build = replace(back.build, every_instance=True)
        return replace(back, build=build, passes=replace(back.passes, on_pass=self._observe))

    def text(self, diagnostics: Collector) -> str:
        """What was printed; reports a name that is unknown."""
        if self.wanted.pass_name not in _POINTS:
            diagnostics.report(codes.DUMP_NO_PASS, None, self.wanted.pass_name, ", ".join(_POINTS))
        elif not self.found:
            names = list(self.names)
            more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
            listed = ", ".join(names[:_LISTED]) + more
            diagnostics.report(codes.DUMP_NO_FUNCTION, None, self.wanted.func, listed or "none")
        return "\n".join(self.found)

    def _observe(self, pass_name: str, func: Func) -> None:
        self.names[func.name] = None
        if pass_name == self.wanted.pass_name and self.wanted.func in (func.name, func.symbol):
            self.found.append(print_func(func))
