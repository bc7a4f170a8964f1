"""What Graph offers, as data: `model` says what a row is, `load` reads rows, `data/` holds them."""
