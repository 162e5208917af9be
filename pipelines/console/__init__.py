"""What the commands print: words in two languages, marks in a text, progress, sums."""
