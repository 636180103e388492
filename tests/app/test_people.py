# SPDX-License-Identifier: GPL-3.0-or-later
"""Recipients as a person has them in the window: dragged, pasted, walked by keyboard, suggested, and told what is wrong."""
import contextlib
import email
import email.policy
import re
import sqlite3

import rig
import smtpscript
import taprunner
import windowtest

FIELDS = ("To", "Cc", "Bcc")

# What is on the clipboard of another program, and who comes of it: how a screen reader says it.
PASTED = (
    ("ann@example.org; Bob Smith <bob@example.net>;carl@example.net",
     "ann@example.org", "Bob Smith, bob@example.net", "carl@example.net"),
    ("dora@example.org\temil@example.org\tFay Moss\tfay@example.org",
     "dora@example.org", "emil@example.org", "Fay Moss, fay@example.org"),
    ("Friends: gina@example.org, Hal <hal@example.org>;", "gina@example.org", "Hal, hal@example.org"),
    ('"Jones, Ida" <ida@example.net>, "Kay; \\"K\\"" <kay@example.net>',
     "Jones, Ida, ida@example.net", 'Kay; "K", kay@example.net'),
    ("Leo\u202fDu <leo@example.net>\r\n<mia@example.net>\n\n", "Leo\u202fDu, leo@example.net", "mia@example.net"),
    ("nora@example.net (Nora Day), olaf@example.net,", "Nora Day, nora@example.net", "olaf@example.net"),
)


class RecipientsTest(windowtest.WindowCase):
    def setUp(self):
        super().setUp()
        self.use_practice()

    def chips(self, app, field):
        """How those in a field are called, without their places."""
        names = [w.name for w in app.all("button", inside=app.find("panel", field)) if not w.name.startswith("Remove ")]
        return [re.sub(r", \d+ of \d+$", "", name) for name in names]

    def wait_chips(self, app, **fields):
        """Who is in each of these fields, and nobody else."""
        for field, names in fields.items():
            app.wait(lambda: self.chips(app, field) == list(names), "%s in %s" % (names, field))

    def wait_focus(self, app, name):
        app.wait(lambda: app.focused() and app.focused().name == name, "focus on " + name)

    def wait_sent(self, app, server, **fields):
        """The message tells who is in To and Cc, and the server hears of those in Bcc too."""
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        message = email.message_from_bytes(server.messages[-1], policy=email.policy.default)
        for field in FIELDS[:2]:
            told = [a.addr_spec for a in message[field].addresses] if message[field] else []
            self.assertEqual(told, fields.get(field, []), field)
        self.assertIsNone(message["Bcc"])
        told = [re.match("RCPT TO:<(.*?)>", c).group(1) for c in server.commands if c.startswith("RCPT")]
        self.assertEqual(sorted(told), sorted(sum(fields.values(), [])))
        return message

    def start_with_server(self, link):
        server = self.enterContext(smtpscript.Server())
        self.use_account(server.port, close=False)
        return self.start(link), server

    # Dragged

    def drag_to(self, app, name, field):
        self.drag(app.find("button", re.compile("^%s@" % name)), self.field(app, field))
        rig.sh("xdotool", "mouseup", "1")
        app.wait(lambda: app.focused() and app.focused().name.startswith(name + "@"), "focus on what was dropped")

    def test_a_recipient_is_dragged_from_each_field_to_each(self):
        ann, bob, carl, dora = people = ["%s@example.net" % name for name in ("ann", "bob", "carl", "dora")]
        app, server = self.start_with_server("mailto:%s,%s?cc=%s&bcc=%s&subject=Hello" % tuple(people))
        self.drag_to(app, "ann", "Bcc")
        self.wait_chips(app, To=[bob], Cc=[carl], Bcc=[dora, ann])
        self.drag_to(app, "carl", "To")
        self.wait_chips(app, To=[bob, carl], Cc=[], Bcc=[dora, ann])
        self.drag_to(app, "dora", "Cc")
        self.wait_chips(app, To=[bob, carl], Cc=[dora], Bcc=[ann])
        self.drag_to(app, "ann", "To")
        self.wait_chips(app, To=[bob, carl, ann], Cc=[dora], Bcc=[])
        self.drag_to(app, "bob", "Cc")
        self.drag_to(app, "dora", "Bcc")
        self.wait_chips(app, To=[carl, ann], Cc=[bob], Bcc=[dora])
        self.wait_sent(app, server, To=[carl, ann], Cc=[bob], Bcc=[dora])

    # Pasted

    def paste_from_other(self, app, text):
        other = self.start_other("text", text)
        rig.sh("xdotool", "windowmove", "--sync", other.xwindow(), "0", "0")
        self.field(app, "To").click()
        self.wait_focus(app, "To")
        app.key("ctrl+v")
        return other

    def test_pasted_recipients(self):
        app, server = self.start_with_server("mailto:?subject=Hello")
        rig.sh("xdotool", "windowmove", "--sync", app.xwindow(), "400", "100")
        expected = []
        for text, *names in PASTED:
            other = self.paste_from_other(app, text)
            expected += names
            self.wait_chips(app, To=expected)
            other.kill()
        message = self.wait_sent(app, server, To=[name.split(", ")[-1] for name in expected])
        names = [address.display_name for address in message["To"].addresses]
        self.assertEqual(names, [", ".join(name.split(", ")[:-1]) for name in expected])

    # By keyboard

    def test_the_keyboard_walks_and_removes(self):
        ann, bob, carl, dora = people = ["%s@example.net" % name for name in ("ann", "bob", "carl", "dora")]
        app, server = self.start_with_server("mailto:%s?subject=Hello" % ",".join(people))
        self.field(app, "To").click()
        self.wait_focus(app, "To")
        for key, place in (("Left", 4), ("Left", 3), ("Left", 2), ("Left", 1), ("Left", 1), ("Right", 2)):
            app.key(key)
            self.wait_focus(app, "%s, %d of 4" % (people[place - 1], place))
        app.key("Delete")
        self.wait_focus(app, carl + ", 2 of 3")
        app.key("BackSpace")
        self.wait_focus(app, dora + ", 2 of 2")
        app.key("Right")
        self.wait_focus(app, "To")
        # Once to see who it would be, once more to remove.
        app.key("BackSpace")
        self.wait_focus(app, dora + ", 2 of 2")
        app.key("BackSpace")
        self.wait_focus(app, "To")
        self.wait_sent(app, server, To=[ann])

    def test_a_recipient_is_edited(self):
        app, server = self.start_with_server("mailto:ann@example.net,bob@example.net?subject=Hello")
        to = self.field(app, "To")
        to.click()
        for key, typed in (("F2", "2"), ("Return", "3")):
            app.key("Left", "Left")
            self.wait_focus(app, self.chips(app, "To")[0] + ", 1 of 2")
            first = self.chips(app, "To")[0]
            app.key(key)
            app.wait(lambda: app.focused() and app.focused().name == "To" and to.text == first, "the address as text")
            app.key("Home")
            app.type(typed)
            app.key("Return")
            app.wait(lambda: self.chips(app, "To")[-1] == typed + first, "the address that it is now")
        self.wait_sent(app, server, To=["2ann@example.net", "3bob@example.net"])

    def test_a_recipient_is_cut_and_pasted(self):
        name = '"Smith, Bob" <bob@example.net>'
        app, server = self.start_with_server("mailto:ann@example.net?subject=Hello")
        to = self.field(app, "To")
        to.click()
        app.type(name + ",")
        self.wait_chips(app, To=["ann@example.net", "Smith, Bob, bob@example.net"])
        app.key("Left", "ctrl+c", "Tab")
        self.wait_focus(app, "Subject")
        app.key("ctrl+a", "ctrl+v")
        app.wait(lambda: self.field(app, "Subject").text == name, "the copy in the subject")
        to.click()
        app.key("Left", "ctrl+x")
        self.wait_chips(app, To=["ann@example.net"])
        self.wait_focus(app, "To")
        app.key("ctrl+shift+b")
        self.wait_focus(app, "Bcc")
        app.key("ctrl+v")
        app.wait(lambda: self.field(app, "Bcc").text == name, "who was cut")
        app.key("Tab")
        self.wait_chips(app, To=["ann@example.net"], Bcc=["Smith, Bob, bob@example.net"])
        self.wait_sent(app, server, To=["ann@example.net"], Bcc=["bob@example.net"])

    def test_nobody_is_there_twice(self):
        app, server = self.start_with_server("mailto:bob@example.net,ann@example.net?subject=Hello")
        app.find("entry", "To")
        app.key("ctrl+shift+c")
        self.wait_focus(app, "Cc")
        before = self.colour(app, "bob")
        other = self.colour(app, "ann")

        def flashes():
            app.type("Bob <bob@example.net>,")
            return rig.poll(lambda: self.colour(app, "bob") != before, 0.5)
        app.wait(flashes, "a flash of who is there")
        self.assertEqual(self.colour(app, "ann"), other)
        app.wait(lambda: self.colour(app, "bob") == before, "the flash's end")
        self.wait_chips(app, To=["bob@example.net", "ann@example.net"], Cc=[])
        self.assertEqual(self.field(app, "Cc").text, "")
        self.wait_sent(app, server, To=["bob@example.net", "ann@example.net"])

    def colour(self, app, name):
        """Of a chip, left of its letters."""
        chip = app.find("button", re.compile("^%s@" % name))
        x, y, _, height = chip.box
        left, top = app.origin(chip.window())
        return rig.sh("import", "-window", "root", "-crop", "1x1+%d+%d" % (left + x + 5, top + y + height // 2), "txt:-")

    # Suggested

    def write_to(self, app, to):
        """And to the next one in the same window."""
        self.send(app, to=to)
        app.wait_text("Message Sent")
        app.press("New Message")
        self.wait_focus(app, "To")

    def suggested(self, app, text):
        """Who is offered for @text, in this order."""
        self.wait_focus(app, "To")
        app.type(text)
        count = int(app.wait(lambda: re.match(r"(\d) suggestions?$", app.focused().description), "suggestions").group(1))
        people = []
        for place in range(1, count + 1):
            app.key("Down")
            said = r"(.*), %d of %d$" % (place, count)
            people.append(app.wait(lambda: re.match(said, app.focused().description), "number %d" % place).group(1))
        return people

    def change_store(self, statement):
        path = self.home / "data" / "posthaste" / "posthaste.db"
        with contextlib.closing(sqlite3.connect(path, timeout=10)) as database, database:
            database.execute(statement)

    def test_who_is_written_to_often_and_lately_comes_first(self):
        a, b, c, d = ["bob@%s.example.net" % name for name in "abcd"]
        app = self.start()
        for to in (",".join((a, b, c, d)), d, b):
            self.write_to(app, to)
        self.assertEqual(self.suggested(app, "bob"), [b, d, a, c])
        app.kill()
        # Not for a year.
        self.change_store("UPDATE person SET last = last - 365 * 86400000000 WHERE address IN ('%s', '%s')" % (a, b))
        self.assertEqual(self.suggested(self.start(), "bob"), [d, c, b, a])

    def test_a_suggestion_is_forgotten(self):
        ann, bob = "Ann <bobek@example.org>", "Bob Smith <bob@example.net>"
        app = self.start()
        for to in (ann, bob):
            self.write_to(app, to)
        self.assertEqual(self.suggested(app, "bob"), [bob, ann])
        app.key("Up", "shift+Delete")
        app.wait(lambda: app.focused().description == "1 suggestion", "one left")
        app.key("Down")
        app.wait(lambda: app.focused().description == ann + ", 1 of 1", "who is left")
        self.assertEqual(self.field(app, "To").text, "bob")
        app.kill()
        self.assertEqual(self.suggested(self.start(), "bob"), [ann])

    def test_suggestions_without_address_books(self):
        """Nobody else is on the bus, and nobody can be started there."""
        self.env.update(self.enterContext(rig.bare_bus()))
        app = self.start()
        self.write_to(app, "Bob Smith <bob@example.net>")
        self.assertEqual(self.suggested(app, "bob"), ["Bob Smith <bob@example.net>"])

    # Told

    def test_a_bad_address_is_marked_at_once(self):
        app = self.start()
        self.wait_focus(app, "To")
        for typed, reason in (("carol", "There is no “@” in the address"),
                              ("@example.net", "The part before the “@” is missing or wrong"),
                              ("carol@exa!mple.net", "The part after the “@” is missing or wrong"),
                              ("Carol <carol@example.net", "This cannot be read as an address")):
            app.type(typed + ",")
            chip = app.find("button", typed + ", not a valid address")
            self.assertEqual((chip.state("invalid"), chip.description), (True, reason))
            self.wait_focus(app, "To")
        app.type("dora@example.net,")
        chip = app.find("button", "dora@example.net, 5 of 5")
        self.assertEqual((chip.state("invalid"), chip.description), (False, "dora@example.net"))

    def test_a_refused_recipient_is_told_where_it_stands(self):
        app, server = self.start_with_server("mailto:bob@example.net,carl@example.net?subject=Hello")
        server.replies["RCPT"] = lambda line: "550 5.1.1 User unknown" if "bob" in line else "250 2.1.5 Ok"
        app.find("entry", "To")
        app.key("ctrl+Return")
        app.wait_text("1 of 2 recipients was refused")
        chip = app.find("button", "bob@example.net, refused by the server")
        self.assertTrue(chip.state("invalid"))
        self.assertIn("User unknown", chip.description)
        chip = app.find("button", "carl@example.net, 2 of 2")
        self.assertEqual((chip.state("invalid"), chip.description), (False, "carl@example.net"))
        app.press("Edit Recipient")
        app.wait(lambda: self.field(app, "To").text == "bob@example.net", "who was refused, to be edited")

    def test_a_long_list_is_short_until_it_is_written_in(self):
        people = ["p%02d@example.net" % i for i in range(17)]
        app = self.start("mailto:%s?subject=Hello&body=Text" % ",".join(people))
        self.wait_focus(app, "Message text")
        self.wait_chips(app, To=people[:5] + ["12 more recipients"])
        app.wait_text("^\u200e\\+12$")
        app.screenshot("recipients-more")
        app.press("12 more recipients")
        self.wait_chips(app, To=people)
        self.wait_focus(app, "To")
        app.key("Tab")
        self.wait_chips(app, To=people[:5] + ["12 more recipients"])


if __name__ == "__main__":
    taprunner.main()
