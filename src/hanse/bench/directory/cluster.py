"""A PostgreSQL server of its own in a temporary folder, gone when the bench ends."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp


class NoServer(Exception):
    """PostgreSQL is not installed, or did not start; the message says which."""


def server_programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, of the newest version that is installed; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def temporary_server() -> Iterator[str]:
    """Start a server and yield the address of its empty database.

    Durability is as it comes with PostgreSQL; only sizes of memory are set, to a laptop's.

    Raises:
        NoServer: it cannot be started here.
    """
    programs = server_programs()
    if programs is None:
        raise NoServer("PostgreSQL is not installed")
    folder = Path(mkdtemp(prefix="hanse-bench-"))
    as_user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = (
        f"-p {port} -k {folder} -h 127.0.0.1 -c shared_buffers=512MB -c maintenance_work_mem=256MB -c work_mem=16MB "
        "-c max_wal_size=4GB"
    )
    data, log = folder / "data", folder / "log"
    try:
        _run(
            [
                *as_user,
                programs / "initdb",
                "-D",
                data,
                "-U",
                "hanse",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
            ]
        )
        _run([*as_user, programs / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start"])
        yield f"postgresql://hanse@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [*as_user, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], capture_output=True, check=False
        )
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str | Path]) -> None:
    # The server keeps the pipe of its starter open: output goes to a file that nobody waits for.
    done = subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise NoServer(f"{Path(str(command[-1])).name}: {command} ended with {done.returncode}")
