try TrainerCommand.run(CommandLine.arguments)
