"""What the service itself writes: keys, feedback, the serving version, the audit chain."""
