# SPDX-License-Identifier: GPL-3.0-or-later
"""Much at once, a message of 200 MB, 200 pictures, 500 recipients or a fast typist: all of it arrives, and needs no larger
window. How long the main loop stood still meanwhile is printed; what it may be is said in tests/bench."""
import os
import re
import shutil
import signal

import rig
import taprunner
import windowtest

DRAFT = 0
SIZE = 200 * 1000 * 1000
N_FILES = 200
# build-aux/test names a program as people have it; sanitizers make all code about twice as slow.
PLAIN = os.environ.get("POSTHASTE_PLAIN")


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

    def test_window_stays_alive_while_many_files_come(self):
        self.use_practice()
        first = self.home / "000.png"
        rig.sh("convert", "-size", "1600x1200", "plasma:", str(first))
        files = [first] + [self.home / ("%03d.png" % i) for i in range(1, N_FILES)]
        for file in files[1:]:
            shutil.copy(first, file)
        other = rig.App([os.environ["PH_FILES_HOST"], "files", *map(str, files)], timeout=30,
                        log=os.path.join(os.environ["RIG_OUT"], "%s-other.log" % self.id().split(".", 1)[-1]))
        self.addCleanup(other.kill)
        probe = self.home / "gap"
        self.env.update(POSTHASTE_MAIN_LOOP_PROBE=str(probe), POSTHASTE_PROBE_ATTACHING="1")
        app = self.start("mailto:bob@example.net?subject=Hello&body=Text", program=PLAIN)
        app.wait(lambda: app.focused() and app.focused().name == "Message text", "focus in the text")
        app.key("ctrl+v")
        gap = float(app.wait(lambda: probe.exists() and probe.read_text().strip(), "the end of the attaching", 300))
        self.assertEqual(len([w for w in app.all("button", shown=False) if w.name.endswith("MB")]), N_FILES)
        print("# longest gap of the main loop: %.1f ms" % gap)

    def test_many_recipients_are_pasted(self):
        """500 that are pasted, of which one is wrong and one is there twice."""
        self.use_practice()
        probe = self.home / "gap"
        self.env["POSTHASTE_MAIN_LOOP_PROBE"] = str(probe)
        people = ["Person %d <person.%d@mail.example.org>" % (i, i) for i in range(499)] + ["nobody@", "person.7@mail.example.org"]
        other = rig.App([os.environ["PH_FILES_HOST"], "text", "\n".join(people)], timeout=30,
                        log=os.path.join(os.environ["RIG_OUT"], "many-recipients-other.log"))
        self.addCleanup(other.kill)
        other.find("label", "Drag me")
        self.paste_recipients(probe)

    def paste_recipients(self, probe):
        probe.unlink(missing_ok=True)
        app = self.start(program=PLAIN)
        app.wait(lambda: app.focused() and app.focused().name == "To", "focus in To")
        before = app.geometry()
        app.key("ctrl+v")
        gap = float(app.wait(lambda: probe.exists() and probe.read_text().strip(), "the end of the pasting", 120))
        # Not found by name, which would ask each of the thousands of parts.
        field = app.find("panel", "To").obj
        parts = [rig.Widget(field.get_child_at_index(i), app) for i in range(498, field.get_child_count())]
        self.assertEqual([part.name for part in parts[:2]],
                         ["Person 498, person.498@mail.example.org, 499 of 500", "nobody@, not a valid address"])
        app.type("dora")
        entry = next(part for part in parts if part.name == "To")
        app.wait(lambda: entry.text == "dora", "what is typed behind them")
        app.screenshot("many-pasted")
        self.assertLess(entry.box[1] + entry.box[3], before["HEIGHT"])
        self.assertEqual(app.geometry(), before)
        print("# longest gap of the main loop: %.1f ms" % gap)

    def test_window_keeps_up_with_a_typist(self):
        """Recipients with people coming to mind, and a text, until all of it is a draft."""
        self.use_practice()
        probe = self.home / "gap"
        self.env["POSTHASTE_MAIN_LOOP_PROBE"] = str(probe)
        app = self.start(program=PLAIN)
        self.send(app, to=", ".join("Person %d <person.%d@example.org>" % (i, i) for i in range(14)), text="Hello")
        app.wait_text("Message Sent")
        self.n_drafts = 0
        self.type_message(app, probe)

    def type_message(self, app, probe):
        app.key("ctrl+n")
        app.wait(lambda: len(app.visible_windows()) == 2 + self.n_drafts, "another window")
        app.wait(lambda: app.focused() and app.focused().name == "To", "focus in To")
        self.n_drafts += 1
        # What was before is not asked for.
        probe.unlink()
        os.kill(app.process.pid, signal.SIGUSR1)
        app.type("person.1@example.org, person.12@example.net, person")
        app.key("Down", "Return", "Tab")
        app.type("Plans")
        app.key("Tab")
        app.type("The quick brown fox jumps over the lazy dog. " * 10)
        app.wait(lambda: self.stored_states().count(DRAFT) == self.n_drafts, "a draft")
        os.kill(app.process.pid, signal.SIGUSR2)
        gap = float(app.wait(lambda: probe.exists() and probe.read_text().strip(), "the end of the typing"))
        self.assertEqual(app.focused().text, "The quick brown fox jumps over the lazy dog. " * 10)
        app.find("button", re.compile("Person .*, 3 of 3"))
        print("# longest gap of the main loop: %.1f ms" % gap)

    def test_draft_of_many_files_opens(self):
        self.use_practice()
        files = [self.home / ("%03d.txt" % i) for i in range(N_FILES)]
        for file in files:
            file.write_text("x")
        other = rig.App([os.environ["PH_FILES_HOST"], "files", *map(str, files)], timeout=30,
                        log=os.path.join(os.environ["RIG_OUT"], "draft-other.log"))
        self.addCleanup(other.kill)
        probe = self.home / "gap"
        self.env["POSTHASTE_MAIN_LOOP_PROBE"] = str(probe)
        app = self.start("mailto:?subject=Many&body=Text")
        app.wait(lambda: app.focused() and app.focused().name == "To", "focus in To")
        app.key("Tab", "Tab", "ctrl+v")
        app.wait(lambda: app.exists(None, re.compile("^%03d.txt, " % (N_FILES - 1))), "the last file")
        last = ("%03d.txt" % (N_FILES - 1)).encode()
        folder = self.home / "data" / "posthaste" / "messages"
        app.wait(lambda: [draft for draft in folder.glob("*.eml") if last in draft.read_bytes()], "a draft with all of them", 60)
        app.key("ctrl+w")
        app.wait_exit(30)
        app = self.start(program=PLAIN)
        app.wait_text("1 draft kept")
        app.press("Open")
        row = app.find("row", re.compile("Many"))
        self.open_draft(app, row, probe)

    def open_draft(self, app, row, probe):
        probe.unlink(missing_ok=True)
        os.kill(app.process.pid, signal.SIGUSR1)
        row.press()
        app.wait(lambda: app.exists(None, re.compile("^%03d.txt, " % (N_FILES - 1))), "the last file")
        os.kill(app.process.pid, signal.SIGUSR2)
        gap = float(app.wait(lambda: probe.exists() and probe.read_text().strip(), "the end of the opening"))
        app.key("ctrl+w")
        print("# longest gap of the main loop: %.1f ms" % gap)


if __name__ == "__main__":
    taprunner.main()
