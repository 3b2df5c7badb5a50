"""What a process that is going to read can do before it knows what."""


def be_ready_to_read() -> None:
    """All that reading needs is there."""
    from disclosure_batch.intake import pool  # noqa: F401
