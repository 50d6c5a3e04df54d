"""learn(...) -> frozen scorer: what is estimated from data, each model in a module of its own."""
