"""What the corpus stage gathers and the dataset stage makes of it: written ads, verdicts, changed copies."""
