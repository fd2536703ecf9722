"""The setup script of the compiled front end; `compile_modules.py` runs it in a copy of the sources.

    python build_extensions.py LEVEL FILE... -- COMMAND OF SETUPTOOLS...

One C file for each module (`multi_file`) compiles three times as fast as one for all of them, in a third of the memory,
and on all processors.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from mypyc.build import mypycify
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext


class BuildParallel(build_ext):
    """Compiles the C files of one extension at the same time; setuptools does it only for whole extensions."""

    def build_extension(self, ext: Extension) -> None:
        """Called once per extension module."""
        compile_all = self.compiler.compile

        def compile_each(sources: list[str], *args: Any, **options: Any) -> list[str]:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                jobs = [pool.submit(compile_all, [source], *args, **options) for source in sources]
                return [made for job in jobs for made in job.result()]

        self.compiler.compile = compile_each
        try:
            super().build_extension(ext)
        finally:
            self.compiler.compile = compile_all


def main(level: str, arguments: list[str]) -> None:
    """Generate the C files of the modules and build them."""
    end = arguments.index("--")
    modules = mypycify(arguments[:end], opt_level=level, debug_level="0", multi_file=True)
    setup(
        name="gobindery-hot",
        packages=[],
        ext_modules=modules,
        cmdclass={"build_ext": BuildParallel},
        script_args=arguments[end + 1 :],
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
