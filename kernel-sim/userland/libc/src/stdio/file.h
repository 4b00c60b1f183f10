/*
 * What a FILE is. A stream is idle, reading or writing. Reading: [at, end) is what the kernel gave and nobody took yet.
 * Writing: [base, at) waits for the kernel. Some bytes before `base` are kept for ungetc.
 */
#ifndef INTERNAL_FILE_H
#define INTERNAL_FILE_H
#include <stdio.h>
#include <sys/types.h>
#include "../internal/thread.h"

#define PUSHBACK 8

enum { CAN_READ = 1, CAN_WRITE = 2, APPENDS = 4, AT_EOF = 8, FAILED = 16, READING = 32, WRITING = 64, OWNS_BUFFER = 128, BUFFER_SET = 256 };

struct _IO_FILE {
	int fd;
	unsigned flags;
	/* _IOFBF, _IOLBF or _IONBF. */
	int mode;
	unsigned char *base, *at, *end;
	/* Room from base on. */
	size_t size;
	/* The child of popen, else 0. */
	pid_t child;
	/* In programs with threads: who is using it, how often over. */
	volatile int lock;
	int owner, depth;
	/* All open streams, for fflush(NULL) and exit. */
	FILE *next, **link;
};

/* flockfile(3), where there are threads. */
void __lockFile(FILE *);
void __unlockFile(FILE *);
#define FLOCK(file) (__threaded ? __lockFile(file) : (void)0)
#define FUNLOCK(file) (__threaded ? __unlockFile(file) : (void)0)
/* Around the list of all streams. */
extern volatile int __filesLock;

/* Makes the stream ready for reading or writing, with a buffer; EOF if it cannot. */
int __toRead(FILE *);
int __toWrite(FILE *);
/* Gets at least one byte into the buffer; EOF at the end or on error. */
int __fill(FILE *);
/* Gives the kernel what waits; EOF on error. */
int __drain(FILE *);
/* Adds a stream to the list; gives it its place. */
void __enlist(FILE *);
void __delist(FILE *);
FILE *__streams(void);
FILE *__newFile(int fd, unsigned flags);
/* fopen's mode letters → CAN_… flags, and flags for open(2); 0 if they make no sense. */
unsigned __modeFlags(const char *mode, int *openFlags);
#endif
