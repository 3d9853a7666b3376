"""Python reads this first if its folder is on PYTHONPATH: nothing but this computer can be reached.

The book is built, and its notebooks are executed, with it, so that a lesson which needs the network stops the build.
"""

import os
import socket

for _variable in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[_variable]  # a proxy on this computer would lead elsewhere

HERE = ("127.0.0.1", "::1", "localhost")


def _only_here(name):
    connect = getattr(socket.socket, name)

    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in HERE:
            raise OSError(f"the course needs no network, but something tried to reach {address[0]}")
        return connect(self, address)

    return guarded


for _name in ("connect", "connect_ex"):
    setattr(socket.socket, _name, _only_here(_name))
