"""How is a fact kept, and how is it proven to be kept?"""
