"""Recipes of the carried models and what they are made of; `train-models.py` is the command."""
