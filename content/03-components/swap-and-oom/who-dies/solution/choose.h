#include <sys/types.h>

/* Called before memory runs out. */
void choose(pid_t database, pid_t leaky);
