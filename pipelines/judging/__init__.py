"""What the stages measure with: splits, slices, metrics, floors, and the words of the card."""
