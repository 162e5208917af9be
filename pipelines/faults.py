"""What ends a command: one sentence for the person who ran it, and exit status 2."""


class Stop(Exception):
    """The command cannot go on; the message is one sentence that says why."""
