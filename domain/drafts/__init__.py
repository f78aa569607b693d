"""How does a bureau-year come by its indicators: drafted, commented on, signed, published?"""
