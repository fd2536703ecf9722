"""What a binary says of its origin, in the JSON form of Go's debug.BuildInfo."""

from server.linker.originread import BinaryOrigin, ModuleInfo


def origin_json(origin: BinaryOrigin) -> dict[str, object]:
    """The object that `go version -m -json` prints: empty fields are left out."""
    found: dict[str, object] = {"GoVersion": origin.version}
    if origin.path:
        found["Path"] = origin.path
    found["Main"] = _module(origin.main)
    if origin.dependencies:
        found["Deps"] = [_module(module) for module in origin.dependencies]
    if origin.settings:
        found["Settings"] = [_without_empty({"Key": key, "Value": value}) for key, value in origin.settings]
    return found


def _module(module: ModuleInfo) -> dict[str, object]:
    found: dict[str, object] = {}
    found |= _without_empty({"Path": module.path, "Version": module.version, "Sum": module.sum})
    if module.replacement is not None:
        found["Replace"] = _module(module.replacement)
    return found


def _without_empty(fields: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}
