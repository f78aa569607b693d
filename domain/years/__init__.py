"""How does a bureau-year go from open to closed?"""
