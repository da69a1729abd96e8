"""What people read: charts, tables, sentences; shared by every face."""
