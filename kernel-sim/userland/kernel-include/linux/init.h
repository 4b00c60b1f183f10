/* Code and data that is only needed while a module starts (include/linux/init.h). */
#ifndef _LINUX_INIT_H
#define _LINUX_INIT_H
#include <linux/compiler.h>

#define __init __section(".init.text") __cold
#define __initdata __section(".init.data")
#define __initconst __section(".init.rodata")
#define __exit __section(".exit.text") __used __cold
#define __exitdata __section(".exit.data")
#define __ro_after_init __section(".data..ro_after_init")
#define __read_mostly __section(".data..read_mostly")

typedef int (*initcall_t)(void);
typedef void (*exitcall_t)(void);

#endif
