"""python -m disclosure_batch, and the program that is installed. Every process of a run begins with this module, so it
brings nothing along."""


def run() -> None:
    """The commands."""
    from disclosure_batch.cli import main

    main(prog_name="disclosure-batch")


if __name__ == "__main__":
    run()
