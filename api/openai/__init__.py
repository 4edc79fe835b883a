"""OpenAI's own routes, for clients that are made for them."""
