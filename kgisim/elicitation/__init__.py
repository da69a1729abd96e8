"""What experts judge where no record exists: their answers, the pool, and how well they judge."""
