/* The generators of the standards are exact: drand48 and its kin; rand within its bounds; getrandom and arc4 differ each time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

int main(void) {
    srand48(42);
    for (int i = 0; i < 5; i++) printf("%.10f %ld %ld\n", drand48(), lrand48(), mrand48());
    unsigned short state[3] = {1, 2, 3};
    printf("%.10f %ld\n", erand48(state), jrand48(state));
    srand(1);
    int first = rand();
    srand(1);
    printf("%d %d\n", first == rand(), RAND_MAX);
    unsigned char a[32], b[32];
    printf("%zd %zd %d\n", getrandom(a, 32, 0), getrandom(b, 32, GRND_NONBLOCK), memcmp(a, b, 32) != 0);
    printf("%d %s\n", getentropy(a, 16), "done");
    char name[] = "fileXXXXXX", other[] = "fileXXXXXX";
    int fd = mkstemp(name), fd2 = mkstemp(other);
    printf("%d %d\n", fd >= 0 && fd2 >= 0, strcmp(name, other) != 0);
    remove(name);
    remove(other);
    return 0;
}
