await GatewayBenchmarks.run(Array(CommandLine.arguments.dropFirst()))
