"""Further Odoo processes on the same database, as on several servers."""

import os
import pathlib
import subprocess

from launcher.bench import starting

FOLDER = pathlib.Path(__file__).parent


def started(script, **choices):
    """Start another Odoo shell like this one, which calls ``run(env)`` of a script of this folder.

    :param choices: environment variables for it
    :return: the process
    """
    words = pathlib.Path("/proc/self/cmdline").read_bytes().split(b"\0")[:-1]
    process = subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env={**os.environ, **choices},
        text=True,
    )
    with process.stdin as given:
        given.write(starting(FOLDER / script))
    return process
