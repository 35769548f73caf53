"""A mail server for tests on this machine alone: it takes mails, refuses, puts off, breaks off and
dawdles, as the address of the recipient says. Works without Odoo."""

import asyncio
import contextlib
import email
import threading
from collections import Counter, defaultdict


class SmtpSink:
    """Listens on the loopback while the block runs.

    What happens to a mail is told by the first word of its address: ``refused`` (550, for ever),
    ``full`` (552 after the text), ``busy`` (451, twice), ``drop`` (the connection ends before the
    text), ``cut`` (it ends within the text), ``lost`` (the mail is taken, the answer never
    arrives; once each) and ``slow``.

    :ivar taken: message ids of the mails taken, by address, as often as they came
    """

    def __init__(self, broken_greetings=0, slowness=0.05):
        self.taken = defaultdict(Counter)
        self.tried = Counter()
        self.broken_greetings, self.slowness = broken_greetings, slowness

    def __enter__(self):
        self.loop = asyncio.new_event_loop()
        started = threading.Event()
        self.thread = threading.Thread(target=self._serve, args=[started], daemon=True)
        self.thread.start()
        started.wait(10)
        return self

    def __exit__(self, *_error):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)

    def _serve(self, started):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self._talk, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self.loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    async def _talk(self, reader, writer):
        gone = (ConnectionError, asyncio.IncompleteReadError)
        with contextlib.closing(writer), contextlib.suppress(*gone):
            if self.broken_greetings:
                self.broken_greetings -= 1
                return
            writer.write(b"220 sink\r\n")
            await self._session(reader, writer)

    async def _session(self, reader, writer):
        """Commands and answers until either side ends it."""
        address = None
        while line := await reader.readline():
            verb, _space, rest = line.decode().strip().partition(" ")
            if verb.upper() == "RCPT":
                address = rest.partition("<")[2].partition(">")[0]
                answer = await self._judge(address)
            elif verb.upper() == "DATA":
                answer = await self._take(reader, writer, address)
            else:
                answer = {"QUIT": "221 bye", "HELO": "250 sink", "EHLO": "250 sink"}.get(
                    verb.upper(), "250 fine"
                )
            if answer is None:
                return
            writer.write(answer.encode() + b"\r\n")
            await writer.drain()
            if verb.upper() == "QUIT":
                return

    def _first_time(self, address, times=1):
        self.tried[address] += 1
        return self.tried[address] <= times

    async def _judge(self, address):
        """The answer to a recipient; None breaks off."""
        kind = address.partition("-")[0]
        if kind == "refused":
            return "550 5.1.1 no such mailbox"
        if kind == "busy" and self._first_time(address, 2):
            return "451 4.7.1 come again"
        if kind == "drop" and self._first_time(address):
            return None
        if kind == "slow":
            await asyncio.sleep(self.slowness)
        return "250 fine"

    async def _take(self, reader, writer, address):
        """Read a mail; None breaks off."""
        kind = address.partition("-")[0]
        writer.write(b"354 go on\r\n")
        await writer.drain()
        if kind == "cut" and self._first_time(address):
            await reader.readline()
            return None
        text = await reader.readuntil(b"\r\n.\r\n")
        if kind == "full":
            return "552 5.2.2 mailbox full"
        self.taken[address][email.message_from_bytes(text)["Message-Id"]] += 1
        if kind == "lost" and self._first_time(address):
            return None
        return "250 taken"
