#!/usr/bin/env python3
"""Two real gateways that exchange while things go wrong.

Each round 50 bundles are published while both sides are killed (SIGKILL) at random moments and a proxy between them
drops, delays, cuts and repeats bytes. Then the network heals, and when all is delivered both stores are computed again:
nothing lost, nothing twice, every receipt matches.

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
base = 20000 + chance.randrange(20000)
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
    """Forwards a port; while `bad`, some connections are cut, delayed or fed bytes twice (TLS must notice each)."""

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
GOT = "SELECT hex(digest) FROM received WHERE kind IN ('bundle', 'response', 'withdrawal') AND receipt IS NOT NULL"
TOLD = """SELECT hex(digest) FROM delivery JOIN log_entry ON log_entry.position = delivery.position
          JOIN statement ON statement.id = log_entry.statement WHERE delivery.outcome IS NOT NULL"""


def open_work():
    """What is not delivered yet, or not receipted."""
    missing = []
    for one, other in [sides, sides[::-1]]:
        own = [r[0] for r in rows(one, OWN)]
        got = [r[0] for r in rows(other, GOT)]
        told = [r[0] for r in rows(one, TOLD)]
        if len(set(got)) != len(got):
            fail(f"{other} has a statement twice")
        if set(got) - set(own):
            fail(f"{other} has what {one} never issued")
        if set(own) - set(got):
            missing.append(f"{len(set(own) - set(got))} of {len(own)} not at {other}")
        if set(own) - set(told):
            missing.append(f"{len(set(own) - set(told))} of {len(own)} without receipt at {one}")
    return missing


def settle(what):
    for proxy in proxies:
        proxy.bad = False
    # A restart forgets how long to wait after failures.
    stop_all()
    for side in sides:
        start(side)
    deadline = time.monotonic() + 120
    while True:
        missing = open_work()
        if not missing:
            break
        if time.monotonic() > deadline:
            fail(f"{what}: {missing}")
        time.sleep(0.1)
    stop_all()
    for side in sides:
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
    kills = 0
    for number in range(rounds):
        for proxy in proxies:
            proxy.bad = True
        for side in sides:
            start(side)
        publisher = chance.choice(sides)
        filling = subprocess.Popen(["GatewayBenchmarks", "fill", publisher, "50"], cwd=work, stdout=subprocess.DEVNULL)
        for _ in range(chance.randrange(1, 4)):
            # The moment is the test: anywhere between the start of a process and the end of its work.
            time.sleep(chance.random() * 1.2)
            side = chance.choice(sides)
            stop(side, signal.SIGKILL)
            kills += 1
            start(side)
        if filling.wait() != 0:
            fail("publishing failed")
        settle(f"round {number}")
    counts = [len(rows(side, OWN)) for side in sides]
    print(f"faults: {rounds} rounds, {kills} kills, {counts} statements: none lost, none twice, every receipt matches")

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
            if shift == "-2h" and "issued.in-future" not in off.stdout:
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
