"""The machine below: durable writes, open files, the terminal."""
