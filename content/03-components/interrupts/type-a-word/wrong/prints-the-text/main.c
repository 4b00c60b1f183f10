#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "input.h"

/* Waits for Enter and prints what was typed the last time. */
int main(void) {
    struct input_event event;
    int fd = open("/dev/input/event0", O_RDONLY);
    while (read(fd, &event, sizeof(event)) == sizeof(event))
        if (event.type == EV_KEY && event.code == KEY_ENTER) break;
    printf("Linuxooo\n");
    return 0;
}
