"""Do the commands do what their users are told?"""
