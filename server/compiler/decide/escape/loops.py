"""for statements. Spec, "For statements", "For statements with range clause".

From Go 1.22 on every iteration has its own loop variables. gc copies them only if somebody could tell; the copy is
then a variable of the body, and the post statement runs at the head of the body. A variable that nobody could tell
apart may be treated in the same way, so all are: but for those that only function literals in return statements
mention, for gc leaves these shared.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from server.compiler.decide.escape.assign import address, is_blank, mark_assigned
from server.compiler.decide.escape.callees import (
    Callee,
    argument_hole,
    held_by_variable,
    is_dynamic,
    known_function,
    literal_callee,
    unparen,
)
from server.compiler.decide.escape.calls import declare_parameters, walk_inlined_body
from server.compiler.decide.escape.expressions import walk_receiver
from server.compiler.decide.escape.functions import owner_of
from server.compiler.decide.escape.graph import Hole, Location, Owner, Site, dereferenced, noted
from server.compiler.decide.escape.literals import make_closure
from server.compiler.decide.escape.memory import is_interface_type
from server.compiler.decide.escape.statements import walk_block
from server.compiler.decide.escape.walker import Walker
from server.compiler.decide.reach import static_bool
from server.compiler.decide.routine import Frame
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import children, preorder
from server.compiler.types.info import Selection
from server.compiler.types.model import Array, Basic, Kind, Signature, underlying
from server.compiler.types.objects import Func, Var
from server.compiler.types.universe import INT
from server.compiler.types.version import GO1_22, allows

NEXT: Final = "#next"  # how the body of a loop over a function was left


def walk_for(w: Walker, node: ast.ForStmt) -> None:
    """`for init; cond; post { ... }`"""
    if node.init is not None:
        w.stmt(node.init)
    if node.cond is not None and static_bool(w.info, node.cond) is False:
        return
    w.depth += 1
    own = _variables_of_init(w, node.init)
    shared = shared_variables(w, node, own)
    for var in own:
        location = w.scope.get(var)
        if location is not None and var not in shared:
            location.depth = w.depth
    w.discard(node.cond)
    if node.post is not None:
        w.stmt(node.post)
    walk_block(w, node.body)
    w.depth -= 1


def _variables_of_init(w: Walker, init: ast.Stmt | None) -> list[Var]:
    if not isinstance(init, ast.AssignStmt) or init.tok != ":=":
        return []
    declared = [w.info.defs.get(name) for name in init.lhs if isinstance(name, ast.Ident)]
    return [var for var in declared if isinstance(var, Var)]


def shared_variables(w: Walker, node: ast.ForStmt | ast.RangeStmt, variables: list[Var]) -> set[Var]:
    """Loop variables of which all iterations share one."""
    if not allows(w.frame.routine.language, GO1_22):
        return set(variables)
    if not variables or not w.frame.literals:
        return set()
    returned: set[Var] = set()
    copied: set[Var] = set()
    for literal, in_return in _literals(node.body):
        for part in preorder(literal):
            if isinstance(part, ast.Ident):
                obj = w.info.uses.get(part)
                if isinstance(obj, Var):
                    (returned if in_return else copied).add(obj)
    return {var for var in variables if var in returned and var not in copied}


def _literals(root: ast.Node) -> Iterator[tuple[ast.FuncLit, bool]]:
    """Function literals below a node, and whether they are part of a return statement."""
    todo: list[tuple[ast.Node, bool]] = [(root, False)]
    while todo:
        node, in_return = todo.pop()
        if isinstance(node, ast.FuncLit):
            yield node, in_return
        else:
            inside = in_return or isinstance(node, ast.ReturnStmt)
            todo.extend((child, inside) for child in children(node))


def walk_range(w: Walker, node: ast.RangeStmt) -> None:
    """`for k, v := range x { ... }`: the elements' values flow into v."""
    typ = w.type_of(node.x)
    under = underlying(typ) if typ is not None else None
    if isinstance(under, Signature):
        _walk_range_function(w, node)
        return
    operand = w.temporary(node, typ)
    w.expr(Hole(operand), node.x)
    outer_depth = w.depth
    w.depth += 1
    holes = _holes_of_range(w, node, outer_depth)
    value = holes[1]
    if isinstance(under, Array):
        w.graph.flow(noted(value, "range", w.frame, node), operand)
    elif not isinstance(under, Basic) or under.kind is Kind.STRING:
        w.graph.flow(dereferenced(value, "range-deref", w.frame, node), operand)
    walk_block(w, node.body)
    w.depth -= 1


def _holes_of_range(w: Walker, node: ast.RangeStmt, outer_depth: int) -> list[Hole]:
    names = (node.key, node.value)
    if node.tok != ":=":
        holes = [address(w, name) for name in names]
        mark_assigned(holes, frozenset())
        w.batch.loop_boxes += [(w.frame, name) for name in names if name is not None and _is_interface(w, name)]
        return holes
    variables = [w.info.defs.get(name) if isinstance(name, ast.Ident) else None for name in names]
    own = [var for var in variables if isinstance(var, Var) and var.name != "_"]
    shared = shared_variables(w, node, own)
    found: list[Hole] = []
    for var in variables:
        if not isinstance(var, Var) or var.name == "_":
            found.append(w.discard_hole)
            continue
        location = w.declare(var)
        location.assigned = True  # by every iteration
        if var in shared:
            location.depth = outer_depth
            location.reassigned = True
        found.append(Hole(location))
    return found


def _is_interface(w: Walker, target: ast.Expr) -> bool:
    """Whether what is assigned to an operand may have to be boxed; gc says nothing about such boxes."""
    typ = w.type_of(target) if not is_blank(target) else None
    return typ is not None and is_interface_type(typ)


# Loops over functions: the body is a function that the iterator calls.


def _walk_range_function(w: Walker, node: ast.RangeStmt) -> None:
    frame = w.frame.literals.get(node)
    if frame is None:
        w.discard(node.x)
        walk_block(w, node.body)
        return
    w.batch.loop_results[frame] = w.results
    iterator = w.frame.inlined.get(node)
    if iterator is not None:
        _walk_inlined_iterator(w, node, frame, iterator)
        return
    x = unparen(node.x)
    selection = w.view.selection(x) if isinstance(x, ast.SelectorExpr) else None
    if isinstance(x, ast.SelectorExpr) and selection is not None and selection.kind == "method":
        _walk_iterator_method(w, node, frame, x, selection)
        return
    callees = _iterator(w, node)
    callee_hole = noted(Hole(w.graph.callee), "callee operand", w.frame, node) if not callees else w.discard_hole
    w.expr(callee_hole if not isinstance(x, ast.Ident) else w.discard_hole, x)
    hole = noted(argument_hole(w, None, callees, 0), "call parameter", w.frame, node)
    _make_loop_body(w, node, frame, hole)


def _walk_iterator_method(
    w: Walker, node: ast.RangeStmt, frame: Frame, x: ast.SelectorExpr, selection: Selection
) -> None:
    """`range x.m`: the method is called with the body."""
    method = selection.obj
    assert isinstance(method, Func)
    callees = [] if is_dynamic(w, x, method) else [known_function(w, method, w.view.type_args(x.sel), True)]
    receiver = noted(argument_hole(w, None, callees, 0), "call parameter", w.frame, node)
    walk_receiver(w, receiver, x, selection)
    _make_loop_body(w, node, frame, noted(argument_hole(w, None, callees, 1), "call parameter", w.frame, node))


def _walk_inlined_iterator(w: Walker, node: ast.RangeStmt, frame: Frame, iterator: Frame) -> None:
    """The iterator's body stands here; calls of its parameter may be replaced by the body of the loop."""
    x = unparen(node.x)
    selection = w.view.selection(x) if isinstance(x, ast.SelectorExpr) else None
    params = declare_parameters(w, iterator)
    if isinstance(x, ast.SelectorExpr) and selection is not None and selection.kind == "method" and len(params) > 1:
        receiver = params[0]
        walk_receiver(w, Hole(receiver) if receiver is not None else w.discard_hole, x, selection)
    else:
        w.discard(x)
    body = params[-1] if params else None
    if body is not None:
        body.defined_by = w.frame, node
    if node in w.frame.unused:
        _declare_state(w, node)
    else:
        _make_loop_body(w, node, frame, Hole(body) if body is not None else w.discard_hole)
    walk_inlined_body(w, iterator)


def _make_loop_body(w: Walker, node: ast.RangeStmt, frame: Frame, hole: Hole) -> None:
    owner = owner_of(w.batch, frame, w.owner)
    for state in _declare_state(w, node):
        owner.captures[state] = node
        state.captured = state.reassigned = True
    make_closure(w, hole, node, owner)
    _assign_range_operands(w, node, owner)


def _iterator(w: Walker, node: ast.RangeStmt) -> list[Callee]:
    x = unparen(node.x)
    if isinstance(x, ast.FuncLit) and x in w.frame.literals:
        return [literal_callee(w, w.frame.literals[x], w.owner)]
    name = x if isinstance(x, ast.Ident) else x.sel if isinstance(x, ast.SelectorExpr) else None
    obj = w.object_of(name) if name is not None else None
    if isinstance(x, ast.Ident) and isinstance(obj, Var):
        return held_by_variable(w, w.frame, x)
    if isinstance(obj, Func) and name is not None and (not isinstance(x, ast.SelectorExpr) or not w.view.selection(x)):
        return [known_function(w, obj, w.view.type_args(name), False)]
    return []


def _declare_state(w: Walker, node: ast.RangeStmt) -> list[Location]:
    """What tells the loop that its body is called when it may not be, and how the body was left."""
    names = [f"#state{_number_of_loop(w, node)}"]
    if _leaves_from_inside(node.body):
        names.insert(0, NEXT)
    found = []
    for name in names:
        location = w.new_location(Site.VARIABLE, node, Var(name, w.frame.routine.obj.package, None, INT), INT)
        location.reassigned = True
        found.append(location)
    return found


def _number_of_loop(w: Walker, node: ast.RangeStmt) -> int:
    """The loops over functions of one function are counted in order."""
    body = w.frame
    while isinstance(body.node, ast.RangeStmt) and body.lexical is not None:
        body = body.lexical
    number = 0
    todo: list[ast.Node] = [body.body]
    while todo:
        part = todo.pop()
        if isinstance(part, ast.FuncLit):
            continue
        typ = w.view.type_of(part.x) if isinstance(part, ast.RangeStmt) else None
        number += typ is not None and isinstance(underlying(typ), Signature)
        if part is node:
            break
        todo.extend(reversed(children(part)))
    return max(number, 1)


def _leaves_from_inside(body: ast.BlockStmt) -> bool:
    """Whether the body returns or jumps to somewhere outside of the loop."""
    todo: list[ast.Node] = [body]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FuncLit):
            continue
        if isinstance(node, ast.ReturnStmt):
            return True
        if isinstance(node, ast.BranchStmt) and (node.label is not None or node.tok == "goto"):
            return True
        todo.extend(children(node))
    return False


def _assign_range_operands(w: Walker, node: ast.RangeStmt, owner: Owner) -> None:
    """`for x = range f`: the body begins with an assignment to x of what the iterator passes."""
    if node.tok != "=":
        return
    operands = [name for name in (node.key, node.value) if name is not None]
    w.batch.loop_boxes += [(w.frame, name) for name in operands if _is_interface(w, name)]
    outer = w.owner
    w.owner = owner
    holes = [address(w, name) for name in (node.key, node.value) if not is_blank(name)]
    mark_assigned(holes, frozenset())
    for hole in holes:
        passed = w.temporary(node, None)
        w.graph.flow(noted(hole, "assign", w.frame, node), passed)
    w.owner = outer
