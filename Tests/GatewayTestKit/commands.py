#!/usr/bin/env python3
"""What commands say of settings that cannot be read, and to programs when they fail.

Usage: commands.py FOLDER-WITH-PROGRAMS
"""
import json, os, random, re, shutil, subprocess, sys, tempfile

programs = os.path.realpath(sys.argv[1])
here = os.path.dirname(os.path.realpath(__file__))
os.environ["PATH"] = programs + ":" + os.environ["PATH"]
work = tempfile.mkdtemp(prefix="commands-")
base = 10000 + random.randrange(20000)


def run(*words, config="northmere/gateway.yaml"):
    words = ["lesson-gateway", *words, "--config", config]
    return subprocess.run(words, cwd=work, capture_output=True, text=True, timeout=60)


def check(what, holds, done):
    if not holds:
        raise SystemExit(f"COMMANDS FAILED: {what}: {done.returncode} {done.stdout}{done.stderr}")


def settings():
    """A list or names where one value belongs, and a value where a section does, are refused and named."""
    text = open(f"{work}/northmere/gateway.yaml").read()
    path = f"{work}/northmere/other.yaml"

    def told(old, new):
        changed, count = re.subn(old, new, text, count=1)
        assert count, old
        open(path, "w").write(changed)
        return run("inbox", config="northmere/other.yaml")

    wrong = [
        (f"port: {base}", f"port: [{base}]", "partners.port"),
        (f"port: {base}", f"port:\n    - {base}", "partners.port"),
        (f"port: {base}", f"port: {{number: {base}}}", "partners.port"),
        ('level: "info"', "level: [debug]", "logging.level"),
        ("requestsPerSecond: 5000", "requestsPerSecond: [5]", "partners.requestsPerSecond"),
        ('aliases: ""', 'aliases: ["a.json"]', "findings.aliases"),
        ("logging:\n(  .*\n)+", "logging: debug\n", "logging"),
        ("sync:\n(  .*\n)+", "sync: [5]\n", "sync"),
        ('providerClasses: ""', "providerClasses: {a: b}", "organisation.providerClasses"),
    ]
    for old, new, name in wrong:
        done = told(old, new)
        check(f"{new!r} is refused", done.returncode == 2 and "configuration.invalid" in done.stderr, done)
        check(f"{name} is named", f"{name} is " in done.stderr, done)
    for new in ["providerClasses: [nhs-trust, icb]", "providerClasses:\n    - nhs-trust\n    - icb", "providerClasses: nhs-trust"]:
        done = told('providerClasses: ""', new)
        check(f"{new!r} is read", done.returncode == 0, done)


def failures():
    """A command that fails with --json prints one object, and the words for people beside it."""
    cases = [
        (["exposure", "nothing"], "usage.invalid", False),
        (["inbox", "--limit", "0"], "usage.invalid", False),
        (["inbox", "--nonsense"], "usage.invalid", False),
        (["export", "out", "--for", "reg:demo-nobody"], "partner.unknown", False),
        (["respond", "nothing", "--position", "adopted"], "usage.invalid", True),
    ]
    for words, code, has_place in cases:
        done = run(*words, "--json")
        check(f"{words} fails", done.returncode != 0 and f"error: {code}" in done.stderr, done)
        told = json.loads(done.stdout)
        names = {"code", "message", "remedy"} | ({"at"} if has_place else set())
        check(f"{words} tells {code}", told["code"] == code and set(told) == names, done)
        check(f"{words} is for people without --json", run(*words).stdout == "", done)
    told = json.loads(run("inbox", "--json", config="nowhere.yaml").stdout)
    if told["code"] != "input.unreadable" or told["at"] != "nowhere.yaml":
        raise SystemExit(f"COMMANDS FAILED: a file that is not there: {told}")


def listeners():
    """Of serve --json each line is an object."""
    words = ["lesson-gateway", "serve", "--json", "--config", "northmere/gateway.yaml"]
    server = subprocess.Popen(words, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        told = [json.loads(server.stdout.readline()) for _ in range(3)]
    finally:
        server.terminate()
        server.wait(30)
    urls = {line["listener"]: line["url"] for line in told}
    if urls != {
        "partners": f"https://127.0.0.1:{base}",
        "local": f"http://127.0.0.1:{base + 10}",
        "operations": f"http://127.0.0.1:{base + 20}",
    }:
        raise SystemExit(f"COMMANDS FAILED: serve --json told {urls}")


try:
    subprocess.run(["bash", f"{here}/federation.sh", str(base)], cwd=work, check=True)
    settings()
    failures()
    listeners()
    print("commands: settings of another shape are refused; whoever asks for JSON is told what failed as JSON")
finally:
    shutil.rmtree(work)
