/* The flags of clone(2) live in sched.h. */
#include <sched.h>
