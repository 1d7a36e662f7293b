"""A whole number that may be typed as a sum: 1920/2, 3840-120, (1920+64)*2."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable

LONGEST = 40
_TYPED = str.maketrans("×÷＋－＊／（）．０１２３４５６７８９", "*/+-*/().0123456789")
_ACTS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def result(text: str) -> int | None:
    """What the sum comes to, rounded; None where it is no sum."""
    said = text.strip().translate(_TYPED)
    if not said or len(said) > LONGEST or "**" in said or "//" in said:
        return None
    if said.isdigit():  # 007 is a number to a person
        return int(said)
    try:
        value = _value(ast.parse(said, mode="eval").body)
        return round(value)
    except (SyntaxError, ValueError, ZeroDivisionError, OverflowError, RecursionError):
        return None


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return value
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ACTS:
            return _ACTS[type(op)](_value(left), _value(right))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand)
    raise ValueError(node)
