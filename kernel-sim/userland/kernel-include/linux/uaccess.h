/* The doors to user memory (include/linux/uaccess.h). */
#ifndef _LINUX_UACCESS_H
#define _LINUX_UACCESS_H
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/string.h>

unsigned long _copy_to_user(void __user *to, const void *from, unsigned long n);
unsigned long _copy_from_user(void *to, const void __user *from, unsigned long n);
unsigned long clear_user(void __user *to, unsigned long n);
long strncpy_from_user(char *dst, const char __user *src, long count);
long strnlen_user(const char __user *s, long n);
static inline unsigned long copy_to_user(void __user *to, const void *from, unsigned long n) { return _copy_to_user(to, from, n); }
static inline unsigned long copy_from_user(void *to, const void __user *from, unsigned long n) { return _copy_from_user(to, from, n); }
#define put_user(x, ptr) ({ typeof(*(ptr)) __pu_val = (x); _copy_to_user(ptr, &__pu_val, sizeof(__pu_val)) ? -EFAULT : 0; })
#define get_user(x, ptr) ({ typeof(*(ptr)) __gu_val; int __gu_err = _copy_from_user(&__gu_val, ptr, sizeof(__gu_val)) ? -EFAULT : 0; \
	(x) = __gu_val; __gu_err; })
#define access_ok(addr, size) ((unsigned long) (addr) + (size) <= 0x7ffffffff000UL)

#endif
