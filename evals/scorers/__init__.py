"""The judges: pure functions from an answer and its target to scores."""
