"""Gap needs and entitlement needs from a dated rule book; the two are never mixed."""
