"""Many units as one table; last year's by this year's units."""
