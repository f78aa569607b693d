"""Who may do what in a bureau, since when and until when?"""
