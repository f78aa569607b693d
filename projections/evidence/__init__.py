"""How is it proven, without trusting us, that nothing was altered, left out or back-dated?"""
