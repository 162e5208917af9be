"""What a night remembers and links: the ledger, near-copies, contacts, the state that resumes."""
