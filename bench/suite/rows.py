# SPDX-License-Identifier: BSL-1.0
"""The rows of the results: the maildrop, the link, the job, and the clients of each."""
import dataclasses

KNOWN_WINDOWS = ("popline", "popline/100", "popline/10", "popline/1")
# They do not look at the bytes. One uses calls that wait, the other uses callbacks on Asio.
FLOORS = ("drain", "drain-asio")
# A floor that lets OpenSSL read ahead. Without TLS it does the same as `drain`.
AHEAD = ("drain-ahead",)
LIBRARIES = ("curl", "libetpan", "vmime", "poco")
PROGRAMS = ("mpop", "poplib", "net/pop")
# They are programs that do everything in one run. The suite cannot see when they have logged in, so their only figures are
# from start to end.
FROM_START = ("mpop",)
# The jobs that end in a Maildir: clients/delivering.py runs them. All their figures are from start to end. `store` is their
# floor: it writes the same files and retrieves nothing. `collect` is a floor that retrieves and stores nothing. `popline/first`
# does not know the servers yet, `popline/one` has one session at a time, and `popline/eager` too, with `server::eager`.
DELIVERING = ("deliver", "new", "accounts")
POLLING = ("popline", "popline/first", "popline/one", "popline/eager", "mpop", "getmail", "curl")
DELIVERERS = ("store", "popline", "mpop", "getmail", "fetchmail")
ALL = FLOORS + KNOWN_WINDOWS + LIBRARIES + PROGRAMS
PEERS = LIBRARIES + ("curl-multi",) + PROGRAMS
MAIN = FLOORS + ("popline",) + LIBRARIES + PROGRAMS

# Steps between the floors and popline, without TLS. `drain-finds` looks for the ends of the messages. `drain-polls` also
# waits by epoll. `drain-awaits` has an interface like popline's, on Asio.
FINDS = ("drain-finds", "drain-polls")
AWAITS = ("drain-awaits",)

# The same programs with huge pages, where the first use of a page costs little.
HUGE = ("drain/huge", "popline/huge")

# popline in the row `visits`: it keeps its TLS context between two logins but no TLS session, or it keeps nothing.
KEEPING_LESS = ("popline/context", "popline/nothing")

# The fast clients. Only they have several turns per repetition. Only they ask far enough ahead for a server that encrypts
# ahead.
FAST = ("drain", "drain-ahead", *FINDS, "drain-asio", *AWAITS, "popline", "popline/100", *HUGE)


@dataclasses.dataclass
class Row:
    name: str
    title: str
    job: str
    clients: tuple
    way: str = "plain"
    mail: tuple = ()  # arguments of the server about its messages
    count: int = 0  # number of messages, the same for every client
    unit: str = "message"  # what a figure is divided by: "message", "byte" or "run"
    server: str = "own"
    delay: int = 0  # milliseconds that the server waits before each reply
    link: int = 0  # milliseconds of a round trip on the link
    checked: bool = False  # whether the digests of all clients are compared
    repetitions: int = 0  # 0: as many as the other rows have
    turns: int = 1  # of the fast clients per repetition; more than 1 if their runs are short and differ


def both(name, title, clients, job, turns=(1, 1), **others):
    least = FINDS + AWAITS if job == "retrieve" else AWAITS if job.startswith("sessions") else ()
    yield Row(f"{name}-plain", f"{title}, plain", job, (*clients[:1], *least, *clients[1:]), way="plain",
              turns=turns[0], **others)
    floors = AHEAD if job == "retrieve" else ()
    yield Row(f"{name}-tls", f"{title}, TLS", job, (*clients[:1], *floors, *clients[1:]), way="tls",
              turns=turns[1], **others)


def all_rows(quick):
    full = not quick
    small = dict(mail=("--bytes", "4096"), job="retrieve", checked=True, clients=ALL, turns=(3, 1))
    yield from both("small", "messages of 4 KB", count=20_000 if full else 2_000, **small)
    yield from both("large", "messages of 25 MB", mail=("--bytes", "25000000"), job="retrieve", clients=MAIN,
                    count=8 if full else 2, unit="byte", turns=(3, 1))
    yield from both("mixed", "sizes of a real maildrop (median 8 KB)", mail=("--mixed",), job="retrieve",
                    clients=MAIN, count=2_000 if full else 500, unit="byte", checked=True,
                    turns=(3, 1))
    yield Row("list-plain", "LIST and UIDL of 100,000 messages", job="list", count=100_000,
              mail=("--bytes", "400"), unit="run",
              clients=("drain", "popline", "curl", "libetpan", "vmime", "poplib", "net/pop"))
    count = 5_000 if full else 1_000
    yield Row("top-plain", f"TOP n 0 of {count:,} messages", job="top", count=count,
              mail=("--bytes", "4096"),
              clients=(*FLOORS, "popline", "curl", "libetpan", "vmime", "poco", "poplib", "net/pop"))
    yield Row("retrieve-delete-plain", f"RETR and DELE of {count:,} messages of 4 KB", job="retrieve-delete", count=count,
              mail=("--bytes", "4096"),
              clients=(*FLOORS, "popline", "curl", "libetpan", "vmime", "poco", "mpop", "poplib", "net/pop"))
    sessions = dict(count=5, mail=("--bytes", "4096"), unit="run",
                    clients=(*FLOORS, "popline", *HUGE, "curl-multi"))
    yield from both("sessions-1000", "1,000 sessions at once, 5 messages of 4 KB each", job="sessions:1000",
                    turns=(3, 1), **sessions)
    if full:
        yield Row("sessions-10000-plain", "10,000 sessions at once, 5 messages of 4 KB each, plain",
                  job="sessions:10000", repetitions=3, **sessions)
    idle = 10_000 if full else 1_000
    yield from both("idle", f"{idle:,} sessions that are logged in and idle", job=f"idle:{idle}", count=1,
                    unit="run", clients=("popline",), repetitions=1)
    logins = 100 if full else 30
    yield from both("login", f"{logins} logins one after the other", job=f"login:{logins}", count=1, unit="run",
                    mail=(), clients=("drain", "popline", "curl", "libetpan", "vmime", "poco", "poplib", "net/pop"))
    visits = 1_000 if full else 200
    yield Row("visits-tls", f"{visits:,} logins of one account one after the other, TLS", job=f"visits:{visits}", way="tls",
              count=1, unit="run", clients=("popline", *KEEPING_LESS, "curl"))
    yield Row("stat-plain", "2,000 times STAT, each awaited", job="stat:2000", count=1, unit="run",
              clients=("drain", "popline", "curl", "libetpan", "poco", "poplib"))
    for kind, words in (("delay", "the server answers {} ms late"), ("link", "a link of {} ms, real TCP")):
        for time in (20, 100) if full else (20,):
            yield Row(f"{kind}-{time}", f"100 messages of 4 KB, {words.format(time)}", job="retrieve", count=100,
                      mail=("--bytes", "4096"), clients=MAIN,
                      repetitions=3 if full else 1, **{kind: time})
    count = 5_000 if full else 500
    # One repetition of all programs takes minutes.
    delivered = dict(job="deliver", way="tls", clients=DELIVERERS, repetitions=3 if full else 1)
    yield Row("deliver-tls", f"{count:,} messages of 4 KB into a Maildir, TLS", count=count, mail=("--bytes", "4096"),
              **delivered)
    yield Row("deliver-mixed-tls", "sizes of a real maildrop into a Maildir, TLS", count=2_000 if full else 200,
              mail=("--mixed",), unit="byte", **delivered)
    yield Row("deliver-link-20", f"{count:,} messages of 4 KB into a Maildir, TLS, a link of 20 ms, real TCP", count=count,
              mail=("--bytes", "4096"), link=20,
              **delivered | dict(clients=("store", "popline", "mpop")))
    yield Row("deliver-link-20-slow", "500 messages of 4 KB into a Maildir, TLS, a link of 20 ms, real TCP", count=500,
              mail=("--bytes", "4096"), link=20, **delivered | dict(clients=("popline", "getmail", "fetchmail"), repetitions=1))
    yield Row("sync-tls", "100,000 messages of which 10 are new, TLS", job="new:10", way="tls", count=100_000,
              mail=("--bytes", "4096"), unit="run", clients=("popline", "mpop", "getmail"))
    yield Row("accounts-tls", "1,000 accounts of 20 messages, nothing new, TLS", job="accounts:1000", way="tls", count=20,
              mail=("--bytes", "4096"), unit="run", clients=("popline", "mpop", "getmail"),
              repetitions=3 if full else 1)
    for time, accounts in ((20, 100), (100, 30)) if full else ((20, 20),):
        yield Row(f"accounts-link-{time}", f"{accounts} accounts of 20 messages, nothing new, TLS, a link of {time} ms, real TCP",
                  job=f"accounts:{accounts}", way="tls", count=20, mail=("--bytes", "4096"), unit="run", link=time,
                  clients=POLLING, repetitions=3 if full else 1)
    if full:
        yield Row("collect-link-100", "300 messages of 4 KB into a folder, by programs, TLS, a link of 100 ms, real TCP",
                  job="deliver", way="tls", count=300, mail=("--bytes", "4096"), link=100,
                  clients=("collect", "popline fetch", "popline", "mpop"), repetitions=5)
    yield from both("dovecot", "5,000 messages of 4 KB from Dovecot", server="dovecot", job="retrieve", count=5_000,
                    clients=MAIN, checked=full, turns=(3, 3) if full else (1, 1))
