"""What the chapter on cases states: coded interviews beside the survey."""
