"""IR of a package, or of one function on demand.

A function that the checker found broken has no IR; one with a construct that is not lowered yet gives a diagnostic and
has no IR either. All others are built.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from server.compiler.decide.bodies import Bodies, TypedBodies, type_parameters
from server.compiler.decide.plan import PackagePlan
from server.compiler.decide.routine import Routine
from server.compiler.ir.decisions import DecisionLog
from server.compiler.ir.func import ExternalFunc, Func, IRPackage
from server.compiler.irbuild.context import BuildConfig, PackageContext
from server.compiler.irbuild.forwarding import forwarding_functions
from server.compiler.irbuild.function import build_routine
from server.compiler.irbuild.instances import Instances, described_types, is_shared
from server.compiler.irbuild.intrinsics import build_operation, is_operation
from server.compiler.irbuild.packageinit import build_init
from server.compiler.irbuild.staticvariables import StaticVariables
from server.compiler.irbuild.variables import package_variables
from server.compiler.syntax import nodes as ast
from server.compiler.types import objects
from server.compiler.types.info import FuncBody, TypedPackage
from server.compiler.types.linkname import package_prefix, written_name
from server.compiler.types.model import Named, Type
from server.compiler.types.symbols import Symbols
from server.compiler.types.view import BodyView
from server.diagnostics.codes.ir import NOT_SUPPORTED
from server.diagnostics.collector import Collector


def build_package(
    typed: TypedPackage,
    diagnostics: Collector,
    config: BuildConfig | None = None,
    bodies: Bodies | None = None,
    plan: PackagePlan | None = None,
    log: DecisionLog | None = None,
) -> IRPackage:
    """All functions of a package that can be built, the instances they use, its variables, and its initialisation.

    `bodies` has those of the packages whose functions this one may copy; without it there are only its own.
    `plan`: what was decided about its functions. `log` receives the forms that constructs get.
    """
    context = open_package(typed, config, bodies, plan, log)
    funcs = [build_routine(context, routine, diagnostics) for routine in own_routines(context)]
    funcs.append(build_init(context, diagnostics))
    funcs += context.literals
    built = [func for func in funcs if func is not None]
    types = list(declared_types(typed))
    externals = list(_externals(context))
    built += forwarding_functions(typed, context.symbols)
    built += [build_operation(external) for external in externals if is_operation(external, context.symbols.prefix)]
    built += _build_instances(context, built, types, diagnostics)
    return IRPackage(
        typed.package.path,
        typed.package.name,
        built,
        [*package_variables(context), *context.globals, *context.shared.values()],
        [external for external in externals if not is_operation(external, context.symbols.prefix)],
        types,
    )


def declared_types(typed: TypedPackage) -> Iterator[Type]:
    """The types of package level that have a descriptor: not the generic ones, and no aliases."""
    for obj in typed.package.scope.names.values():
        typ = obj.type if isinstance(obj, objects.TypeName) else None
        if isinstance(typ, Named) and typ.obj is obj and not typ.type_params:
            yield typ


def build_function(
    typed: TypedPackage,
    body: FuncBody,
    diagnostics: Collector,
    config: BuildConfig | None = None,
    bodies: Bodies | None = None,
) -> list[Func]:
    """One function, as build_package builds it, and after it its function literals.

    Empty when it is broken, generic or not lowered yet.
    """
    context = open_package(typed, config, bodies)
    routine = None if type_parameters(body.obj) else context.instances.bodies.routine_of(body.obj)
    func = build_routine(context, routine, diagnostics) if routine is not None else None
    return [] if func is None else [func, *context.literals]


def open_package(
    typed: TypedPackage,
    config: BuildConfig | None = None,
    bodies: Bodies | None = None,
    plan: PackagePlan | None = None,
    log: DecisionLog | None = None,
) -> PackageContext:
    """What the functions of a package share, before any of them is built."""
    symbols = Symbols(typed)
    instances = Instances(typed.package, symbols, bodies or TypedBodies([typed]))
    config = config or BuildConfig()
    statics = StaticVariables(config.sizes)
    context = PackageContext(typed, symbols, config, BodyView(typed.info), instances, statics, plan or PackagePlan())
    context.log = log if log is not None else context.log
    return context


def own_routines(context: PackageContext) -> Iterator[Routine]:
    """The functions and methods of the package that have IR of their own: not the generic ones."""
    for body in context.typed.functions:
        if body.obj.name != "_" and not type_parameters(body.obj):
            routine = context.instances.bodies.routine_of(body.obj)
            if routine is not None:
                yield routine


def _build_instances(
    context: PackageContext, funcs: Sequence[Func], types: Sequence[Type], diagnostics: Collector
) -> list[Func]:
    """The instances that functions use, also through the descriptors of types, and those that these use in turn."""
    instances = context.instances
    instances.need_types((*types, *context.statics.described, *described_types(funcs)))
    need_every_instance(context)
    built: list[Func] = []
    while (routine := instances.take()) is not None:
        before = len(context.literals)
        func = build_routine(context, routine, diagnostics)
        new = [func, *context.literals[before:]] if func is not None else []
        instances.need_types(described_types(new))
        built += new
    for missing in instances.missing.values():
        what = f"the body of {written_name(missing)}, of package {package_prefix(missing.package)}"
        diagnostics.report(NOT_SUPPORTED, None, what)
    return built


def need_every_instance(context: PackageContext) -> None:
    """Where the configuration says so, have the instances built that the plan knows: also those without any call."""
    for frame in context.plan.frames.values() if context.config.every_instance else ():
        if frame.routine.type_args and not is_shared(frame.routine):
            context.instances.need(frame.routine)


def _externals(context: PackageContext) -> Iterator[ExternalFunc]:
    """The functions declared without a body."""
    defs = context.typed.info.defs
    for file in context.typed.files:
        for tree in file.decls:
            if not isinstance(tree.decl, ast.FuncDecl) or tree.decl.body is not None:
                continue
            func = defs.get(tree.decl.name)
            if isinstance(func, objects.Func) and func.type is not None:
                yield ExternalFunc(context.symbols.of_func(func), func.type)
