"""How far the last nights are from the nights before and from the training ads: counted, measured, shown."""
