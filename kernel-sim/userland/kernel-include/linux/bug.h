/* Checks of the kernel on itself (include/asm-generic/bug.h). */
#ifndef _LINUX_BUG_H
#define _LINUX_BUG_H
#include <linux/compiler.h>
#include <linux/printk.h>

struct bug_entry;
/* An instruction that traps, and a row that says what it means (arch/x86/include/asm/bug.h). */
#define _BUG_FLAGS(flags) do { \
	__asm__ __volatile__("1:	ud2\n" \
		".pushsection __bug_table,\"aw\"\n" \
		"2:	.long 1b - .\n" \
		"	.long %c0 - .\n" \
		"	.word %c1\n" \
		"	.word %c2\n" \
		".popsection" : : "i"(__FILE__), "i"(__LINE__), "i"(flags)); \
} while (0)
#define BUG() do { _BUG_FLAGS(0); __builtin_unreachable(); } while (0)
#define BUG_ON(condition) do { if (unlikely(condition)) BUG(); } while (0)
void __warn_printk(const char *fmt, ...);
#define __WARN() _BUG_FLAGS(1 | (9 << 8))
#define WARN_ON(condition) ({ int __ret_warn_on = !!(condition); if (unlikely(__ret_warn_on)) __WARN(); unlikely(__ret_warn_on); })
#define WARN(condition, format...) ({ int __ret_warn_on = !!(condition); \
	if (unlikely(__ret_warn_on)) { __warn_printk(format); _BUG_FLAGS(1 | 8 | (9 << 8)); } unlikely(__ret_warn_on); })
#define WARN_ON_ONCE(condition) ({ int __ret_warn_on = !!(condition); \
	if (unlikely(__ret_warn_on)) _BUG_FLAGS(1 | 2 | (9 << 8)); unlikely(__ret_warn_on); })
#define WARN_ONCE(condition, format...) ({ static bool __warned; int __ret_warn_once = !!(condition); \
	if (unlikely(__ret_warn_once && !__warned)) { __warned = 1; WARN(1, format); } unlikely(__ret_warn_once); })
void panic(const char *fmt, ...) __attribute__((noreturn));
void dump_stack(void);

#endif
