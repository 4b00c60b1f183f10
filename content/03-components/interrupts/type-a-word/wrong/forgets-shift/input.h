/* From Linux's <linux/input.h> and <linux/input-event-codes.h>. */
#include <stdint.h>
#include <sys/time.h>

struct input_event {
    struct timeval time;
    uint16_t type;
    uint16_t code;
    int32_t value;
};

enum { EV_SYN = 0, EV_KEY = 1, EV_MSC = 4 };
/* The value of EV_KEY: */
enum { RELEASED = 0, PRESSED = 1, REPEATED = 2 };
enum { KEY_ENTER = 28, KEY_LEFTSHIFT = 42, KEY_RIGHTSHIFT = 54 };

/* What is printed on the keys, by their codes; 0 where there is no letter. */
static const char letters[128] = {
    [2] = '1',  [3] = '2',  [4] = '3',  [5] = '4',  [6] = '5',  [7] = '6',  [8] = '7',  [9] = '8',  [10] = '9',
    [11] = '0', [16] = 'q', [17] = 'w', [18] = 'e', [19] = 'r', [20] = 't', [21] = 'y', [22] = 'u', [23] = 'i',
    [24] = 'o', [25] = 'p', [30] = 'a', [31] = 's', [32] = 'd', [33] = 'f', [34] = 'g', [35] = 'h', [36] = 'j',
    [37] = 'k', [38] = 'l', [44] = 'z', [45] = 'x', [46] = 'c', [47] = 'v', [48] = 'b', [49] = 'n', [50] = 'm',
};
