"""What crosses all kinds of stored things: removal, sweep, check, repair, erasure, export."""
