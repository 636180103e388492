# SPDX-License-Identifier: GPL-3.0-or-later
"""A message of 200 MB: it arrives, and the window never stops to hear and draw while it is on its way."""
import os

import taprunner
import windowtest

SIZE = 200 * 1000 * 1000
# The promise of the first issue, in milliseconds; sanitizers make all code about twice as slow.
LONGEST_GAP = 100.0 if os.environ.get("PH_SANITIZE", "none") != "none" else 50.0


class LargeTest(windowtest.WindowCase):
    def test_window_stays_alive(self):
        self.use_practice()
        path = self.home / "large.bin"
        with open(path, "wb") as file:
            os.truncate(file.fileno(), SIZE)
        probe = self.home / "gap"
        self.env["POSTHASTE_MAIN_LOOP_PROBE"] = str(probe)
        app = self.start()
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
