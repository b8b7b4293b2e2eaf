#!/usr/bin/env python3
"""A stranger opens a thousand connections and says nothing; a partner holds a hundred of its own.

The partners go on exchanging, the hundred are cut to what one certificate may have, and the silent ones end by themselves.

Usage: connections.py FOLDER-WITH-PROGRAMS
"""
import os, random, shutil, socket, ssl, subprocess, sys, tempfile, threading, time

programs = os.path.realpath(sys.argv[1])
here = os.path.dirname(os.path.realpath(__file__))
os.environ["PATH"] = programs + ":" + os.environ["PATH"]
work = tempfile.mkdtemp(prefix="connections-")
base = 10000 + random.randrange(20000)
SILENT, OWN, OWN_MAX = 900, 100, 64


def sync(why):
    words = ["lesson-gateway", "sync", "--partner", "reg:demo-northmere", "--config", "southfell/gateway.yaml"]
    done = subprocess.run(words, cwd=work, capture_output=True, text=True, timeout=60)
    if done.returncode or "position" not in done.stdout:
        raise SystemExit(f"CONNECTIONS FAILED: {why}: {done.stdout}{done.stderr}")


def is_open(connection):
    connection.settimeout(0.05)
    try:
        return connection.recv(1) != b""
    except (TimeoutError, ssl.SSLWantReadError):
        return True
    except OSError:
        return False


def until(what, condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"CONNECTIONS FAILED: {what} did not come in {seconds} s")
        time.sleep(0.1)


class Tunnel:
    """An HTTPS proxy: CONNECT, and then bytes."""

    def __init__(self, asked):
        self.asked = asked
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            client, _ = self.server.accept()
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(4096)
            target = head.split()[1].decode()
            self.asked.append(target)
            far = socket.create_connection(("127.0.0.1", int(target.split(":")[1])))
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            for one, other in [(client, far), (far, client)]:
                threading.Thread(target=self.pump, args=(one, other), daemon=True).start()

    @staticmethod
    def pump(one, other):
        try:
            while part := one.recv(65536):
                other.sendall(part)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass


subprocess.run(["bash", f"{here}/federation.sh", str(base)], cwd=work, check=True)
out = open(f"{work}/out", "w")
server = subprocess.Popen(
    ["lesson-gateway", "serve", "--config", "northmere/gateway.yaml"], cwd=work, stdout=out, stderr=subprocess.DEVNULL
)
try:
    until("the server", lambda: "partners" in open(f"{work}/out").read())
    silent = [socket.create_connection(("127.0.0.1", base), timeout=10) for _ in range(SILENT)]
    sync("beside silent connections")

    context = ssl.create_default_context(cafile=f"{work}/ca/root.pem")
    context.load_cert_chain(f"{work}/southfell/keys/tls.pem", f"{work}/southfell/keys/tls.key")
    own = []
    for _ in range(OWN):
        try:
            plain = socket.create_connection(("127.0.0.1", base), timeout=10)
            own.append(context.wrap_socket(plain, server_hostname="localhost"))
        except OSError:
            pass
    until("the limit of one certificate", lambda: sum(map(is_open, own)) <= OWN_MAX)
    left = sum(map(is_open, own))
    if left < OWN_MAX // 2:
        raise SystemExit(f"CONNECTIONS FAILED: {left} of {OWN} own connections are left")
    for connection in own:
        connection.close()
    until("the end of silent connections", lambda: not any(is_open(s) for s in random.sample(silent, 20)))
    sync("after them")

    config = open(f"{work}/southfell/gateway.yaml").read()
    tunnels = []
    proxy = Tunnel(tunnels)
    open(f"{work}/southfell/gateway.yaml", "w").write(config.replace('proxy: ""', f'proxy: "127.0.0.1:{proxy.port}"'))
    sync("through a proxy")
    if tunnels != [f"localhost:{base}"]:
        raise SystemExit(f"CONNECTIONS FAILED: the proxy was asked for {tunnels}")
    print(f"connections: {SILENT} silent ones kept nobody out and ended; {left} of {OWN} of one certificate stayed;")
    print("connections: the way through a proxy was taken")
finally:
    server.kill()
    server.wait()
    shutil.rmtree(work, ignore_errors=True)
