# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the window Messages for bench.py, inside run-headless: each figure is a line with its name.

    window.py rest POSTHASTE FOLDER          its memory with the list Sent, in millions of octets
    window.py gap POSTHASTE FOLDER SEND      its longest main-loop gap while the whole outbox goes out, in milliseconds
    window.py attach POSTHASTE FOLDER HOST N its longest main-loop gap while N pictures that HOST has are pasted, in milliseconds

    window.py paste POSTHASTE FOLDER HOST N  the same while N recipients are pasted, until their chips are drawn
    window.py type POSTHASTE FOLDER          the same while a recipient, with people coming to mind, and a text are typed

FOLDER is an outboxrig.Rig's.
"""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import outboxrig
import rig

# A machine that does much else takes its time to show a window.
PATIENCE = 60
TIME_LIMIT = 300
# Behind the last row that came, what the window only needed to open goes back.
REST = 5
RECIPIENT = "ann.tester@example.org"
TEXT = "The quick brown fox jumps over the lazy dog. " * 10
PARTS = {"VmRSS": "resident", "RssAnon": "own"}


def start(program, folder, **more):
    """The program with the rig's settings and store, and the desktop's own bus."""
    shutil.copytree(os.path.join(os.environ["XDG_CONFIG_HOME"], "gtk-4.0"), folder / "gtk-4.0", dirs_exist_ok=True)
    return rig.App([program], timeout=PATIENCE, log=str(folder / "window.log"),
                   env={"XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder / "data"),
                        "POSTHASTE_CLOSE_SECONDS": "3600", **more})


def show(app, page):
    """The window Messages as Ctrl+M opens it, with a first row."""
    app.find("entry", "Subject", timeout=PATIENCE)
    app.key("ctrl+m")
    app.find("page tab", re.compile("^" + page), timeout=PATIENCE).press()
    app.wait(lambda: app.all("row"), "a row", PATIENCE)


def measure_rest(program, folder):
    with start(program, folder) as app:
        show(app, "Sent")
        time.sleep(REST)
        for line in open("/proc/%d/status" % app.process.pid):
            name, value = line.split(":")
            if name in PARTS:
                print(PARTS[name], int(value.split()[0]) * 1024 / 1e6)


def measure_gap(program, folder, send):
    probe = folder / "gap"
    store = outboxrig.Rig(send, folder)
    # Not before the window is there; then all of them at once, as another program would have put them in.
    store.change("UPDATE message SET due = ?", int((time.time() + 86400) * 1e6))
    with start(program, folder, POSTHASTE_MAIN_LOOP_PROBE=str(probe)) as app:
        show(app, "Outbox")
        begun = time.monotonic()
        store.change("UPDATE message SET due = 0")
        print("gap", read_gap(app, probe))
        print("seconds", time.monotonic() - begun)
    print("sent", store.states().count(outboxrig.SENT))


def read_gap(app, probe):
    # The file is watched and not the window, which would have to answer all the while.
    return app.wait(lambda: probe.exists() and probe.read_text().strip(), "the end of what is measured", TIME_LIMIT)


def focus(app, name):
    app.find("entry", name, timeout=PATIENCE).focus()
    app.wait(lambda: app.focused() and app.focused().name == name, "focus in " + name, PATIENCE)


def measure_attach(program, folder, host, count):
    probe = folder / "gap"
    pictures = [folder / ("%03d.png" % i) for i in range(int(count))]
    subprocess.run(["convert", "-size", "1600x1200", "plasma:", str(pictures[0])], check=True)
    for picture in pictures[1:]:
        shutil.copy(pictures[0], picture)
    with rig.App([host, "files", *map(str, pictures)], timeout=PATIENCE, log=str(folder / "host.log")), \
            start(program, folder, POSTHASTE_MAIN_LOOP_PROBE=str(probe), POSTHASTE_PROBE_ATTACHING="1") as app:
        focus(app, "Message text")
        app.key("ctrl+v")
        print("gap", read_gap(app, probe))


def measure_paste(program, folder, host, count):
    probe = folder / "gap"
    people = "\n".join("Person %d <person.%d@mail.example.org>" % (i, i) for i in range(int(count)))
    with rig.App([host, "text", people], timeout=PATIENCE, log=str(folder / "host.log")) as other, \
            start(program, folder, POSTHASTE_MAIN_LOOP_PROBE=str(probe)) as app:
        other.find("label", "Drag me")
        focus(app, "To")
        app.key("ctrl+v")
        print("gap", read_gap(app, probe))


def measure_type(program, folder):
    probe = folder / "gap"
    with start(program, folder, POSTHASTE_MAIN_LOOP_PROBE=str(probe)) as app:
        focus(app, "To")
        os.kill(app.process.pid, signal.SIGUSR1)
        app.type(RECIPIENT)
        app.key("Tab", "Tab")
        app.type(TEXT)
        os.kill(app.process.pid, signal.SIGUSR2)
        print("gap", read_gap(app, probe))
        print("characters", len(app.find("entry", "Message text").text))


if __name__ == "__main__":
    measure = {"rest": measure_rest, "gap": measure_gap, "attach": measure_attach, "paste": measure_paste,
               "type": measure_type}[sys.argv[1]]
    measure(sys.argv[2], pathlib.Path(sys.argv[3]), *sys.argv[4:])
