#!/usr/bin/env python3
"""Two real gateways that exchange while things go wrong.

Each round 50 bundles are published and one lesson is withdrawn, while both sides and the publishing process are killed
(SIGKILL) at random moments and a proxy between them drops, delays, cuts, repeats and swaps bytes. Then the network heals,
and when all is delivered both stores are computed again: nothing lost, nothing twice, every receipt matches, what was told
as published is there, and nothing that was withdrawn comes back. Now and then a store is lost and an older backup is put in
its place: what it had lost comes back from the partner.

Usage: faults.py FOLDER-WITH-PROGRAMS [ROUNDS] [SEED]
"""
import asyncio, json, os, random, shutil, signal, sqlite3, subprocess, sys, tempfile, threading, time

programs = os.path.realpath(sys.argv[1])
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 10
seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
here = os.path.dirname(os.path.realpath(__file__))
os.environ["PATH"] = programs + ":" + os.environ["PATH"]
os.environ["NO_COLOR"] = "1"
chance = random.Random(seed)
work = tempfile.mkdtemp(prefix="faults-")
base = 10000 + chance.randrange(20000)
sides = ["northmere", "southfell"]
print(f"faults: seed {seed}, {rounds} rounds", flush=True)


def fail(why):
    print(f"FAULTS FAILED (seed {seed}): {why}", flush=True)
    for side in sides:
        path = f"{work}/{side}.err"
        if os.path.exists(path):
            print(f"--- {side}\n" + "".join(open(path).readlines()[-15:]))
    stop_all(signal.SIGKILL)
    os._exit(1)


def run(*words, status=0):
    done = subprocess.run(words, cwd=work, capture_output=True, text=True)
    if status is not None and done.returncode != status:
        fail(f"{' '.join(words)}: status {done.returncode}, wanted {status}\n{done.stdout}{done.stderr}")
    return done


# --- the proxy: bytes between the two, as a bad network would carry them


class Proxy:
    """Forwards a port; while `bad`, connections are cut, delayed, or fed bytes twice or swapped (TLS must notice each)."""

    def __init__(self, port, target):
        self.port, self.target, self.bad = port, target, False
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        asyncio.set_event_loop(self.loop)
        server = asyncio.start_server(self.accept, "127.0.0.1", self.port)
        self.loop.run_until_complete(server)
        self.loop.run_forever()

    async def accept(self, reader, writer):
        try:
            if self.bad and chance.random() < 0.1:
                return
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
            await asyncio.gather(self.pump(reader, far_writer), self.pump(far_reader, writer))
        except OSError:
            pass
        finally:
            writer.close()

    async def pump(self, reader, writer):
        try:
            while True:
                part = await reader.read(16384)
                if not part:
                    break
                if self.bad:
                    luck = chance.random()
                    if luck < 0.01:
                        break
                    if luck < 0.02:
                        writer.write(part[: chance.randrange(len(part))])
                        await writer.drain()
                        break
                    if luck < 0.03:
                        part = part + part
                    elif luck < 0.04 and len(part) > 1:
                        half = len(part) // 2
                        part = part[half:] + part[:half]
                    if luck < 0.10:
                        await asyncio.sleep(chance.random() * 0.05)
                writer.write(part)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()


# --- the two gateways

servers = {}


def start(side):
    out, err = open(f"{work}/{side}.out", "w"), open(f"{work}/{side}.err", "a")
    servers[side] = subprocess.Popen(
        ["lesson-gateway", "serve", "--config", f"{side}/gateway.yaml"], cwd=work, stdout=out, stderr=err
    )


def stop(side, how=signal.SIGTERM):
    process = servers.pop(side, None)
    if process:
        process.send_signal(how)
        process.wait()


def stop_all(how=signal.SIGTERM):
    for side in sides:
        stop(side, how)


def rows(side, query):
    connection = sqlite3.connect(f"file:{work}/{side}/data/gateway.sqlite?mode=ro", uri=True, timeout=30)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


OWN = """SELECT hex(digest) FROM log_entry JOIN statement ON statement.id = log_entry.statement
         WHERE statement.kind IN ('bundle', 'response', 'withdrawal')"""
# What came without bytes, since the other side had erased them already, has no kind.
GOT = """SELECT hex(digest) FROM received
         WHERE coalesce(kind, 'bundle') IN ('bundle', 'response', 'withdrawal') AND receipt IS NOT NULL"""
# A log that began anew tells of what was there already, which is no second time.
TWICE = GOT.replace("hex(digest)", "1") + " GROUP BY origin, digest HAVING count(*) > 1"
# Its bytes are gone here, or were gone at the other side before they came.
ERASED = """SELECT hex(digest) FROM statement WHERE envelope IS NULL
            UNION SELECT hex(digest) FROM received WHERE statement IS NULL AND outcome = 'withdrawn'"""
TOLD = """SELECT hex(digest) FROM delivery JOIN statement ON statement.id = delivery.statement
          WHERE delivery.outcome IS NOT NULL"""
# Reason of the withdrawal, state of the lesson and whether its bytes are here, for all that is withdrawn.
WITHDRAWN = """SELECT withdrawal.lesson_id, reason, state, envelope IS NOT NULL FROM withdrawal
               JOIN lesson ON lesson.lesson_id = withdrawal.lesson_id JOIN statement ON statement.id = lesson.statement"""
LESSONS = "SELECT lesson_id FROM lesson WHERE is_own AND state = 'active'"


def open_work():
    """What is not delivered yet, or not receipted."""
    missing = []
    for one, other in [sides, sides[::-1]]:
        own = [r[0] for r in rows(one, OWN)]
        got = [r[0] for r in rows(other, GOT)]
        told = [r[0] for r in rows(one, TOLD)]
        if rows(other, TWICE):
            fail(f"{other} has a statement twice")
        # What both had erased when a restore lost it is nowhere any more; only the other remembers that there was something.
        erased = {r[0] for r in rows(other, ERASED)}
        if set(got) - set(own) - erased:
            missing.append(f"{other} has what {one} never issued, or has not got back")
        if set(own) - set(got):
            missing.append(f"{len(set(own) - set(got))} of {len(own)} not at {other}")
        if set(own) - set(told):
            missing.append(f"{len(set(own) - set(told))} of {len(own)} without receipt at {one}")
    return missing


def open_withdrawals():
    """Withdrawals that have not done all they should at one of the sides."""
    missing = []
    for side in sides:
        for lesson, reason, state, has_bytes in rows(side, WITHDRAWN):
            if state != "withdrawn":
                missing.append(f"{lesson} is {state} at {side}")
            if has_bytes and reason == "disclosive":
                missing.append(f"bytes of {lesson} are at {side}")
        if withdrawn[side] - {r[0] for r in rows(side, "SELECT lesson_id FROM withdrawal")}:
            missing.append(f"{side} has forgotten a withdrawal, or has not got it back")
    return missing


published = {side: set() for side in sides}
withdrawn = {side: set() for side in sides}


def publish(side, count):
    """Publishes `count`; the process may be killed on its way, and what it said is published until then."""
    while count > 0:
        filling = subprocess.Popen(
            ["GatewayBenchmarks", "publish-each", side, str(count)], cwd=work, stdout=subprocess.PIPE, text=True
        )
        if chance.random() < 0.5:
            threading.Timer(chance.random() * 2, filling.kill).start()
        told = [line.split() for line in filling.stdout if line.endswith("\n")]
        if filling.wait() not in (0, -signal.SIGKILL):
            fail("publishing failed")
        published[side].update(words[0].upper() for words in told)
        count -= len(told) if filling.returncode else count


def withdraw(side):
    """Takes one lesson back; killed or not, it is asked for until it is done."""
    found = [r[0] for r in rows(side, LESSONS)]
    if not found:
        return
    lesson, reason = chance.choice(found), chance.choice(["disclosive", "outdated", "disclosive", "inaccurate"])
    words = ["lesson-gateway", "withdraw", lesson, "--reason", reason, "--config", f"{side}/gateway.yaml"]
    doing = subprocess.Popen(words, cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if chance.random() < 0.3:
        threading.Timer(chance.random() * 0.5, doing.kill).start()
    problem = doing.communicate()[1]
    if doing.returncode == -signal.SIGKILL:
        run(*words, status=None)
    elif doing.returncode:
        fail(f"withdrawing failed: {problem}")
    withdrawn[side].add(lesson)


backups = {}


def lose_and_restore(side):
    """The store of one side is gone, and a backup from some rounds ago is all that there is."""
    for path in os.listdir(f"{work}/{side}/data"):
        if path.startswith("gateway.sqlite"):
            os.remove(f"{work}/{side}/data/{path}")
    done = run(
        "lesson-gateway", "restore", backups.pop(side), "--reason", "Restored after a drill.",
        "--approver", "chief information officer:Demonstration One", "--approver", "caldicott guardian:Demonstration Two",
        "--config", f"{side}/gateway.yaml", "--json",
    )
    return json.loads(done.stdout)["newEpoch"]


def look_at_stopped(what):
    """A store may be older than two restores of the other: only a person may go on then, and only then."""
    for side in sides:
        for (known,) in rows(side, "SELECT origin FROM feed WHERE ended = 0 AND stopped = 'log.epoch-unexpected'"):
            partner = known.split("/")[1]
            newest = rows(partner.rpartition("-")[2], "SELECT origin FROM log_head")[0][0]
            if int(newest.rpartition("/")[2]) < int(known.rpartition("/")[2]) + 2:
                fail(f"{what}: {side} stopped at {newest}, and had read {known}")
            run("lesson-gateway", "partner", "add", partner, "--resume", "--config", f"{side}/gateway.yaml")
            looked.append(side)


looked = []


def settle(what):
    for proxy in proxies:
        proxy.bad = False
    # A restart forgets how long to wait after failures.
    stop_all()
    for side in sides:
        start(side)
    deadline = time.monotonic() + 120
    while True:
        missing = open_work() + open_withdrawals()
        if not missing:
            break
        if time.monotonic() > deadline:
            fail(f"{what}: {missing}")
        look_at_stopped(what)
        time.sleep(0.1)
    stop_all()
    for side in sides:
        erased = {r[0] for other in sides for r in rows(other, ERASED)}
        if published[side] - {r[0] for r in rows(side, OWN)} - erased:
            fail(f"{what}: {side} lost what it had said is published")
        done = run("lesson-gateway", "check", "--json", "--config", f"{side}/gateway.yaml")
        if json.loads(done.stdout)["findings"]:
            fail(f"{what}: {side}: {done.stdout}")


subprocess.run(["bash", f"{here}/federation.sh", str(base)], cwd=work, check=True)
for side in sides:
    path = f"{work}/{side}/gateway.yaml"
    text = open(path).read().replace("intervalSeconds: 300", "intervalSeconds: 1")
    open(path, "w").write(text)
shutil.copytree(f"{work}/southfell", f"{work}/fresh")
proxies = [Proxy(base + 50, base), Proxy(base + 51, base + 1)]
run("lesson-gateway", "partner", "add", "reg:demo-northmere", "--url", f"https://localhost:{base + 50}",
    "--config", "southfell/gateway.yaml")
run("lesson-gateway", "partner", "add", "reg:demo-southfell", "--url", f"https://localhost:{base + 51}",
    "--config", "northmere/gateway.yaml")

try:
    kills, epochs = 0, 0
    for number in range(rounds):
        for proxy in proxies:
            proxy.bad = True
        for side in sides:
            start(side)
        publisher = chance.choice(sides)
        filling = threading.Thread(target=lambda: (publish(publisher, 50), withdraw(chance.choice(sides))))
        filling.start()
        for _ in range(chance.randrange(1, 4)):
            # The moment is the test: anywhere between the start of a process and the end of its work.
            time.sleep(chance.random() * 1.2)
            side = chance.choice(sides)
            stop(side, signal.SIGKILL)
            kills += 1
            start(side)
        filling.join()
        settle(f"round {number}")
        for side in sides:
            if side in backups and chance.random() < 0.15:
                epochs += lose_and_restore(side)
                settle(f"restore after round {number}")
            elif chance.random() < 0.3:
                backups[side] = f"{work}/{side}-{number}.sqlite"
                run("lesson-gateway", "backup", backups[side], "--config", f"{side}/gateway.yaml")
    counts = [len(rows(side, OWN)) for side in sides]
    taken_back = sum(len(withdrawn[side]) for side in sides)
    print(f"faults: {rounds} rounds, {kills} kills of servers, {counts} statements: none lost, none twice, every receipt")
    print(f"faults: matches; {taken_back} withdrawals: nothing came back; {epochs} restores that had lost entries, "
          f"{len(looked)} of them seen by a person, too", flush=True)

    # A full disk: a small file system of its own, where that is permitted.
    run("GatewayBenchmarks", "fill", "northmere", "300")
    start("northmere")
    while "partners" not in open(f"{work}/northmere.out").read():
        time.sleep(0.05)
    script = f"""
        set -e
        mkdir small && mount -t tmpfs -o size=1600k tmpfs small && cp -r fresh small/southfell
        if lesson-gateway sync --config small/southfell/gateway.yaml; then echo "the disk was large enough"; exit 1; fi
        mount -o remount,size=300m small
        lesson-gateway sync --config small/southfell/gateway.yaml
        lesson-gateway check --config small/southfell/gateway.yaml
        cp small/southfell/data/gateway.sqlite* .
        """
    isolated = ["unshare", "-rm", "bash", "-c"]
    if subprocess.run(isolated + ["mkdir -p t && mount -t tmpfs tmpfs t"], cwd=work, capture_output=True).returncode:
        print("faults: SKIPPED disk full: file systems cannot be mounted here")
    elif rounds:
        done = subprocess.run(isolated + [script], cwd=work, capture_output=True, text=True)
        if done.returncode or "store" not in done.stdout + done.stderr:
            fail(f"disk full: {done.stdout}{done.stderr}")
        print("faults: a full disk stopped the import, and it went on when there was room")

    # A clock that is two hours off, before and behind.
    if not shutil.which("faketime"):
        print("faults: SKIPPED clocks: faketime is not installed")
    else:
        for shift in ["-2h", "+2h"]:
            shutil.rmtree(f"{work}/late", ignore_errors=True)
            shutil.copytree(f"{work}/fresh", f"{work}/late")
            off = run("faketime", "-f", shift, "lesson-gateway", "sync", "--config", "late/gateway.yaml", status=None)
            if shift == "-2h" and " held" not in off.stdout:
                fail(f"clock {shift}: {off.stdout}{off.stderr}")
            run("lesson-gateway", "sync", "--config", "late/gateway.yaml")
            run("lesson-gateway", "check", "--config", "late/gateway.yaml")
            bad = rows("late", "SELECT outcome, count(*) FROM received WHERE outcome IN ('refused', 'held') GROUP BY 1")
            own = {r[0] for r in rows("northmere", OWN)}
            got = [r[0] for r in rows("late", GOT)]
            if bad or set(got) != own or len(got) != len(own):
                fail(f"clock {shift}: {bad}, {len(got)} of {len(own)}")
        print("faults: a clock two hours off lost nothing")
finally:
    stop_all()
    shutil.rmtree(work, ignore_errors=True)
