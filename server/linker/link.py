"""The linker on one page: the passes in order."""

from collections.abc import Sequence
from functools import cache, partial

from server.diagnostics.codes import link as codes
from server.linker.architectures import ARCHITECTURES
from server.linker.constants import divide_pools
from server.linker.debugfile import debug_file, debug_link, put_build_id, put_checksum
from server.linker.debugsections import debug_sections
from server.linker.dwarf import DebugInfo, collect_debug
from server.linker.faultmap import collect_faults, fault_table
from server.linker.fold import Folded, fold
from server.linker.functab import function_table
from server.linker.inittasks import add_init_tasks
from server.linker.interface import LinkCancelled, LinkError, LinkOptions, LinkResult, ObjectProvider, PackageRecord
from server.linker.keepgraph import make_graph
from server.linker.layout import BOUNDARIES, Layout, OutputSection, lay_out, place_order
from server.linker.linkmap import link_map
from server.linker.memory import LinkMemory
from server.linker.objectfile import ObjectFile
from server.linker.profile import note_memory_profile
from server.linker.reachability import Reached, mark
from server.linker.relocate import relocate
from server.linker.relocation import Architecture
from server.linker.symbols import SymbolTable
from server.linker.symtab import symbol_sections
from server.linker.synthetic import add_string_values, add_tables, check_string_values, new_synthetic_object
from server.linker.typelinks import add_type_links
from server.linker.writer import plan_file, write_contents, write_headers
from server.target import Target


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
    architecture = ARCHITECTURES.get(target.goarch)
    if architecture is None or target.goos != "linux":
        raise LinkError(codes.UNSUPPORTED_TARGET, target.name)

    # The values of -X come first: what only a variable's old value needed must not be reached.
    memory = memory or LinkMemory()
    symbols = SymbolTable(packages, memory.homes)
    add_string_values(symbols, target, options)

    # Fetching and marking are one pass: only what is reached is fetched, and fetching may compile.
    memory.shrink()
    reached = mark(symbols, provider, target, options, BOUNDARIES, memory)
    entry = symbols.definitions.get(options.entry)
    if entry is None:
        raise LinkError(codes.NO_ENTRY, options.entry)
    check_string_values(symbols, provider, target, options)
    note_memory_profile(symbols, reached)

    # Constants first: folding compares where functions find theirs.
    pools = divide_pools(reached.sections, architecture)
    folded = fold(pools.without(reached.sections), symbols, pools)
    replaced = [*pools.replaced(), *folded.replaced()]
    graph = cache(partial(make_graph, reached.sections, symbols.definitions, reached.log, replaced))
    reached.sections = folded.sections
    objects = [symbols.objects[order] for order in sorted(symbols.objects)]

    # The sizes of the tables are known only now that it is known what is kept.
    faults = collect_faults(objects)
    code = sorted((section for section in reached.sections if section.is_code), key=place_order)
    shared = {section for _, section in folded.instances}
    functions = function_table(code, symbols, len(architecture.padding), shared)
    fault_section = add_tables(new_synthetic_object(), options, target, reached, len(faults), functions)
    add_type_links(reached, target)
    add_init_tasks(reached, symbols, options, target)

    # Beyond this point nothing loaded is added.

    layout = lay_out(reached.sections, target)
    extra = _not_loaded(objects, symbols, layout, architecture, reached, folded, options)
    links = [debug_link(options.debug_link)] if options.debug_link else []
    plan = plan_file(layout, links or extra)
    if options.cancelled():
        raise LinkCancelled

    # Beyond this point no address and no offset changes.

    fault_section.data = memoryview(fault_table(faults))
    image = write_contents(plan, architecture)
    relocate(image, reached.sections, symbols, layout.boundaries, architecture, pools=pools)
    put_build_id(image, plan)
    start = entry.section.address + entry.symbol.value
    beside = b""
    for section in links:
        beside = debug_file(image, plan, extra, target, architecture, start)
        put_checksum(image, section, beside)
    write_headers(image, plan, target, start)
    return LinkResult(bytes(image), link_map(plan), beside, reached.reasons, graph)


def _not_loaded(
    objects: Sequence[ObjectFile],
    symbols: SymbolTable,
    layout: Layout,
    architecture: Architecture,
    reached: Reached,
    folded: Folded,
    options: LinkOptions,
) -> list[OutputSection]:
    """The sections for debuggers and other tools, as far as they are wanted; not placed yet."""
    strip_debug = options.strip_symbols if options.strip_debug is None else options.strip_debug
    debug = DebugInfo([], []) if strip_debug else collect_debug(objects)
    extra = debug_sections(debug, symbols, layout.boundaries, architecture, options.compress_debug)
    if not options.strip_symbols:
        first_index = len(layout.sections) + len(extra) + 1
        extra += symbol_sections(layout.sections, layout.boundaries, reached.provided, first_index, folded.instances)
    return extra
