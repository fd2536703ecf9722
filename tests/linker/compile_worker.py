"""Compiles LLVM IR to objects, one request after the other, in a process of its own: a fatal error of LLVM aborts it.

Request: a line of JSON {triple, cpu, features, level, size}, then `size` bytes of IR. Answer: the size of the object as
8 bytes, then the object; size 0 is followed by nothing and means that stderr says why.
"""

import json
import sys

import llvmlite.binding as llvm


def compile_ir(request: dict[str, str], ir: str) -> bytes:
    """The object of one module, optimised as the product does it."""
    level = int(request["level"])
    machine = llvm.Target.from_triple(request["triple"]).create_target_machine(
        cpu=request["cpu"], features=request["features"], opt=level, reloc="static", codemodel="small"
    )
    module = llvm.parse_assembly(ir)
    module.triple = request["triple"]
    module.data_layout = str(machine.target_data)
    module.verify()
    if level:
        options = llvm.create_pipeline_tuning_options(speed_level=level)
        builder = llvm.create_pass_builder(machine, options)
        builder.getModulePassManager().run(module, builder)
    return machine.emit_object(module)


def main() -> None:
    """Serve until the input ends."""
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    llvm.set_option("", "-enable-implicit-null-checks")
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while line := source.readline():
        request = json.loads(line)
        try:
            data = compile_ir(request, source.read(request["size"]).decode())
        except RuntimeError as problem:
            print(problem, file=sys.stderr, flush=True)
            data = b""
        sink.write(len(data).to_bytes(8, "little") + data)
        sink.flush()


if __name__ == "__main__":
    main()
