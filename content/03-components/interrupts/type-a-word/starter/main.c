#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "input.h"

int main(void) {
    struct input_event event;
    int shift = 0;
    int fd = open("/dev/input/event0", O_RDONLY);
    if (fd < 0) {
        perror("event0");
        return 1;
    }
    while (read(fd, &event, sizeof(event)) == sizeof(event)) {
        if (event.type == EV_KEY && event.code == KEY_ENTER) break;
        printf("%d %d %d\n", event.type, event.code, event.value);
    }
    printf("\n");
    /* How often the keyboard has interrupted. */
    char line[200];
    FILE *f = fopen("/proc/interrupts", "r");
    while (f && fgets(line, sizeof(line), f))
        if (strncmp(line, "  1:", 4) == 0) fputs(line, stdout);
    return 0;
}
