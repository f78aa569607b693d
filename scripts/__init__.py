"""The words typed at a prompt: set-up, the server, the tests, and the `merit` commands."""
