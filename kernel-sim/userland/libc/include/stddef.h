/* Sizes, NULL and offsetof: C11 7.19. */
#ifndef _STDDEF_H
#define _STDDEF_H
typedef unsigned long size_t;
typedef long ptrdiff_t;
typedef int wchar_t;
#define NULL ((void *)0)
#define offsetof(type, member) __builtin_offsetof(type, member)
typedef struct {
	long long __ll;
	double __d;
} __attribute__((aligned(16))) max_align_t;
#endif
