/* Words for the compiler (include/linux/compiler.h, compiler_attributes.h). */
#ifndef _LINUX_COMPILER_H
#define _LINUX_COMPILER_H

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define barrier() __asm__ __volatile__("" : : : "memory")

#define __always_inline inline __attribute__((__always_inline__))
#define noinline __attribute__((__noinline__))
#define __used __attribute__((__used__))
#define __maybe_unused __attribute__((__unused__))
#define __always_unused __attribute__((__unused__))
#define __must_check __attribute__((__warn_unused_result__))
#define __section(section) __attribute__((__section__(section)))
#define __aligned(x) __attribute__((__aligned__(x)))
#define __packed __attribute__((__packed__))
#define __cold __attribute__((__cold__))
#define __weak __attribute__((__weak__))
#define __alias(symbol) __attribute__((__alias__(#symbol)))
#define __visible __attribute__((__externally_visible__))
#define __printf(a, b) __attribute__((__format__(printf, a, b)))
#define __noreturn __attribute__((__noreturn__))
#define fallthrough __attribute__((__fallthrough__))
#define __user
#define __kernel
#define __iomem
#define __percpu
#define __rcu
#define __force

#define __deprecated
#define __pure __attribute__((__pure__))
#define __attribute_const__ __attribute__((__const__))
#define noinstr noinline
#define __must_hold(x)
#define __acquires(x)
#define __releases(x)
#define __same_type(a, b) __builtin_types_compatible_p(typeof(a), typeof(b))
#define __malloc __attribute__((__malloc__))
#define BUILD_BUG_ON(condition) _Static_assert(!(condition), "BUILD_BUG_ON failed: " #condition)
#define ___PASTE(a, b) a##b
#define __PASTE(a, b) ___PASTE(a, b)
#define __UNIQUE_ID(prefix) __PASTE(__PASTE(__UNIQUE_ID_, prefix), __COUNTER__)
#define __ADDRESSABLE(sym) static void *__used __section(".discard.addressable") __PASTE(__addressable_##sym, __LINE__) = (void *) &sym

#define READ_ONCE(x) (*(const volatile typeof(x) *) &(x))
#define WRITE_ONCE(x, val) do { *(volatile typeof(x) *) &(x) = (val); } while (0)

#endif
