"""Types made by hand: defined types and structs of a package."""

from server.compiler.types.model import Named, Struct, Type
from server.compiler.types.objects import Package, Scope, TypeName, Var


def make_package(path: str, name: str) -> Package:
    """A package without objects."""
    return Package(path, name, Scope(None))


def named(package: Package, name: str, underlying: Type) -> Named:
    """A defined type of package level."""
    return Named(TypeName(name, package, None), underlying)


def struct(*fields: tuple[str, Type], package: Package | None = None, tags: tuple[str, ...] = ()) -> Struct:
    """A struct type."""
    made = [Var(name, package, None, typ, is_field=True) for name, typ in fields]
    return Struct(made, [*tags, *[""] * (len(fields) - len(tags))])
