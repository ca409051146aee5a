"""What `up` and `demo` do: serve and gather until told to stop. Import after `prepare()`."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import subprocess
import time
from dataclasses import dataclass, field

from broadsheet.cli._django import console
from broadsheet.cli._web import check_port, start_web, stop, wait_for_web
from broadsheet.config import Config
from broadsheet.errors import ConfigurationError
from broadsheet.pipeline.runner import Runner, open_workshop
from broadsheet.store.lock import gathering_lock
from broadsheet.store.polling import make_all_due

log = logging.getLogger("broadsheet")

# So many servers in a row that cannot be reached, and none that can: it is this machine's network.
_OFFLINE_AFTER = 5
_REPORT_S = 10.0
_OWN_MACHINE = ("127.0.0.1", "::1", "localhost")
NOT_TOLD = (
    "Others may reach it now. Set BROADSHEET_PUBLIC_URL to the address they use, or those who come by plain "
    "http cannot keep settings."
)
NO_MAIL = (
    " [yellow]No e-mail is sent (BROADSHEET_EMAIL_URL is not set): confirm readers' addresses yourself with "
    "broadsheet reader confirm EMAIL[/]"
)
OFFLINE = (
    "None of the publishers could be reached, so this machine seems to have no way to the internet.\n"
    "Broadsheet goes on trying. To see it at work meanwhile: stop this with Ctrl-C and run `make demo`."
)


def about_accounts(config: Config) -> str:
    """Who has an account here, and what the operator has to do by hand."""
    mode = config.accounts_mode
    if mode == "single":
        far = (
            ""
            if config.host in _OWN_MACHINE
            else " [yellow]Whoever reaches this address is taken for you.[/]"
        )
        return f"Accounts: one reader, who needs no sign-in.{far}"
    who = "by invitation: broadsheet reader invite" if mode == "invited" else "anyone may make one"
    return f"Accounts: {who}.{'' if config.email_url else NO_MAIL}"


@dataclass
class Service:
    """One run of the server.

    Attributes:
        children: processes to stop at the end, besides the web server.
        say_offline: say so when no publisher can be reached.
        ask_every_s: ask every feed so often whatever its plan says (the demo); 0: by its plan.
    """

    config: Config
    say_offline: bool = True
    ask_every_s: float = 0.0
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _said_offline: bool = False
    _reported_at: float = 0.0
    _reported: str = ""

    @property
    def address(self) -> str:
        host = "127.0.0.1" if self.config.host in ("0.0.0.0", "::") else self.config.host  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.config.port}/"

    def run(self) -> None:
        """Serves and gathers until SIGTERM or Ctrl-C; the database is migrated before.

        Raises:
            BroadsheetError: what keeps it from starting.
        """
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # until the loop takes both signals over
        check_port(self.config.host, self.config.port)
        with contextlib.suppress(KeyboardInterrupt), gathering_lock():
            web = start_web(self.config.host, self.config.port)
            self.children.append(web)
            try:
                wait_for_web(web, self.address)
                console.print(f"[bold]Broadsheet stands at {self.address}[/]  (Ctrl-C stops it)")
                if self.config.host not in _OWN_MACHINE and not self.config.public_url:
                    console.print(f"[yellow]{NOT_TOLD}[/]")
                console.print(about_accounts(self.config))
                asyncio.run(self._gather(web))
            finally:
                for child in reversed(self.children):
                    stop(child)
        console.print("Stopped. Nothing is lost: the next start goes on from here.")

    async def _gather(self, web: subprocess.Popen[bytes]) -> None:
        loop = asyncio.get_running_loop()
        async with open_workshop(self.config) as shop:
            runner = Runner(shop)
            task = asyncio.create_task(runner.run(on_beat=lambda runner: self._on_beat(runner, web)))
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, task.cancel)
            asking = asyncio.create_task(self._ask_all(runner)) if self.ask_every_s else None
            with contextlib.suppress(asyncio.CancelledError):
                await task
            if asking is not None:
                asking.cancel()

    def _on_beat(self, runner: Runner, web: subprocess.Popen[bytes]) -> None:
        if web.poll() is not None:
            raise ConfigurationError(f"The web server ended (exit status {web.returncode}).")
        shop = runner.shop
        if (
            self.say_offline
            and not self._said_offline
            and not shop.reached
            and shop.unreached >= _OFFLINE_AFTER
        ):
            self._said_offline = True
            console.print(f"[yellow]{OFFLINE}[/]")
        now = time.monotonic()
        if now - self._reported_at >= _REPORT_S:
            self._reported_at = now
            self._report(runner)

    async def _ask_all(self, runner: Runner) -> None:
        while True:
            await asyncio.sleep(self.ask_every_s)
            await runner.shop.store(make_all_due, runner.shop.now())
            runner.feeds.wake.set()

    def _report(self, runner: Runner) -> None:
        counts = runner.counts
        line = (
            f"{counts.feeds} feeds asked ({counts.feeds_failed} failed), {counts.entries} new entries, "
            f"{counts.articles} new articles, {counts.revisions} edits"
        )
        if counts.feeds and line != self._reported:
            self._reported = line
            console.print(line)
