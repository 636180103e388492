# SPDX-License-Identifier: GPL-3.0-or-later
"""The editor: what helps to write a message's text."""
import os
import re

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import rig  # noqa: E402
import taprunner  # noqa: E402
import windowtest  # noqa: E402

# build-aux/test names a program as people have it; sanitizers make all code about twice as slow.
PLAIN = os.environ.get("POSTHASTE_PLAIN")


class EditorTest(windowtest.WindowCase):
    def setUp(self):
        super().setUp()
        self.use_practice()

    def write(self, text="", program=None):
        """The window with a text in it, and the keyboard at its end."""
        app = self.start("mailto:bob@example.net?subject=Hello", program=program)
        app.wait(lambda: app.focused() and app.focused().name == "Message text", "focus in the text")
        self.text = self.field(app, "Message text")
        if text:
            self.text.set_text(text)
            app.key("ctrl+End")
        return app

    def wait_content(self, app, text):
        app.wait(lambda: self.text.text == text, "the text %r instead of %r" % (text, self.text.text))

    def selected(self):
        span = Atspi.Text.get_selection(self.text.obj, 0) if Atspi.Text.get_n_selections(self.text.obj) else None
        return (span.start_offset, span.end_offset) if span else None

    def attributes(self, offset):
        return Atspi.Text.get_attribute_run(self.text.obj, offset, False)[0]

    def copy(self, text):
        other = rig.App([os.environ["PH_FILES_HOST"], "text", text], timeout=30,
                        log=os.path.join(os.environ["RIG_OUT"], "%s-other.log" % self.id().split(".", 1)[-1]))
        self.addCleanup(other.kill)
        other.find("label", "Drag me")

    # Find

    def open_find(self, app, word):
        app.key("ctrl+f")
        app.wait(lambda: app.focused() and app.focused().name == "Find in the message", "focus in the find bar")
        app.type(word)

    def test_find_goes_round(self):
        app = self.write("The cat.\nA dog.\nTHE end, the very end.")
        app.key("ctrl+Home")
        self.open_find(app, "the")
        app.wait_text("^1 of 3$")
        app.wait(lambda: self.selected() == (0, 3), "the first match")
        self.assertEqual(app.focused().name, "Find in the message")
        self.assertEqual(app.unnamed(), [])
        app.screenshot("find")
        app.key("Return")
        app.wait_text("^2 of 3$")
        app.wait(lambda: self.selected() == (16, 19), "the second match")
        app.key("ctrl+g")
        app.wait_text("^3 of 3$")
        app.key("Return")
        app.wait_text("^1 of 3$")
        app.key("shift+Return")
        app.wait_text("^3 of 3$")
        app.key("ctrl+shift+g")
        app.wait_text("^2 of 3$")
        app.key("Escape")
        app.wait(lambda: app.focused() and app.focused().name == "Message text", "focus back in the text")
        app.wait(lambda: self.selected() == (16, 19), "the second match")
        self.assertFalse(app.exists("entry", "Find in the message"))
        app.key("ctrl+g")
        app.wait(lambda: app.focused() and app.focused().name == "Find in the message", "the find bar again")

    def test_find_says_that_nothing_is_there(self):
        app = self.write("The cat.")
        self.open_find(app, "dog")
        app.wait_text("^Not found$")
        self.assertFalse(app.find("button", "Next Match").enabled)
        app.resize(480, 640)
        self.assertLessEqual(app.resize(360, 640), windowtest.PHONE)
        self.assertEqual(app.overflowing(360), [])
        app.screenshot("find-360")
        app.key("ctrl+a")
        app.type("CAT")
        app.wait_text("^1 of 1$")

    def test_find_from_another_field(self):
        app = self.write("one two")
        self.field(app, "Subject").focus()
        self.open_find(app, "two")
        app.wait_text("^1 of 1$")
        self.field(app, "Subject").focus()
        app.key("ctrl+g")
        app.wait(lambda: self.selected() == (4, 7), "the match")

    def test_find_follows_the_text(self):
        app = self.write("one two one")
        app.key("ctrl+Home")
        self.open_find(app, "one")
        app.wait_text("^1 of 2$")
        self.text.set_text("one one one two")
        app.wait_text("^3 matches$")

    # Zoom

    def zoom(self):
        path = self.home / "config" / "glib-2.0" / "settings" / "keyfile"
        lines = [line for line in path.read_text().splitlines() if line.startswith("zoom=")]
        return int(re.split("[ =]", lines[0])[-1]) if lines else 100

    def line_height(self):
        return Atspi.Text.get_character_extents(self.text.obj, 0, Atspi.CoordType.WINDOW).height

    def test_zoom_is_remembered(self):
        app = self.write("Text")
        app.key("ctrl+plus")
        app.wait(lambda: self.zoom() == 110, "110 %")
        app.key("ctrl+equal", "ctrl+KP_Add")
        app.wait(lambda: self.zoom() == 150, "150 %")
        app.screenshot("zoom")
        app.kill()
        app = self.write("Text")
        app.key("ctrl+minus")
        app.wait(lambda: self.zoom() == 125, "125 %")
        for _ in range(6):
            app.key("ctrl+KP_Subtract")
        app.wait(lambda: self.zoom() == 50, "50 %")
        app.key("ctrl+minus")
        app.key("ctrl+0")
        app.wait(lambda: self.zoom() == 100, "100 %")

    def test_zoom_by_wheel(self):
        app = self.write("Text\n" * 100)
        self.text.focus()
        rig.sh("xdotool", "keydown", "ctrl", "click", "4", "keyup", "ctrl")
        app.wait(lambda: self.zoom() == 110, "110 %")
        rig.sh("xdotool", "keydown", "ctrl", "click", "--repeat", "2", "5", "keyup", "ctrl")
        app.wait(lambda: self.zoom() == 90, "90 %")
        rig.sh("xdotool", "click", "5")
        app.key("ctrl+0")
        app.wait(lambda: self.zoom() == 100, "100 %")

    # Paragraphs

    def test_quote_and_unquote_are_one_step(self):
        before = "one\n\n> two\nthree"
        app = self.write(before)
        app.key("ctrl+Home", "shift+Down", "shift+Down", "shift+Down", "ctrl+greater")
        self.wait_content(app, "> one\n>\n>> two\nthree")
        app.screenshot("quoted")
        app.key("ctrl+z")
        self.wait_content(app, before)
        app.key("ctrl+shift+z")
        self.wait_content(app, "> one\n>\n>> two\nthree")
        app.key("ctrl+a", "ctrl+less")
        self.wait_content(app, "one\n\n> two\nthree")
        app.key("ctrl+less")
        self.wait_content(app, "one\n\ntwo\nthree")
        self.assertEqual(self.selected(), (0, 14))

    def test_quote_by_another_layout(self):
        rig.sh("setxkbmap", "de")
        self.addCleanup(rig.sh, "setxkbmap", "us")
        app = self.write("one")
        app.key("ctrl+shift+less")
        self.wait_content(app, "> one")
        app.key("ctrl+less")
        self.wait_content(app, "one")

    def test_paste_as_quotation(self):
        self.copy("How are\n> you?\n")
        app = self.write("Hi,")
        app.key("ctrl+shift+v")
        self.wait_content(app, "Hi,\n> How are\n>> you?\n")
        app.key("ctrl+z")
        self.wait_content(app, "Hi,")
        app.type(" ")
        app.key("Menu")
        app.find("menu item", "Paste as Quotation").act("click")
        self.wait_content(app, "Hi, \n> How are\n>> you?\n")

    def character(self, app, offset):
        """Where one is on the screen."""
        box = Atspi.Text.get_character_extents(self.text.obj, offset, Atspi.CoordType.WINDOW)
        x, y = app.origin(self.text.window())
        return "%dx%d+%d+%d" % (box.width, box.height, x + box.x, y + box.y)

    def darkest(self, app, offset):
        """How light the darkest point of a character is, from 0 to 1; GTK 4.8 does not tell colours."""
        crop = self.character(app, offset)
        return float(rig.sh("convert", "x:root", "-crop", crop, "-colorspace", "gray", "-format", "%[fx:minima]",
                            "info:"))

    def is_dim(self, app, offset):
        return self.darkest(app, offset) > 0.25

    def test_quotes_look_dim(self):
        app = self.write("BBB\n> BB\nBBB\n-- \nBBB")
        app.wait(lambda: self.is_dim(app, 6), "the quotation's colour")
        app.wait(lambda: self.is_dim(app, 18), "the signature's colour")
        self.assertFalse(self.is_dim(app, 1))
        self.assertFalse(self.is_dim(app, 10))
        app.key("ctrl+Home", "ctrl+greater")
        app.wait(lambda: self.is_dim(app, 3), "the colour of what was quoted")
        app.key("ctrl+z")
        app.wait(lambda: not self.is_dim(app, 1), "no colour when that is undone")
        app.key("ctrl+End", "Up", "Home", "Delete")
        app.wait(lambda: not self.is_dim(app, 17), "no signature without a delimiter")

    def left(self, offset):
        return Atspi.Text.get_character_extents(self.text.obj, offset, Atspi.CoordType.WINDOW).x

    def test_each_paragraph_has_its_direction(self):
        hebrew = "\u05e9\u05dc\u05d5\u05dd"
        app = self.write("Hello\n%s\n123\nbye" % hebrew)
        x, _, width, _ = self.text.box
        self.assertLess(self.left(0), x + width // 2)
        app.wait(lambda: self.left(6) > x + width // 2, "a paragraph from right to left")
        app.screenshot("direction")
        app.key("Menu")
        app.find("menu item", "Right to Left", shown=False).act("click")
        self.wait_content(app, "Hello\n%s\n123\n\u200fbye" % hebrew)
        app.wait(lambda: self.left(16) > x + width // 2, "the last paragraph from right to left")
        app.screenshot("direction-chosen")
        app.key("ctrl+z")
        self.wait_content(app, "Hello\n%s\n123\nbye" % hebrew)


    # Spelling

    def use_languages(self, *languages):
        self.write_settings(main={"practice_enabled": "true", "spelling_languages": str(list(languages))})

    def is_misspelt(self, offset):
        # What GTK tells screen readers of a misspelt word, and what they take it for.
        return (self.attributes(offset) or {}).get("underline") == "error"

    def wait_misspelt(self, app, *offsets):
        app.wait(lambda: all(self.is_misspelt(offset) for offset in offsets), "misspelt words at %s" % (offsets,))

    def has_red(self, app, offset):
        crop = self.character(app, offset)
        return float(rig.sh("convert", "x:root", "-crop", crop, "-fx", "r-g>0.3?1:0", "-format", "%[fx:maxima]",
                            "info:")) > 0

    def test_misspelt_words_are_marked(self):
        self.use_languages("en_US")
        lines = ["Thiss is fine, isn\u2019t it? Don't wory.", "> nobdy minds", "see http://exmmple.org and ann@exmmple.org",
                 "    cod = errrr", "-- ", "Sincerelyy, Ann"]
        text = "\n".join(lines)
        app = self.write(text)
        self.wait_misspelt(app, text.index("Thiss"), text.index("wory"))
        for word in ("fine", "isn", "Don", "exmmple.org and", "exmmple.org\n", "cod", "errrr"):
            self.assertFalse(self.is_misspelt(text.index(word)), word)
        # GTK 4.8 complains when it is asked about what has a colour.
        self.assertTrue(self.has_red(app, text.index("hiss")))
        self.assertFalse(self.has_red(app, text.index("obdy")))
        self.assertFalse(self.has_red(app, text.index("incerelyy")))
        app.screenshot("spelling")

    def test_a_word_is_judged_when_it_is_written(self):
        self.use_languages("en_US")
        app = self.write()
        app.type("Helllo")
        app.key("BackSpace")
        app.type("oo")
        app.type(" wrld ")
        self.wait_misspelt(app, 1, 9)
        app.type("helo")
        app.wait(lambda: self.text.text.endswith("helo"), "what was typed")
        self.assertFalse(self.is_misspelt(len(self.text.text) - 2))
        app.key("Home")
        self.wait_misspelt(app, len(self.text.text) - 2)

    def test_a_suggestion_takes_the_words_place(self):
        self.use_languages("en_US")
        app = self.write("Say helllo twice")
        self.wait_misspelt(app, 6)
        app.key("Home", "ctrl+Right", "ctrl+Right", "Menu")
        app.find("menu item", "hello")
        self.assertLessEqual(len([i for i in app.all("menu item") if i.name.startswith("hell")]), 5)
        app.screenshot("spelling-menu")
        app.find("menu item", "hello").act("click")
        self.wait_content(app, "Say hello twice")
        app.key("ctrl+z")
        self.wait_content(app, "Say helllo twice")

    def test_own_words_are_learnt(self):
        self.use_languages("en_US")
        app = self.write("Posthast helllo ")
        self.wait_misspelt(app, 1, 10)
        app.key("ctrl+Left", "Menu")
        app.find("menu item", "Ignore").act("click")
        app.wait(lambda: not self.is_misspelt(10), "the word to be ignored")
        app.key("Home", "Right", "Menu")
        app.find("menu item", "Add to Dictionary").act("click")
        app.wait(lambda: not self.is_misspelt(1), "the word to be known")
        words = self.home / "config" / "enchant" / "en_US.dic"
        app.wait(lambda: words.exists() and "Posthast" in words.read_text(), "the dictionary")
        app.kill()
        app = self.write("Posthast helllo ")
        self.wait_misspelt(app, 10)
        self.assertFalse(self.is_misspelt(1))

    def test_several_languages_at_once(self):
        app = self.write("The Stra\u00dfe und wrongg ")
        self.wait_misspelt(app, 5, 11, 16)
        app.key("Menu")
        app.find("menu item", "de-DE", shown=False).act("click")
        app.wait(lambda: not self.is_misspelt(5) and not self.is_misspelt(11), "German to be known")
        self.wait_misspelt(app, 16)
        self.assertFalse(self.is_misspelt(1))
        app.kill()
        app = self.write("The Stra\u00dfe und wrongg ")
        self.wait_misspelt(app, 16)
        self.assertFalse(self.is_misspelt(5))

    def test_nobody_is_corrected_who_does_not_want_it(self):
        self.use_languages("en_US")
        app = self.write("Helllo ")
        self.wait_misspelt(app, 1)
        app.key("ctrl+comma")
        switch = app.find("switch", "Check spelling")
        self.assertTrue(switch.checked)
        switch.press()
        app.wait(lambda: not self.is_misspelt(1), "no mark")

    # Snippets

    def use_snippets(self, *snippets):
        self.write_settings(main={"practice_enabled": "true", "check_spelling": "false", "snippets": str(list(snippets))})

    def insert_snippet(self, app, name):
        app.key("ctrl+shift+i")
        app.wait(lambda: app.focused() and app.focused().name == "Find a snippet", "the list of snippets")
        app.type(name)
        app.key("Return")
        app.wait(lambda: app.focused() and app.focused().name == "Message text", "focus back in the text")

    def test_a_snippet_is_filled_in(self):
        self.use_snippets(("Thanks", "Thank you!"), ("Reminder", "Dear {name}, {amount} are due on {day}."),
                          ("Greeting", "Hi {first-name},\n{cursor}\nBye"))
        app = self.write("One. ")
        app.key("ctrl+shift+i")
        app.find("row", "Greeting")
        app.wait(lambda: app.focused() and app.focused().name == "Find a snippet", "the list of snippets")
        app.type("rem")
        app.gone("row", "Greeting")
        self.assertEqual(app.unnamed(), [])
        app.screenshot("snippets")
        app.key("Return")
        self.wait_content(app, "One. Dear {name}, {amount} are due on {day}.")
        app.wait(lambda: self.selected() == (10, 16), "the first placeholder selected")
        app.screenshot("placeholders")
        app.type("Bob")
        app.key("Tab")
        app.type("3 pounds")
        app.key("Tab")
        app.type("Monday")
        self.wait_content(app, "One. Dear Bob, 3 pounds are due on Monday.")
        app.key("Tab")
        app.wait(lambda: app.focused() and app.focused().name != "Message text", "Tab to leave")
        app.key("shift+Tab")
        app.key("ctrl+a")
        self.insert_snippet(app, "thank")
        self.wait_content(app, "Thank you!")
        app.key("ctrl+z")
        self.wait_content(app, "One. Dear Bob, 3 pounds are due on Monday.")

    def test_the_first_recipient_is_named(self):
        self.use_snippets(("Greeting", "Hi {first-name},\n{cursor}\nBye {name}"))
        app = self.start("mailto:Bob%20Smith%20%3Cbob@example.net%3E?subject=Hello")
        app.wait(lambda: app.focused() and app.focused().name == "Message text", "focus in the text")
        self.text = self.field(app, "Message text")
        app.key("Menu")
        app.find("menu item", "Insert Snippet…").act("click")
        app.wait(lambda: app.focused() and app.focused().name == "Find a snippet", "the list of snippets")
        app.key("Escape")
        app.wait(lambda: app.focused() and app.focused().name == "Message text", "the list to close")
        app.key("ctrl+shift+i")
        app.wait(lambda: app.focused() and app.focused().name == "Find a snippet", "the list again")
        app.key("Return")
        app.wait(lambda: app.focused() and app.focused().name == "Message text", "focus back in the text")
        app.type("here")
        self.wait_content(app, "Hi Bob,\nhere\nBye Bob Smith")

    def test_an_unfinished_placeholder_is_told_once(self):
        self.use_snippets(("Reminder", "{amount} are due, {who}."))
        app = self.write("Code: {x} ")
        self.insert_snippet(app, "reminder")
        app.type("3 pounds")
        app.key("ctrl+Return")
        app.wait_text("“{who}” is still to be filled in")
        app.wait(lambda: app.focused() and app.focused().name == "Go There", "focus on the way out")
        app.find("button", "Send Anyway")
        app.resize(480, 640)
        self.assertLessEqual(app.resize(360, 640), windowtest.PHONE)
        self.assertEqual(app.overflowing(360), [])
        app.screenshot("unfinished-360")
        app.key("Return")
        app.wait(lambda: app.focused() and app.focused().name == "Message text", "focus in the text")
        app.wait(lambda: self.selected() == (28, 33), "the placeholder selected")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")

    def test_braces_of_ones_own_are_no_placeholders(self):
        self.use_snippets(("Reminder", "{amount} are due."))
        app = self.write("int main (void) {x} {amount}")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")

    def test_a_draft_keeps_its_placeholders(self):
        self.use_snippets(("Reminder", "{amount} are due."))
        app = self.start("mailto:bob@example.net?subject=Hello&body=%7Bx%7D%20%7Bamount%7D%20are%20due.")
        app.wait(lambda: app.focused() and app.focused().name == "Message text", "focus in the text")
        app.key("ctrl+Return")
        app.wait_text("“{amount}” is still to be filled in")
        app.press("Send Anyway")
        app.wait_text("Message Sent")

    def test_snippets_are_written(self):
        app = self.write()
        app.key("ctrl+shift+i")
        app.find("label", "No snippets")
        app.press("Edit Snippets…")
        app.press("Add Snippet")
        name = app.find("entry", "Name")
        name.set_text("Greeting")
        app.find("entry", "Text of the snippet").set_text("Hello {amount}")
        self.assertEqual(app.unnamed(), [])
        app.screenshot("snippets-page")
        keyfile = self.home / "config" / "glib-2.0" / "settings" / "keyfile"
        app.wait(lambda: "('Greeting', 'Hello {amount}')" in keyfile.read_text(), "the snippet to be saved")
        app.find("row", "Remove Snippet").click()
        app.wait(lambda: "Greeting" not in keyfile.read_text(), "the snippet to be gone")
        app.press("Undo")
        app.wait(lambda: "('Greeting', 'Hello {amount}')" in keyfile.read_text(), "the snippet to be back")
        app.find("row", "Greeting")

    # Speed

    def test_writing_in_a_long_text(self):
        """1 MB that is pasted, of which each word is looked up, with a search in it."""
        self.use_languages("en_US", "de_DE")
        probe = self.home / "gap"
        self.env.update(POSTHASTE_MAIN_LOOP_PROBE=str(probe), POSTHASTE_PROBE_WRITING="1", G_DEBUG="")
        # Of its scroll bar, while GTK 4.8 does not know yet how long a text is.
        self.known_complaints += ("without a current allocation",)
        line = "The quick brown fox jumps over a lazy dgo, und der Hund bellt. "
        self.copy((line + "\n") * 1600)
        app = self.write(program=PLAIN)
        app.key(*["ctrl+v"] * 10)
        app.type("Somethingg is writtenn here. ")
        self.open_find(app, "fox")
        app.wait_text("^1 of 16000$", 60)
        self.text.focus()
        app.type("More of it is writtenn. ")
        app.key("Escape")
        gap = float(app.wait(lambda: probe.exists() and probe.read_text().strip(), "what was measured"))
        print("# longest gap of the main loop: %.1f ms" % gap)


if __name__ == "__main__":
    taprunner.main()
