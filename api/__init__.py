"""How do programs talk to the ledger? HTTP in, HTTP out, no rules."""
