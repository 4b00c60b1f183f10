/*
 * The door to the kernel: one function for each number of arguments around the `syscall` instruction
 * (System V AMD64 ABI, A.2.1: number in rax, arguments in rdi rsi rdx r10 r8 r9, answer in rax; rcx and r11 are lost).
 * The kernel answers -4095..-1 for an error; __ret turns that into -1 and errno, as syscall(2) tells.
 */
#ifndef INTERNAL_SYSCALL_H
#define INTERNAL_SYSCALL_H
#include <errno.h>
#include <sys/syscall.h>

static inline long __syscall0(long number)
{
	long answer;
	__asm__ volatile("syscall" : "=a"(answer) : "a"(number) : "rcx", "r11", "memory");
	return answer;
}

static inline long __syscall1(long number, long a)
{
	long answer;
	__asm__ volatile("syscall" : "=a"(answer) : "a"(number), "D"(a) : "rcx", "r11", "memory");
	return answer;
}

static inline long __syscall2(long number, long a, long b)
{
	long answer;
	__asm__ volatile("syscall" : "=a"(answer) : "a"(number), "D"(a), "S"(b) : "rcx", "r11", "memory");
	return answer;
}

static inline long __syscall3(long number, long a, long b, long c)
{
	long answer;
	__asm__ volatile("syscall" : "=a"(answer) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
	return answer;
}

static inline long __syscall4(long number, long a, long b, long c, long d)
{
	long answer;
	register long r10 __asm__("r10") = d;
	__asm__ volatile("syscall" : "=a"(answer) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
	return answer;
}

static inline long __syscall5(long number, long a, long b, long c, long d, long e)
{
	long answer;
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	__asm__ volatile("syscall" : "=a"(answer) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
	return answer;
}

static inline long __syscall6(long number, long a, long b, long c, long d, long e, long f)
{
	long answer;
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	__asm__ volatile("syscall"
					 : "=a"(answer)
					 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
					 : "rcx", "r11", "memory");
	return answer;
}

/* The kernel's answer → the C library's: -1 with errno set, or the value. */
static inline long __ret(long answer)
{
	if ((unsigned long)answer > -4096UL) {
		errno = (int)-answer;
		return -1;
	}
	return answer;
}

#define CALL0(name) __ret(__syscall0(SYS_##name))
#define CALL1(name, a) __ret(__syscall1(SYS_##name, (long)(a)))
#define CALL2(name, a, b) __ret(__syscall2(SYS_##name, (long)(a), (long)(b)))
#define CALL3(name, a, b, c) __ret(__syscall3(SYS_##name, (long)(a), (long)(b), (long)(c)))
#define CALL4(name, a, b, c, d) __ret(__syscall4(SYS_##name, (long)(a), (long)(b), (long)(c), (long)(d)))
#define CALL5(name, a, b, c, d, e) __ret(__syscall5(SYS_##name, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e)))
#define CALL6(name, a, b, c, d, e, f) \
	__ret(__syscall6(SYS_##name, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f)))
#endif
