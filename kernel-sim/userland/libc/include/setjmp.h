/* setjmp(3): rbx rbp r12-r15 rsp rip, and a signal mask for sigsetjmp(3). */
#ifndef _SETJMP_H
#define _SETJMP_H
typedef unsigned long jmp_buf[10];
typedef unsigned long sigjmp_buf[10];
int setjmp(jmp_buf) __attribute__((returns_twice));
int _setjmp(jmp_buf) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf, int);
_Noreturn void _longjmp(jmp_buf, int);
int sigsetjmp(sigjmp_buf, int) __attribute__((returns_twice));
_Noreturn void siglongjmp(sigjmp_buf, int);
#define setjmp setjmp
#endif
