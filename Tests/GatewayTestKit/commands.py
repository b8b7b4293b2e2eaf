#!/usr/bin/env python3
"""What commands say of settings that cannot be read.

Usage: commands.py FOLDER-WITH-PROGRAMS
"""
import os, random, re, shutil, subprocess, sys, tempfile

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


try:
    subprocess.run(["bash", f"{here}/federation.sh", str(base)], cwd=work, check=True)
    settings()
    print("commands: settings of another shape are refused")
finally:
    shutil.rmtree(work)
