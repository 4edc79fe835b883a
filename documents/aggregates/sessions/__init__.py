"""Sessions: their shape, making, finding and changing them."""
