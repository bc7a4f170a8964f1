"""Where a value, a tenant and a credential come from: references, clouds, named contexts, and the choice among them."""
