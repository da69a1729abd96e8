"""How good forecasts are: backtests, scores, coverage, simulation-based calibration."""
