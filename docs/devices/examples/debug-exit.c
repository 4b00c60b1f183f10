#include "pc.h"

int main(void) {
    put_text("going with 3: the exit status is 3 * 2 + 1\n");
    leave(3);
}
