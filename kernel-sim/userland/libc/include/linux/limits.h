/* The limits live in limits.h. */
#include <limits.h>
