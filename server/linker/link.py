"""The linker on one page: the passes in order."""

from collections.abc import Sequence
from typing import Final

from server.diagnostics.codes import link as codes
from server.linker.amd64 import AMD64
from server.linker.arm64 import ARM64
from server.linker.dwarf import DebugInfo, collect_debug
from server.linker.faultmap import collect_faults, fault_table
from server.linker.functab import function_table
from server.linker.inittasks import add_init_tasks
from server.linker.interface import LinkCancelled, LinkError, LinkOptions, LinkResult, ObjectProvider, PackageRecord
from server.linker.layout import BOUNDARIES, lay_out, place_order
from server.linker.linkmap import link_map
from server.linker.memory import LinkMemory
from server.linker.profile import note_memory_profile
from server.linker.reachability import mark
from server.linker.relocate import relocate
from server.linker.symbols import SymbolTable
from server.linker.symtab import symbol_sections
from server.linker.synthetic import add_string_values, add_tables, check_string_values, new_synthetic_object
from server.linker.typelinks import add_type_links
from server.linker.writer import plan_file, write_contents, write_headers
from server.target import Target

_ARCHITECTURES: Final = {"amd64": AMD64, "arm64": ARM64}


def link(
    packages: Sequence[PackageRecord],
    provider: ObjectProvider,
    target: Target,
    options: LinkOptions,
    memory: LinkMemory | None = None,
) -> LinkResult:
    """Link what the entry needs of the packages into a static executable.

    Packages come in an order of the caller's choice that is the same on every build; code and data follow it. A
    memory saves reading what an earlier link has read. Raises LinkError, or LinkCancelled when `options.cancelled`
    says so.
    """
    architecture = _ARCHITECTURES.get(target.goarch)
    if architecture is None or target.goos != "linux":
        raise LinkError(codes.UNSUPPORTED_TARGET, target.name)

    # The values of -X come first: what only a variable's old value needed must not be reached.
    symbols = SymbolTable(packages)
    add_string_values(symbols, target, options)

    # Fetching and marking are one pass: only what is reached is fetched, and fetching may compile.
    memory = memory or LinkMemory()
    memory.shrink()
    reached = mark(symbols, provider, target, options, BOUNDARIES, memory)
    entry = symbols.definitions.get(options.entry)
    if entry is None:
        raise LinkError(codes.NO_ENTRY, options.entry)
    check_string_values(symbols, provider, target, options)
    note_memory_profile(symbols, reached)
    objects = [symbols.objects[order] for order in sorted(symbols.objects)]

    # The sizes of the tables are known only now that it is known what is kept.
    faults = collect_faults(objects)
    code = sorted((section for section in reached.sections if section.is_code), key=place_order)
    functions = function_table(code, symbols, len(architecture.padding))
    fault_section = add_tables(new_synthetic_object(), options, target, reached, len(faults), functions)
    add_type_links(reached, target)
    add_init_tasks(reached, symbols, options, target)

    # Beyond this point nothing loaded is added.

    layout = lay_out(reached.sections, target)
    strip_debug = options.strip_debug or options.strip_symbols
    debug = DebugInfo([], []) if strip_debug else collect_debug(objects)
    extra = list(debug.outputs)
    if not options.strip_symbols:
        first_index = len(layout.sections) + len(extra) + 1
        extra += symbol_sections(layout.sections, layout.boundaries, reached.provided, first_index)
    plan = plan_file(layout, extra)
    if options.cancelled():
        raise LinkCancelled

    # Beyond this point no address and no offset changes.

    fault_section.data = memoryview(fault_table(faults))
    image = write_contents(plan, architecture)
    relocate(image, reached.sections, symbols, layout.boundaries, architecture)
    relocate(image, debug.sections, symbols, layout.boundaries, architecture, debug.merged)
    write_headers(image, plan, target, entry.section.address + entry.symbol.value)
    return LinkResult(bytes(image), link_map(plan), reached.reasons)
