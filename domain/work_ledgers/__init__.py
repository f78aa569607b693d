"""Which figures does a work ledger hold, so that entries may cite its rows as evidence?"""
