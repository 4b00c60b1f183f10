/* Symbols for other modules (include/linux/export.h). */
#ifndef _LINUX_EXPORT_H
#define _LINUX_EXPORT_H

#define ___EXPORT_SYMBOL(sym, sec) \
	extern typeof(sym) sym; \
	extern const char __kstrtab_##sym[]; \
	extern const char __kstrtabns_##sym[]; \
	asm("	.section \"__ksymtab_strings\",\"aMS\",@progbits,1	\n" \
	    "__kstrtab_" #sym ":				\n" \
	    "	.asciz	\"" #sym "\"				\n" \
	    "__kstrtabns_" #sym ":				\n" \
	    "	.asciz	\"\"					\n" \
	    "	.previous					\n" \
	    "	.section \"___ksymtab" sec "+" #sym "\", \"a\"	\n" \
	    "	.balign	4					\n" \
	    "__ksymtab_" #sym ":				\n" \
	    "	.long	" #sym "- .				\n" \
	    "	.long	__kstrtab_" #sym "- .			\n" \
	    "	.long	__kstrtabns_" #sym "- .			\n" \
	    "	.previous					\n")
#define EXPORT_SYMBOL(sym) ___EXPORT_SYMBOL(sym, "")
#define EXPORT_SYMBOL_GPL(sym) ___EXPORT_SYMBOL(sym, "_gpl")

#define THIS_MODULE (&__this_module)
extern struct module __this_module;

#endif
