"""What a query or a change of stored things can be refused for."""
