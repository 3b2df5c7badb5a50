"""What a run writes: one module a product, each `write(consolidation, report, folder)`."""
