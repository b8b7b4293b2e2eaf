import ArgumentParser
import Configuration
import GatewayHTTP
import GatewaySQLite
import ServiceLifecycle

print("x")
