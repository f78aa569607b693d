"""Which bureau stands above which, and how does an officer pass from one to another?"""
