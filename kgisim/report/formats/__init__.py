"""Writers and readers of report files, one module per format."""
