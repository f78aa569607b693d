"""Which logs have sealed this ledger, once one could not go on?"""
