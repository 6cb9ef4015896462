#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs a program that collects mail into a Maildir, and checks what it stored. The clock runs from the program's start to its
end. Each program gets an empty folder of its own.

Usage: CLIENT PROGRAM [HOST:]PORT plain|tls CA-FILE JOB [WINDOW] [--digest]

JOB is `deliver`, or `new:N`: all but the last N messages were stored before, or `accounts:N`: N accounts with the same
messages, all stored before. CLIENT is `sync` (popline), `sync-first` (it knows no server), `sync-one` (with one session at a
time), `sync-eager` (also with `server::eager`), `store` or `collect` (floors), `fetch` (the tool popline), `mpop`, `getmail`,
`fetchmail` or `curl`. If BENCH_SYNCS is set, the calls that make something durable are counted by strace, and the run is not
for timing."""
import os
import re
import resource
import subprocess
import sys
import tempfile
import time

client, program, where, way, ca_file, job = sys.argv[1:7]
host, port = ("127.0.0.1:" + where).split(":")[-2:]
if client == "getmail" and way == "tls":
    host = host.replace("127.0.0.1", "localhost")
if client in ("sync-one", "sync-eager"):
    os.environ["BENCH_SESSIONS"] = "1"
if client == "sync-eager":
    os.environ["BENCH_EAGER"] = "yes"
tls = way == "tls"
# getmail delivers nothing as root.
UNPRIVILEGED = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []
name, _, new = job.partition(":")
if name not in ("deliver", "new", "accounts"):
    sys.exit(77)
accounts = [f"user{number}" for number in range(int(new))] if name == "accounts" else ["user"]


def write(path, text):
    with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
    return path


def unique_ids():
    """Of the messages that were stored before."""
    import poplib
    import ssl
    context = ssl.create_default_context(cafile=ca_file) if tls else None
    poplib._MAXLINE = 10_000
    server = poplib.POP3_SSL(host, int(port), context=context) if tls else poplib.POP3(host, int(port))
    server.user("user")
    server.pass_("secret")
    listed = [line.split()[1].decode() for line in server.uidl()[1]]
    server.quit()
    return listed if name == "accounts" else listed[:-int(new)]


def of_mpop(folder):
    trust = f"tls_trust_file {ca_file}" if tls else ""
    if new:
        ids = sorted(unique_ids())
        for user in accounts:
            write(f"{folder}/uidls-{user}", f" {len(ids)} {host} {user}\n" + "".join(f"{one}\n" for one in ids))
    text = f"""defaults
host {host}
port {port}
password secret
auth user
tls {"on" if tls else "off"}
tls_starttls off
{trust}
pipelining on
only_new on
keep on
received_header off
delivery maildir {folder}/mail
uidls_file {folder}/uidls-%U
""" + "".join(f"account {user}\nuser {user}\n" for user in accounts)
    return ["mpop", "--half-quiet", "--file=" + write(f"{folder}/config", text), "--all-accounts"]


def of_getmail(folder):
    kind = "SimplePOP3SSLRetriever" if tls else "SimplePOP3Retriever"
    ids = unique_ids() if new else []
    for user in accounts:
        write(f"{folder}/config-{user}", f"""[retriever]
type = {kind}
server = {host}
port = {port}
username = {user}
password = secret
{"ca_certs = " + ca_file if tls else ""}
[destination]
type = Maildir
path = {folder}/mail/
[options]
read_all = false
delete = false
delivered_to = false
received = false
verbose = 0
""")
        with open(f"{folder}/oldmail-{host}-{port}-{user}", "w") as file:
            file.writelines(f"{one}\0{int(time.time())}\n" for one in ids)
    return [*UNPRIVILEGED, "getmail", f"--getmaildir={folder}", *(f"--rcfile=config-{user}" for user in accounts)]


def of_fetchmail(folder):
    """It stores nothing by itself: it runs a program for each message, here procmail."""
    rules = write(f"{folder}/procmailrc", f"MAILDIR={folder}\nDEFAULT={folder}/mail/\n")
    # It does not know certificates for addresses.
    security = f'ssl sslcertfile "{ca_file}" sslcertck sslcommonname "localhost"' if tls else 'sslproto ""'
    write(f"{folder}/config", f"""set idfile "{folder}/ids"
set no bouncemail
poll {host.replace("127.0.0.1", "localhost")} service {port} protocol pop3 uidl
    user "user" password "secret" keep {security} mda "procmail {rules}"
""")
    if new:
        with open(f"{folder}/ids", "w") as file:
            file.writelines(f"user@{host.replace('127.0.0.1', 'localhost')} {one}\n" for one in unique_ids())
    return ["fetchmail", "--nosyslog", "--silent", "--invisible", "-f", f"{folder}/config", "--pidfile", f"{folder}/pid"]


def of_own(folder):
    arguments = [program, where, way, ca_file]
    if client == "fetch":
        scheme = "pop3s" if tls else "pop3"
        return [program, "fetch", f"{scheme}://user@{host}:{port}", f"{folder}/mail"]
    if new:
        # The first run asks what the servers can do, and with eager, the second one tries them.
        preparation = [f"know-accounts:{new}", job, job] if name == "accounts" else [f"know:{new}"]
        for one in preparation[:1] if client == "sync-first" else preparation:
            subprocess.run([*arguments, one], check=True, stdout=subprocess.DEVNULL)
    return [*arguments, job if name == "accounts" else "deliver"]


def of_curl(folder):
    """It lists the unique-ids of each account, and remembers nothing."""
    each = (f'url = "{"pop3s" if tls else "pop3"}://{host}:{port}/"\nuser = "{user}:secret"\nrequest = "UIDL"\n'
            f'cacert = "{ca_file}"\noutput = "/dev/null"\n' for user in accounts)
    return ["curl", "--silent", "--show-error", "--config", write(f"{folder}/config", "next\n".join(each))]


def syncs_in(file):
    """How often each call was made, of those that make something durable."""
    with open(file) as lines:
        counts = [line.split() for line in lines if re.search(r" (fsync|fdatasync|syncfs|sync)$", line)]
    return sum(int(one[3]) for one in counts)


with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DISK")) as folder:
    if client != "fetch":
        for part in ("cur", "new", "tmp"):
            os.makedirs(f"{folder}/mail/{part}")
    os.environ |= {"BENCH_FOLDER": folder, "HOME": folder, "POPLINE_PASSWORD": "secret", "SSL_CERT_FILE": ca_file}
    command = {"mpop": of_mpop, "getmail": of_getmail, "fetchmail": of_fetchmail, "curl": of_curl}.get(client, of_own)(folder)
    if client == "getmail" and UNPRIVILEGED:
        subprocess.run(["chown", "-R", "nobody:nogroup", folder], check=True)
    counts = os.environ.get("BENCH_SYNCS")
    if counts:
        command = ["strace", "-f", "-c", "-o", f"{folder}/calls", *command]
    elif "BENCH_MEASURE" in os.environ:
        # `measure` runs the program, so that the memory of this script is not counted as the program's.
        command = [os.environ["BENCH_MEASURE"], *command]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    wall = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(done.stderr[-500:] or done.stdout[-500:] or f"status {done.returncode}")
    # Some programs store lines that end in LF. The bytes are counted as the server sent them.
    mail = f"{folder}/mail" if client == "fetch" else f"{folder}/mail/new"
    messages, taken = 0, 0
    for one in os.scandir(mail):
        if one.name.startswith("."):
            continue
        with open(one, "rb") as file:
            text = file.read()
        text = text.removeprefix(b"Return-Path: <unknown>\n")  # of getmail
        messages += 1
        taken += len(text) + (text.count(b"\n") - text.count(b"\r\n") if client != "store" else 0)
    if client == "collect":
        messages, taken = re.search(r"messages=(\d+) bytes=(\d+)", done.stdout).groups()
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    if counts:
        print(f"syncs={syncs_in(f'{folder}/calls')}")
rss = re.search(r" rss=(\d+)", done.stdout)
if rss:
    print(f"own_rss={rss[1]}")
for flights in re.findall(r"^flights(?:_of_session)?=\d+", done.stdout, re.MULTILINE):
    print(flights)
print(f"messages={messages} bytes={taken} wall={wall:.6f} cpu={cpu:.6f} digest=-")
