# SPDX-License-Identifier: GPL-3.0-or-later
"""A message of 200 MB: it arrives, and the window never stops to hear and draw while it is on its way."""
import os

import taprunner
import windowtest

SIZE = 200 * 1000 * 1000
# build-aux/test names a program as people have it; sanitizers make all code about twice as slow.
PLAIN = os.environ.get("POSTHASTE_PLAIN")
# The promise, in milliseconds.
LONGEST_GAP = 50.0 if PLAIN or os.environ.get("PH_SANITIZE", "none") == "none" else 100.0


class LargeTest(windowtest.WindowCase):
    def test_window_stays_alive(self):
        self.use_practice()
        path = self.home / "large.bin"
        with open(path, "wb") as file:
            os.truncate(file.fileno(), SIZE)
        probe = self.home / "gap"
        self.env["POSTHASTE_MAIN_LOOP_PROBE"] = str(probe)
        app = self.start(program=PLAIN)
        self.compose(app)
        app.key("ctrl+shift+a")
        app.choose_file(str(path), "Attach Files", "Attach")
        app.wait(lambda: [w for w in app.all() if w.name.startswith("large.bin, ")], "a card for the file")
        app.key("ctrl+Return")
        # The files are watched and not the window, which would have to answer all the while.
        gap = float(app.wait(lambda: probe.exists() and probe.read_text().strip(), "the end of the sending", 300))
        app.wait_text("Message Sent")
        (arrived,) = (self.maildir / "new").glob("*")
        self.assertGreater(arrived.stat().st_size, SIZE)
        print("# longest gap of the main loop: %.1f ms" % gap)
        self.assertLessEqual(gap, LONGEST_GAP)


if __name__ == "__main__":
    taprunner.main()
