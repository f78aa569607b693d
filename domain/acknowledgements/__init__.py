"""How does who is judged say that he was told of an entry or a result, and what he thinks of it?"""
