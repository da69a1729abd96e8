"""Writers of reports, one module per format."""
