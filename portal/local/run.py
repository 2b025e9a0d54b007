"""`make run`: the whole portal on this machine until Ctrl-C, then everything ends, in order."""

from __future__ import annotations

import os
import signal
import time
import urllib.error
import urllib.request
from contextlib import ExitStack

from portal.local import children, data, places, services, system, turn
from portal.local.bootstrap import say
from portal.local.places import LOGS, ROOT, SetUpError


def run(_arguments: list[str]) -> int:
    """Until Ctrl-C or SIGTERM."""
    began = time.monotonic()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, turn.stop)
    try:
        with turn.only_run(), ExitStack() as stack:
            system.provide_pdf_libraries()
            system.provide_speech()
            account = places.server_account()
            state = places.state_folder(account)
            addresses = stack.enter_context(data.data_services(state, account, state))
            data.prepare(addresses)
            port = _port()
            address = f"http://127.0.0.1:{port}/"
            processes = children.children(addresses, port)
            stack.callback(children.end_all, processes)
            for child in processes:
                child.start()
                children.write_note(processes, "")
            web = processes[0]
            while not _is_up(address):
                if web.process is None or web.process.poll() is not None:
                    raise SetUpError(f"The web server does not start:\n{web.last_words()}")
                if time.monotonic() - web.started[0] > 60:
                    raise SetUpError(f"No page within 60 s:\n{web.last_words()}")
                time.sleep(0.1)
            children.write_note(processes, address)
            _announce(address, time.monotonic() - began)
            children.watch(processes, addresses, address)
    except turn.Stopped:
        say("Everything has ended. The data stays; make run goes on with it.")
    return 0


def _announce(address: str, seconds: float) -> None:
    logins = data.LOGINS.read_text().rstrip() if data.LOGINS.exists() else ""
    print(f"\n  {address}\n", flush=True)
    if logins:
        print(logins + "\n", flush=True)
    say(f"Ready in {seconds:.1f} s. Logs: {LOGS.relative_to(ROOT)}/. Ctrl-C ends everything.")


def _is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}health/ready", timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _port() -> int:
    """PORT or 8000, or the next one nobody uses."""
    wanted = int(os.environ.get("PORT") or 8000)
    for port in range(wanted, min(wanted + 50, 65535)):
        if services.free_port(port) == port:
            if port != wanted:
                say(f"Port {wanted} is taken, so this is port {port}.")
            return port
    raise SetUpError(f"No free port from {wanted} on. Choose another: make run PORT=9000")
