"""The commands themselves, by what they are for; what is heavy is imported when one runs."""
