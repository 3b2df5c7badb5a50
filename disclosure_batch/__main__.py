"""python -m disclosure_batch."""

from disclosure_batch.cli import main

if __name__ == "__main__":
    main(prog_name="disclosure-batch")
