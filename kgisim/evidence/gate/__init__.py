"""Whether rows can be true, before anything is fitted to them."""
