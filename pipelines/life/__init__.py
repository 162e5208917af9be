"""A model's life after the card: the MLflow registry, the release, what MLflow serves."""
