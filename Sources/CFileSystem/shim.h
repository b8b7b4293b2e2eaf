#ifndef LESSON_FILE_SYSTEM_H
#define LESSON_FILE_SYSTEM_H

/* glibc declares it for programs in GNU's C alone, and Swift imports glibc as plain POSIX. */
int syncfs(int descriptor);

#endif
