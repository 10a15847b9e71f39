"""The commands, one module each: `configure(parser)` adds its options, `run(options)` does it."""
