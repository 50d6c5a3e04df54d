"""From a snapshot to a bundle: learn everything, let the agreement models compete, calibrate."""
