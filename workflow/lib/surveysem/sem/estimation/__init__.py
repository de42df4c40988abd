"""From samples to estimates: discrepancies, their derivatives, minimisation."""
