"""How is a quarter opened, frozen, and its losses gone through?"""
