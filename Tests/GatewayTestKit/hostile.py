#!/usr/bin/env python3
"""A partner's server that lies over the wire, with the partner's own certificate.

It drips its answer, never ends it, cuts it, sends rubbish, sends somewhere else, and says that it is larger than it is. Each
ends as a fault of that partner in bounded time and memory, and leaves nothing in the store.

Usage: hostile.py FOLDER-WITH-PROGRAMS
"""
import json, os, random, shutil, socket, ssl, subprocess, sys, tempfile, threading, time

programs = os.path.realpath(sys.argv[1])
here = os.path.dirname(os.path.realpath(__file__))
os.environ["PATH"] = programs + ":" + os.environ["PATH"]
work = tempfile.mkdtemp(prefix="hostile-")
base = 10000 + random.randrange(20000)
MEMORY_MB = 200
stop = threading.Event()


def fail(why):
    raise SystemExit(f"HOSTILE FAILED: {why}")


def run(*words, status=0):
    done = subprocess.run(words, cwd=work, capture_output=True, text=True, timeout=200)
    if status is not None and done.returncode != status:
        fail(f"{' '.join(words)}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def head(*lines):
    return ("\r\n".join(("HTTP/1.1 200 OK",) + lines) + "\r\n\r\n").encode()


def drip(connection):
    for byte in head("Content-Length: 100000") + b"a" * 100000:
        connection.sendall(bytes([byte]))
        if stop.wait(0.2):
            return


def endless(connection):
    connection.sendall(head("Transfer-Encoding: chunked"))
    while not stop.is_set():
        connection.sendall(b"10000\r\n" + b"a" * 65536 + b"\r\n")


def long_header(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not stop.is_set():
        connection.sendall(b"a" * 65536)


ANSWERS = {
    "an answer that drips": drip,
    "an answer without end": endless,
    "a header without end": long_header,
    "a length that is a lie": lambda c: c.sendall(head("Content-Length: 99999999999") + b"a" * 1000),
    "an answer that is cut": lambda c: c.sendall(head("Content-Length: 1000") + b"a" * 10),
    "rubbish": lambda c: c.sendall(os.urandom(5000)),
    "another address": lambda c: c.sendall(
        f"HTTP/1.1 307 Elsewhere\r\nLocation: https://localhost:{base}/\r\nContent-Length: 0\r\n\r\n".encode()
    ),
    "silence": lambda c: stop.wait(100),
}


class Liar:
    """Listens as Southfell."""

    def __init__(self, port):
        self.answer = None
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=f"{work}/ca/root.pem")
        self.context.load_cert_chain(f"{work}/southfell/keys/tls.pem", f"{work}/southfell/keys/tls.key")
        self.server = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            plain, _ = self.server.accept()
            threading.Thread(target=self.speak, args=(plain,), daemon=True).start()

    def speak(self, plain):
        try:
            with self.context.wrap_socket(plain, server_side=True) as connection:
                connection.recv(65536)
                self.answer(connection)
        except OSError:
            pass


def memory(process):
    with open(f"/proc/{process.pid}/status") as file:
        return next(int(line.split()[1]) // 1024 for line in file if line.startswith("VmHWM"))


subprocess.run(["bash", f"{here}/federation.sh", str(base)], cwd=work, check=True)
liar = Liar(base + 1)
try:
    for name, answer in ANSWERS.items():
        stop.clear()
        liar.answer = answer
        start = time.monotonic()
        process = subprocess.Popen(
            ["lesson-gateway", "sync", "--json", "--config", "northmere/gateway.yaml"], cwd=work,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        peak, told = 0, []
        reader = threading.Thread(target=lambda: told.append(process.stdout.read()))
        reader.start()
        while process.poll() is None:
            try:
                peak = max(peak, memory(process))
            except (OSError, StopIteration):
                pass
            if time.monotonic() - start > 150:
                process.kill()
                fail(f"{name}: it was waited for too long")
            time.sleep(0.05)
        stop.set()
        reader.join()
        report = json.loads(told[0])["reports"][0]
        if not report.get("fault") or report["position"] != 0:
            fail(f"{name}: {report}")
        if peak > MEMORY_MB:
            fail(f"{name}: it took {peak} MB")
        print(f"hostile: {name}: {report['fault']} after {time.monotonic() - start:.0f} s, {peak} MB", flush=True)
    run("lesson-gateway", "check", "--config", "northmere/gateway.yaml")
finally:
    stop.set()
    shutil.rmtree(work, ignore_errors=True)
