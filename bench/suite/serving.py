# SPDX-License-Identifier: BSL-1.0
"""Starts the servers, each in a process of its own: our own server, also over a slow link, and Dovecot."""
import os
import re
import subprocess

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class NotHere(Exception):
    """Says why a row cannot be run on this machine."""


def facts(line):
    return dict(re.findall(r"(\w+)=(\S+)", line))


class Own:
    """Our own server, bench/serve."""

    def __init__(self, built, folder, arguments, link=None):
        self.ca_file = f"{folder}/ca.pem"
        self.link = link
        within = ["nsenter", f"--net=/var/run/netns/{link.facts['server']}"] if link else []
        where = ["--address", link.facts["address"]] if link else []
        self.command = [f"{built}/bench/serve", "--ca", self.ca_file, *arguments, *where]
        self.process = subprocess.Popen(within + self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.facts = facts(self.process.stdout.readline())
        self.digest = self.facts["digest"]
        self.before_client = ["nsenter", f"--net=/var/run/netns/{link.facts['client']}"] if link else []

    def place(self, way):
        return (self.link.facts["address"] + ":" if self.link else "") + self.facts[way]

    def so_far(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return {what: float(value) for what, value in facts(self.process.stdout.readline()).items()}

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Link:
    """The slow link of bench/link.py."""

    def __init__(self, milliseconds):
        self.process = subprocess.Popen(["/usr/bin/python3", f"{HERE}/link.py", str(milliseconds)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True)
        self.facts = facts(self.process.stdout.readline())
        if not self.facts:
            raise NotHere(self.process.stderr.read().strip() or "bench/link.py said nothing")

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Dovecot:
    """The Dovecot of test/servers/dovecot, with one maildir of messages that are all alike."""

    digest = None
    before_client = []

    def __init__(self, folder, messages, bytes):
        script = f"{os.path.dirname(HERE)}/test/servers/dovecot"
        self.folder = f"{folder}/dovecot"
        os.makedirs(self.folder)
        with open(f"{self.folder}/users", "w") as file:
            file.write("user:{PLAIN}secret\n")
        self.process = subprocess.Popen([script, self.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.facts = facts(self.process.stdout.readline() + self.process.stdout.readline())
        if "plain" not in self.facts:
            raise NotHere(self.process.stderr.read().strip() or "Dovecot did not start")
        self.ca_file = f"{self.folder}/ca.pem"
        self.command = ["test/servers/dovecot"]
        self.fill(messages, bytes)

    def fill(self, messages, bytes):
        lines = [b"From: ada@example.org\nSubject: one of many\n\n"]
        for line in range(bytes // 78):
            lines.append((b"." if line % 50 == 49 else b"x") + b"x" * 75 + b"\n")
        text = b"".join(lines)
        owner = os.stat(f"{self.folder}/mail")
        for part in ("", "/cur", "/new", "/tmp"):
            os.makedirs(f"{self.folder}/mail/user{part}", exist_ok=True)
            os.chown(f"{self.folder}/mail/user{part}", owner.st_uid, owner.st_gid)
        for number in range(messages):
            name = f"{self.folder}/mail/user/cur/{1700000000 + number}.bench:2,"
            with open(name, "wb") as file:
                file.write(text)
            os.chown(name, owner.st_uid, owner.st_gid)

    def place(self, way):
        return self.facts[way]

    def so_far(self):
        return {"cpu": 0.0}  # it has many short processes, and is not measured

    def close(self):
        self.process.stdin.close()
        self.process.wait()
