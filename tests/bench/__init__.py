"""The budgets, measured: `make bench` prints each figure and its yardstick, from the same run."""
