"""Chunks and their keys: what an edit changes, and that equal input gives equal chunks."""

from server.compiler.codegen.chunks import GRAIN, cut_into_chunks
from server.compiler.codegen.compile import GIANT, compile_chunk, longest_function
from server.compiler.codegen.emit import CodegenOptions, emit_package
from server.compiler.ir.func import Func, Global, IRPackage
from server.compiler.types.model import Kind
from server.compiler.types.universe import TYP
from server.source.file import FileSet
from server.symbol import SymbolKind
from server.target import Target
from tests.compiler.codegen.ir_builder import INT, STRING, FuncBuilder, package

COUNT = 20 * GRAIN


def _func(number: int, result: int) -> Func:
    func = FuncBuilder(f"main.f{number}", [], [INT])
    func.ret(func.const(result))
    return func.func


def _package(changed: int | None = None) -> IRPackage:
    return package("main", *[_func(i, 1000 + i if i == changed else i) for i in range(COUNT)])


def test_chunks_hold_all_functions_in_order() -> None:
    funcs = [_func(i, 0) for i in range(COUNT)]
    chunks = cut_into_chunks(funcs)
    assert [func for chunk in chunks for func in chunk] == funcs
    assert len(chunks) > 5


def test_an_edit_changes_one_chunk(target: Target) -> None:
    before = {chunk.key for chunk in emit_package(_package(), FileSet(), target)}
    after = {chunk.key for chunk in emit_package(_package(changed=COUNT // 2), FileSet(), target)}
    assert len(before - after) == len(after - before) == 1


def test_a_new_function_changes_one_chunk(target: Target) -> None:
    larger = _package()
    larger.funcs.insert(COUNT // 2, _func(COUNT, 5))
    before = {chunk.key for chunk in emit_package(_package(), FileSet(), target)}
    after = {chunk.key for chunk in emit_package(larger, FileSet(), target)}
    assert len(before - after) == 1


def test_keys_depend_on_what_objects_depend_on(target: Target) -> None:
    def keys(options: CodegenOptions) -> list[str]:
        return [chunk.key for chunk in emit_package(_package(), FileSet(), target, options)]

    assert keys(CodegenOptions()) == keys(CodegenOptions())
    assert keys(CodegenOptions(optimisation=0)) != keys(CodegenOptions())
    assert keys(CodegenOptions(compiler_version="2")) != keys(CodegenOptions())


def test_objects_are_reproducible(target: Target) -> None:
    (chunk, *_) = emit_package(_package(), FileSet(), target)
    assert compile_chunk(chunk.text, target, 2) == compile_chunk(chunk.text, target, 2)


def test_records_name_every_symbol(target: Target) -> None:
    variables = [Global("main.zero", INT, None), Global("main.text", STRING, None, b"hello")]
    chunks = emit_package(IRPackage("main", "main", [_func(0, 0)], variables), FileSet(), target)
    kinds = {record.name: record.kind for chunk in chunks for record in chunk.record.symbols}
    assert kinds.pop("main.f0") is SymbolKind.FUNC
    assert kinds.pop("main.zero") is SymbolKind.BSS
    assert kinds.pop("main.text") is SymbolKind.DATA
    assert list(kinds.values()) == [SymbolKind.STRING]


def test_initial_values_of_variables(target: Target) -> None:
    """Each kind of static data is accepted by LLVM and stands in .data."""
    rows = [
        (Kind.INT8, -3),
        (Kind.UINT64, (1 << 64) - 1),
        (Kind.FLOAT32, 2),
        (Kind.BOOL, True),
        (Kind.STRING, b"\0\xff"),
    ]
    variables = [Global(f"main.v{i}", TYP[kind], None, data) for i, (kind, data) in enumerate(rows)]
    (chunk,) = emit_package(IRPackage("main", "main", [], variables), FileSet(), target)
    assert b".data.main.v4" in compile_chunk(chunk.text, target, 2)


def test_a_giant_function_is_compiled_with_few_passes(target: Target) -> None:
    steps = "".join(f"  %x{i} = add i64 %x{i - 1}, %x{i // 2}\n" for i in range(1, GIANT))
    small = "\ndefine i64 @small() {\n  ret i64 1\n}\n"
    text = f"{small}\ndefine i64 @giant(i64 %x0) {{\n{steps}  ret i64 %x{GIANT - 1}\n}}\n"
    assert longest_function(small) == 2
    assert longest_function(text) == GIANT + 1
    assert b"giant" in compile_chunk(text, target, 2)
