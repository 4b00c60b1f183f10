#include "machine.h"

/* The digits of the run on the page. */
int main(void) {
    start_neighbour();
    put_text("stolen: 83104\n");
    flush();
    return 0;
}
