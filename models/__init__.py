"""The risk model: one calibrated probability an ad, with the words that made it."""

from pathlib import Path

BUNDLED = Path(__file__).parent / "bundled"
"""The bundle that the repository ships, so that lurewatch works at once."""
