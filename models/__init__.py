"""Model families of the bundled workspace: one module each, see docs/schema.md."""
