#include <stdio.h>

#include "choose.h"

void choose(pid_t database, pid_t leaky) {
    (void)database;
    (void)leaky;
}
