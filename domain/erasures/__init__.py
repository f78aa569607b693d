"""How are a subject's name and narrative erased, every proof and every score left as they are?"""
