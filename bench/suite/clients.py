# SPDX-License-Identifier: BSL-1.0
"""The clients: which program each is, whether it is there, and its version."""
import os
import re
import shutil
import subprocess

from . import rows

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Lets the C library use huge pages.
KEEPS = {"context", "nothing"}  # what popline keeps between two logins, if not everything
HUGE_PAGES = ["env", "GLIBC_TUNABLES=glibc.malloc.hugetlb=1:glibc.malloc.top_pad=16777216"]


def packaged(pattern):
    """The version of an installed package. Its name is a pattern, since the names of libraries carry numbers."""
    form = "${db:Status-Status} ${Version}\n"
    listed = subprocess.run(["dpkg-query", "-W", "-f", form, pattern], capture_output=True, text=True).stdout
    found = re.search(r"^installed (\S+)$", listed, re.MULTILINE)
    return found[1] if found else "unknown"


def script(interpreter, name):
    return [interpreter, f"{HERE}/clients/{name}"]


class Clients:
    def __init__(self, built):
        self.built = f"{built}/bench/clients"
        self.root = os.path.dirname(HERE)

    def delivering(self, name):
        """The program of a client in a row that ends in a Maildir. None if a program is missing."""
        sync = f"{self.built}/client-sync"
        own = {"popline": ("sync", sync), "popline/first": ("sync-first", sync), "popline/one": ("sync-one", sync),
               "popline/eager": ("sync-eager", sync),
               "store": ("store", f"{self.built}/store"), "collect": ("collect", f"{self.built}/collect-floor"),
               "popline fetch": ("fetch", f"{os.path.dirname(os.path.dirname(self.built))}/cli/popline")}
        client, program = own.get(name, (name, name))
        needed = [program, "procmail"] if name == "fetchmail" else [program]
        if not all(map(shutil.which, needed)):
            return None
        return [*script("/usr/bin/python3", "delivering.py"), client, program], ""

    def command(self, name, job=""):
        """The program of a client, and its window if the name has one. None if the program is missing."""
        if job.partition(":")[0] in rows.DELIVERING:
            return self.delivering(name)
        name, _, window = name.partition("/") if name.startswith(("drain", "popline")) else (name, "", "")
        python = "/usr/bin/python3"
        scripts = {"poplib": script(python, "poplib_client.py"), "mpop": script(python, "mpop_client.py"),
                   "net/pop": script("ruby", "net_pop_client.rb")}
        if name in scripts:
            needed = "mpop" if name == "mpop" else scripts[name][0]
            return (scripts[name], window) if shutil.which(needed) else None
        file = name if name.startswith("drain") else "client-" + name.replace("curl-multi", "curl_multi")
        program = f"{self.built}/{file}"
        if not os.path.exists(program):
            return None
        if window in KEEPS:
            return ["env", f"BENCH_KEEPS={window}", program], ""
        return ([*HUGE_PAGES, program], "") if window == "huge" else ([program], window)

    def versions(self):
        first = lambda *command: subprocess.run(command, capture_output=True, text=True).stdout.split("\n")[0]
        commit = first("git", "-C", self.root, "describe", "--always", "--dirty")
        with open(f"{self.root}/meson.build") as file:
            own = re.search(r"version: '([^']+)'", file.read())[1]
        return {
            "popline": f"{own} ({commit})",
            "libcurl": packaged("libcurl4*"), "libetpan": packaged("libetpan20*"), "vmime": packaged("libvmime1*"),
            "poco": packaged("libpoconet[0-9]*"), "mpop": packaged("mpop"),
            "getmail6": packaged("getmail6"), "fetchmail": packaged("fetchmail"), "procmail": packaged("procmail"), "poplib": first("/usr/bin/python3", "-V"),
            "net/pop": first("ruby", "-e", "require 'net/pop'; puts \"#{Net::POP3::VERSION} of Ruby #{RUBY_VERSION}\""),
            "Dovecot": packaged("dovecot-core"), "OpenSSL": packaged("libssl3*"), "GnuTLS": packaged("libgnutls30*"),
            "Boost": packaged("libboost1.*-dev"), "g++": first("g++", "--version"),
        }
