#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An installation is complete, and its desktop entry opens the window, translated, as the desktop's menu does."""
import os
import pathlib
import subprocess
import unittest

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import rig  # noqa: E402
import taprunner  # noqa: E402

ID = os.environ["PH_APPLICATION_ID"]
INSTALLED = pathlib.Path(os.environ["PH_INSTALLED"])
EXPECTED = [
    "bin/posthaste",
    "bin/posthaste-send",
    "share/applications/%s.desktop" % ID,
    "share/dbus-1/services/%s.service" % ID,
    "share/glib-2.0/schemas/%s.gschema.xml" % ID,
    "share/glib-2.0/schemas/gschemas.compiled",
    "share/icons/hicolor/scalable/apps/%s.svg" % ID,
    "share/icons/hicolor/symbolic/apps/%s-symbolic.svg" % ID,
    "share/locale/zh_CN/LC_MESSAGES/posthaste.mo",
    "share/metainfo/%s.metainfo.xml" % ID,
]


def labels(accessible):
    """Every name below an accessible object."""
    yield accessible.get_name() or ""
    for i in range(accessible.get_child_count()):
        child = accessible.get_child_at_index(i)
        if child:
            yield from labels(child)


def shown_by_posthaste():
    """What the programs on the accessibility bus say, when Posthaste is one of them. Nobody here knows its process:
    the session bus started it."""
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(i)
        if application and application.get_name() == "posthaste":
            application.set_cache_mask(Atspi.Cache.NONE)
            return application, set(labels(application))
    return None, set()


class LaunchTest(unittest.TestCase):
    def test_everything_is_where_it_belongs(self):
        missing = [name for name in EXPECTED if not (INSTALLED / name).is_file()]
        self.assertEqual(missing, [])

    def test_the_desktop_entry_is_translated(self):
        entry = (INSTALLED / EXPECTED[2]).read_text()
        self.assertIn("Comment[zh_CN]=撰写并发送电子邮件", entry)

    def test_the_menu_opens_a_translated_window(self):
        subprocess.run(["gio", "launch", str(INSTALLED / EXPECTED[2])], check=True, timeout=60)
        title = "发送您的第一封邮件"
        found = rig.poll(lambda: title in shown_by_posthaste()[1], 60)
        picture = os.path.join(os.environ["RIG_OUT"], "launch-zh_CN.png")
        rig.sh("import", "-window", "root", picture, check=False)
        self.assertTrue(found, "no window says %r; see %s" % (title, picture))
        self.quit()

    def quit(self):
        """Ask as the desktop does, over the session bus, and wait for the program to go."""
        path = "/" + ID.replace(".", "/")
        subprocess.run(["gdbus", "call", "--session", "--dest", ID, "--object-path", path, "--method",
                        "org.freedesktop.Application.ActivateAction", "quit", "[]", "{}"], check=True, timeout=30, stdout=subprocess.DEVNULL)
        self.assertTrue(rig.poll(lambda: shown_by_posthaste()[0] is None, 30), "Posthaste did not quit")


if __name__ == "__main__":
    taprunner.main()
