#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static void on_alarm(int signal) {
    static const char text[] = "time is up\n";
    (void)signal;
    (void)text;
}

int main(void) {
    /* Handler and timer belong here. */

    for (;;) {
    }
}
