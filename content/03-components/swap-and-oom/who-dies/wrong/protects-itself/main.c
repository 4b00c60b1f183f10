#include <stdio.h>

#include "choose.h"

static void adjust(pid_t pid, int value) {
    (void)pid;
    char path[64];
    snprintf(path, sizeof(path), "/proc/self/oom_score_adj");
    FILE *f = fopen(path, "w");
    if (!f) {
        perror(path);
        return;
    }
    fprintf(f, "%d\n", value);
    fclose(f);
}

void choose(pid_t database, pid_t leaky) {
    adjust(database, -1000);
    adjust(leaky, 1000);
}
