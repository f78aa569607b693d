"""Who and what does the ledger know, since when?"""
