"""How one package is compiled under the flags that hold for it."""

from typing import Final

from server.build.compilerflags import CompilerFlags
from server.build.packages import RUNTIME, LoadedPackage
from server.compiler.codegen.emit import CodegenOptions
from server.compiler.decide.inline.verdicts import Options as Inlining
from server.compiler.irbuild.context import BuildConfig
from server.compiler.pipeline import BackEnd
from server.compiler.ssa.options import PassOptions
from server.compiler.ssa.passes import PASS_NAMES
from server.compiler.types.sizes import Sizes
from server.source.file import FileSet
from server.target import Target

OPTIONAL_PASSES: Final = frozenset(PASS_NAMES) - {"write barriers"}  # the collector needs those


def back_end(
    package: LoadedPackage, files: FileSet, target: Target, flags: CompilerFlags, optimisation: int
) -> BackEnd:
    """The stages after type checking, set up for one package; `optimisation` is LLVM's level.

    Debug information of the standard library has no variables: it would be larger than the code that it describes.
    """
    sizes = Sizes.of_target(target)
    debug = not (package.standard or package.import_path == RUNTIME)
    building = BuildConfig(sizes, target.goarch, embeds=package.embedded, notes=debug)
    disabled = OPTIONAL_PASSES if flags.no_optimisation else flags.passes_off
    passes = PassOptions(disabled=disabled, sizes=sizes, notes=debug)
    deciding = Inlining(level=0 if flags.no_optimisation else flags.inline_level)
    return BackEnd(
        files, target, building, passes, CodegenOptions(optimisation=optimisation, variables=debug), deciding
    )
