"""What a process that reads may raise. Alone in its module, which such a process imports."""


class Odd(Exception):
    """One that can't be made again from what it was made of."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} {two}")


def odd() -> None:
    raise Odd("a", "b")
