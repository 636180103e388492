#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Races posthaste-send against what people use instead, and prints what came of it.

Run it through build-aux/bench, which builds and installs what it needs.  docs/performance.md says how to read it.
"""
import argparse
import contextlib
import dataclasses
import os
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time

import peers

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import outboxrig

DELAY = 50  # milliseconds each way
ROUND_TRIP = 2 * DELAY / 1000
FAR_ADDRESS = "198.18.0.2"
SKIPPED = 77
# Who needs more than this is ended, and a peer that is so many times slower than the fastest one runs only once.
TIME_LIMIT = 240
HOPELESS = 2
MILLION = 1000 * 1000
LINE = 78  # octets of an encoded line of 57


class Skip(Exception):
    """This cannot be measured here; the words say why."""


class Failure(Exception):
    """posthaste-send did not do what it was asked to."""


@dataclasses.dataclass
class Sample:
    start: float  # seconds, as everywhere here
    wall: float
    processor: float
    peak: float  # millions of octets
    accepted_at: float


@dataclasses.dataclass
class Line:
    """One figure: less is better, but for rates."""
    figure: str
    value: str
    ratio: float = None  # what must and aim are about
    must: float = None
    aim: float = None
    against: str = ""
    limit: str = ""
    is_rate: bool = False

    def verdict(self):
        if self.ratio is None or self.must is None:
            return ""
        sign = -1 if self.is_rate else 1
        if sign * self.ratio <= sign * self.aim:
            return "aim"
        return "must" if sign * self.ratio <= sign * self.must else "MISSED"


def not_yet(figure, must, aim, against="", limit=""):
    return Line(figure, "not yet", None, must, aim, against, limit)


class Sink:
    def __init__(self, tools, folder, pem, network=None, options=()):
        self.address = FAR_ADDRESS if network else "127.0.0.1"
        self.counters = tempfile.mkstemp(dir=folder)[1]
        command = [os.path.join(tools, "bench-sink"), "--pem", pem, "--counters", self.counters,
                   "--address", self.address, *options]
        if network:
            command += ["--network", network]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ports = {}
        for line in iter(self.process.stdout.readline, "ready\n"):
            if not line:
                raise SystemExit("bench: the sink does not start")
            name, port = line.split()
            self.ports[name] = int(port)

    def count(self):
        """Connections, messages, octets, and when the newest message was accepted."""
        with open(self.counters, "rb") as file:
            connections, messages, octets, accepted_at = struct.unpack("=4Q", file.read())
        return connections, messages, octets, accepted_at / 1e9

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


class Link:
    """Two network namespaces with a long way between them."""

    def __init__(self, tools):
        self.process = subprocess.Popen([os.path.join(tools, "bench-link"), str(DELAY)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.near = self.process.stdout.readline().strip()
        self.far = self.process.stdout.readline().strip()
        if not self.far:
            words = self.process.stderr.read().strip()
            raise Skip("no long way here: " + words)

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


class Bench:
    def __init__(self, tools, posthaste_send, posthaste, modules, is_quick):
        self.tools = tools
        self.posthaste_send = posthaste_send
        self.posthaste = posthaste
        self.is_quick = is_quick
        self.at_end = contextlib.ExitStack()
        self.folder = self.at_end.enter_context(tempfile.TemporaryDirectory(prefix="posthaste-bench."))
        self.programs, self.missing = peers.find(tools, posthaste_send, modules)
        # What the first run of a row learns of its sink, the later ones know, as a user's do.
        self.cache = self.path("cache")
        self.environment = {"PATH": os.environ["PATH"], "HOME": self.folder, "LC_ALL": "C.UTF-8",
                            "TMPDIR": self.folder, "XDG_CACHE_HOME": self.cache}
        self.make_certificates()
        self.local = self.start_sink()
        self.link = None
        self.far = {}
        help_text = subprocess.run([posthaste_send, "--help"], env=self.environment, capture_output=True, text=True)
        self.has_batch = "--batch" in help_text.stdout

    # What is made for a run

    def path(self, name):
        return os.path.join(self.folder, name)

    def make_certificates(self):
        """An authority, and a certificate for the sink's addresses."""
        self.authority = self.path("authority.pem")
        self.pem = self.path("sink.pem")
        key, request = self.path("key.pem"), self.path("request.pem")
        with open(self.path("names"), "w") as file:
            file.write("subjectAltName=IP:127.0.0.1,IP:%s,DNS:localhost\nbasicConstraints=CA:FALSE\n"
                       "extendedKeyUsage=serverAuth\nkeyUsage=digitalSignature\n" % FAR_ADDRESS)
        new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"]
        for command in (
                ["req", "-x509", *new_key, "-keyout", self.path("authority.key"), "-out", self.authority,
                 "-days", "2", "-subj", "/CN=Bench authority"],
                ["req", *new_key, "-keyout", key, "-out", request, "-subj", "/CN=sink"],
                ["x509", "-req", "-in", request, "-CA", self.authority, "-CAkey", self.path("authority.key"),
                 "-days", "2", "-extfile", self.path("names"), "-out", self.pem]):
            subprocess.run(["openssl", *command], check=True, capture_output=True)
        with open(self.pem, "a") as file:
            file.write(open(key).read())

    def start_sink(self, network=None, options=()):
        sink = Sink(self.tools, self.folder, self.pem, network, options)
        self.at_end.callback(sink.stop)
        return sink

    def far_sink(self, *options):
        if self.link is None:
            self.link = Link(self.tools)
            self.at_end.callback(self.link.stop)
        if options not in self.far:
            self.far[options] = self.start_sink(self.link.far, options)
        return self.far[options]

    def make_message(self, name, n_octets):
        """A message of about so many octets, most of them base64."""
        path = self.path(name)
        if not os.path.exists(path):
            with open(path, "wb") as file:
                file.write(b"From: ann@example.org\r\nTo: bob@example.org\r\nSubject: Bench\r\n\r\n")
                block = (b"QUJD" * 19 + b"\r\n") * 4096
                while file.tell() < n_octets:
                    file.write(block[:max(LINE, (n_octets - file.tell()) // LINE * LINE)])
        return path

    def make_batch(self, n_messages):
        """A folder of small messages."""
        folder = self.path("batch-%d" % n_messages)
        if not os.path.isdir(folder):
            os.mkdir(folder)
            for i in range(n_messages):
                shutil.copyfile(self.make_message("small.eml", 1000), os.path.join(folder, "%05d.eml" % i))
        return folder

    def make_attachment(self, n_octets):
        path = self.path("attachment-%d" % n_octets)
        if not os.path.exists(path):
            with open(path, "wb") as file:
                for _ in range(0, n_octets, MILLION):
                    file.write(os.urandom(MILLION))
        return path

    def job(self, security, sink=None, **more):
        sink = sink or self.local
        more.setdefault("authority", self.authority)
        if "batch" in more:
            more["messages"] = sorted(os.path.join(more["batch"], name) for name in os.listdir(more["batch"]))
        if more.get("messages"):
            more["octets"] = os.path.getsize(more["messages"][0])
        else:
            more["octets"] = os.path.getsize(more["attachment"]) // 57 * LINE
        return peers.Job(address=sink.address, ports=sink.ports, security=security, folder=self.folder, **more)

    # One run, and many

    def run(self, name, job, sink, wrapper=()):
        """One run of one program. Raises Skip, or Failure for our own, where it fails or sends something else."""
        try:
            return self.run_checked(name, job, sink, wrapper)
        except Skip as skip:
            if name == "posthaste":
                raise Failure(skip) from skip
            raise

    def run_checked(self, name, job, sink, wrapper):
        built = self.programs[name](job)
        if built is None:
            return None
        arguments, standard_input = built
        network = self.link.near if sink is not self.local else "-"
        command = [*wrapper, os.path.join(self.tools, "bench-run"), network, standard_input, *arguments]
        before = sink.count()
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   stdin=subprocess.DEVNULL, text=True, start_new_session=True)
        try:
            output, words = process.communicate(timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise Skip("took more than %d s" % TIME_LIMIT)
        start, wall, processor, peak, status = map(int, output.split())
        if status != 0:
            raise Skip("failed with %d: %s" % (status, words.strip().splitlines()[-1:] or ""))
        self.check(job, before, self.wait_for(sink, before[1] + job.n_messages))
        return Sample(start / 1e9, wall / 1e9, processor / MILLION, peak * 1024 / MILLION, sink.count()[3])

    @staticmethod
    def wait_for(sink, n_messages):
        """A client may end before the sink has read its last octets."""
        for _ in range(200):
            if sink.count()[1] >= n_messages:
                break
            time.sleep(0.01)
        return sink.count()

    @staticmethod
    def check(job, before, after):
        if after[1] - before[1] != job.n_messages:
            raise Skip("sent %d messages instead of %d" % (after[1] - before[1], job.n_messages))
        if (after[2] - before[2]) < 0.9 * job.octets * job.n_messages:
            raise Skip("sent only %d octets" % (after[2] - before[2]))

    def forget(self):
        """No sink was met before."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def race(self, job, names, n_rounds, sink=None, wrapper=()):
        """Lists of samples by name, a sample a round; a first round warms up. Who fails is left out, with words."""
        sink = sink or self.local
        samples, once = {}, {}
        for name in [name for name in names if name in self.programs]:
            try:
                sample = self.run(name, job, sink, wrapper)
            except Skip as skip:
                print("  %-12s left out: %s" % (name, skip))
                continue
            if sample is not None:
                samples[name] = []
                once[name] = sample
        if not samples:
            return samples
        rivals = {name: sample.wall for name, sample in once.items() if name not in ("posthaste", "bare")}
        fastest = min(rivals.values(), default=0)
        hopeless = {name for name, wall in rivals.items() if wall > HOPELESS * fastest and wall > 1}
        for i in range(n_rounds):
            order = [name for name in samples if name not in hopeless]
            for name in order[i % len(order):] + order[:i % len(order)]:
                samples[name].append(self.run(name, job, sink, wrapper))
        for name in hopeless:
            samples[name] = [once[name]]
        self.tell(samples)
        return samples

    @staticmethod
    def tell(samples):
        for name in sorted(samples, key=lambda name: median(samples[name], "wall")):
            walls = sorted(sample.wall for sample in samples[name])
            print("  %-12s wall %9.1f ms  (%.1f to %.1f, %d runs)  processor %9.1f ms  peak %7.1f MB" % (
                name, 1000 * statistics.median(walls), 1000 * walls[0], 1000 * walls[-1], len(walls),
                1000 * median(samples[name], "processor"), max(sample.peak for sample in samples[name])))
        sys.stdout.flush()

    def rounds(self, n, n_quick):
        return n_quick if self.is_quick else n


def median(samples, field):
    return statistics.median(getattr(sample, field) for sample in samples)


def ratio(ours, theirs):
    """Of what ran in the same round; of medians where one did not run in all of them."""
    if len(ours) != len(theirs):
        return median(ours, "wall") / median(theirs, "wall")
    return statistics.median(a.wall / b.wall for a, b in zip(ours, theirs))


def best_of(samples, names):
    there = [name for name in names if name in samples]
    return min(there, key=lambda name: median(samples[name], "wall")) if there else None


def limit_of(samples, name="bare"):
    if "bare" not in samples or name not in samples:
        return ""
    limit = "%.0f ms" % (1000 * median(samples["bare"], "wall"))
    ours = samples.get("posthaste")
    return limit if ours is None else "%s, %.2f times" % (limit, ratio(ours, samples["bare"]))


def wall_line(figure, samples, against, must, aim):
    """posthaste's wall time over a peer's: the one named, or the best of those named."""
    peer = best_of(samples, against)
    if peer is None:
        raise Skip("none of the peers can be measured")
    told = "%s %.1f ms" % (peer, 1000 * median(samples[peer], "wall"))
    if "posthaste" not in samples:
        return not_yet(figure, must, aim, told, limit_of(samples))
    return Line(figure, "%.1f ms" % (1000 * median(samples["posthaste"], "wall")),
                ratio(samples["posthaste"], samples[peer]), must, aim, told, limit_of(samples))


def peak_line(figure, samples, must, aim):
    if "posthaste" not in samples:
        return not_yet(figure, must, aim)
    peak = max(sample.peak for sample in samples["posthaste"])
    return Line(figure, "%.1f MB" % peak, peak, must, aim)


ALL_PEERS = ("curl", "msmtp", "Nodemailer", "s-nail", "smtplib", "swaks")
EVERYBODY = ("posthaste", "bare", *ALL_PEERS, "smtp-source")


def small(bench, security, **more):
    return bench.job(security, messages=[bench.make_message("small.eml", 1000)], **more)


def measure_plain(bench):
    samples = bench.race(small(bench, "plain"), EVERYBODY, bench.rounds(41, 7))
    yield wall_line("small message, cleartext", samples, ["curl"], 0.65, 0.50)


def measure_tls(bench):
    samples = bench.race(small(bench, "tls"), EVERYBODY, bench.rounds(41, 7))
    yield wall_line("small message, TLS and AUTH", samples, ["curl"], 1.10, 0.97)
    yield peak_line("    its peak memory", samples, 12, 10)


def measure_system(bench):
    """With the machine's own authorities, which most people use: more than a hundred certificates to read."""
    bundle = "/etc/ssl/certs/ca-certificates.crt"
    if os.geteuid() != 0 or not os.path.exists(bundle):
        raise Skip("needs root and " + bundle)
    both = bench.path("bundle.crt")
    with open(both, "w") as file:
        file.write(open(bundle).read() + open(bench.authority).read())
    wrapper = ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" "$1" && shift && exec "$@"', both, bundle]
    samples = bench.race(small(bench, "tls", authority=None), ("posthaste", "bare", "curl", "msmtp"),
                         bench.rounds(41, 7), wrapper=wrapper)
    yield wall_line("the same, the machine's authorities", samples, ["curl"], 1.10, 0.97)
    yield peak_line("    its peak memory", samples, 12, 10)


def count_trips(samples):
    return statistics.median((sample.accepted_at - sample.start) / ROUND_TRIP + 0.5 for sample in samples)


def measure_first_contact(bench, job, sink):
    samples = []
    for _ in range(bench.rounds(7, 2)):
        bench.forget()
        samples.append(bench.run("posthaste", job, sink))
    return count_trips(samples)


def measure_round_trips(bench):
    sink = bench.far_sink()
    message = bench.make_message("small.eml", 1000)
    for security, must, aim, least in ("tls", 7.3, 6.3, 6), ("starttls", 9.3, 8.3, 8):
        for n_recipients in 1, 100:
            recipients = ["bob%d@example.org" % i for i in range(n_recipients)]
            job = bench.job(security, sink, messages=[message], recipients=recipients)
            print(" %s, %d recipients" % (security, n_recipients))
            figure = "round trips, %s, to %d" % ("SMTPS" if security == "tls" else "STARTTLS", n_recipients)
            first = measure_first_contact(bench, job, sink)
            samples = bench.race(job, ("posthaste", "curl", "msmtp"), bench.rounds(7, 2), sink)
            trips = {name: count_trips(there) for name, there in samples.items()}
            peer = min((name for name in trips if name != "posthaste"), key=trips.get, default="")
            yield Line(figure, "%.2f RTT" % trips["posthaste"], trips["posthaste"], must, aim,
                       "%s %.2f" % (peer, trips[peer]) if peer else "", "%d RTT" % least)
            yield Line("    the first time with this server", "%.2f RTT" % first, limit="%d RTT" % (least + 1))


def time_steps(bench, sink, what):
    """What bench-warm prints, in round trips."""
    command = ["nsenter", "--net=" + bench.link.near, os.path.join(bench.tools, "bench-warm"), what, sink.address,
               str(sink.ports["tls"]), bench.authority, "5"]
    output = subprocess.run(command, env=bench.environment, stdout=subprocess.PIPE, check=True, text=True).stdout
    trips = [int(line) / 1e9 / ROUND_TRIP for line in output.split()]
    print("  %s: %s RTT" % (what, ", ".join("%.2f" % trip for trip in trips)))
    return trips


def measure_warm(bench):
    for name, options in ("BDAT", ()), ("DATA", ("--without-chunking",)):
        sink = bench.far_sink(*options)
        before = sink.count()
        trip = statistics.median(time_steps(bench, sink, "send")[1:])
        figure = "warm session, Send to 250, " + name
        if sink.count()[0] - before[0] > 1:
            yield not_yet(figure, 2.2, 1.15, "", "1 RTT")
        else:
            yield Line(figure, "%.2f RTT" % trip, trip, 2.2, 1.15, "", "1 RTT")
        trip = statistics.median(time_steps(bench, sink, "commit"))
        yield Line("commit of a staged message, " + name, "%.2f RTT" % trip, trip, 1.15, 1.05, "", "1 RTT")


def batch_names(bench):
    return () if not bench.has_batch else ("posthaste",)


def measure_twenty(bench):
    sink = bench.far_sink()
    job = bench.job("tls", sink, batch=bench.make_batch(20), connections=5)
    samples = bench.race(job, (*batch_names(bench), "bare", "Nodemailer", "curl", "smtplib"), bench.rounds(7, 2), sink)
    yield wall_line("20 messages over 100 ms", samples, ["Nodemailer"], 0.80, 0.48)


def measure_compose(bench):
    job = bench.job("tls", attachment=bench.make_attachment(100 * MILLION))
    samples = bench.race(job, EVERYBODY, bench.rounds(9, 3))
    yield wall_line("compose and send 100 MB, TLS", samples, ALL_PEERS, 0.25, 0.14)


def measure_gigabyte(bench):
    """Only against those that do not hold the message in memory."""
    job = bench.job("tls", attachment=bench.make_attachment(1000 * MILLION))
    samples = bench.race(job, ("posthaste", "bare", "curl", "Nodemailer", "s-nail"), bench.rounds(5, 1))
    yield wall_line("compose and send 1 GB, TLS", samples, ALL_PEERS, 0.25, 0.16)
    yield peak_line("    its peak memory", samples, 16, 12)
    smaller = bench.race(bench.job("tls", attachment=bench.make_attachment(100 * MILLION)), ("posthaste",),
                         len(samples["posthaste"]))
    growth = median(samples["posthaste"], "peak") - median(smaller["posthaste"], "peak")
    # What one run differs from the next by is no growth.
    yield Line("    its growth over 100 MB", "%.1f MB" % growth, growth, 2, 0.2)


def measure_raw(bench):
    job = bench.job("tls", messages=[bench.make_message("raw.eml", 137 * MILLION)])
    samples = bench.race(job, EVERYBODY, bench.rounds(9, 3))
    yield wall_line("raw 137 MB, TLS", samples, ["curl"], 0.80, 0.55)


def measure_session(bench):
    n_messages = 1000 if bench.is_quick else 10000
    job = bench.job("tls", batch=bench.make_batch(n_messages))
    samples = bench.race(job, (*batch_names(bench), "bare", *ALL_PEERS), bench.rounds(5, 1))
    peer = best_of(samples, ALL_PEERS)
    rate = {name: n_messages / median(there, "wall") for name, there in samples.items()}
    figure = "%s messages in one session, TLS" % format(n_messages, ",")
    limit = "%.0f/s" % rate["bare"] if "bare" in rate else ""
    against = "%s %.0f/s" % (peer, rate[peer]) if peer else ""
    if "posthaste" not in samples:
        yield dataclasses.replace(not_yet(figure, 5, 12, against, limit), is_rate=True)
    else:
        yield Line(figure, "%.0f/s" % rate["posthaste"], 1 / ratio(samples["posthaste"], samples[peer]), 5, 12,
                   against, "%s, %.2f of it" % (limit, rate["posthaste"] / rate["bare"]), True)


def measure_sink(bench):
    """The yardstick for the sink itself: Postfix's own, from Postfix's own client."""
    if "smtp-source" not in bench.programs or not shutil.which("smtp-sink"):
        raise Skip("needs smtp-source and smtp-sink")
    job = bench.job("plain", batch=bench.make_batch(1000))
    ours = bench.race(job, ("smtp-source", "bare"), bench.rounds(7, 3))
    rate = 1000 / median(ours["smtp-source"], "wall")
    with smtp_sink(bench) as port:
        walls = []
        command = peers.smtp_source(dataclasses.replace(job, ports={"plain": port}))[0]
        for _ in range(bench.rounds(7, 3)):
            start = time.monotonic()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            walls.append(time.monotonic() - start)
    yield Line("the sink: smtp-source, 1,000 messages", "%.0f/s" % rate, None, None, None,
               "smtp-sink %.0f/s" % (1000 / statistics.median(walls)),
               "%.0f/s from bare" % (1000 / median(ours["bare"], "wall")))


def measure_base64(bench):
    output = subprocess.run([os.path.join(bench.tools, "bench-base64")], stdout=subprocess.PIPE, check=True, text=True)
    rate = dict(line.split() for line in output.stdout.splitlines())
    yield Line("base64 of an attachment, in memory", rate["ours"] + " MB/s", None, None, None,
               "GLib %s, GMime %s MB/s" % (rate["GLib"], rate["GMime"]), "%s MB/s without AVX2" % rate["table"])


N_QUEUED = 1000
N_ATTACHED = 200
N_PASTED = 500


def schemas(bench):
    """The schemas of the programs' own build."""
    return os.path.abspath(os.path.join(bench.tools, "..", "..", "data"))


def new_rig(bench, folder):
    rig = outboxrig.Rig(bench.posthaste_send, folder)
    rig.env = dict(rig.env, GSETTINGS_SCHEMA_DIR=schemas(bench))
    rig.save_account(bench.local.ports["plain"])
    return rig


def fill_outbox(rig):
    table = os.path.join(rig.folder, "people.csv")
    with open(table, "w") as file:
        file.write("name,email\n" + "".join("N%d,n%d@example.org\n" % (i, i) for i in range(N_QUEUED)))
    status, _, errors = rig.run("--merge", table, "--subject", "For {{name}}", "--body", "x" * 500)
    if status != 0:
        raise Failure("does not queue: " + errors)


def time_outbox(bench, folder):
    """How long it takes to queue as many messages, and to send them."""
    rig = new_rig(bench, folder)
    start = time.monotonic()
    fill_outbox(rig)
    queued = time.monotonic()
    before = bench.local.count()[1]
    status = rig.run("--flush", timeout=TIME_LIMIT)[0]
    if status != 0 or bench.local.count()[1] - before != N_QUEUED:
        raise Failure("does not send what it has queued")
    return queued - start, time.monotonic() - queued


def time_syncs(bench):
    """How long the disk takes for as many files alone, one sync each: nothing durable is faster."""
    folder = tempfile.mkdtemp(dir=bench.folder)
    start = time.monotonic()
    for i in range(N_QUEUED):
        with open(os.path.join(folder, str(i)), "wb") as file:
            file.write(b"x" * 700)
            file.flush()
            os.fsync(file.fileno())
    seconds = time.monotonic() - start
    shutil.rmtree(folder)
    return seconds


def measure_outbox(bench):
    into, out, syncs = [], [], []
    for _ in range(bench.rounds(5, 1)):
        with tempfile.TemporaryDirectory(dir=bench.folder) as folder:
            seconds = time_outbox(bench, folder)
        into.append(N_QUEUED / seconds[0])
        out.append(N_QUEUED / seconds[1])
        syncs.append(N_QUEUED / time_syncs(bench))
        print("  queued %.0f/s, sent %.0f/s, %.0f syncs/s" % (into[-1], out[-1], syncs[-1]))
    limit = "%.0f syncs/s" % statistics.median(syncs)
    yield Line("1,000 messages into the outbox", "%.0f/s" % statistics.median(into), None, None, None, "", limit)
    yield Line("and out of it, cleartext", "%.0f/s" % statistics.median(out), None, None, None, "", limit)


N_STORED = 100000


def make_store(bench, n_messages):
    """A store with as many sent messages."""
    folder = bench.path("store-%d" % n_messages)
    if not os.path.isdir(folder):
        subprocess.run([os.path.join(bench.tools, "bench-store"), "fill", folder, str(n_messages)], check=True)
    return folder


def measure_store(bench):
    """What the window asks the store for; beside it SQLite's own time for the rows alone."""
    output = subprocess.run([os.path.join(bench.tools, "bench-store"), "look", make_store(bench, N_STORED)],
                            stdout=subprocess.PIPE, check=True, text=True).stdout
    for line in output.splitlines():
        name, ours, n_found, bare = line.split()
        ours, n_found, bare = int(ours) / MILLION, int(n_found), int(bare) / MILLION
        limit = "SQLite %.3f ms, %.2f times" % (bare, ours / bare) if bare else ""
        figure = "100,000 sent: %s%s" % (name.replace("-", " "), " (%s)" % format(n_found, ",") if n_found else "")
        yield Line(figure, "%.3f ms" % ours, None, None, None, "", limit)


def run_window(bench, what, folder, *more):
    """What window.py prints, by its names."""
    if not os.path.exists(bench.posthaste):
        raise Skip("the window is not built")
    here = os.path.dirname(os.path.abspath(__file__))
    command = [os.path.join(here, "..", "support", "run-headless"), "--keyring", "--limit", "900", "--",
               "/usr/bin/python3", os.path.join(here, "window.py"), what, bench.posthaste, folder, *more]
    environment = dict(bench.environment, GSETTINGS_SCHEMA_DIR=schemas(bench), PYTHONDONTWRITEBYTECODE="1")
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure("does not show its window: " + (done.stderr or done.stdout).strip()[-500:])
    return {name: float(value) for name, value in (line.split() for line in done.stdout.splitlines())}


def measure_rest(bench):
    """The memory of the window: what is below a list of any length, and what its length adds."""
    parts = {}
    for n_messages in 1, N_STORED:
        with tempfile.TemporaryDirectory(dir=bench.folder) as folder:
            store = new_rig(bench, folder).store
            store.parent.mkdir()
            store.symlink_to(make_store(bench, n_messages))
            parts[n_messages] = run_window(bench, "rest", folder)
    full, least = parts[N_STORED], parts[1]
    for name in "resident", "own":
        yield Line("Messages with 100,000 sent, %s memory" % name, "%.1f MB" % full[name], None, None, None,
                   "with 1 sent %.1f MB" % least[name])


def measure_gap(bench):
    """How long the window is away while the whole outbox goes out under its eyes; a frame has 16.7 ms."""
    gaps, rates = [], []
    for _ in range(bench.rounds(3, 1)):
        with tempfile.TemporaryDirectory(dir=bench.folder) as folder:
            fill_outbox(new_rig(bench, folder))
            seen = run_window(bench, "gap", folder, bench.posthaste_send)
        if seen["sent"] != N_QUEUED:
            raise Failure("sent %d messages instead of %d" % (seen["sent"], N_QUEUED))
        gaps.append(seen["gap"])
        rates.append(N_QUEUED / seen["seconds"])
        print("  longest gap %.1f ms, sent %.0f/s" % (gaps[-1], rates[-1]))
    yield Line("longest gap while 1,000 messages go out", "%.1f ms" % max(gaps), max(gaps), 50, 16.7)
    yield Line("    sent meanwhile", "%.0f/s" % statistics.median(rates))


def need_files_host(bench):
    host = os.path.join(os.path.dirname(bench.posthaste), "..", "..", "tests", "app", "files-host")
    if not os.path.exists(host):
        raise Skip("files-host is not built")
    return host


def measure_longest_gap(bench, figure, what, *more, n_stored=0):
    """The window's worst moment of some runs; a frame has 16.7 ms."""
    gaps = []
    for _ in range(bench.rounds(3, 1)):
        with tempfile.TemporaryDirectory(dir=bench.folder) as folder:
            rig = new_rig(bench, folder)
            if n_stored > 0:
                shutil.copytree(make_store(bench, n_stored), rig.store)
            gaps.append(run_window(bench, what, folder, *more)["gap"])
    yield Line(figure, "%.1f ms" % max(gaps), max(gaps), 50, 16.7)


def measure_attach(bench):
    """How long the window is away while many pictures come."""
    yield from measure_longest_gap(bench, "longest gap while 200 pictures are attached", "attach", need_files_host(bench),
                                   str(N_ATTACHED))


def measure_paste(bench):
    """How long it is away while many recipients come."""
    yield from measure_longest_gap(bench, "longest gap while 500 recipients are pasted", "paste", need_files_host(bench),
                                   str(N_PASTED))


def measure_type(bench):
    """How long it is away from somebody who types, with as many people to come to mind as a store may have."""
    yield from measure_longest_gap(bench, "longest gap while a message is typed", "type", n_stored=N_STORED)


@contextlib.contextmanager
def smtp_sink(bench):
    """On a port that was free a moment before."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen(["smtp-sink", *user, "127.0.0.1:%d" % port, "1000"], cwd="/tmp")
    try:
        for _ in range(500):
            with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.01)
        yield port
    finally:
        process.terminate()
        process.wait()


ROWS = {
    "plain": measure_plain,
    "tls": measure_tls,
    "system": measure_system,
    "round-trips": measure_round_trips,
    "warm": measure_warm,
    "twenty": measure_twenty,
    "compose": measure_compose,
    "gigabyte": measure_gigabyte,
    "raw": measure_raw,
    "session": measure_session,
    "outbox": measure_outbox,
    "store": measure_store,
    "rest": measure_rest,
    "gap": measure_gap,
    "attach": measure_attach,
    "paste": measure_paste,
    "type": measure_type,
    "sink": measure_sink,
    "base64": measure_base64,
}


def number(value):
    return "" if value is None else "%.2f" % value


def print_table(lines):
    table = [("figure", "posthaste", "ratio", "must", "aim", "verdict", "best peer", "limit")]
    for line in lines:
        table.append((line.figure, line.value, number(line.ratio), number(line.must), number(line.aim),
                      line.verdict(), line.against, line.limit))
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    for row in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def main():
    parser = argparse.ArgumentParser(prog="bench", description="Races posthaste-send against its peers.")
    parser.add_argument("--tools", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--send", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--window", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--modules", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="few runs: figures to look at, not to quote")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="%s (default: all)" % ", ".join(ROWS))
    options = parser.parse_args()
    unknown = [row for row in options.rows if row not in ROWS]
    if unknown:
        parser.error("no row is called " + ", ".join(unknown))
    # Ended from outside, it leaves no gigabytes behind either.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    bench = Bench(options.tools, options.send, options.window, options.modules, options.quick)
    load = os.getloadavg()[0]
    lines, skipped, failed = [], [], []
    with bench.at_end:
        if bench.missing:
            print("Left out, as they are not here: " + ", ".join(sorted(bench.missing)))
        for name in options.rows or ROWS:
            print("%s:" % name, flush=True)
            try:
                for line in ROWS[name](bench):
                    lines.append(line)
            except Skip as skip:
                print("  skipped: %s" % skip)
                skipped.append(name)
            except Failure as failure:
                print("  posthaste %s" % failure)
                failed.append(name)
    print()
    print_table(lines)
    if skipped:
        print("\nSkipped, for the reasons above: " + ", ".join(skipped))
    if failed:
        print("\nFAILED, with the words above: " + ", ".join(failed))
    print("\n%d processors, load %.1f before and %.1f after%s." % (
        os.cpu_count(), load, os.getloadavg()[0], "; a quick run, not to be quoted" if options.quick else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
