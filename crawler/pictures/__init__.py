"""What pictures say: flyers are opened with care, hashed, matched to known ones, and read by Tesseract."""
