"""What people drop into a folder: pasted texts, screenshots and saved mails, read as posts."""
