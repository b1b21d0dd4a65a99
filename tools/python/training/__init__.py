"""Recipes of the bundled models and what they are made of; `train-models.py` is the command."""
