"""A real server on loopback, started by its command and stopped like any program."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURES = Path(__file__).parents[1] / "fixtures"


@dataclass
class Server:
    """`auditor serve` with a data folder of its own."""

    folder: Path
    options: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    address: str = ""
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Answers when this returns; the worker may still be loading."""
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "auditor", "serve", "--port", "0"),
                *("--data", str(self.folder), *self.options),
            ],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **self.environment},
        )
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        match = re.search(r"http://\S+", line)
        assert match is not None, line + self.process.stderr.read()
        self.address = match[0]

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Its exit status."""
        assert self.process is not None
        assert self.process.stderr is not None
        self.process.send_signal(sign)
        status = self.process.wait(20)
        self.process.stderr.close()
        return status

    def client(self, **options: object) -> httpx.Client:
        """A program that asks it."""
        return httpx.Client(base_url=self.address, timeout=30, **options)  # type: ignore[arg-type]

    def submit(self, *names: str, **fields: str) -> str:
        """Hand in fixtures as one product; its id."""
        with self.client() as client:
            answer = client.post("/api/v1/products", files=handed_in(*names), data=fields)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def wait_for(self, product: str, seconds: float = 60) -> dict[str, object]:
        """The product once it is read."""
        until = time.monotonic() + seconds
        with self.client() as client:
            while time.monotonic() < until:
                told: dict[str, object] = client.get(f"/api/v1/products/{product}").json()
                if told["state"] == "done":
                    return told
                time.sleep(0.1)
        raise AssertionError(f"not read in {seconds} seconds: {told}")


def handed_in(*names: str) -> list[tuple[str, tuple[str, bytes]]]:
    """Fixtures as a form's files."""
    return [("files", (name, (FIXTURES / name).read_bytes())) for name in names]


@contextmanager
def serving(folder: Path, *options: str, **environment: str) -> Iterator[Server]:
    """A server for as long as the block lasts."""
    server = Server(folder, options, environment)
    server.start()
    try:
        yield server
    finally:
        server.stop()
