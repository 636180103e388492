# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in the desktop's address book is offered: with Evolution Data Server itself on the test's own bus."""
import re

import gi
gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib

import rig
import taprunner
import windowtest

FACTORY = "org.gnome.evolution.dataserver.AddressBook10"
BOOK = "org.gnome.evolution.dataserver.AddressBook"
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:%s\r\nN:%s;;;;\r\n%sEND:VCARD\r\n"


class ContactsTest(windowtest.WindowCase):
    """A book is open as long as whoever opened it is on the bus, so the test stays there."""

    def setUp(self):
        super().setUp()
        self.use_practice()
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        path, name = self.call(FACTORY, "/org/gnome/evolution/dataserver/AddressBookFactory", BOOK + "Factory",
                               "OpenAddressBook", GLib.Variant("(s)", ("system-address-book",)))
        self.book = name, path, BOOK
        self.call(*self.book, "Open")

    def call(self, name, path, interface, method, parameters=None):
        return self.bus.call_sync(name, path, interface, method, parameters, None, 0, 60000).unpack()

    def add(self, name, *addresses):
        emails = "".join("EMAIL:%s\r\n" % address for address in addresses)
        card = CARD % (name, name, emails)
        (uids,) = self.call(*self.book, "CreateContacts", GLib.Variant("(asu)", ([card], 0)))
        self.addCleanup(self.call, *self.book, "RemoveContacts", GLib.Variant("(asu)", (uids, 0)))

    def test_a_contact_is_offered(self):
        self.add("D\u00f6rte Bobek", "doerte@example.org", "d.bobek@example.net")
        self.add("Nobody", "not an address")
        app = self.start()
        app.wait(lambda: app.focused() and app.focused().name == "To", "focus in To")
        app.type("bobek")
        app.wait(lambda: app.focused().description == "2 suggestions", "two addresses")
        app.screenshot("contacts")
        app.key("Down", "Return")
        app.find("button", re.compile("^D\u00f6rte Bobek, d(oerte|.bobek)@example.(org|net), 1 of 1"))
        app.key("Tab")
        app.type("Hello")
        app.key("Tab")
        app.type("How are you?")
        app.key("ctrl+Return")
        app.wait_text("Message Sent")
        (message,) = self.wait_arrived(app)
        self.assertEqual(message["To"].addresses[0].display_name, "D\u00f6rte Bobek")

    def test_whoever_was_written_to_comes_first(self):
        self.add("Bob Able", "able@example.org")
        self.add("Bob Smith", "BOB@example.net")
        app = self.start()
        self.send(app, to="Bob <bob@example.net>")
        app.wait_text("Message Sent")
        app.key("ctrl+n")
        app.wait(lambda: app.focused() and app.focused().name == "To", "focus in To")
        app.type("bob")
        app.wait(lambda: app.focused().description == "2 suggestions", "two people")
        app.key("Down")
        app.wait(lambda: app.focused().description == "Bob <bob@example.net>, 1 of 2", "who was written to")
        app.key("Down")
        app.wait(lambda: app.focused().description == "Bob Able <able@example.org>, 2 of 2", "who was not")

    def listen(self):
        """What the books are asked from now on, and the cards that each answer has; None: a refusal."""
        address = Gio.dbus_address_get_for_bus_sync(Gio.BusType.SESSION)
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        monitor = Gio.DBusConnection.new_for_address_sync(address, flags)
        calls, answers = {}, {}

        def hear(connection, message, is_incoming):
            kind = message.get_message_type()
            if kind == Gio.DBusMessageType.METHOD_CALL and message.get_member() == "GetContactList":
                (calls[message.get_sender(), message.get_serial()],) = message.get_body().unpack()
            elif (message.get_destination(), message.get_reply_serial()) in calls:
                query = calls[message.get_destination(), message.get_reply_serial()]
                is_answer = kind == Gio.DBusMessageType.METHOD_RETURN
                answers[query] = message.get_body().unpack()[0] if is_answer else None
            is_own = not is_incoming or message.get_destination() == connection.get_unique_name()
            return message if is_own else None
        monitor.add_filter(hear)
        monitor.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Monitoring", "BecomeMonitor",
                          GLib.Variant("(asu)", ([], 0)), None, 0, 60000)
        self.addCleanup(monitor.close_sync)
        return answers

    def test_hostile_words_find_nobody(self):
        """What is typed is a string of their query language, and never a part of its grammar. The window would not show whom
        else they found, so it is the books that are listened to."""
        self.add("Bob Able", "able@example.org")
        answers = self.listen()
        app = self.start()
        app.wait(lambda: app.focused() and app.focused().name == "To", "focus in To")
        app.type('zz") (exists "email')
        whole = re.compile(r'exists \\?"email"\)+$')
        query = app.wait(lambda: next(filter(whole.search, answers), None), "the answer to all of it")
        self.assertEqual(answers[query], [])
        self.assertEqual(app.focused().description, "")
        app.key("ctrl+a")
        app.type("able")
        app.wait(lambda: app.focused().description == "1 suggestion", "who is asked for behind it")


if __name__ == "__main__":
    taprunner.main()
