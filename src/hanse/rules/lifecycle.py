"""State machines as data: a table of moves that fits on one screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class ForbiddenMove(ValueError):
    """The move is not in the table for this state."""


@dataclass(frozen=True)
class Move:
    """One verb: the states it may start from, the state it ends in, and the permission it asks for."""

    name: str
    sources: frozenset[str]
    target: str
    permission: str

    def __init__(self, name: str, sources: Iterable[str], target: str, *, permission: str) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "sources", frozenset(sources))
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "permission", permission)


class Lifecycle:
    """The whole table of one record's moves.

    >>> door = Lifecycle(Move("open", {"shut"}, "open", permission="door.use"))
    >>> door.after("open", "shut")
    'open'
    """

    def __init__(self, *moves: Move) -> None:
        self.moves = {move.name: move for move in moves}
        if len(self.moves) != len(moves):
            raise ValueError("a move stands twice in the table")

    @property
    def states(self) -> frozenset[str]:
        """Every state that some move starts from or ends in."""
        return frozenset(state for move in self.moves.values() for state in (*move.sources, move.target))

    def after(self, name: str, state: str) -> str:
        """Return the state that a move leads to.

        Raises:
            ForbiddenMove: the table does not allow the move from this state.
        """
        move = self.moves[name]
        if state not in move.sources:
            raise ForbiddenMove(f"{name} is not possible from {state}")
        return move.target

    def open_moves(self, state: str) -> tuple[Move, ...]:
        """Return the moves that may start from a state, in the table's order."""
        return tuple(move for move in self.moves.values() if state in move.sources)
