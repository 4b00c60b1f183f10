/* What every module has at hand (include/linux/kernel.h, minmax.h, container_of.h). */
#ifndef _LINUX_KERNEL_H
#define _LINUX_KERNEL_H
#include <linux/compiler.h>
#include <linux/printk.h>
#include <linux/stringify.h>
#include <linux/types.h>

#define ARRAY_SIZE(arr) (sizeof(arr) / sizeof((arr)[0]))
#define container_of(ptr, type, member) ({ \
	void *__mptr = (void *) (ptr); \
	_Static_assert(__builtin_types_compatible_p(typeof(*(ptr)), typeof(((type *) 0)->member)) || \
		__builtin_types_compatible_p(typeof(*(ptr)), void), "pointer type mismatch in container_of()"); \
	((type *) (__mptr - offsetof(type, member))); })
#define min(x, y) ({ typeof(x) __x = (x); typeof(y) __y = (y); __x < __y ? __x : __y; })
#define max(x, y) ({ typeof(x) __x = (x); typeof(y) __y = (y); __x > __y ? __x : __y; })
#define min_t(type, x, y) min((type) (x), (type) (y))
#define max_t(type, x, y) max((type) (x), (type) (y))

#endif
