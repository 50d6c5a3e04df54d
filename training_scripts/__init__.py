"""The offline commands; each is thin and runs as ``python -m training_scripts.NAME``."""
