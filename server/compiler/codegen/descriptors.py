"""Type descriptors in the layout of `internal/abi.Type` and its extensions, Go 1.27.3.

A descriptor describes its type completely, so it refers to those of its parts. All are weak: several packages may
hold the descriptor of a type that belongs to none of them (homes.py), and the linker keeps one. The linker reads parts
of descriptors (linker/methods.py): it drops the code of methods that nobody can call, and PtrToThis is no reason to
keep the descriptor of a pointer, unless the type has a name or the pointer has methods: reflection makes pointers to
types, but no methods.

NameOff and TypeOff are 32-bit addresses: the image is static and lies below 2 GiB. Names are in the format of
`internal/abi.Name`: flag byte, varint length, text, and the same for a tag.
"""

from __future__ import annotations

import hashlib
from typing import Final

from server.compiler.codegen.bitmap import pointer_bitmap
from server.compiler.codegen.equality import equality_function
from server.compiler.codegen.ifaceuse import bare_signature
from server.compiler.codegen.maptypes import GROUP_PREFIX, map_words
from server.compiler.codegen.methods import MethodCode, data_word_code, method_codes
from server.compiler.codegen.module import Module
from server.compiler.codegen.spelling import escape, section, symbol
from server.compiler.ir.func import Itab
from server.compiler.irbuild.interface import is_pointer_shaped
from server.compiler.irbuild.methodset import interface_methods, is_exported, method_set
from server.compiler.types.linkname import package_prefix, runtime_name
from server.compiler.types.lookup import find
from server.compiler.types.model import (
    Array,
    Basic,
    Chan,
    Interface,
    Kind,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Type,
    unalias,
    underlying,
)
from server.compiler.types.objects import Package
from server.compiler.types.universe import UNSAFE_POINTER
from server.symbol import SymbolKind, SymbolRecord

_UNCOMMON, _NAMED, _PLAIN_MEMORY, _MASK_ON_DEMAND, _DIRECT = 1, 4, 8, 16, 32  # abi.TFlag
_EXPORTED, _HAS_TAG, _HAS_PACKAGE, _EMBEDDED = 1, 2, 4, 8  # flags of abi.Name
_VARIADIC: Final = 1 << 15  # in FuncType.OutCount
_LARGEST_BITMAP: Final = 2048  # bytes; above it the runtime makes the bitmap when it needs it
_UNCOMMON_SIZE: Final = 16  # bytes of abi.UncommonType
_UNSAFE: Final = "unsafe"  # the package of unsafe.Pointer, which has no declaration
_DIRECTIONS: Final = {"recv": 1, "send": 2, "both": 3}

# abi.Kind of the composite types; basic kinds follow the same order as ours up to Complex128.
_ARRAY, _CHAN, _FUNC, _INTERFACE, _MAP, _POINTER, _SLICE, _STRING, _STRUCT, _UNSAFE_POINTER = range(17, 27)


def emit_descriptor(module: Module, name: str, typ: Type) -> None:
    """Add the descriptor of a type to a module."""
    _Descriptor(module, name, typ).emit()


def emit_itab(module: Module, name: str, itab: Itab) -> None:
    """Add to a module an abi.ITab: interface, type, the type's hash, and the code for each method of the interface."""
    fields = [f"ptr {module.type_descriptor(typ)}" for typ in (itab.interface, itab.concrete)]
    fields += [f"i32 {_hash(module, itab.concrete)}", "i32 0"]
    for wanted in interface_methods(itab.interface):
        found = find(itab.concrete, False, wanted.package, wanted.name)
        fields.append(f"ptr {data_word_code(module, itab.concrete, found)}")
    types = ", ".join(_type_of(field) for field in fields)
    module.define(
        SymbolRecord(name, SymbolKind.TYPE),
        f"{symbol(name)} = weak_odr dso_local constant <{{ {types} }}> <{{ {', '.join(fields)} }}>, "
        f"{section('.rodata', name)}, align {module.layouts.word_size}\n",
    )


def _hash(module: Module, typ: Type) -> int:
    """What abi.Type.Hash holds."""
    identity = module.names.link_name(typ)
    return int.from_bytes(hashlib.sha256(identity.encode()).digest()[:4], "little")


class _Descriptor:
    """One descriptor: the words of the common part, then those of its kind, its methods' part and its lists."""

    def __init__(self, module: Module, name: str, typ: Type) -> None:
        self.module = module
        self.name = name
        self.typ = unalias(typ)
        self.under = underlying(typ)
        self.is_group = name.startswith(GROUP_PREFIX)  # of a map type: no program sees it as a struct
        self.words: list[str] = []  # typed LLVM constants, packed without gaps
        self.converts: tuple[str, ...] = ()  # the descriptor that PtrToThis keeps, of a type without a name

    def emit(self) -> None:
        """Define the descriptor."""
        tail = self._extension()
        uncommon = self._uncommon(tail)
        fields = [*self._common(bool(uncommon)), *self.words, *uncommon, *tail]
        types = ", ".join(_type_of(field) for field in fields)
        self.module.define(
            SymbolRecord(self.name, SymbolKind.TYPE, converts=self.converts),
            f"{symbol(self.name)} = weak_odr dso_local constant <{{ {types} }}> <{{ {', '.join(fields)} }}>, "
            f"{section('.rodata', self.name)}, align {self.module.layouts.word_size}\n",
        )

    def _common(self, uncommon: bool) -> list[str]:
        """abi.Type"""
        layouts = self.module.layouts
        layout, word = layouts.of(self.typ), layouts.word
        flags = self._flags(uncommon)
        mask, flags = self._pointer_mask(flags)
        return [
            f"{word} {layout.size}",
            f"{word} {layout.pointer_bytes}",
            f"i32 {_hash(self.module, self.typ)}",
            f"i8 {flags}",
            f"i8 {layout.align}",
            f"i8 {layout.align}",
            f"i8 {_kind(self.under)}",
            f"ptr {'null' if self.is_group else equality_function(self.module, self.typ)}",
            f"ptr {mask}",
            _offset(self._name(runtime_name(self.typ), _EXPORTED if self._is_exported() else 0)),
            self._pointer_to_this(),
        ]

    def _pointer_to_this(self) -> str:
        """The descriptor of the pointer to the type: needed, or only used if somebody else needs it."""
        if self.is_group:
            return "i32 0"
        pointer = Pointer(self.typ)
        if isinstance(self.typ, Named | Basic):
            return _offset(self.module.type_descriptor(pointer))
        name = self.module.names.descriptor_symbol(pointer)
        if isinstance(self.typ, Struct) and method_set(pointer):
            self.converts = (name,)
            return _offset(self.module.type_descriptor(pointer))
        return _offset(self.module.data(name))

    def _flags(self, uncommon: bool) -> int:
        flags = _UNCOMMON if uncommon else 0
        flags |= _NAMED if isinstance(self.typ, Named | Basic) else 0
        flags |= _PLAIN_MEMORY if self.module.layouts.of(self.typ).plain else 0
        return flags | (_DIRECT if is_pointer_shaped(self.typ) else 0)

    def _is_exported(self) -> bool:
        """Whether the type is exported; of a pointer to a type with a name, whether that is."""
        bare = unalias(self.typ.element) if isinstance(self.typ, Pointer) else self.typ
        return isinstance(bare, Named) and is_exported(bare.obj.name)

    def _pointer_mask(self, flags: int) -> tuple[str, int]:
        """The bitmap's operand and the flags: a large bitmap is a slot that the runtime fills."""
        layouts = self.module.layouts
        words = layouts.of(self.typ).pointer_bytes // layouts.word_size
        if words == 0:
            return "null", flags
        if words > 8 * _LARGEST_BITMAP:
            name = f"runtime.gcmask.{self.module.names.link_name(self.typ)}"
            self._define(name, SymbolKind.BSS, "global ptr null", ".bss", layouts.word_size)
            return symbol(name), flags | _MASK_ON_DEMAND
        bits = pointer_bitmap(layouts, self.typ)
        name = f"runtime.gcbits.{bits.hex()}"
        if len(bits) > 32:
            name = f"runtime.gcbits.{hashlib.sha256(bits).hexdigest()}"
        self._define(name, SymbolKind.TYPE, f'constant [{len(bits)} x i8] c"{escape(bits)}"', ".rodata", 1)
        return symbol(name), flags

    def _define(self, name: str, kind: SymbolKind, content: str, prefix: str, align: int) -> None:
        if not self.module.is_defined(name):
            text = f"{symbol(name)} = linkonce_odr dso_local {content}, {section(prefix, name)}, align {align}\n"
            self.module.define(SymbolRecord(name, kind), text)

    def _name(self, text: str, flags: int, tag: str = "", package: Package | None = None) -> str:
        """The operand of an abi.Name; `package` is that of an unexported name where it is not obvious."""
        flags |= (_HAS_TAG if tag else 0) | (_HAS_PACKAGE if package is not None else 0)
        data = bytes([flags]) + _counted(text) + (_counted(tag) if tag else b"")
        content = f'[{len(data)} x i8] c"{escape(data)}"'
        digest = hashlib.sha256(data)
        if package is not None:
            digest.update(package_prefix(package).encode())
            content = (
                f"<{{ [{len(data)} x i8], i32 }}> <{{ {content}, {_offset(self._name(package_prefix(package), 0))} }}>"
            )
        name = f"type:.namedata.{digest.hexdigest()[:24]}"
        self._define(name, SymbolKind.TYPE, f"constant {content}", ".rodata", 1)
        return symbol(name)

    def _refer(self, typ: Type) -> str:
        return f"ptr {self.module.type_descriptor(typ)}"

    def _package_name(self, package: Package | None) -> str:
        return "ptr null" if package is None else f"ptr {self._name(package_prefix(package), 0)}"

    def _extension(self) -> list[str]:
        """Put the words of the type's kind in place; the result is what follows the methods' part."""
        word, put = self.module.layouts.word, self.words.append
        match self.under:
            case Array(element=element, length=length):
                self.words += [self._refer(element), self._refer(Slice(element)), f"{word} {length}"]
            case Slice(element=element) | Pointer(element=element):
                put(self._refer(element))
            case Chan(element=element, dir=direction):
                self.words += [self._refer(element), f"{word} {_DIRECTIONS[direction]}"]
            case Struct():
                return self._struct(self.under)
            case Signature():
                return self._function(self.under)
            case Interface():
                return self._interface(self.under)
            case Map():
                self.words += map_words(self.module, self.under)
        return []

    def _list(self, name: str, items: list[str], unit: int) -> None:
        """A slice of rows that stand in a datum beside the descriptor."""
        word = self.module.layouts.word
        if not items:
            self.words += ["ptr null", f"{word} 0", f"{word} 0"]
            return
        types = ", ".join(_type_of(item) for item in items)
        symbol_name = f"type:.{name}.{self.name.removeprefix('type:')}"
        self._define(symbol_name, SymbolKind.TYPE, f"constant <{{ {types} }}> <{{ {', '.join(items)} }}>", ".rodata", 8)
        count = len(items) // unit
        self.words += [f"ptr {symbol(symbol_name)}", f"{word} {count}", f"{word} {count}"]

    def _struct(self, struct: Struct) -> list[str]:
        """abi.StructType"""
        word = self.module.layouts.word
        if self.is_group:
            struct = Struct([], [])
        rows: list[str] = []
        offsets = self.module.layouts.of(self.typ).offsets
        tags = [*struct.tags, *[""] * (len(struct.fields) - len(struct.tags))]
        package: Package | None = None
        for field, offset, tag in zip(struct.fields, offsets, tags):
            assert field.type is not None
            exported = field.name[:1].isupper()
            package = package if exported else field.package
            flags = (_EXPORTED if exported else 0) | (_EMBEDDED if field.embedded else 0)
            rows += [f"ptr {self._name(field.name, flags, tag)}", self._refer(field.type), f"{word} {offset}"]
        self.words.append(self._package_name(package))
        self._list("fields", rows, 3)
        return []

    def _function(self, signature: Signature) -> list[str]:
        """abi.FuncType: counts, then after the methods' part the types of parameters and results."""
        params = [var.type for var in signature.params.vars if var.type is not None]
        results = [var.type for var in signature.results.vars if var.type is not None]
        out = len(results) | (_VARIADIC if signature.variadic else 0)
        self.words += [f"i16 {len(params)}", f"i16 {out}", "i32 0"]
        return [self._refer(typ) for typ in (*params, *results)]

    def _interface(self, interface: Interface) -> list[str]:
        """abi.InterfaceType: methods sorted by name"""
        rows: list[str] = []
        package: Package | None = None
        for method in interface_methods(interface):
            assert method.type is not None
            exported = method.name[:1].isupper()
            package = package if exported else method.package
            rows.append(_offset(self._name(method.name, _EXPORTED if exported else 0)))
            rows.append(_offset(self.module.type_descriptor(method.type)))
        self.words.append(self._package_name(package))
        self._list("methods", rows, 2)
        return []

    def _uncommon(self, tail: list[str]) -> list[str]:
        """abi.UncommonType of a type with a name or methods: its package, and the methods, which follow `tail`."""
        base = self.typ.element if isinstance(self.typ, Pointer) else self.typ
        named = unalias(base)
        package = named.obj.package if isinstance(named, Named) else None
        home = _UNSAFE if self.typ is UNSAFE_POINTER else package_prefix(package)
        codes = method_codes(self.module, self.typ)
        if not codes and (not home or isinstance(self.typ, Pointer)):
            return []
        after = _UNCOMMON_SIZE + self.module.layouts.word_size * len(tail)
        exported = sum(is_exported(entry.method.name) for entry in codes)
        for entry in codes:
            tail.extend(self._method(entry, package))
        name = _offset(self._name(home, 0)) if home else "i32 0"
        return [name, f"i16 {len(codes)}", f"i16 {exported}", f"i32 {after}", "i32 0"]

    def _method(self, entry: MethodCode, home: Package | None) -> list[str]:
        """abi.Method: name, type, the code that takes a data word, the code that takes the receiver."""
        method = entry.method
        assert method.type is not None
        exported = is_exported(method.name)
        foreign = None if exported or method.package is home else method.package
        bare = bare_signature(method.type)
        return [
            _offset(self._name(method.name, _EXPORTED if exported else 0, package=foreign)),
            _offset(self.module.type_descriptor(bare)),
            _offset(entry.data_word),
            _offset(entry.receiver),
        ]


def _counted(text: str) -> bytes:
    """A varint length and the bytes of a text."""
    data = text.encode("utf-8", "surrogateescape")
    length, prefix = len(data), bytearray()
    while length >= 0x80:
        prefix.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes([*prefix, length]) + data


def _offset(operand: str) -> str:
    """A 32-bit address."""
    return f"i32 ptrtoint (ptr {operand} to i32)"


def _type_of(constant: str) -> str:
    """The LLVM type of a typed constant."""
    return constant.split(" ", 1)[0]


def _kind(under: Type) -> int:
    """abi.Kind"""
    match under:
        case Basic(kind=Kind.STRING):
            return _STRING
        case Basic(kind=Kind.UNSAFE_POINTER):
            return _UNSAFE_POINTER
        case Basic(kind=kind):
            return int(kind)
        case Array():
            return _ARRAY
        case Chan():
            return _CHAN
        case Signature():
            return _FUNC
        case Interface():
            return _INTERFACE
        case Map():
            return _MAP
        case Pointer():
            return _POINTER
        case Slice():
            return _SLICE
    return _STRUCT
