"""The model: parameter table, matrices, what each number means."""
