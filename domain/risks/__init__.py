"""How likely is a loss on an indicator, and when is it looked at again?"""
