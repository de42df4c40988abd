"""What the size of the sample lets a study see: power, precision, tests of fit."""
