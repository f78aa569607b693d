"""How does somebody outside prove what the ledger says?"""
