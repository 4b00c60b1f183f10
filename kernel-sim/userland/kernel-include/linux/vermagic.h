/* What a module and its kernel must agree on (include/linux/vermagic.h). */
#ifndef _LINUX_VERMAGIC_H
#define _LINUX_VERMAGIC_H
#define UTS_RELEASE "6.1.0-ringzero-amd64"
#define VERMAGIC_STRING UTS_RELEASE " SMP preempt mod_unload modversions "
#endif
