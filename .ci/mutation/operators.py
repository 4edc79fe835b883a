"""The changes that are tried: each is one slip of a hand, at one place."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ASKED = {
    "$lt": "$lte",
    "$lte": "$lt",
    "$gt": "$gte",
    "$gte": "$gt",
    "$in": "$nin",
    "$nin": "$in",
    "$ne": "$eq",
    "$max": "$set",
    "$setOnInsert": "$set",
    "$push": "$addToSet",
}
_READ = {"committed_in": "collection_of", "snapshot_of": "collection_of"}
_DROPPED = {"session", "sort", "upsert", "limit", "read", "array_filters", "only_if"}
"""Keyword arguments whose loss breaks no call."""

_TOLD = {"log", "self._report", "report", "warnings", "_log"}
"""Calls that only tell somebody."""


@dataclass(frozen=True)
class Mutant:
    """One change of a file: of ``line`` to ``end_line``, in ``where``, a class or function."""

    path: str
    where: str
    line: int
    end_line: int
    start: int
    end: int
    before: str
    after: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What names it as long as the code there stays as it is."""
        return (self.path, self.where, " ".join(self.before.split()), " ".join(self.after.split()))

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.where}: {self.key[2]}  =>  {self.key[3]}"


def mutants_of(root: Path, path: str) -> list[Mutant]:
    """Every mutant of a file, in order; only what can still be compiled."""
    source = (root / path).read_bytes()
    tree = ast.parse(source)
    found = _Finder(path, source).of(tree)
    return [each for each in dict.fromkeys(found) if _compiles(mutated(source, each))]


def mutated(source: bytes, mutant: Mutant) -> bytes:
    """The file with the change made."""
    return source[: mutant.start] + mutant.after.encode() + source[mutant.end :]


def _compiles(source: bytes) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


class _Finder:
    def __init__(self, path: str, source: bytes) -> None:
        self._path = path
        self._source = source
        self._offsets = [0]
        for line in source.splitlines(keepends=True):
            self._offsets.append(self._offsets[-1] + len(line))
        self._reads_plain = b"collection_of" in source

    def of(self, node: ast.AST, where: str = "") -> Iterator[Mutant]:
        """The mutants within a node."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Assert | ast.Import | ast.ImportFrom) or _is_told(child):
                continue
            inner = where
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                inner = f"{where}.{child.name}".lstrip(".")
            for target, after in self._changes(child, node):
                yield self._mutant(target, after, inner or "module")
            yield from self._without_types(child, inner)

    def _without_types(self, node: ast.AST, where: str) -> Iterator[Mutant]:
        if isinstance(node, ast.AnnAssign):
            if node.value is not None:
                yield from self.of(ast.Expression(node.value), where)
            return
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for statement in node.body:
                yield from self.of(ast.Module([statement], []), where)
            return
        if isinstance(node, ast.Call) and _name(node.func) in ("cast", "TypeVar", "Field"):
            return
        yield from self.of(node, where)

    def _mutant(self, node: ast.AST, after: str, where: str) -> Mutant:
        assert isinstance(node, ast.expr | ast.stmt | ast.keyword)
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self._offsets[node.lineno - 1] + node.col_offset
        end = self._offsets[node.end_lineno - 1] + node.end_col_offset
        before = self._source[start:end].decode()
        return Mutant(self._path, where, node.lineno, node.end_lineno, start, end, before, after)

    def _changes(self, node: ast.AST, parent: ast.AST) -> Iterator[tuple[ast.AST, str]]:
        match node:
            case ast.Compare(ops=[operator]) if type(operator) in _COMPARED:
                other = _COMPARED[type(operator)]()
                yield node, _text(ast.Compare(node.left, [other], node.comparators))
            case ast.BoolOp(values=values):
                for left in values:
                    kept = [value for value in values if value is not left]
                    yield node, _text(ast.BoolOp(node.op, kept) if len(kept) > 1 else kept[0])
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield node, _text(operand)
            case ast.If(test=test) | ast.IfExp(test=test):
                yield test, "True"
                yield test, "False"
            case ast.Constant(value=bool(value)):
                yield node, str(not value)
            case ast.Constant(value=int(value)) if _counts(parent):
                yield node, str(value + 1)
            case ast.Constant(value=str(value)) if value in _ASKED and isinstance(parent, ast.Dict):
                yield node, repr(_ASKED[value])
            case ast.Dict():
                yield from self._entries(node)
            case ast.Call():
                yield from self._arguments(node)
            case ast.Name(id=name) if name in _READ and self._reads_plain:
                yield node, _READ[name]
            case ast.BinOp(op=ast.Add(), left=left, right=right) if _is_number(left, right):
                yield node, _text(ast.BinOp(left, ast.Sub(), right))
            case ast.BinOp(op=ast.Sub(), left=left, right=right):
                yield node, _text(ast.BinOp(left, ast.Add(), right))
            case ast.Expr(value=ast.Await() | ast.Call()) | ast.AugAssign() | ast.Raise():
                yield node, "pass"
            case ast.Continue():
                yield node, "break"
            case ast.Break():
                yield node, "continue"

    def _entries(self, node: ast.Dict) -> Iterator[tuple[ast.AST, str]]:
        """Conditions and changes that are left out; of a projection, nothing."""
        values = [value.value for value in node.values if isinstance(value, ast.Constant)]
        if len(values) == len(node.values) and set(map(repr, values)) <= {"0", "1", "-1"}:
            return
        pairs = list(zip(node.keys, node.values, strict=True))
        for left in pairs:
            kept = [pair for pair in pairs if pair is not left]
            yield node, _text(ast.Dict([key for key, _ in kept], [value for _, value in kept]))

    def _arguments(self, node: ast.Call) -> Iterator[tuple[ast.AST, str]]:
        for keyword in node.keywords:
            if keyword.arg in _DROPPED:
                kept = [each for each in node.keywords if each is not keyword]
                yield node, _text(ast.Call(node.func, node.args, kept))


def _text(node: ast.expr) -> str:
    text = ast.unparse(ast.fix_missing_locations(ast.Expression(node)))
    return text if isinstance(node, ast.Dict | ast.Call | ast.Name | ast.Attribute) else f"({text})"


def _counts(parent: ast.AST) -> bool:
    return isinstance(parent, ast.Compare | ast.BinOp | ast.Call | ast.Slice | ast.Assign)


def _is_number(*operands: ast.expr) -> bool:
    return any(isinstance(each, ast.Constant) and isinstance(each.value, int) for each in operands)


def _is_told(node: ast.AST) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Expr(value=ast.Call(func=function)):
            return (_name(function) or "").rpartition(".")[0] in _TOLD or _name(function) in _TOLD
    return False


def _name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}"
    return None
