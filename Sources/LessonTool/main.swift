LessonCommand.start()
