"""The HTTP service: blueprints, request models, one error shape, keys with roles."""
