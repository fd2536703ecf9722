"""Functions as the graph sees them: their parameters and results as locations, and the walk over a body."""

from __future__ import annotations

from server.compiler.decide.escape.graph import Location, Owner, Site
from server.compiler.decide.escape.walker import Batch, Rules, Walker
from server.compiler.decide.routine import Frame
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Signature
from server.compiler.types.objects import Var


def owner_of(batch: Batch, frame: Frame, parent: Owner | None) -> Owner:
    """The function that a frame is compiled as; equal frames give one owner."""
    owner = batch.owners.get(frame)
    if owner is None:
        owner = batch.owners[frame] = Owner(frame, frame.name, parent)
        _declare_parameters(batch, owner)
    return owner


def signature_of(frame: Frame) -> Signature | None:
    """The signature of a frame's body with the variables that the body mentions; None for a loop body."""
    node = frame.node
    if isinstance(node, ast.FuncDecl):
        return frame.routine.obj.type
    if isinstance(node, ast.FuncLit):
        found = frame.view.info.types.get(node)
        return found.type if found is not None and isinstance(found.type, Signature) else None
    return None


def parameter_variables(frame: Frame) -> list[Var]:
    """The receiver, if there is one, and the parameters."""
    signature = signature_of(frame)
    if signature is not None:
        receiver = [signature.recv] if signature.recv is not None and isinstance(frame.node, ast.FuncDecl) else []
        return [*receiver, *signature.params.vars]
    node = frame.node
    if not isinstance(node, ast.RangeStmt) or node.tok != ":=":
        return []
    defs = frame.view.info.defs
    declared = [defs.get(name) for name in (node.key, node.value) if isinstance(name, ast.Ident)]
    return [var if isinstance(var, Var) else Var("_", None, None) for var in declared]


def _declare_parameters(batch: Batch, owner: Owner) -> None:
    frame = owner.frame
    scope = batch.scopes.setdefault(frame, {})
    owner.signature = signature_of(frame)
    for var in parameter_variables(frame):
        if var.name in ("", "_"):
            owner.params.append(None)
            continue
        location = _variable(batch, owner, var)
        location.is_param = True
        owner.params.append(location)
        scope[var] = location
    results = owner.signature.results.vars if owner.signature is not None else []
    for index, var in enumerate(results):
        location = _variable(batch, owner, var)
        location.result_index = index
        owner.results.append(location)
        scope[var] = location


def _variable(batch: Batch, owner: Owner, var: Var) -> Location:
    typ = owner.frame.view.concrete(var.type) if var.type is not None else None
    location = Location(Site.VARIABLE, owner, owner.frame, 1, None, var, typ)
    batch.graph.locations.append(location)
    return location


def walk_body(batch: Batch, rules: Rules, owner: Owner) -> None:
    """Walk the statements of a function."""
    w = Walker(batch, rules, owner, owner.frame)
    if isinstance(owner.frame.node, ast.RangeStmt) and owner.parent is not None:
        w.results = batch.loop_results.get(owner.frame, [])
    w.stmt(owner.frame.body)
