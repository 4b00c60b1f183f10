/* Parts that a program and a builtin of the shell share. */
#ifndef SHARED_H
#define SHARED_H

/* How to complain: a format, without a newline at its end. */
typedef void (*complainer)(const char *format, ...);

/* test(1) and [(1): 0 true, 1 false, 2 error. */
int testCommand(int argc, char **argv, complainer complain);
/* printf(1). */
int printfCommand(int argc, char **argv, complainer complain);
/* A complainer for programs: NAME: text. */
void programComplain(const char *format, ...);
#endif
