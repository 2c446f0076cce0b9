"""Backups of a whole installation: one file, made while everything runs, and taken into an empty installation."""
