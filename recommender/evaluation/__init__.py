"""Global-time split, metrics, intervals, slices and the model card."""
