"""The budgets, measured: `make bench` prints each figure against its yardstick, both taken in the same run."""
